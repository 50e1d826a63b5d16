import * as z from 'zod/mini';
import type { DeploymentRecord } from '../execution';
import type { Plan } from '../plan/schema';

/** What the runbook tells about the release and the plan does not hold. */
export interface ReleaseFacts {
  readonly commits: number;
  readonly files: number;
}

const factsSchema = z.looseObject({ commitCount: z.number(), fileCount: z.number() });

/**
 * The facts of the planned release, as `deployment.planned` holds them. They belong to base and head, so that later
 * events do not change what is approved.
 */
export function releaseFactsOf(record: DeploymentRecord, { release }: Plan): ReleaseFacts | undefined {
  for (const event of record.history) {
    if (event.type !== 'deployment.planned') continue;
    if (event.data.base !== release.base.commit || event.data.head !== release.head.commit) continue;
    const facts = z.safeParse(factsSchema, event.data.facts);
    if (facts.success) return { commits: facts.data.commitCount, files: facts.data.fileCount };
  }
  return undefined;
}
