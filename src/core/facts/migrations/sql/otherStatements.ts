import type { Node, ReindexStmt, TransactionStmt } from 'libpg-query';
import { lastName, relationName, report, type Judging } from './judging';

/** Rows that are deleted, emptied or overwritten. @returns false when the statement is something else. */
export function judgeData(judging: Judging, node: Node, line: number): boolean {
  if ('TruncateStmt' in node) {
    const { relations, behavior } = node.TruncateStmt;
    for (const relation of relations ?? []) {
      const table = 'RangeVar' in relation ? relationName(relation.RangeVar) : '';
      judging.changes.push({ kind: 'data', verb: 'delete', table, columns: [] });
      if (judging.created.has(`table:${table}`)) continue;
      if (behavior === 'DROP_CASCADE') {
        report(
          judging,
          'ban-truncate-cascade',
          line,
          `Every row of ${table} is deleted, and every row of each table that refers to it.`,
        );
      } else {
        const under = judging.elsewhere ? '' : ', under an ACCESS EXCLUSIVE lock';
        judging.emptied.set(table, judging.findings.length);
        report(judging, 'truncating-table', line, `Every row of ${table} is deleted${under}.`);
      }
    }
    return true;
  }
  if ('DeleteStmt' in node) {
    const table = relationName(node.DeleteStmt.relation);
    judging.changes.push({ kind: 'data', verb: 'delete', table, columns: [] });
    if (node.DeleteStmt.whereClause === undefined && !judging.created.has(`table:${table}`)) {
      judging.emptied.set(table, judging.findings.length);
      report(judging, 'deleting-every-row', line, `Every row of ${table} is deleted.`);
    }
    return true;
  }
  if ('UpdateStmt' in node) {
    const table = relationName(node.UpdateStmt.relation);
    const columns = (node.UpdateStmt.targetList ?? []).flatMap((target) =>
      'ResTarget' in target ? [target.ResTarget.name ?? ''] : [],
    );
    judging.changes.push({ kind: 'data', verb: 'update', table, columns });
    if (node.UpdateStmt.whereClause === undefined && !judging.created.has(`table:${table}`)) {
      const locked = judging.lockedForAll.get(table);
      if (locked === undefined) {
        report(
          judging,
          'updating-every-row',
          line,
          `Every row of ${table} is locked until the migration ends. Update in batches outside the migration.`,
        );
      } else {
        report(
          judging,
          'updating-every-row',
          line,
          `Every row of ${table} is written while the ALTER TABLE of line ${String(locked)} holds its ACCESS EXCLUSIVE lock in the same transaction: nobody reads the table until the migration ends. Update in batches outside the migration.`,
          { severity: 'error', effects: ['lock', 'rewrite'] },
        );
      }
    }
    return true;
  }
  if ('InsertStmt' in node) {
    const table = relationName(node.InsertStmt.relation);
    judging.changes.push({ kind: 'data', verb: 'insert', table, columns: [] });
    noteFilledAgain(judging, table, line);
    return true;
  }
  return false;
}

/** A table that was emptied before in this file is not taken away from the running version: its rows are others. */
function noteFilledAgain(judging: Judging, table: string, line: number): void {
  const at = judging.emptied.get(table);
  const found = at === undefined ? undefined : judging.findings[at];
  if (at === undefined || found === undefined) return;
  judging.emptied.delete(table);
  const message = `Every row of ${table} is deleted, and others are written in line ${String(line)}.`;
  const effects = found.effects.filter((effect) => effect !== 'data-loss');
  judging.findings[at] = { ...found, severity: 'warning', message, effects };
  const deleted = judging.changes.findLastIndex(
    (each) => each.kind === 'data' && each.verb === 'delete' && each.table === table,
  );
  if (deleted >= 0) judging.changes[deleted] = { kind: 'data', verb: 'update', table, columns: ['*'] };
}

