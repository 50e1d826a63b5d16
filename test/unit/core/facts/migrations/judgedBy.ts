import { judgeDirections } from '../../../../../src/core/facts/migrations/judgeSqlMigration';
import type { Directions } from '../../../../../src/core/facts/migrations/sql/directions';
import type { ParseSql } from '../../../../../src/core/facts/migrations/sql/syntax';

/** Whether a migration can be taken back, and what was found on which line. */
export function judgedBy(parse: ParseSql | undefined): (directions: Directions) => readonly string[] {
  return (directions) => {
    const { reversible, findings } = judgeDirections(directions, { parse, pgVersion: 15 });
    return [reversible, ...findings.map(({ rule, line }) => `${rule}:${String(line)}`)];
  };
}
