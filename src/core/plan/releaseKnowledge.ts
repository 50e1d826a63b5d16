import * as z from 'zod/mini';
import type { DeploymentRecord } from '../execution';
import type { Plan } from './schema';

const factsSchema = z.looseObject({
  commits: z.optional(z.array(z.looseObject({ id: z.string(), merge: z.boolean() }))),
  migrations: z.optional(
    z.array(
      z.looseObject({
        file: z.string(),
        change: z.string(),
        reversible: z.string(),
        phase: z.optional(z.string()),
      }),
    ),
  ),
});

export interface ReleaseKnowledge {
  readonly merges: ReadonlySet<string>;
  /** Migrations of the release that cannot be undone. */
  readonly irreversibleMigrations: readonly string[];
  /** Migrations of the release that take away what the running version uses. */
  readonly contractMigrations: readonly string[];
}

/** What the facts in the log say about the release of a plan; empty where it was planned for another range since. */
export function releaseKnowledgeOf(record: DeploymentRecord, { release }: Plan): ReleaseKnowledge {
  const planned = record.history.findLast(
    (event) =>
      event.type === 'deployment.planned' &&
      event.data.base === release.base.commit &&
      event.data.head === release.head.commit,
  );
  const facts = planned?.type === 'deployment.planned' ? z.safeParse(factsSchema, planned.data.facts) : undefined;
  if (facts?.success !== true) return { merges: new Set(), irreversibleMigrations: [], contractMigrations: [] };
  const added = (facts.data.migrations ?? []).filter(({ change }) => change === 'added');
  return {
    merges: new Set((facts.data.commits ?? []).filter(({ merge }) => merge).map(({ id }) => id)),
    irreversibleMigrations: added.filter(({ reversible }) => reversible === 'no').map(({ file }) => file),
    contractMigrations: added.filter(({ phase }) => phase === 'contract').map(({ file }) => file),
  };
}
