import type { Directions } from '../sql/directions';
import { changeSetsOf, type ChangelogPart } from './changelog';
import { layOut, notKnown, quoted, type SqlLine } from './sqlLines';

/**
 * Liquibase changelogs in XML, YAML or JSON as the SQL they run on PostgreSQL. Recognised are the change types below and
 * `sql`; anything else is not known. Change sets for other databases are left out.
 * https://docs.liquibase.com/change-types/home.html
 */
export function liquibaseDirections(path: string, text: string): Directions {
  let changeSets: readonly ChangelogPart[];
  try {
    changeSets = changeSetsOf(path, text).filter(isForPostgres);
  } catch {
    return { up: layOut([notKnown(1)]), down: 'none', wrapped: 'yes' };
  }
  const wrapped = changeSets.some(({ attributes }) => attributes['runInTransaction'] === 'false') ? 'no' : 'yes';
  return { up: layOut(changeSets.flatMap(changesOf)), down: wayBack(changeSets), wrapped };
}

function isForPostgres({ attributes }: ChangelogPart): boolean {
  const databases = (attributes['dbms'] ?? '').split(',').map((name) => name.trim().toLowerCase());
  if (databases.some((name) => name === '' || name === 'all' || name === 'postgresql')) return true;
  return databases.every((name) => name.startsWith('!')) && !databases.includes('!postgresql');
}

/** What a change set says about itself, or only about the database or the documentation. */
const silent = new Set(
  `rollback preConditions comment comments validCheckSum validCheckSums modifySql modifyChangeSql tagDatabase empty output
  setTableRemarks setColumnRemarks property ext`.split(/\s+/u),
);

/** Liquibase turns these round by itself. https://docs.liquibase.com/workflows/liquibase-community/automatic-custom-rollbacks.html */
const automatic = new Set(
  `addCheckConstraint addColumn addDefaultValue addForeignKeyConstraint addLookupTable addNotNullConstraint addPrimaryKey
  addUniqueConstraint createIndex createSequence createTable createView dropNotNullConstraint renameColumn
  renameSequence renameTable renameView`.split(/\s+/u),
);

function ownChanges({ children }: ChangelogPart): readonly ChangelogPart[] {
  return children.filter((child) => !silent.has(child.name) && isForPostgres(child));
}

function changesOf(changeSet: ChangelogPart): readonly SqlLine[] {
  return ownChanges(changeSet).flatMap(change);
}

/**
 * A change set goes back by its own `rollback`, else by turning its changes round; where one can do neither, rolling
 * back stops with an error.
 */
function wayBack(changeSets: readonly ChangelogPart[]): Directions['down'] {
  const rollbacks = changeSets.map((changeSet) => changeSet.children.filter(({ name }) => name === 'rollback'));
  const isStuck = changeSets.some(
    (changeSet, index) =>
      rollbacks[index]?.length === 0 && ownChanges(changeSet).some(({ name }) => !automatic.has(name)),
  );
  if (isStuck) return 'missing';
  if (rollbacks.length === 0 || rollbacks.some((own) => own.length === 0)) return 'none';
  return { text: layOut(rollbacks.flat().flatMap(rollback)) };
}

function rollback(written: ChangelogPart): readonly SqlLine[] {
  const { text, attributes, line } = written;
  if (attributes['changeSetId'] !== undefined) return [notKnown(line)];
  return [
    ...(text === '' ? [] : [{ line, sql: text }]),
    ...written.children.filter(({ name }) => !silent.has(name)).flatMap(change),
  ];
}

function change(part: ChangelogPart): readonly SqlLine[] {
  const { name, attributes: of, line } = part;
  const sql = (...texts: readonly string[]): readonly SqlLine[] => texts.map((text) => ({ line, sql: text }));
  const columns = part.children.filter((child) => child.name === 'column');
  if (name === 'sql') {
    const text = of['sql'] ?? part.text;
    return text.trim() === '' ? [notKnown(line)] : sql(text);
  }
  const own = (key: string): string => quoted(of[key] ?? '?');
  switch (name) {
    case 'createSequence':
      return sql(`CREATE SEQUENCE ${own('sequenceName')}`);
    case 'dropSequence':
      return sql(`DROP SEQUENCE ${own('sequenceName')}`);
    case 'createView':
      return sql(`CREATE VIEW ${own('viewName')} AS SELECT 1`);
    case 'dropView':
      return sql(`DROP VIEW ${own('viewName')}`);
    case 'renameTable':
      return sql(`ALTER TABLE ${own('oldTableName')} RENAME TO ${own('newTableName')}`);
    case 'dropIndex':
      return sql(`DROP INDEX ${own('indexName')}`);
    case 'addForeignKeyConstraint': {
      const later = of['validate'] === 'false' ? ' NOT VALID' : '';
      return sql(
        `ALTER TABLE ${own('baseTableName')} ADD CONSTRAINT ${own('constraintName')} FOREIGN KEY (x) REFERENCES ${own('referencedTableName')} (id)${later}`,
      );
    }
    case 'dropForeignKeyConstraint':
      return sql(`ALTER TABLE ${own('baseTableName')} DROP CONSTRAINT ${own('constraintName')}`);
    default:
      return of['tableName'] === undefined ? [notKnown(line)] : tableChange(part, columns);
  }
}

