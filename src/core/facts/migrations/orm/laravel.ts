import type { Directions } from '../sql/directions';
import { argumentsOf, closeOf, inside, isWord, plainText, splitAt, type Argument } from './calls';
import { lexCode, type CodeToken } from './lexCode';
import { phpDirections } from './phpCode';
import { notKnown, quoted, type SqlLine } from './sqlLines';

/**
 * Laravel's schema builder as the SQL it runs on PostgreSQL; anything that is not listed here is not known.
 * https://laravel.com/docs/migrations
 */
export function laravelDirections(text: string, earlier: () => readonly string[] = () => []): Directions {
  const wrapped = /\$withinTransaction\s*=\s*false/u.test(text) ? 'no' : 'yes';
  return phpDirections(lexCode(text, 'php'), wrapped, (tokens) => statements(tokens, earlier));
}

type Earlier = () => readonly string[];

function statements(tokens: readonly CodeToken[], earlier: Earlier): readonly SqlLine[] {
  return splitAt(tokens, ';').flatMap((statement): readonly SqlLine[] => {
    const [first, colons, name, open] = statement;
    const line = first?.line ?? 1;
    if (colons?.text !== '::' || open?.text !== '(' || closeOf(statement, 3) !== statement.length)
      return [notKnown(line)];
    const given = argumentsOf(inside(statement, 3));
    if (first?.text === 'DB' && (name?.text === 'statement' || name?.text === 'unprepared')) {
      const sql = plainText(given[0]);
      return [sql === undefined ? notKnown(line) : { line, sql }];
    }
    return first?.text === 'Schema' ? schemaCall(name?.text ?? '', given, line, earlier) : [notKnown(line)];
  });
}

function schemaCall(name: string, given: readonly Argument[], line: number, earlier: Earlier): readonly SqlLine[] {
  const table = plainText(given[0]);
  if (table === undefined) return [notKnown(line)];
  switch (name) {
    case 'create':
      return [{ line, sql: `CREATE TABLE ${quoted(table)} ()` }];
    case 'drop':
    case 'dropIfExists':
      return [{ line, sql: `DROP TABLE ${quoted(table)}` }];
    case 'rename': {
      const to = plainText(given[1]);
      return [
        to === undefined ? notKnown(line) : { line, sql: `ALTER TABLE ${quoted(table)} RENAME TO ${quoted(to)}` },
      ];
    }
    case 'table': {
      const tokens = given[1]?.tokens ?? [];
      const open = tokens.findIndex(({ kind, text }) => kind === 'symbol' && text === '{');
      return open < 0
        ? [notKnown(line)]
        : splitAt(inside(tokens, open), ';').flatMap((statement) => column(table, statement, earlier));
    }
    default:
      return [notKnown(line)];
  }
}

interface ChainedCall {
  readonly name: string;
  readonly given: readonly Argument[];
}

/** `$table->a(…)->b(…)`; undefined for anything else. */
function chain(tokens: readonly CodeToken[]): readonly ChainedCall[] | undefined {
  const calls: ChainedCall[] = [];
  if (tokens[0]?.text !== '$table') return undefined;
  let index = 1;
  while (index < tokens.length) {
    const [arrow, name, open] = tokens.slice(index, index + 3);
    if (arrow?.text !== '->' || name?.kind !== 'word' || open?.text !== '(') return undefined;
    calls.push({ name: name.text, given: argumentsOf(inside(tokens, index + 2)) });
    index = closeOf(tokens, index + 2);
  }
  return calls;
}

const types = new Set(
  `bigInteger binary boolean char date dateTime dateTimeTz decimal double enum float foreignId foreignIdFor foreignUlid
  foreignUuid geography geometry integer ipAddress json jsonb longText macAddress mediumInteger mediumText smallInteger
  string text time timeTz timestamp timestampTz tinyInteger tinyText ulid unsignedBigInteger unsignedInteger
  unsignedMediumInteger unsignedSmallInteger unsignedTinyInteger uuid vector year set unsignedDecimal`.split(/\s+/u),
);

