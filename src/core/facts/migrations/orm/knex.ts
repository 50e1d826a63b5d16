import type { Directions } from '../sql/directions';
import { isWord, plainText, type Argument } from './calls';
import { lexCode, type CodeToken } from './lexCode';
import { layOut, notKnown, quoted, type SqlLine } from './sqlLines';
import {
  actionsIn,
  chainOf,
  functionCalled,
  functionGiven,
  textsOf,
  withConstants,
  type ChainLink,
} from './scriptCode';

/**
 * Knex migrations as the SQL they run on PostgreSQL. Recognised are the schema builder's calls below and `raw` with a
 * plain text; anything else, queries among it, is not known. https://knexjs.org/guide/schema-builder.html
 */
export function knexDirections(text: string): Directions {
  const tokens = withConstants(lexCode(text, 'script'));
  const wrapped = /\btransaction\s*:\s*false\b/u.test(text) ? 'no' : 'yes';
  const up = functionCalled(tokens, 'up');
  const down = functionCalled(tokens, 'down');
  if (up === undefined) return { up: layOut([notKnown(1)]), down: 'none', wrapped };
  const isRefused = down === undefined || down.body.some(({ kind, text: word }) => kind === 'word' && word === 'throw');
  return {
    up: layOut(statements(up.body)),
    down: isRefused ? 'missing' : { text: layOut(statements(down.body)) },
    wrapped,
  };
}

/** What a migration may end with, and does nothing. */
const idle = /^(?:true|false|null|undefined|Promise\.resolve)$/u;

function statements(tokens: readonly CodeToken[]): readonly SqlLine[] {
  return actionsIn(tokens).flatMap((action): readonly SqlLine[] => {
    const line = action[0]?.line ?? 1;
    const called = chainOf(action);
    if (called === undefined) return [notKnown(line)];
    if (idle.test([called.root, ...called.links.map(({ name }) => name)].join('.'))) return [];
    const links = called.links.filter(({ name, given }) => given !== undefined || !['schema', 'fn'].includes(name));
    const isSchema = called.links[0]?.name === 'schema' && called.links[0].given === undefined;
    if (!isSchema && links.every(({ name }) => name !== 'raw')) return [notKnown(line)];
    return links.flatMap((link) => {
      const next = link.name === 'then' ? functionGiven(link.given?.[0]) : undefined;
      return next === undefined ? schemaCall(link) : statements(next.body);
    });
  });
}

function schemaCall({ name, given = [], line }: ChainLink): readonly SqlLine[] {
  const first = plainText(given[0]);
  if (name === 'withSchema') return [];
  if (first === undefined) return [notKnown(line)];
  const sql = (text: string): readonly SqlLine[] => [{ line, sql: text }];
  switch (name) {
    case 'raw':
      // Values that are bound to placeholders are none of the schema's.
      return given.length > 1 ? [notKnown(line)] : sql(first);
    case 'createTable':
    case 'createTableIfNotExists':
    case 'createTableLike':
      return sql(`CREATE TABLE ${quoted(first)} ()`);
    case 'dropTable':
    case 'dropTableIfExists':
      return sql(`DROP TABLE ${quoted(first)}`);
    case 'renameTable': {
      const to = plainText(given[1]);
      return to === undefined ? [notKnown(line)] : sql(`ALTER TABLE ${quoted(first)} RENAME TO ${quoted(to)}`);
    }
    case 'createSchema':
    case 'createSchemaIfNotExists':
      return sql(`CREATE SCHEMA ${quoted(first)}`);
    case 'dropSchema':
    case 'dropSchemaIfExists':
      return sql(`DROP SCHEMA ${quoted(first)}`);
    case 'dropView':
    case 'dropViewIfExists':
      return sql(`DROP VIEW ${quoted(first)}`);
    case 'dropMaterializedView':
    case 'dropMaterializedViewIfExists':
      return sql(`DROP MATERIALIZED VIEW ${quoted(first)}`);
    case 'table':
    case 'alterTable': {
      const builder = functionGiven(given[1]);
      if (builder === undefined) return [notKnown(line)];
      return actionsIn(builder.body).flatMap((action) => column(first, builder.parameters[0], action));
    }
    default:
      return [notKnown(line)];
  }
}

const types = new Set(
  `bigInteger bigint binary boolean bool date datetime decimal double enu enum float geography geometry integer int json
  jsonb mediumint point smallint specificType string text time timestamp tinyint uuid increments bigIncrements`.split(
    /\s+/u,
  ),
);

