import type { AlterTableCmd, AlterTableStmt, ColumnDef, Constraint, Node } from 'libpg-query';
import { type Action, changeType, dropColumn, setNotNull, setProvenNotNull } from './columnChanges';
import { isVolatile } from './defaults';
import { lastName, relationName, report, type Judging } from './judging';
import { columnProvenBy, refusesRows } from './refusedRows';

/** Judges each action of an ALTER TABLE. `lineOfAction` tells the line of the action with that index. */
export function judgeAlterTable(
  judging: Judging,
  statement: AlterTableStmt,
  lineOfAction: (index: number) => number,
): void {
  const table = relationName(statement.relation);
  const isNew = judging.created.has(`table:${table}`);
  for (const [index, node] of (statement.cmds ?? []).entries()) {
    if ('AlterTableCmd' in node) {
      const line = lineOfAction(index);
      judgeAction({ judging, table, isNew, line }, node.AlterTableCmd);
      if (exclusive.has(node.AlterTableCmd.subtype ?? '') && judging.transaction !== 'none') {
        if (!judging.lockedForAll.has(table)) judging.lockedForAll.set(table, line);
      }
    }
  }
}

/** Actions under an ACCESS EXCLUSIVE lock: https://www.postgresql.org/docs/current/sql-altertable.html */
const exclusive: ReadonlySet<string> = new Set([
  'AT_AddColumn',
  'AT_AlterColumnType',
  'AT_ColumnDefault',
  'AT_DropColumn',
  'AT_DropConstraint',
  'AT_DropNotNull',
  'AT_SetNotNull',
]);

function judgeAction(action: Action, command: AlterTableCmd): void {
  const { judging, table, isNew, line } = action;
  const name = command.name ?? '';
  const column = `${table}.${name}`;
  switch (command.subtype) {
    case 'AT_AddColumn':
      if (command.def !== undefined && 'ColumnDef' in command.def) addColumn(action, command.def.ColumnDef);
      return;
    case 'AT_AddConstraint':
      if (command.def !== undefined && 'Constraint' in command.def) addConstraint(action, command.def.Constraint);
      return;
    case 'AT_DropColumn':
      dropColumn(action, column);
      return;
    case 'AT_AlterColumnType':
      changeType(action, name, command.def);
      return;
    case 'AT_SetNotNull':
      judging.changes.push({ kind: 'set', target: `not-null:${column}`, to: 'set' });
      if (isNew) return;
      if (isProven(judging, table, name)) setProvenNotNull(action, name);
      else setNotNull(action, name);
      return;
    case 'AT_DropNotNull':
      judging.changes.push({ kind: 'set', target: `not-null:${column}`, to: 'dropped' });
      if (isNew) return;
      report(
        judging,
        'ban-drop-not-null',
        line,
        `${column} may be NULL from now on; code that relies on a value breaks once one is.`,
      );
      return;
    case 'AT_ColumnDefault':
      judging.changes.push({
        kind: 'set',
        target: `default:${column}`,
        to: command.def === undefined ? 'dropped' : 'set',
      });
      if (command.def === undefined && !isNew && judging.created.has(`filled:${column}`)) {
        report(
          judging,
          'adding-required-field',
          line,
          `${column} is NOT NULL and loses its default again: the running version does not fill it, so its inserts fail.`,
          { effects: ['breakage'] },
        );
      }
      return;
    case 'AT_DropConstraint':
      judging.changes.push({ kind: 'drop', target: `constraint:${column}`, lossy: false, line });
      return;
    case 'AT_ValidateConstraint':
      validate(action, name);
      return;
    case 'AT_DetachPartition': {
      const concurrent =
        command.def !== undefined && 'PartitionCmd' in command.def && command.def.PartitionCmd.concurrent === true;
      judging.changes.push({ kind: 'set', target: `partitions:${table}`, to: 'changed' });
      if (concurrent || isNew) return;
      report(
        judging,
        'require-concurrent-partition-detach',
        line,
        `Detaching a partition of ${table} takes an ACCESS EXCLUSIVE lock; DETACH PARTITION … CONCURRENTLY does not.`,
      );
      return;
    }
    case 'AT_SetLogged':
    case 'AT_SetUnLogged':
    case 'AT_SetTableSpace':
    case 'AT_SetAccessMethod':
      judging.changes.push({ kind: 'set', target: `storage:${table}`, to: 'changed' });
      if (isNew) return;
      report(
        judging,
        'rewriting-table',
        line,
        `${table} is written anew under an ACCESS EXCLUSIVE lock: nobody reads or writes it meanwhile.`,
      );
      return;
    case 'AT_AddIdentity':
    case 'AT_SetIdentity':
    case 'AT_DropIdentity':
    case 'AT_DropExpression':
      judging.changes.push({ kind: 'set', target: `identity:${column}`, to: command.subtype });
      return;
    case 'AT_ChangeOwner':
    case 'AT_SetStatistics':
    case 'AT_SetStorage':
    case 'AT_SetRelOptions':
    case 'AT_ResetRelOptions':
    case 'AT_ReplaceRelOptions':
    case 'AT_ClusterOn':
    case 'AT_DropCluster':
    case 'AT_ReplicaIdentity':
      return;
    case 'AT_EnableRowSecurity':
    case 'AT_DisableRowSecurity':
    case 'AT_ForceRowSecurity':
    case 'AT_NoForceRowSecurity':
      judging.changes.push({ kind: 'set', target: `row-security:${table}`, to: command.subtype });
      if (isNew || !/^AT_(?:Enable|Force)/u.test(command.subtype)) return;
      report(
        judging,
        'enabling-row-security',
        line,
        command.subtype === 'AT_EnableRowSecurity'
          ? `From now on a running version that does not own ${table} sees and writes only the rows that a policy allows.`
          : `From now on even the owner of ${table} sees and writes only the rows that a policy allows.`,
      );
      return;
    case 'AT_AttachPartition': {
      judging.changes.push({ kind: 'set', target: `partitions:${table}`, to: 'changed' });
      const attached =
        command.def !== undefined && 'PartitionCmd' in command.def ? relationName(command.def.PartitionCmd.name) : '';
      if (isNew || judging.created.has(`table:${attached}`)) return;
      report(
        judging,
        'attaching-partition',
        line,
        `Every row of ${attached} is checked under an ACCESS EXCLUSIVE lock on it, unless a CHECK constraint proves the bounds.`,
      );
      return;
    }
    case 'AT_EnableTrig':
    case 'AT_DisableTrig':
    case 'AT_EnableTrigAll':
    case 'AT_DisableTrigAll':
    case 'AT_EnableTrigUser':
    case 'AT_DisableTrigUser':
    case 'AT_EnableAlwaysTrig':
      judging.changes.push({ kind: 'set', target: `triggers:${table}`, to: command.subtype });
      return;
    default:
      judging.changes.push({ kind: 'opaque', what: command.subtype ?? 'ALTER TABLE' });
  }
}

