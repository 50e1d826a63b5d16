import type { Constraint, Node } from 'libpg-query';
import { lastName, nameParts, type Judging } from './judging';

/**
 * Whether a constraint may refuse rows that the running version writes. It leaves columns that are new to it empty, and what
 * a CHECK demands of a column that way alone is told apart; one that takes the place of an index refuses what that did.
 */
export function refusesRows(judging: Judging, table: string, constraint: Constraint): boolean {
  const { contype, keys, fk_attrs: foreign, raw_expr: expression, indexname } = constraint;
  if (indexname !== undefined || columnProvenBy(expression) !== undefined) return false;
  if (contype !== 'CONSTR_UNIQUE' && contype !== 'CONSTR_FOREIGN' && contype !== 'CONSTR_CHECK') return false;
  const columns = contype === 'CONSTR_CHECK' ? columnsIn(expression) : nameParts(foreign ?? keys);
  return columns.length > 0 && !columns.some((column) => isNewColumn(judging, table, column));
}

/**
 * Whether this migration, or one before it in the same release, adds a column. Builders of other languages whose columns
 * are not told have `x` in their place: beside a column that is new to the table, that is the one as a rule.
 */
export function isNewColumn({ created }: Judging, table: string, column: string): boolean {
  if (created.has(`column:${table}.${column}`)) return true;
  return column === 'x' && [...created].some((each) => each.startsWith(`column:${table}.`));
}

/** The names of the columns that an expression is about, however deep. */
function columnsIn(expression: unknown): readonly string[] {
  if (Array.isArray(expression)) return expression.flatMap(columnsIn);
  if (typeof expression !== 'object' || expression === null) return [];
  return Object.entries(expression).flatMap(([key, value]: [string, unknown]) =>
    key === 'ColumnRef' ? columnNamesOf(value) : columnsIn(value),
  );
}

function columnNamesOf(reference: unknown): readonly string[] {
  const fields: unknown =
    typeof reference === 'object' && reference !== null && 'fields' in reference ? reference.fields : undefined;
  return Array.isArray(fields) ? [lastName(fields as readonly Node[])] : [];
}

/** The column of a CHECK that is just `column IS NOT NULL`. */
export function columnProvenBy(expression: Node | undefined): string | undefined {
  if (expression === undefined || !('NullTest' in expression) || expression.NullTest.nulltesttype !== 'IS_NOT_NULL') {
    return undefined;
  }
  const { arg } = expression.NullTest;
  return arg !== undefined && 'ColumnRef' in arg ? lastName(arg.ColumnRef.fields) : undefined;
}