function column(table: string, builder: string | undefined, action: readonly CodeToken[]): readonly SqlLine[] {
  const line = action[0]?.line ?? 1;
  const called = chainOf(action);
  const [call, ...modifiers] = called?.links ?? [];
  if (call?.given === undefined || called?.root !== builder) return [notKnown(line)];
  const on = `ALTER TABLE ${quoted(table)}`;
  const sql = (...texts: readonly string[]): readonly SqlLine[] =>
    texts.map((text) => ({ line, sql: `${on} ${text}` }));
  const { name, given } = call;
  const columns = textsOf(given[0]);
  const all = given.flatMap((one) => textsOf(one) ?? []);
  const label = (suffix: string, position = 1): string =>
    quoted(plainText(given[position]) ?? `${table}_${(columns ?? []).join('_')}_${suffix}`);
  if (types.has(name)) {
    const own = columns?.[0] ?? (name.toLowerCase().endsWith('increments') ? 'id' : undefined);
    return own === undefined ? [notKnown(line)] : typed(table, own, name, modifiers, line);
  }
  switch (name) {
    case 'timestamps': {
      const required = isWord(given[1], 'true') ? ' NOT NULL DEFAULT now()' : '';
      return sql(`ADD COLUMN created_at timestamp${required}`, `ADD COLUMN updated_at timestamp${required}`);
    }
    case 'dropTimestamps':
      return sql('DROP COLUMN created_at', 'DROP COLUMN updated_at');
    case 'dropColumn':
    case 'dropColumns':
      return all.length === 0 ? [notKnown(line)] : sql(...all.map((one) => `DROP COLUMN ${quoted(one)}`));
    case 'renameColumn':
      return all.length === 2
        ? sql(`RENAME COLUMN ${quoted(all[0] ?? '')} TO ${quoted(all[1] ?? '')}`)
        : [notKnown(line)];
    case 'setNullable':
    case 'dropNullable':
      if (columns?.[0] === undefined) return [notKnown(line)];
      return sql(`ALTER COLUMN ${quoted(columns[0])} ${name === 'setNullable' ? 'DROP' : 'SET'} NOT NULL`);
    case 'index':
      return [{ line, sql: `CREATE INDEX ${label('index')} ON ${quoted(table)} (x)` }];
    case 'dropIndex':
      return [{ line, sql: `DROP INDEX ${label('index')}` }];
    case 'unique':
      return sql(`ADD CONSTRAINT ${label('unique')} UNIQUE (x)`);
    case 'primary':
      return sql(`ADD CONSTRAINT ${label('pkey')} PRIMARY KEY (x)`);
    case 'foreign':
      return sql(`ADD CONSTRAINT ${label('foreign')} FOREIGN KEY (x) REFERENCES "other" (id)`);
    case 'check':
      return sql(`ADD CONSTRAINT ${quoted(plainText(given[2]) ?? `${table}_check`)} CHECK (x > 0)`);
    case 'dropUnique':
    case 'dropForeign':
      return columns === undefined ? [notKnown(line)] : sql(`DROP CONSTRAINT ${label(name.slice(4).toLowerCase())}`);
    case 'dropPrimary':
      return sql(`DROP CONSTRAINT ${quoted(plainText(given[0]) ?? `${table}_pkey`)}`);
    case 'dropChecks':
      return all.length === 0 ? [notKnown(line)] : sql(...all.map((one) => `DROP CONSTRAINT ${quoted(one)}`));
    case 'comment':
      return [];
    default:
      return [notKnown(line)];
  }
}

const known = new Set(
  `nullable notNullable notNull default defaultsTo defaultTo unique index references inTable primary unsigned comment onDelete onUpdate alter
  withKeyName collate deferrable first after`.split(/\s+/u),
);

function typed(
  table: string,
  name: string,
  type: string,
  modifiers: readonly ChainLink[],
  line: number,
): readonly SqlLine[] {
  if (modifiers.some((modifier) => !known.has(modifier.name) || modifier.given === undefined)) return [notKnown(line)];
  const has = (...names: readonly string[]): ChainLink | undefined =>
    modifiers.find((modifier) => names.includes(modifier.name));
  const on = `ALTER TABLE ${quoted(table)}`;
  const isFilled = has('notNullable', 'notNull') !== undefined || isWord(has('nullable')?.given?.[0], 'false');
  const given = has('default', 'defaultsTo', 'defaultTo');
  const standard = given === undefined ? '' : ` DEFAULT ${fallback(given.given?.[0])}`;
  const label = quoted(`${table}_${name}_index`);
  const index: readonly SqlLine[] =
    has('index') === undefined ? [] : [{ line, sql: `CREATE INDEX ${label} ON ${quoted(table)} (x)` }];
  if (has('alter') !== undefined) {
    const at = `${on} ALTER COLUMN ${quoted(name)}`;
    // `alter` says everything about the column anew: what is not said is dropped.
    return [
      `${at} TYPE ${type === 'text' ? 'text' : 'changed'}`,
      ...(isFilled ? [`${at} SET NOT NULL`] : has('nullable') === undefined ? [] : [`${at} DROP NOT NULL`]),
      ...(standard === '' ? [] : [`${at} SET${standard}`]),
    ].map((sql) => ({ line, sql }));
  }
  const own = type === 'increments' || type === 'bigIncrements' ? 'serial PRIMARY KEY' : 'integer';
  const primary = has('primary') === undefined ? '' : ' PRIMARY KEY';
  const unique = has('unique') === undefined ? '' : ' UNIQUE';
  const key = has('references') === undefined ? '' : ' REFERENCES "other" (id)';
  return [
    {
      line,
      sql: `${on} ADD COLUMN ${quoted(name)} ${own}${isFilled ? ' NOT NULL' : ''}${standard}${primary}${unique}${key}`,
    },
    ...index,
  ];
}

/** `knex.fn.now()` and `knex.raw('…')` are SQL; texts, numbers, objects and lists are constants. */
function fallback(given: Argument | undefined): string {
  const tokens = given?.tokens ?? [];
  const links = chainOf(tokens)?.links ?? [];
  const last = links.at(-1);
  if (last?.name === 'now') return 'now()';
  if (last?.name === 'uuid') return 'gen_random_uuid()';
  if (last?.name === 'raw') {
    const sql = plainText(last.given?.[0]);
    return sql !== undefined && /^[\w\s().:'{}[\]-]{1,100}$/u.test(sql) ? sql : 'unknown_default()';
  }
  const isConstant = tokens.every(
    ({ kind, text, computed }) => !computed && (kind !== 'word' || /^(?:true|false|null|JSON|stringify)$/u.test(text)),
  );
  return isConstant && tokens.length > 0 ? "''" : 'unknown_default()';
}
