import type { Directions } from '../sql/directions';
import { argument, isWord, plainText, type Argument } from './calls';
import { lexCode, type CodeToken } from './lexCode';
import { actionsIn, chainOf, entriesOf, functionCalled, functionGiven, textsOf, withConstants } from './scriptCode';
import { layOut, notKnown, quoted, type SqlLine } from './sqlLines';

/**
 * Sequelize migrations as the SQL they run on PostgreSQL. Recognised are the calls of the query interface below, also
 * inside `sequelize.transaction`, and `query` with a plain text; anything else is not known. Sequelize opens no
 * transaction by itself. https://sequelize.org/docs/v6/other-topics/query-interface/
 */
export function sequelizeDirections(text: string): Directions {
  const tokens = withConstants(lexCode(text, 'script'));
  const up = functionCalled(tokens, 'up');
  const down = functionCalled(tokens, 'down');
  const isWrapped = /\.transaction\s*\(/u.test(text);
  const wrapped = isWrapped ? 'yes' : 'no';
  if (up === undefined) return { up: layOut([notKnown(1)]), down: 'none', wrapped };
  const isRefused = down === undefined || down.body.some(({ kind, text: word }) => kind === 'word' && word === 'throw');
  return {
    up: layOut(statements(up.body)),
    down: isRefused ? 'missing' : { text: layOut(statements(down.body)) },
    wrapped,
  };
}

function statements(tokens: readonly CodeToken[]): readonly SqlLine[] {
  return actionsIn(tokens).flatMap((action): readonly SqlLine[] => {
    const line = action[0]?.line ?? 1;
    const links = chainOf(action)?.links.filter(({ name }) => !['context', 'queryInterface'].includes(name));
    const [first, second, ...more] = links ?? [];
    if (first === undefined || more.length > 0) return [notKnown(line)];
    if (first.name === 'sequelize' && first.given === undefined && second?.given !== undefined)
      return database(second.name, second.given, line);
    if (first.given === undefined || second !== undefined) return [notKnown(line)];
    return operation(first.name, first.given, line);
  });
}

/** Calls of the connection itself. */
function database(name: string, given: readonly Argument[], line: number): readonly SqlLine[] {
  if (name === 'query') {
    const sql = plainText(given[0]);
    return [sql === undefined ? notKnown(line) : { line, sql }];
  }
  if (name !== 'transaction') return [notKnown(line)];
  const inner = functionGiven(given.at(-1));
  return inner === undefined ? [notKnown(line)] : statements(inner.body);
}

/** `'users'`, or `{ tableName: 'users', schema: 'a' }`. */
function tableOf(given: Argument | undefined): string | undefined {
  return plainText(given) ?? plainText(argument(entriesOf(given), 'tableName'));
}

function operation(name: string, given: readonly Argument[], line: number): readonly SqlLine[] {
  const unknown = [notKnown(line)];
  const table = tableOf(given[0]);
  if (name === 'dropAllTables' || table === undefined) return unknown;
  const sql = (...texts: readonly string[]): readonly SqlLine[] => texts.map((text) => ({ line, sql: text }));
  const on = `ALTER TABLE ${quoted(table)}`;
  const column = plainText(given[1]);
  const options = entriesOf(given[2]);
  switch (name) {
    case 'createTable':
      return sql(`CREATE TABLE ${quoted(table)} ()`);
    case 'dropTable':
      return sql(`DROP TABLE ${quoted(table)}`);
    case 'renameTable': {
      const to = tableOf(given[1]);
      return to === undefined ? unknown : sql(`${on} RENAME TO ${quoted(to)}`);
    }
    case 'addColumn':
      return column === undefined ? unknown : sql(`${on} ADD COLUMN ${quoted(column)} ${definition(given[2])}`);
    case 'removeColumn':
      return column === undefined ? unknown : sql(`${on} DROP COLUMN ${quoted(column)}`);
    case 'renameColumn': {
      const to = plainText(given[2]);
      if (column === undefined || to === undefined) return unknown;
      return sql(`${on} RENAME COLUMN ${quoted(column)} TO ${quoted(to)}`);
    }
    case 'changeColumn': {
      if (column === undefined) return unknown;
      const at = `${on} ALTER COLUMN ${quoted(column)}`;
      const isFilled = isWord(argument(options, 'allowNull'), 'false');
      const words = (given[2]?.tokens ?? []).map(({ text }) => text);
      const isText = words.includes('TEXT') && !words.includes('ARRAY');
      // Sequelize says everything about the column anew, whatever it was before.
      return sql(`${at} TYPE ${isText ? 'text' : 'changed'}`, `${at} ${isFilled ? 'SET' : 'DROP'} NOT NULL`);
    }
    case 'addIndex': {
      const fields = textsOf(given[1]) ?? textsOf(argument(entriesOf(given[1]), 'fields'));
      const all = [...options, ...entriesOf(given[1])];
      const label = plainText(argument(all, 'name')) ?? indexName(table, fields ?? []);
      const unique =
        isWord(argument(all, 'unique'), 'true') || plainText(argument(all, 'type')) === 'UNIQUE' ? 'UNIQUE ' : '';
      return sql(`CREATE ${unique}INDEX ${concurrently(all)}${quoted(label)} ON ${quoted(table)} (x)`);
    }
    case 'removeIndex': {
      const fields = textsOf(given[1]);
      if (fields === undefined) return unknown;
      const isList = given[1]?.tokens[0]?.text === '[';
      return sql(`DROP INDEX ${concurrently(options)}${quoted(isList ? indexName(table, fields) : (fields[0] ?? ''))}`);
    }
    case 'addConstraint':
      return addConstraint(table, given, line);
    case 'removeConstraint':
      return column === undefined ? unknown : sql(`${on} DROP CONSTRAINT ${quoted(column)}`);
    case 'bulkInsert':
      return sql(`INSERT INTO ${quoted(table)} DEFAULT VALUES`);
    default:
      return unknown;
  }
}

function concurrently(options: readonly Argument[]): string {
  return isWord(argument(options, 'concurrently'), 'true') ? 'CONCURRENTLY ' : '';
}

/** The name that Sequelize gives by itself. */
function indexName(table: string, fields: readonly string[]): string {
  return [table, ...fields]
    .join('_')
    .replace(/([a-z\d])([A-Z])/gu, '$1_$2')
    .toLowerCase();
}

/** `{ type, allowNull, defaultValue, unique, references, primaryKey }`. */
function definition(given: Argument | undefined): string {
  const options = entriesOf(given);
  const yes = (key: string): boolean => isWord(argument(options, key), 'true');
  const required = isWord(argument(options, 'allowNull'), 'false') ? ' NOT NULL' : '';
  const standard = argument(options, 'defaultValue');
  const fallback = standard === undefined || isWord(standard, 'null') ? '' : ` DEFAULT ${constant(standard)}`;
  const serial = yes('autoIncrement') ? 'serial' : 'integer';
  const key = argument(options, 'references') === undefined ? '' : ' REFERENCES "other" (id)';
  const unique =
    argument(options, 'unique') !== undefined && !isWord(argument(options, 'unique'), 'false') ? ' UNIQUE' : '';
  return `${serial}${required}${fallback}${yes('primaryKey') ? ' PRIMARY KEY' : ''}${unique}${key}`;
}

/** `Sequelize.fn('now')`, `Sequelize.literal('…')` and `NOW` are SQL; texts, numbers, objects and lists are constants. */
function constant(given: Argument): string {
  const last = chainOf(given.tokens)?.links.at(-1);
  if (last?.name === 'NOW') return 'now()';
  if (last?.name === 'UUIDV4' || last?.name === 'UUIDV1') return "''";
  if (last?.name === 'fn' && last.given?.length === 1) {
    const called = plainText(last.given[0]) ?? '';
    return /^\w+$/u.test(called) ? `${called}()` : 'unknown_default()';
  }
  if (last?.name === 'literal') {
    const sql = plainText(last.given?.[0]);
    return sql !== undefined && /^[\w\s().:'{}[\]-]{1,100}$/u.test(sql) ? sql : 'unknown_default()';
  }
  const isPlain = given.tokens.every(
    ({ kind, text, computed }, index) =>
      !computed && (kind !== 'word' || /^(?:true|false)$/u.test(text) || given.tokens[index + 1]?.text === ':'),
  );
  return isPlain ? "''" : 'unknown_default()';
}

function addConstraint(table: string, given: readonly Argument[], line: number): readonly SqlLine[] {
  // Version 5 has the columns before the options.
  const options = [...entriesOf(given[1]), ...entriesOf(given[2])];
  const type = plainText(argument(options, 'type'))?.toLowerCase();
  const fields = textsOf(argument(options, 'fields')) ?? textsOf(given[1]) ?? [];
  const what = {
    unique: ['UNIQUE (x)', 'uk'],
    'foreign key': ['FOREIGN KEY (x) REFERENCES "other" (id)', 'fk'],
    check: ['CHECK (x > 0)', 'ck'],
    'primary key': ['PRIMARY KEY (x)', 'pk'],
  }[type ?? ''];
  if (what === undefined) return [notKnown(line)];
  const label = plainText(argument(options, 'name')) ?? `${[table, ...fields].join('_')}_${what[1] ?? ''}`;
  return [{ line, sql: `ALTER TABLE ${quoted(table)} ADD CONSTRAINT ${quoted(label)} ${what[0] ?? ''}` }];
}