const serialTypes = new Set(['serial', 'bigserial', 'smallserial', 'serial2', 'serial4', 'serial8']);

function addColumn(action: Action, column: ColumnDef): void {
  const { judging, table, isNew, line } = action;
  const name = column.colname ?? '';
  judging.changes.push({ kind: 'create', target: `column:${table}.${name}`, inside: `table:${table}` });
  judging.created.add(`column:${table}.${name}`);
  if (isNew) return;
  const constraints = constraintsOf(column.constraints);
  const has = (...kinds: readonly Constraint['contype'][]): Constraint | undefined =>
    constraints.find(({ contype }) => kinds.includes(contype));
  const where = `${table}.${name}`;
  const isSerial = serialTypes.has(lastName(column.typeName?.names));
  const primary = has('CONSTR_PRIMARY');
  const generated = has('CONSTR_GENERATED');
  const given = has('CONSTR_DEFAULT');
  const identity = has('CONSTR_IDENTITY');
  if (primary !== undefined) {
    report(
      judging,
      'adding-serial-primary-key-field',
      line,
      `The primary key ${where} is built under an ACCESS EXCLUSIVE lock: nobody reads or writes ${table} until every row has a value and the index is ready.`,
    );
  } else if (isSerial) {
    report(
      judging,
      'adding-field-with-default',
      line,
      `Numbering every row for ${where} rewrites ${table} under an ACCESS EXCLUSIVE lock.`,
    );
  }
  // A virtual column (PostgreSQL 18) stores nothing.
  if ((generated !== undefined && generated.generated_kind !== 'v') || identity !== undefined) {
    report(
      judging,
      'adding-field-with-default',
      line,
      `Computing ${where} for every row rewrites ${table} under an ACCESS EXCLUSIVE lock.`,
    );
  }
  if (given !== undefined && (isVolatile(given.raw_expr) || judging.pgVersion < 11)) {
    const why = judging.pgVersion < 11 ? `Before PostgreSQL 11 a default` : 'A default that may differ from row to row';
    report(
      judging,
      'adding-field-with-default',
      line,
      `${why} rewrites ${table} under an ACCESS EXCLUSIVE lock to fill ${where}.`,
    );
  }
  const filled = given !== undefined || generated !== undefined || identity !== undefined || isSerial;
  if (has('CONSTR_NOTNULL') !== undefined && given !== undefined) judging.created.add(`filled:${where}`);
  if (has('CONSTR_NOTNULL') !== undefined && !filled) {
    report(
      judging,
      'adding-required-field',
      line,
      `${where} is NOT NULL without a default: it fails on a table that has rows, and the running version does not fill it.`,
    );
  }
  if (has('CONSTR_UNIQUE') !== undefined) {
    report(
      judging,
      'disallowed-unique-constraint',
      line,
      `The unique index of ${where} is built under an ACCESS EXCLUSIVE lock on ${table}.`,
    );
    if (given !== undefined)
      report(judging, 'adding-unique-index', line, `${where} fails when two rows get the same default.`);
  }
  if (has('CONSTR_FOREIGN') !== undefined) {
    // A column that is NULL everywhere refers to nothing: no row is checked.
    const isEmpty = given === undefined;
    report(
      judging,
      'adding-foreign-key-constraint',
      line,
      `The foreign key of ${where} locks writes on both tables${isEmpty ? ' for a moment, and waits for every transaction that holds one' : ' while every row is checked'}.`,
      isEmpty ? { severity: 'warning', effects: ['lock'] } : {},
    );
  }
  if (has('CONSTR_CHECK') !== undefined) {
    report(
      judging,
      'constraint-missing-not-valid',
      line,
      `The CHECK of ${where} is tried on every row of ${table} under an ACCESS EXCLUSIVE lock.`,
    );
  }
}