function column(table: string, tokens: readonly CodeToken[], earlier: Earlier): readonly SqlLine[] {
  const line = tokens[0]?.line ?? 1;
  const calls = chain(tokens);
  const [call, ...modifiers] = calls ?? [];
  if (call === undefined) return [notKnown(line)];
  const on = `ALTER TABLE ${quoted(table)}`;
  const sql = (...texts: readonly string[]): readonly SqlLine[] => texts.map((text) => ({ line, sql: text }));
  const has = (name: string): ChainedCall | undefined => modifiers.find((modifier) => modifier.name === name);
  const names = textsOf(call.given[0]);
  const label = textsOf(call.given[1])[0] ?? `${table}_${names.join('_')}_${call.name}`;
  const [name] = names;
  if (types.has(call.name)) {
    if (name === undefined) return [notKnown(line)];
    const nullable = has('nullable');
    if (has('change') !== undefined) {
      const may = nullable !== undefined && !isWord(nullable.given[0], 'false');
      // Of the same type, it only loses its demand for a value.
      const loses = may && isSameType(table, call, earlier());
      return sql(`${on} ALTER COLUMN ${quoted(name)} ${loses ? 'DROP NOT NULL' : 'TYPE changed'}`);
    }
    const required = nullable === undefined || isWord(nullable.given[0], 'false') ? ' NOT NULL' : '';
    const standard = has('default') !== undefined || has('useCurrent') !== undefined ? " DEFAULT ''" : '';
    const key = has('constrained') === undefined ? '' : ' REFERENCES "other" (id)';
    const unique = has('unique') === undefined ? '' : ' UNIQUE';
    const stored = has('storedAs') === undefined ? '' : ' GENERATED ALWAYS AS (1) STORED';
    const indexed =
      has('index') === undefined ? [] : sql(`CREATE INDEX ${quoted(`${table}_${name}_index`)} ON ${quoted(table)} (x)`);
    return [
      ...sql(`${on} ADD COLUMN ${quoted(name)} integer${required}${standard}${stored}${unique}${key}`),
      ...indexed,
    ];
  }
  switch (call.name) {
    case 'timestamps':
    case 'timestampsTz':
      return sql(`${on} ADD COLUMN created_at timestamp`, `${on} ADD COLUMN updated_at timestamp`);
    case 'softDeletes':
    case 'softDeletesTz':
      return sql(`${on} ADD COLUMN ${quoted(name ?? 'deleted_at')} timestamp`);
    case 'rememberToken':
      return sql(`${on} ADD COLUMN remember_token text`);
    case 'dropTimestamps':
      return sql(`${on} DROP COLUMN created_at, DROP COLUMN updated_at`);
    case 'dropSoftDeletes':
      return sql(`${on} DROP COLUMN ${quoted(name ?? 'deleted_at')}`);
    case 'dropColumn':
      return names.length === 0 ? [notKnown(line)] : names.flatMap((one) => sql(`${on} DROP COLUMN ${quoted(one)}`));
    case 'dropConstrainedForeignId':
      return name === undefined ? [notKnown(line)] : sql(`${on} DROP COLUMN ${quoted(name)}`);
    case 'renameColumn': {
      const to = textsOf(call.given[1])[0];
      return name === undefined || to === undefined
        ? [notKnown(line)]
        : sql(`${on} RENAME COLUMN ${quoted(name)} TO ${quoted(to)}`);
    }
    case 'index':
      return sql(`CREATE INDEX ${quoted(label)} ON ${quoted(table)} (x)`);
    case 'unique':
      return sql(`${on} ADD CONSTRAINT ${quoted(label)} UNIQUE (x)`);
    case 'primary':
      return sql(`${on} ADD CONSTRAINT ${quoted(label)} PRIMARY KEY (x)`);
    case 'foreign':
      return sql(`${on} ADD CONSTRAINT ${quoted(label)} FOREIGN KEY (x) REFERENCES "other" (id)`);
    case 'dropIndex':
      return sql(`DROP INDEX ${quoted(dropped(table, call, 'index'))}`);
    case 'dropUnique':
    case 'dropForeign':
    case 'dropPrimary':
      return sql(`${on} DROP CONSTRAINT ${quoted(dropped(table, call, call.name.slice(4).toLowerCase()))}`);
    default:
      return [notKnown(line)];
  }
}

/**
 * Whether the latest migration that defines a column gives it the type that this call gives it, with the same size.
 *
 * @param earlier texts of the migrations before this one, the latest first.
 */
function isSameType(table: string, { name, given }: ChainedCall, earlier: readonly string[]): boolean {
  const column = plainText(given[0]);
  const written = (tokens: readonly CodeToken[]): string => tokens.map(({ text }) => text).join(' ');
  const now = given.map(({ tokens }) => written(tokens)).join(', ');
  for (const text of earlier) {
    if (!text.includes(table) || column === undefined || !text.includes(column)) continue;
    const tokens = lexCode(text, 'php');
    const isOfTable = tokens.some(
      ({ kind, text: word }, at) =>
        kind === 'text' && word === table && /^(?:create|table)$/u.test(tokens[at - 2]?.text ?? ''),
    );
    const at = tokens.findLastIndex(
      ({ kind, text: word }, index) =>
        kind === 'text' &&
        word === column &&
        tokens[index - 1]?.text === '(' &&
        types.has(tokens[index - 2]?.text ?? ''),
    );
    if (!isOfTable || at < 0) continue;
    const then = argumentsOf(inside(tokens, at - 1)).map(({ tokens: own }) => written(own));
    return tokens[at - 2]?.text === name && then.join(', ') === now;
  }
  return false;
}

/** A list of columns stands for the name that Laravel gives by itself. */
function dropped(table: string, { given }: ChainedCall, suffix: string): string {
  const plain = plainText(given[0]);
  return plain ?? `${table}_${textsOf(given[0]).join('_')}_${suffix}`;
}

/** One text, or the texts of a list. */
function textsOf(given: Argument | undefined): readonly string[] {
  return (given?.tokens ?? []).flatMap(({ kind, text, computed }) => (kind === 'text' && !computed ? [text] : []));
}