/** BEGIN, COMMIT and ROLLBACK: what is open, and what a wrapping tool or the file itself makes of it. */
export function judgeTransaction(judging: Judging, { kind }: TransactionStmt, line: number): void {
  const nests = (message: string): void => {
    report(judging, 'transaction-nesting', line, message);
  };
  const { transaction, surrounding } = judging;
  judging.lockedForAll.clear();
  if (kind === 'TRANS_STMT_BEGIN' || kind === 'TRANS_STMT_START') {
    if (transaction === 'opened') nests('A transaction is open already.');
    else if (surrounding === 'wrapped')
      nests('The migration tool runs this file in a transaction that it begins itself.');
    if (transaction === 'none' || transaction === 'implicit') {
      judging.transaction = 'opened';
      judging.notValid.clear();
      judging.newEnumValues.clear();
    }
  } else if (kind === 'TRANS_STMT_COMMIT' || kind === 'TRANS_STMT_ROLLBACK') {
    if (transaction === 'wrapped') nests('This ends the transaction that the migration tool has begun.');
    else if (transaction !== 'opened') nests('There is no transaction to end.');
    else if (surrounding === 'wrapped')
      nests('The migration tool counts on the transaction that it began itself, not on this one.');
    judging.transaction = surrounding === 'implicit' ? 'implicit' : 'none';
  }
}

/** Statements that rebuild or lock without changing the schema. @returns false when the statement is something else. */
export function judgeMaintenance(judging: Judging, node: Node, line: number): boolean {
  const rewrites = (what: string): void => {
    const canRepack = judging.pgVersion >= 19;
    const instead = canRepack ? ' REPACK CONCURRENTLY does not.' : '';
    report(
      judging,
      canRepack ? 'prefer-repack' : 'rewriting-table',
      line,
      `${what} writes the table anew under an ACCESS EXCLUSIVE lock.${instead}`,
    );
  };
  if ('ReindexStmt' in node) {
    if (!isConcurrent(node.ReindexStmt) && node.ReindexStmt.kind !== 'REINDEX_OBJECT_SYSTEM') {
      report(
        judging,
        'require-concurrent-reindex',
        line,
        'Rebuilding an index blocks writes to its table, and reads that use it. REINDEX … CONCURRENTLY does not.',
      );
    }
    return true;
  }
  if ('ClusterStmt' in node) {
    rewrites('CLUSTER');
    return true;
  }
  if ('VacuumStmt' in node) {
    const full = (node.VacuumStmt.options ?? []).some(
      (option) => 'DefElem' in option && option.DefElem.defname === 'full',
    );
    if (full) rewrites('VACUUM FULL');
    return true;
  }
  if ('LockStmt' in node) {
    const tables = (node.LockStmt.relations ?? []).flatMap((relation) =>
      'RangeVar' in relation && !judging.created.has(`table:${relationName(relation.RangeVar)}`)
        ? [relationName(relation.RangeVar)]
        : [],
    );
    if (tables.length > 0 && (node.LockStmt.mode ?? ACCESS_EXCLUSIVE) > ROW_EXCLUSIVE) {
      report(
        judging,
        'locking-table',
        line,
        `${tables.join(' and ')} stay${tables.length === 1 ? 's' : ''} locked until the transaction ends.`,
      );
    }
    return true;
  }
  if ('GrantStmt' in node) {
    const { is_grant: isGrant, objects } = node.GrantStmt;
    const isOwn = (objects ?? []).every((object) => judging.createdAnywhere.has(grantedObject(object)));
    if (isGrant !== true && !isOwn) {
      report(
        judging,
        'revoking-privilege',
        line,
        'A running version that still needs the privilege fails from now on.',
      );
    }
    return true;
  }
  if ('RefreshMatViewStmt' in node) {
    const view = relationName(node.RefreshMatViewStmt.relation);
    if (node.RefreshMatViewStmt.concurrent !== true && !judging.created.has(`view:${view}`)) {
      report(
        judging,
        'refreshing-materialized-view',
        line,
        `Nobody reads ${view} while it is refreshed. REFRESH … CONCURRENTLY lets them.`,
      );
    }
    return true;
  }
  return false;
}

