import type { RiskRule } from './rule';
import { inOrder, listed } from './wording';

/** Constraints on columns that were there before: the version before may write what they refuse. */
export const newlyRefusedRows: RiskRule = {
  id: 'newly-refused-rows',
  dimension: 'data-flow',
  find: ({ facts }) => {
    const refusing = facts.migrations.flatMap(({ change, file, refuses }) =>
      change === 'added' && refuses !== undefined ? [{ file, line: refuses }] : [],
    );
    const [first] = refusing;
    if (first === undefined) return [];
    const files = listed([...new Set(refusing.map(({ file }) => file))]);
    return [
      {
        issue: `From ${files} on the database refuses rows that it took before: a CHECK, a unique index or a foreign key on columns that the running version writes.`,
        evidence: inOrder(refusing),
        trigger: 'The running version, or the version before after a rollback, writes a row that is refused now.',
        impact: 3,
        impactWhy: 'such a write fails, and with it the request or the job that made it',
        probability: 2,
        probabilityWhy: 'whether the version before ever writes such rows was not seen',
        fails: 'Writes of the running version that the new constraint refuses.',
        detect: 'Database errors that name the constraint, from the migration on.',
        recover: 'Drop the constraint again; no row goes with it.',
        monitor: 'Constraint violations in the errors of both versions.',
        mitigation:
          'Release first the version that keeps to it, count the rows that break it, and add the constraint in a later release.',
      },
    ];
  },
};
