import type { Node } from 'libpg-query';
import { isWidened, typeOf } from './formerTypes';
import { lastName, report, type Judging } from './judging';

/** An action of an ALTER TABLE with what it is said of. */
export interface Action {
  readonly judging: Judging;
  readonly table: string;
  /** The table was created in this file: nobody waits for its locks, and it has no rows. */
  readonly isNew: boolean;
  readonly line: number;
}

/** DROP COLUMN; `column` with its table. */
export function dropColumn({ judging, isNew, line }: Action, column: string): void {
  const ignored = judging.ignored.get(column);
  const unused = ignored === undefined ? {} : { unused: true };
  // One that came with the same release holds nothing that the running version knows.
  const isOwn = judging.created.has(`column:${column}`);
  judging.changes.push({ kind: 'drop', target: `column:${column}`, lossy: !isOwn, ...unused });
  if (isNew || isOwn) return;
  if (ignored === undefined) {
    report(
      judging,
      'ban-drop-column',
      line,
      `Dropping ${column} loses its data, and the running version may still read or write it.`,
    );
    return;
  }
  report(
    judging,
    'ban-drop-column',
    line,
    `Dropping ${column} loses its data; the running version ignores the column (${ignored}).`,
    { severity: 'warning', effects: ['data-loss'] },
  );
}

/** SET NOT NULL of a column that a validated CHECK proves to be filled: there is no scan any more. */
export function setProvenNotNull({ judging, table, line }: Action, column: string): void {
  if (!judging.newlyDemanded.has(`${table}.${column}`)) return;
  report(
    judging,
    'adding-not-nullable-field',
    line,
    `${table}.${column} must hold a value since this release: a running version that writes NULL fails. A validated CHECK spares the scan.`,
    { effects: ['breakage'] },
  );
}

export function setNotNull({ judging, table, line }: Action, column: string): void {
  if (judging.elsewhere) {
    const demanded = `${table}.${column} must hold a value from now on: a running version that writes NULL fails.`;
    report(judging, 'adding-not-nullable-field', line, demanded);
    return;
  }
  const proof = judging.pgVersion < 12 ? '' : ' A validated CHECK (… IS NOT NULL) spares the scan.';
  report(
    judging,
    'adding-not-nullable-field',
    line,
    `Every row of ${table} is checked for NULL in ${column} under an ACCESS EXCLUSIVE lock, and a running version that writes NULL fails.${proof}`,
  );
}

export function changeType(
  { judging, table, isNew, line }: Action,
  column: string,
  definition: Node | undefined,
): void {
  const changed = definition !== undefined && 'ColumnDef' in definition ? definition.ColumnDef : undefined;
  const former = changed === undefined || isNew ? undefined : judging.formerType(table, column);
  const isConverted = changed?.raw_default !== undefined;
  if (changed !== undefined && former !== undefined && !isConverted && isWidened(former, typeOf(changed))) {
    const was = former.limit === undefined ? former.name : `${former.name}(${String(former.limit)})`;
    report(
      judging,
      'changing-column-type',
      line,
      `Widening ${table}.${column}, which is a ${was}, takes a short ACCESS EXCLUSIVE lock; nothing is rewritten.`,
      { severity: 'warning', effects: ['lock'] },
    );
    return;
  }
  judging.changes.push({ kind: 'set', target: `type:${table}.${column}`, to: 'changed' });
  if (isNew) return;
  const type = lastName(changed?.typeName?.names);
  // What held text before holds it still; where nobody knows what it was, it was text as a rule.
  const widens =
    (type === 'text' || (type === 'varchar' && changed?.typeName?.typmods === undefined)) &&
    changed?.raw_default === undefined &&
    former === undefined;
  const mild = widens ? ({ severity: 'warning' } as const) : {};
  if (judging.elsewhere) {
    report(
      judging,
      'changing-column-type',
      line,
      `The type of ${table}.${column} changes, and the running version may not expect the new one.`,
      mild,
    );
    return;
  }
  report(
    judging,
    'changing-column-type',
    line,
    widens
      ? `Changing ${table}.${column} to ${type} takes an ACCESS EXCLUSIVE lock; unless it was a varchar before, the table is rewritten under it.`
      : `Changing the type of ${table}.${column} takes an ACCESS EXCLUSIVE lock, as a rule while the whole table is rewritten, and the running version may not expect the new type.`,
    widens ? { ...mild, effects: ['lock', 'rewrite'] } : {},
  );
}