function grantedObject(object: Node): string {
  if ('RangeVar' in object) return `table:${relationName(object.RangeVar)}`;
  if ('ObjectWithArgs' in object) return `function:${lastName(object.ObjectWithArgs.objname)}`;
  if ('String' in object) return `schema:${object.String.sval ?? ''}`;
  return '';
}

/** Lock modes as the parser numbers them, weakest first (`storage/lockdefs.h`); more than ROW EXCLUSIVE stops writes or DDL. */
const ROW_EXCLUSIVE = 3;
const ACCESS_EXCLUSIVE = 8;

function isConcurrent({ params }: ReindexStmt): boolean {
  return (params ?? []).some((parameter) => 'DefElem' in parameter && parameter.DefElem.defname === 'concurrently');
}

/** Domains and enums. @returns false when the statement is something else. */
export function judgeTypes(judging: Judging, node: Node, line: number): boolean {
  if ('CreateDomainStmt' in node) {
    const constraints = (node.CreateDomainStmt.constraints ?? []).length;
    if (constraints > 0) {
      report(
        judging,
        'ban-create-domain-with-constraint',
        line,
        'The constraint of a domain cannot be changed later without a scan of every table that uses it.',
      );
    }
    return false;
  }
  if ('AlterDomainStmt' in node) {
    const { subtype, typeName, def } = node.AlterDomainStmt;
    const name = lastName(typeName);
    const isUnchecked = def !== undefined && 'Constraint' in def && def.Constraint.skip_validation === true;
    judging.changes.push({ kind: 'set', target: `domain:${name}`, to: subtype ?? '' });
    // `C`: ADD CONSTRAINT, `O`: SET NOT NULL (`AlterDomainStmt` in `nodes/parsenodes.h`).
    if (((subtype === 'C' && !isUnchecked) || subtype === 'O') && !judging.created.has(`type:${name}`)) {
      report(
        judging,
        'ban-alter-domain-with-add-constraint',
        line,
        `Every table that uses the domain ${name} is locked and scanned.`,
      );
    }
    return true;
  }
  if ('AlterEnumStmt' in node) {
    const { typeName, oldVal, newVal } = node.AlterEnumStmt;
    const name = lastName(typeName);
    const isNew = judging.created.has(`type:${name}`);
    if (oldVal !== undefined) {
      judging.changes.push({ kind: 'rename', target: `enum-value:${name}.${oldVal}`, to: newVal ?? '' });
      if (!isNew)
        report(
          judging,
          'renaming-object',
          line,
          `The running version may know the value ${oldVal} of ${name} by its old name.`,
        );
      return true;
    }
    judging.changes.push({ kind: 'create', target: `enum-value:${name}.${newVal ?? ''}`, inside: `type:${name}` });
    if (!isNew && judging.transaction !== 'none') judging.newEnumValues.set(newVal ?? '', name);
    return true;
  }
  return false;
}

/** Functions that only set something of the session or a sequence. */
const harmlessFunctions = new Set([
  'set_config',
  'setval',
  'pg_advisory_lock',
  'pg_advisory_xact_lock',
  'pg_advisory_unlock',
  'pg_sleep',
  'now',
  'version',
]);

/** Statements without an effect on the schema or on anybody's rows. */
export function isHarmless(node: Node): boolean {
  if ('SelectStmt' in node) {
    return (node.SelectStmt.targetList ?? []).every((target) => {
      const value = 'ResTarget' in target ? target.ResTarget.val : undefined;
      return value === undefined || !('FuncCall' in value) || harmlessFunctions.has(lastName(value.FuncCall.funcname));
    });
  }
  return harmlessStatements.some((name) => name in node);
}

const harmlessStatements = [
  'CommentStmt',
  'GrantRoleStmt',
  'VariableSetStmt',
  'VariableShowStmt',
  'NotifyStmt',
  'CheckPointStmt',
  'DiscardStmt',
  'ExplainStmt',
  'AlterOwnerStmt',
  'AlterDefaultPrivilegesStmt',
  'AlterRoleSetStmt',
  'AlterDatabaseSetStmt',
  'ConstraintsSetStmt',
] as const;