function tableChange(
  { name, attributes: of, line }: ChangelogPart,
  columns: readonly ChangelogPart[],
): readonly SqlLine[] {
  const table = quoted(of['tableName'] ?? '?');
  const on = `ALTER TABLE ${table}`;
  const sql = (...texts: readonly string[]): readonly SqlLine[] => texts.map((text) => ({ line, sql: text }));
  const column = quoted(of['columnName'] ?? '?');
  const constraint = quoted(of['constraintName'] ?? '?');
  switch (name) {
    case 'createTable':
      return sql(`CREATE TABLE ${table} ()`);
    case 'dropTable':
      return sql(`DROP TABLE ${table}`);
    case 'addColumn':
      return columns.map((one) => ({ line: one.line, sql: `${on} ADD COLUMN ${definition(one)}` }));
    case 'dropColumn': {
      const dropped = [
        ...(of['columnName'] === undefined ? [] : [of['columnName']]),
        ...columns.map((one) => one.attributes['name'] ?? '?'),
      ];
      return sql(...dropped.map((one) => `${on} DROP COLUMN ${quoted(one)}`));
    }
    case 'renameColumn':
      return sql(`${on} RENAME COLUMN ${quoted(of['oldColumnName'] ?? '?')} TO ${quoted(of['newColumnName'] ?? '?')}`);
    case 'modifyDataType':
      return sql(
        `${on} ALTER COLUMN ${column} TYPE ${/^(?:text|clob)$/iu.test(of['newDataType'] ?? '') ? 'text' : 'changed'}`,
      );
    case 'addNotNullConstraint': {
      // Rows without a value get this one first.
      const filled =
        of['defaultNullValue'] === undefined ? [] : [`UPDATE ${table} SET ${column} = '' WHERE ${column} IS NULL`];
      return sql(...filled, `${on} ALTER COLUMN ${column} SET NOT NULL`);
    }
    case 'dropNotNullConstraint':
      return sql(`${on} ALTER COLUMN ${column} DROP NOT NULL`);
    case 'addDefaultValue':
      return sql(`${on} ALTER COLUMN ${column} SET DEFAULT ''`);
    case 'dropDefaultValue':
      return sql(`${on} ALTER COLUMN ${column} DROP DEFAULT`);
    case 'createIndex':
      return sql(
        `CREATE ${of['unique'] === 'true' ? 'UNIQUE ' : ''}INDEX ${quoted(of['indexName'] ?? '?')} ON ${table} (x)`,
      );
    case 'addUniqueConstraint':
      return sql(`${on} ADD CONSTRAINT ${constraint} UNIQUE (x)`);
    case 'addPrimaryKey':
      return sql(`${on} ADD CONSTRAINT ${constraint} PRIMARY KEY (x)`);
    case 'addCheckConstraint':
      return sql(`${on} ADD CONSTRAINT ${constraint} CHECK (x > 0)`);
    case 'dropUniqueConstraint':
    case 'dropPrimaryKey':
    case 'dropCheckConstraint':
      return sql(`${on} DROP CONSTRAINT ${constraint}`);
    case 'insert':
    case 'loadData':
      return sql(`INSERT INTO ${table} DEFAULT VALUES`);
    case 'update': {
      const set = columns.map((one) => `${quoted(one.attributes['name'] ?? '?')} = ''`).join(', ');
      return set === '' ? [notKnown(line)] : sql(`UPDATE ${table} SET ${set} WHERE x`);
    }
    case 'delete':
      return sql(`DELETE FROM ${table} WHERE x`);
    default:
      return [notKnown(line)];
  }
}

/** `<column name type defaultValue…><constraints nullable unique primaryKey references/></column>`. */
function definition({ attributes: of, children }: ChangelogPart): string {
  const constraints = children.find(({ name }) => name === 'constraints')?.attributes ?? {};
  const computed = of['defaultValueComputed'];
  const isKnown = computed !== undefined && /^[\w\s().:'{}[\]-]{1,100}$/u.test(computed);
  const isConstant = Object.keys(of).some((key) => /^defaultValue(?!Computed)/u.test(key));
  const standard =
    computed !== undefined ? ` DEFAULT ${isKnown ? computed : 'unknown_default()'}` : isConstant ? " DEFAULT ''" : '';
  const required = constraints['nullable'] === 'false' ? ' NOT NULL' : '';
  const unique = constraints['unique'] === 'true' ? ' UNIQUE' : '';
  const primary = constraints['primaryKey'] === 'true' ? ' PRIMARY KEY' : '';
  const isKey = constraints['foreignKeyName'] !== undefined || constraints['references'] !== undefined;
  const type = of['autoIncrement'] === 'true' ? 'serial' : 'integer';
  return `${quoted(of['name'] ?? '?')} ${type}${required}${standard}${primary}${unique}${isKey ? ' REFERENCES "other" (id)' : ''}`;
}
