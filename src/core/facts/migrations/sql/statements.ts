import type { CreateStmt, DropStmt, Node, ObjectType, RenameStmt } from 'libpg-query';
import type { Change } from './changes';
import { lastName, nameParts, relationName, report, type Judging } from './judging';

/** The names that a DROP or a CREATE uses for the kinds of things that people depend on. */
const objectKinds: Partial<Readonly<Record<ObjectType, string>>> = {
  OBJECT_TABLE: 'table',
  OBJECT_FOREIGN_TABLE: 'table',
  OBJECT_VIEW: 'view',
  OBJECT_MATVIEW: 'view',
  OBJECT_INDEX: 'index',
  OBJECT_SEQUENCE: 'sequence',
  OBJECT_SCHEMA: 'schema',
  OBJECT_FUNCTION: 'function',
  OBJECT_PROCEDURE: 'function',
  OBJECT_ROUTINE: 'function',
  OBJECT_AGGREGATE: 'function',
  OBJECT_TYPE: 'type',
  OBJECT_DOMAIN: 'type',
  OBJECT_TRIGGER: 'trigger',
  OBJECT_POLICY: 'policy',
  OBJECT_RULE: 'rule',
  OBJECT_EXTENSION: 'extension',
  OBJECT_STATISTIC_EXT: 'statistics',
  OBJECT_COLLATION: 'collation',
  OBJECT_CAST: 'cast',
  OBJECT_OPERATOR: 'operator',
  OBJECT_PUBLICATION: 'publication',
  OBJECT_EVENT_TRIGGER: 'event-trigger',
  OBJECT_ROLE: 'role',
};

/** What a CREATE creates; undefined for other statements. Views, functions and triggers replaced count as created. */
export function createdBy(node: Node): Extract<Change, { kind: 'create' }> | undefined {
  const made = (target: string, inside?: string): Extract<Change, { kind: 'create' }> =>
    inside === undefined ? { kind: 'create', target } : { kind: 'create', target, inside };
  if ('CreateStmt' in node) return made(`table:${relationName(node.CreateStmt.relation)}`);
  if ('CreateForeignTableStmt' in node)
    return made(`table:${relationName(node.CreateForeignTableStmt.base?.relation)}`);
  if ('CreateTableAsStmt' in node) {
    const { into, objtype } = node.CreateTableAsStmt;
    return made(`${objtype === 'OBJECT_MATVIEW' ? 'view' : 'table'}:${relationName(into?.rel)}`);
  }
  if ('ViewStmt' in node) return made(`view:${relationName(node.ViewStmt.view)}`);
  if ('IndexStmt' in node) {
    const { idxname, relation, indexParams = [] } = node.IndexStmt;
    const table = relationName(relation);
    const of = indexParams.flatMap((each) =>
      'IndexElem' in each && each.IndexElem.name !== undefined ? [`column:${table}.${each.IndexElem.name}`] : [],
    );
    const unique = node.IndexStmt.unique === true ? ({ unique: true } as const) : {};
    return { ...made(`index:${idxname ?? `${table}(unnamed)`}`, `table:${table}`), of, ...unique };
  }
  if ('CreateFunctionStmt' in node) return made(`function:${lastName(node.CreateFunctionStmt.funcname)}`);
  if ('CreateEnumStmt' in node) return made(`type:${lastName(node.CreateEnumStmt.typeName)}`);
  if ('CreateRangeStmt' in node) return made(`type:${lastName(node.CreateRangeStmt.typeName)}`);
  if ('CompositeTypeStmt' in node) return made(`type:${relationName(node.CompositeTypeStmt.typevar)}`);
  if ('CreateDomainStmt' in node) return made(`type:${lastName(node.CreateDomainStmt.domainname)}`);
  if ('CreateSeqStmt' in node) return made(`sequence:${relationName(node.CreateSeqStmt.sequence)}`);
  if ('CreateSchemaStmt' in node) return made(`schema:${node.CreateSchemaStmt.schemaname ?? ''}`);
  if ('CreateExtensionStmt' in node) return made(`extension:${node.CreateExtensionStmt.extname ?? ''}`);
  if ('CreateTrigStmt' in node) {
    const table = relationName(node.CreateTrigStmt.relation);
    return made(`trigger:${table}.${node.CreateTrigStmt.trigname ?? ''}`, `table:${table}`);
  }
  if ('CreatePolicyStmt' in node) {
    const table = relationName(node.CreatePolicyStmt.table);
    return made(`policy:${table}.${node.CreatePolicyStmt.policy_name ?? ''}`, `table:${table}`);
  }
  if ('RuleStmt' in node) {
    const table = relationName(node.RuleStmt.relation);
    return made(`rule:${table}.${node.RuleStmt.rulename ?? ''}`, `table:${table}`);
  }
  if ('CreateStatsStmt' in node) return made(`statistics:${lastName(node.CreateStatsStmt.defnames)}`);
  if ('CreateRoleStmt' in node) return made(`role:${node.CreateRoleStmt.role ?? ''}`);
  if ('CreatePublicationStmt' in node) return made(`publication:${node.CreatePublicationStmt.pubname ?? ''}`);
  if ('CreateEventTrigStmt' in node) return made(`event-trigger:${node.CreateEventTrigStmt.trigname ?? ''}`);
  return undefined;
}

