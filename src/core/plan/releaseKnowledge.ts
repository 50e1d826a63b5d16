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
        clashes: z.optional(z.boolean()),
        unreadable: z.optional(z.looseObject({ line: z.int(), message: z.string() })),
      }),
    ),
  ),
});

export interface ReleaseKnowledge {
  readonly merges: ReadonlySet<string>;
  /** Migrations of the release that cannot be undone. */
  readonly irreversibleMigrations: readonly string[];
  /** Migrations of the release that only take away what the running version uses. */
  readonly contractMigrations: readonly string[];
  readonly unreadableMigrations: readonly { readonly file: string; readonly line: number; readonly message: string }[];
  /** Migrations that were released before and read otherwise now. */
  readonly editedMigrations: readonly string[];
  /** Every head that the plan was made for, the newest last. */
  readonly plannedHeads: readonly string[];
  /** Risks that were critical when this release was planned. */
  readonly criticalRisks: readonly string[];
}

/** What the log says about the release of a plan; no facts where it was planned for another range since. */
export function releaseKnowledgeOf(record: DeploymentRecord, { release }: Plan): ReleaseKnowledge {
  const plans = record.history.flatMap((event) => (event.type === 'deployment.planned' ? [event.data] : []));
  const planned = plans.findLast(({ base, head }) => base === release.base.commit && head === release.head.commit);
  const facts = z.safeParse(factsSchema, planned?.facts);
  const { commits = [], migrations = [] } = facts.success ? facts.data : {};
  const added = migrations.filter(({ change }) => change === 'added');
  return {
    merges: new Set(commits.filter(({ merge }) => merge).map(({ id }) => id)),
    irreversibleMigrations: added.filter(({ reversible }) => reversible === 'no').map(({ file }) => file),
    contractMigrations: added
      .filter(({ phase, clashes }) => phase === 'contract' && clashes !== true)
      .map(({ file }) => file),
    unreadableMigrations: migrations.flatMap(({ file, unreadable }) =>
      unreadable === undefined ? [] : [{ file, ...unreadable }],
    ),
    editedMigrations: migrations.filter(({ change }) => change === 'edited').map(({ file }) => file),
    plannedHeads: plans.map(({ head }) => head),
    criticalRisks: planned?.criticalRisks ?? [],
  };
}
