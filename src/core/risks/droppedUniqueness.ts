import type { RiskRule } from './rule';
import { inOrder } from './wording';

/** Unique indexes and constraints that go: the statement harms no row, what comes in afterwards bars the way back. */
export const droppedUniqueness: RiskRule = {
  id: 'dropped-uniqueness',
  dimension: 'data-flow',
  find: ({ facts }) => {
    const statements = facts.migrations
      .filter(({ change }) => change === 'added')
      .flatMap(({ file, findings }) =>
        findings.filter(({ rule }) => rule === 'dropping-uniqueness').map((finding) => ({ file, ...finding })),
      );
    const [first] = statements;
    if (first === undefined) return [];
    const others = statements.length - 1;
    return [
      {
        issue: `${first.message}${others === 0 ? '' : ` The same holds for ${String(others)} more.`}`,
        evidence: inOrder(statements.map(({ file, line }) => ({ file, line }))),
        trigger:
          'A version stores rows that only the old index would have refused, or the running one upserts on its columns.',
        impact: 4,
        impactWhy:
          'ON CONFLICT that names these columns fails without a unique index on exactly them, and code that counts on one row may find two',
        probability: 2,
        probabilityWhy: 'whether the running version upserts on these columns was not seen',
        fails: 'Upserts of the running version, and the way back of the migration once equal rows are there.',
        detect:
          'Database errors of the running version about ON CONFLICT, and a count of the rows that are equal in these columns.',
        recover: 'Merge the equal rows, then make the index again before the version before is redeployed.',
        monitor: 'The number of rows that are equal in these columns.',
        mitigation: 'Drop it in a release after Full, when no version that needs it runs any more.',
      },
    ];
  },
};