/** Columns and constraints that a CREATE TABLE names need no way back of their own; its domain types neither. */
export function isTemporary({ relation }: CreateStmt): boolean {
  return relation?.relpersistence === 't';
}

/** CREATE TABLE … PARTITION OF: unlike ATTACH PARTITION it locks the partitioned table against everything. */
export function judgePartition(judging: Judging, { partbound, inhRelations }: CreateStmt, line: number): void {
  if (partbound === undefined) return;
  for (const parent of inhRelations ?? []) {
    const name = 'RangeVar' in parent ? relationName(parent.RangeVar) : '';
    if (judging.created.has(`table:${name}`)) continue;
    report(
      judging,
      'attaching-partition',
      line,
      `Creating a partition of ${name} takes an ACCESS EXCLUSIVE lock on it, and scans its default partition. Create the table first and ATTACH it.`,
    );
  }
}

/** DROP of anything but a database. */
export function judgeDrop(judging: Judging, statement: DropStmt, line: number): void {
  const kind = objectKinds[statement.removeType ?? 'OBJECT_TYPE'];
  for (const object of statement.objects ?? []) {
    const parts = droppedName(object);
    const name = parts.at(-1) ?? '';
    if (kind === undefined || name === '') {
      judging.changes.push({ kind: 'opaque', what: 'DROP' });
      continue;
    }
    const owned = kind === 'trigger' || kind === 'policy' || kind === 'rule';
    const target = owned ? `${kind}:${parts.at(-2) ?? ''}.${name}` : `${kind}:${name}`;
    const lossy = kind === 'table' || (kind === 'schema' && statement.behavior === 'DROP_CASCADE');
    judging.changes.push({ kind: 'drop', target, lossy, ...(kind === 'index' ? { line } : {}) });
    judgeDropOf(judging, statement, { kind, name, target }, line);
  }
}

function judgeDropOf(
  judging: Judging,
  statement: DropStmt,
  { kind, name, target }: { readonly kind: string; readonly name: string; readonly target: string },
  line: number,
): void {
  if (kind === 'index') {
    if (statement.concurrent === true) {
      if (judging.transaction !== 'none') {
        report(
          judging,
          'ban-concurrent-index-creation-in-transaction',
          line,
          'DROP INDEX CONCURRENTLY fails inside a transaction.',
        );
      }
    } else if (!judging.created.has(target)) {
      report(
        judging,
        'require-concurrent-index-deletion',
        line,
        `Dropping the index ${name} takes an ACCESS EXCLUSIVE lock on its table; DROP INDEX CONCURRENTLY does not.`,
      );
    }
    return;
  }
  if (judging.created.has(target)) return;
  if (kind === 'table') {
    report(
      judging,
      'ban-drop-table',
      line,
      `Dropping the table ${name} loses its data, and the running version may still use it.`,
    );
  } else if (kind === 'schema') {
    const rule = statement.behavior === 'DROP_CASCADE' ? 'dropping-schema' : 'dropping-object';
    report(
      judging,
      rule,
      line,
      `Dropping the schema ${name}${rule === 'dropping-schema' ? ' drops every table in it' : ' breaks whoever still names it'}.`,
    );
  } else if (
    ['view', 'function', 'type', 'sequence', 'extension'].includes(kind) &&
    !judging.createdAnywhere.has(target)
  ) {
    report(
      judging,
      'dropping-object',
      line,
      `Dropping the ${kind} ${name} breaks a running version that still uses it.`,
    );
  }
}

