import * as z from 'zod/mini';
import type { DeepReadonly } from '../deepReadonly';
import type { DeploymentRecord } from '../execution';
import type { Plan } from '../plan/schema';

const factsSchema = z.looseObject({
  commitCount: z.number(),
  fileCount: z.number(),
  linesAdded: z.optional(z.number()),
  linesDeleted: z.optional(z.number()),
  commits: z.optional(
    z.array(z.looseObject({ id: z.string(), subject: z.string(), pullRequest: z.optional(z.number()) })),
  ),
  migrations: z.optional(z.array(z.looseObject({ file: z.string(), tool: z.string(), reversible: z.string() }))),
});

/** What the runbook tells about the release and the plan does not hold, as planning wrote it into the log. */
export type ReleaseFacts = DeepReadonly<z.infer<typeof factsSchema>>;

/**
 * The facts of the planned release, as `deployment.planned` holds them. They belong to base and head, so that later
 * events do not change what is approved.
 */
export function releaseFactsOf(record: DeploymentRecord, { release }: Plan): ReleaseFacts | undefined {
  for (const event of record.history) {
    if (event.type !== 'deployment.planned') continue;
    if (event.data.base !== release.base.commit || event.data.head !== release.head.commit) continue;
    const facts = z.safeParse(factsSchema, event.data.facts);
    if (facts.success) return facts.data;
  }
  return undefined;
}