function constraintsOf(nodes: readonly Node[] | undefined): readonly Constraint[] {
  return (nodes ?? []).flatMap((node) => ('Constraint' in node ? [node.Constraint] : []));
}

function addConstraint(action: Action, constraint: Constraint): void {
  const { judging, table, isNew, line } = action;
  const name = constraint.conname ?? '';
  judging.changes.push({
    kind: 'create',
    target: `constraint:${table}.${name}`,
    inside: `table:${table}`,
    ...(constraint.contype === 'CONSTR_UNIQUE' ? { unique: true } : {}),
  });
  judging.created.add(`constraint:${table}.${name}`);
  if (!isNew && refusesRows(judging, table, constraint)) judging.refuses.push(line);
  if (constraint.skip_validation === true) {
    const column = constraint.contype === 'CONSTR_CHECK' ? columnProvenBy(constraint.raw_expr) : undefined;
    judging.notValid.set(name, {
      column: column === undefined ? undefined : `${table}.${column}`,
      inTransaction: judging.transaction !== 'none',
    });
    return;
  }
  if (isNew || constraint.indexname !== undefined) return;
  switch (constraint.contype) {
    case 'CONSTR_FOREIGN':
      report(
        judging,
        'adding-foreign-key-constraint',
        line,
        `Checking every row of ${table} blocks writes to it and to ${relationName(constraint.pktable)}. Add it NOT VALID, and VALIDATE it in a later transaction.`,
      );
      report(
        judging,
        'constraint-missing-not-valid',
        line,
        `The new constraint is tried on every row of ${table} while writes wait. Add it NOT VALID first.`,
      );
      return;
    case 'CONSTR_UNIQUE':
      report(
        judging,
        'disallowed-unique-constraint',
        line,
        `The index of the UNIQUE constraint is built under an ACCESS EXCLUSIVE lock on ${table}. Build it CONCURRENTLY and add the constraint USING INDEX.`,
      );
      report(judging, 'adding-unique-index', line, `The UNIQUE constraint fails when two rows of ${table} are equal.`);
      break;
    case 'CONSTR_PRIMARY':
      report(
        judging,
        'adding-serial-primary-key-field',
        line,
        `The index of the primary key is built under an ACCESS EXCLUSIVE lock on ${table}. Build it CONCURRENTLY and add the key USING INDEX.`,
        { effects: ['lock', 'scan'] },
      );
      break;
    case 'CONSTR_NOTNULL':
      report(
        judging,
        'adding-not-nullable-field',
        line,
        `Every row of ${table} is checked for NULL under an ACCESS EXCLUSIVE lock, and a running version that writes NULL fails.`,
      );
      return;
    default:
  }
  const advice =
    constraint.contype === 'CONSTR_CHECK' ? ' Add it NOT VALID, and VALIDATE it in a later transaction.' : '';
  report(
    judging,
    'constraint-missing-not-valid',
    line,
    `The new constraint is tried on every row of ${table} under an ACCESS EXCLUSIVE lock.${advice}`,
  );
}

function validate({ judging, table, line }: Action, name: string): void {
  const known = judging.notValid.get(name);
  if (known === undefined) {
    // Added by an earlier migration; which column it is about is not seen here.
    judging.provenNotNull.add(table);
    return;
  }
  if (known.column !== undefined) judging.provenNotNull.add(known.column);
  if (!known.inTransaction || judging.transaction === 'none' || judging.created.has(`table:${table}`)) return;
  report(
    judging,
    'constraint-missing-not-valid',
    line,
    `${name} is validated in the transaction that added it: the lock of the addition is held while every row of ${table} is checked.`,
  );
}

function isProven(judging: Judging, table: string, column: string): boolean {
  if (judging.pgVersion < 12) return false;
  return judging.provenNotNull.has(`${table}.${column}`) || judging.provenNotNull.has(table);
}