function droppedName(object: Node): readonly string[] {
  if ('List' in object) return nameParts(object.List.items);
  if ('String' in object) return [object.String.sval ?? ''];
  if ('ObjectWithArgs' in object) return nameParts(object.ObjectWithArgs.objname);
  if ('TypeName' in object) return nameParts(object.TypeName.names);
  return [];
}

/** The name of a view that another one takes over: it is there after the file, like one that is created. */
export function takenBy(node: Node): string | undefined {
  if (!('RenameStmt' in node)) return undefined;
  const { renameType, newname = '' } = node.RenameStmt;
  return renameType === 'OBJECT_VIEW' || renameType === 'OBJECT_MATVIEW' ? `view:${newname}` : undefined;
}

/** Every RENAME TO. A name that follows what was created in this file is as new as that; any other is not. */
export function judgeRename(judging: Judging, statement: RenameStmt, line: number): void {
  const table = relationName(statement.relation);
  const to = statement.newname ?? '';
  const isNew = judging.created.has(`table:${table}`);
  // What keeps its name is as it was.
  if (to === (statement.renameType === 'OBJECT_COLUMN' ? statement.subname : table)) return;
  switch (statement.renameType) {
    case 'OBJECT_COLUMN': {
      const from = `${table}.${statement.subname ?? ''}`;
      judging.changes.push({ kind: 'rename', target: `column:${from}`, to });
      if (isNew || judging.created.delete(`column:${from}`)) {
        judging.created.add(`column:${table}.${to}`);
        return;
      }
      judging.created.delete(`column:${table}.${to}`);
      report(
        judging,
        'renaming-column',
        line,
        `The running version knows ${from} by its old name: its statements fail from this moment on.`,
      );
      return;
    }
    case 'OBJECT_TABLE':
    case 'OBJECT_FOREIGN_TABLE':
      judging.changes.push({ kind: 'rename', target: `table:${table}`, to });
      if (judging.created.delete(`table:${table}`)) {
        judging.created.add(`table:${to}`);
        return;
      }
      judging.created.delete(`table:${to}`);
      if (judging.createdAnywhere.has(`view:${table}`)) {
        report(
          judging,
          'renaming-table',
          line,
          `The table ${table} is called ${to} from now on and a view takes its name: the running version lives with that as long as the view has the columns that it uses and takes what it writes.`,
          { severity: 'warning', effects: [] },
        );
        return;
      }
      report(
        judging,
        'renaming-table',
        line,
        `The running version knows the table ${table} by its old name: its statements fail from this moment on.`,
      );
      return;
    case 'OBJECT_TABCONSTRAINT':
      judging.changes.push({
        kind: 'rename',
        target: `constraint:${table}.${statement.subname ?? ''}`,
        to,
      });
      return;
    case 'OBJECT_INDEX':
      judging.changes.push({ kind: 'rename', target: `index:${table}`, to });
      return;
    default: {
      const kind = objectKinds[statement.renameType ?? 'OBJECT_TYPE'] ?? 'object';
      const name = table === '' ? objectName(statement) : table;
      judging.changes.push({ kind: 'rename', target: `${kind}:${name}`, to });
      if (judging.created.has(`${kind}:${name}`) || kind === 'trigger' || kind === 'policy' || kind === 'rule') return;
      report(judging, 'renaming-object', line, `The running version may know the ${kind} ${name} by its old name.`);
    }
  }
}

function objectName({ object, subname }: RenameStmt): string {
  const parts = object === undefined ? [] : droppedName(object);
  return parts.at(-1) ?? subname ?? '';
}
