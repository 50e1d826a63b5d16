import * as z from 'zod/mini';
import type { DeploymentRecord } from '../execution';
import type { Plan } from './schema';

const factsSchema = z.looseObject({
  commits: z.optional(z.array(z.looseObject({ id: z.string(), merge: z.boolean() }))),
  migrations: z.optional(z.array(z.looseObject({ file: z.string(), change: z.string(), reversible: z.string() }))),
});

/** What the facts in the log say about the release of a plan; empty where it was planned for another range since. */
export function releaseKnowledgeOf(
  record: DeploymentRecord,
  { release }: Plan,
): { readonly merges: ReadonlySet<string>; readonly irreversibleMigrations: readonly string[] } {
  const planned = record.history.findLast(
    (event) =>
      event.type === 'deployment.planned' &&
      event.data.base === release.base.commit &&
      event.data.head === release.head.commit,
  );
  const facts = planned?.type === 'deployment.planned' ? z.safeParse(factsSchema, planned.data.facts) : undefined;
  if (facts?.success !== true) return { merges: new Set(), irreversibleMigrations: [] };
  return {
    merges: new Set((facts.data.commits ?? []).filter(({ merge }) => merge).map(({ id }) => id)),
    irreversibleMigrations: (facts.data.migrations ?? [])
      .filter(({ change, reversible }) => change === 'added' && reversible === 'no')
      .map(({ file }) => file),
  };
}
