import type { RiskRule } from './rule';
import { inOrder } from './wording';

/** Columns that may be NULL from this release on. The statement harms nobody; what the new version then stores may. */
export const newlyNullableColumn: RiskRule = {
  id: 'newly-nullable-column',
  dimension: 'data-flow',
  find: ({ facts }) => {
    const statements = facts.migrations
      .filter(({ change }) => change === 'added')
      .flatMap(({ file, findings }) =>
        findings.filter(({ rule }) => rule === 'ban-drop-not-null').map((finding) => ({ file, ...finding })),
      );
    const [first] = statements;
    if (first === undefined) return [];
    const others = statements.length - 1;
    return [
      {
        issue: `${first.message}${others === 0 ? '' : ` The same holds for ${String(others)} more ${others === 1 ? 'column' : 'columns'}.`}`,
        evidence: inOrder(statements.map(({ file, line }) => ({ file, line }))),
        trigger:
          'The new version stores a row without a value, and the version before reads it: during the rollout, and after a rollback.',
        impact: 4,
        impactWhy: 'code that never met NULL there may fail on such a row, also once the new version is gone',
        probability: 2,
        probabilityWhy: 'whether the version before reads the column without a check was not seen',
        fails: 'Requests and jobs of the version before that read a row without a value.',
        detect: 'Errors of the version before about a missing value, and a count of the rows where the column is NULL.',
        recover: 'Give those rows a value, then roll back; a way back that demands a value fails until they have one.',
        monitor: 'The number of rows where the column is NULL.',
        mitigation: 'Release first a version that can read NULL there, and the one that stores it later.',
      },
    ];
  },
};
