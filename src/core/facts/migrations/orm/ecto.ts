import type { Directions } from '../sql/directions';
import {
  argument,
  argumentsOf,
  closeOf,
  inside,
  isWord,
  plainText,
  splitAt,
  statementEnd,
  type Argument,
} from './calls';
import { lexCode, type CodeToken } from './lexCode';
import { layOut, notKnown, quoted, type SqlLine } from './sqlLines';

/**
 * Ecto migrations as the SQL they run on PostgreSQL. Recognised are `create`, `alter`, `rename` and `drop` of tables,
 * indexes and constraints, and `execute` with plain texts; anything else is not known.
 * https://hexdocs.pm/ecto_sql/Ecto.Migration.html
 */
export function ectoDirections(text: string): Directions {
  const tokens = lexCode(text, 'elixir');
  const wrapped = tokens.some(
    ({ text: word }, index) => word === '@disable_ddl_transaction' && tokens[index + 1]?.text === 'true',
  )
    ? 'no'
    : 'yes';
  const change = body(tokens, 'change');
  if (change !== undefined) {
    const done = statements(change);
    return { up: layOut(done.sql), down: done.isOneWay ? 'missing' : 'none', wrapped };
  }
  const up = body(tokens, 'up');
  const down = body(tokens, 'down');
  if (up === undefined) return { up: layOut([notKnown(1)]), down: 'none', wrapped };
  const isRefused = down === undefined || down.some(({ kind, text: word }) => kind === 'word' && word === 'raise');
  return {
    up: layOut(statements(up, isRefused ? [] : down).sql),
    down: isRefused ? 'missing' : { text: layOut(statements(down, up).sql) },
    wrapped,
  };
}

/** The tokens between `def name … do` and its `end`. */
function body(tokens: readonly CodeToken[], name: string): readonly CodeToken[] | undefined {
  const at = tokens.findIndex(
    ({ kind, text }, index) => kind === 'word' && text === 'def' && tokens[index + 1]?.text === name,
  );
  if (at < 0) return undefined;
  const start = tokens.findIndex((token, index) => index > at && token.text === 'do');
  if (start < 0) return undefined;
  if (isKeyword(tokens, start)) {
    // `def down, do: :ok` ends where the next definition begins.
    const end = tokens.findIndex(({ text }, index) => index > start && ['def', 'defp', 'end'].includes(text));
    return tokens.slice(start + 2, end < 0 ? tokens.length : end);
  }
  return tokens.slice(start + 1, blockEnd(tokens, start + 1) - 1);
}

/** `do: value` is no block. */
function isKeyword(tokens: readonly CodeToken[], index: number): boolean {
  return tokens[index + 1]?.text === ':';
}

/** Behind the `end` of the block whose first token is at `start`. */
function blockEnd(tokens: readonly CodeToken[], start: number): number {
  let depth = 1;
  for (let index = start; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token?.kind !== 'word') continue;
    if ((token.text === 'do' && !isKeyword(tokens, index)) || token.text === 'fn') depth += 1;
    if (token.text === 'end') depth -= 1;
    if (depth === 0) return index + 1;
  }
  return tokens.length;
}

interface Statement {
  readonly name: string;
  readonly given: readonly Argument[];
  readonly line: number;
  readonly block: readonly CodeToken[] | undefined;
}

function* calls(tokens: readonly CodeToken[]): Generator<Statement> {
  let index = 0;
  while (index < tokens.length) {
    const end = statementEnd(tokens, index);
    const own = tokens.slice(index, end);
    const [first] = own;
    index = end;
    if (first === undefined) return;
    const at = own.findIndex(
      ({ kind, text }, position) => kind === 'word' && text === 'do' && !isKeyword(own, position),
    );
    let block: readonly CodeToken[] | undefined;
    if (at >= 0) {
      const start = end - own.length + at + 1;
      index = blockEnd(tokens, start);
      block = tokens.slice(start, index - 1);
    }
    const head = at < 0 ? own.slice(1) : own.slice(1, at);
    const given = head[0]?.text === '(' && closeOf(head, 0) === head.length ? inside(head, 0) : head;
    yield { name: first.kind === 'word' ? first.text : '', given: argumentsOf(given), line: first.line, block };
  }
}

interface Done {
  readonly sql: readonly SqlLine[];
  /** Something in it cannot be turned round: going back raises an error. */
  readonly isOneWay: boolean;
}

const silent = new Set(['flush', 'raise']);

/** `other`: the way in the other direction, which says what was before. */
function statements(tokens: readonly CodeToken[], other: readonly CodeToken[] = []): Done {
  const before = statedTypes(other);
  const sql: SqlLine[] = [];
  let isOneWay = false;
  for (const call of calls(tokens)) {
    const { name, given, line, block } = call;
    const target = called(given[0]);
    const say = (...texts: readonly string[]): void => {
      sql.push(...texts.map((text) => ({ line, sql: text })));
    };
    if (silent.has(name) && block === undefined) continue;
    if (name === '' && given.length === 0) continue; // `:ok`, a value on its own.
    if (name === 'execute') {
      const texts = given.map(plainText);
      isOneWay = isOneWay || texts.length < 2;
      if (texts[0] === undefined) sql.push(notKnown(line));
      else say(texts[0]);
    } else if (target === undefined) sql.push(notKnown(line));
    else if (/^create(?:_if_not_exists)?$/u.test(name)) sql.push(...create(target, line));
    else if (/^drop(?:_if_exists)?$/u.test(name)) {
      const { text, back } = drop(target);
      isOneWay = isOneWay || !back;
      if (text === undefined) sql.push(notKnown(line));
      else say(text);
    } else if (name === 'rename' && target.kind === 'table') sql.push(...rename(target.name, given, line));
    else if (name === 'alter' && target.kind === 'table' && block !== undefined) {
      const done = alter(target.name, block, before);
      isOneWay = isOneWay || done.isOneWay;
      sql.push(...done.sql);
    } else sql.push(notKnown(line));
  }
  return { sql, isOneWay };
}

interface Target {
  readonly kind: string;
  readonly name: string;
  readonly given: readonly Argument[];
}

/** `table(:a)`, `index(:a, [:b])`, `constraint(:a, :b, …)`. */
function called(given: Argument | undefined): Target | undefined {
  const [callee, open] = given?.tokens ?? [];
  if (given === undefined || callee?.kind !== 'word' || open?.text !== '(') return undefined;
  if (closeOf(given.tokens, 1) !== given.tokens.length) return undefined;
  const own = argumentsOf(inside(given.tokens, 1));
  const name = plainText(own[0]);
  return name === undefined ? undefined : { kind: callee.text, name, given: own };
}

function create({ kind, name, given }: Target, line: number): readonly SqlLine[] {
  const on = quoted(name);
  switch (kind) {
    case 'table':
      return [{ line, sql: `CREATE TABLE ${on} ()` }];
    case 'index':
    case 'unique_index': {
      const isUnique = kind === 'unique_index' || isWord(argument(given, 'unique'), 'true');
      return [
        {
          line,
          sql: `CREATE ${isUnique ? 'UNIQUE ' : ''}INDEX ${concurrently(given)}${indexName(name, given)} ON ${on} (x)`,
        },
      ];
    }
    case 'constraint': {
      const later = isWord(argument(given, 'validate'), 'false') ? ' NOT VALID' : '';
      const check = plainText(argument(given, 'check'));
      const filled = /^"?(\w+)"?\s+is\s+not\s+null$/iu.exec((check ?? '').trim())?.[1];
      const what =
        argument(given, 'exclude') === undefined
          ? `CHECK (${filled === undefined ? 'x > 0' : `${quoted(filled)} IS NOT NULL`})`
          : 'EXCLUDE USING gist (x WITH =)';
      return [
        { line, sql: `ALTER TABLE ${on} ADD CONSTRAINT ${quoted(plainText(given[1]) ?? 'unnamed')} ${what}${later}` },
      ];
    }
    default:
      return [notKnown(line)];
  }
}

function drop({ kind, name, given }: Target): { readonly text: string | undefined; readonly back: boolean } {
  const on = quoted(name);
  if (kind === 'table') return { text: `DROP TABLE ${on}`, back: false };
  if (kind === 'index' || kind === 'unique_index')
    return { text: `DROP INDEX ${concurrently(given)}${indexName(name, given)}`, back: true };
  if (kind === 'constraint')
    return { text: `ALTER TABLE ${on} DROP CONSTRAINT ${quoted(plainText(given[1]) ?? 'unnamed')}`, back: false };
  return { text: undefined, back: false };
}

function concurrently(given: readonly Argument[]): string {
  return isWord(argument(given, 'concurrently'), 'true') ? 'CONCURRENTLY ' : '';
}

function indexName(table: string, given: readonly Argument[]): string {
  const columns = (given[1]?.tokens ?? []).flatMap(({ kind, text }) =>
    kind === 'text' ? [text.replace(/\W+/gu, '_')] : [],
  );
  return quoted(plainText(argument(given, 'name')) ?? `${table}_${columns.join('_')}_index`);
}

function rename(table: string, given: readonly Argument[], line: number): readonly SqlLine[] {
  const to = argument(given, 'to');
  const other = called(to);
  if (other?.kind === 'table') return [{ line, sql: `ALTER TABLE ${quoted(table)} RENAME TO ${quoted(other.name)}` }];
  const from = plainText(given[1]);
  const name = plainText(to);
  if (from === undefined || name === undefined) return [notKnown(line)];
  return [{ line, sql: `ALTER TABLE ${quoted(table)} RENAME COLUMN ${quoted(from)} TO ${quoted(name)}` }];
}

/** The types that columns are given by `modify`, by table and column. */
function statedTypes(tokens: readonly CodeToken[]): ReadonlyMap<string, string> {
  const types = new Map<string, string>();
  for (const { name, given, block = [] } of calls(tokens)) {
    const table = name === 'alter' ? called(given[0])?.name : undefined;
    if (table === undefined) continue;
    for (const { name: inner, given: own } of calls(block)) {
      const column = plainText(own[0]);
      if (inner === 'modify' && column !== undefined) types.set(`${table}.${column}`, textOf(own[1]?.tokens ?? []));
    }
  }
  return types;
}

function alter(table: string, block: readonly CodeToken[], before: ReadonlyMap<string, string>): Done {
  const sql: SqlLine[] = [];
  let isOneWay = false;
  const on = `ALTER TABLE ${quoted(table)}`;
  for (const { name, given, line, block: inner } of calls(block)) {
    const column = plainText(given[0]);
    const say = (text: string): void => {
      sql.push({ line, sql: `${on} ${text}` });
    };
    if (inner !== undefined) sql.push(notKnown(line));
    else if (name === 'timestamps') {
      const standard = fallback(argument(given, 'default'));
      const required = isWord(argument(given, 'null'), 'true') ? '' : ' NOT NULL';
      for (const stamp of ['inserted_at', 'updated_at']) {
        if (!isWord(argument(given, stamp), 'false')) say(`ADD COLUMN ${stamp} timestamp${required}${standard}`);
      }
    } else if (column === undefined) sql.push(notKnown(line));
    else if (/^add(?:_if_not_exists)?$/u.test(name)) say(addition(column, given));
    else if (/^remove(?:_if_exists)?$/u.test(name)) {
      isOneWay = isOneWay || given.length < 2;
      say(`DROP COLUMN ${quoted(column)}`);
    } else if (name === 'modify') {
      isOneWay = isOneWay || argument(given, 'from') === undefined;
      sql.push(
        ...modification(column, given, before.get(`${table}.${column}`)).map((text) => ({
          line,
          sql: `${on} ${text}`,
        })),
      );
    } else sql.push(notKnown(line));
  }
  return { sql, isOneWay };
}

function addition(column: string, given: readonly Argument[]): string {
  const type = given[1]?.tokens ?? [];
  const references = type[0]?.text === 'references' && !isWord(argument(optionsOf(type), 'validate'), 'false');
  const key = references ? ' REFERENCES "other" (id)' : '';
  const required = isWord(argument(given, 'null'), 'false') ? ' NOT NULL' : '';
  const primary = isWord(argument(given, 'primary_key'), 'true') ? ' PRIMARY KEY' : '';
  const generated = argument(given, 'generated') === undefined ? '' : ' GENERATED ALWAYS AS (1) STORED';
  const serial = plainText(given[1]);
  const own = serial === 'serial' || serial === 'bigserial' ? serial : 'integer';
  return `ADD COLUMN ${quoted(column)} ${own}${required}${fallback(argument(given, 'default'))}${generated}${primary}${key}`;
}

function optionsOf(tokens: readonly CodeToken[]): readonly Argument[] {
  return tokens[1]?.text === '(' ? argumentsOf(inside(tokens, 1)) : [];
}

/** Plain values are constants; a fragment is SQL. */
function fallback(given: Argument | undefined): string {
  if (given === undefined || isWord(given, 'nil')) return '';
  const [callee, open] = given.tokens;
  if (callee?.text === 'fragment' && open?.text === '(') {
    const sql = plainText(argumentsOf(inside(given.tokens, 1))[0]);
    return ` DEFAULT ${sql !== undefined && /^[\w\s().:'{}[\]-]{1,100}$/u.test(sql) ? sql : 'unknown_default()'}`;
  }
  return given.tokens.every(({ computed, kind }) => !computed && kind !== 'word') ||
    isWord(given, 'true') ||
    isWord(given, 'false') ||
    given.tokens[0]?.text === '%'
    ? " DEFAULT ''"
    : ' DEFAULT unknown_default()';
}

/** What `modify` does beyond the type it had: `from`, or else the way in the other direction, tells what that was. */
function modification(column: string, given: readonly Argument[], type: string | undefined): readonly string[] {
  const now = given[1]?.tokens ?? [];
  const [before, ...beforeOptions] = formerly(argument(given, 'from'));
  const at = `ALTER COLUMN ${quoted(column)}`;
  const found: string[] = [];
  const former = before === undefined ? type : textOf(before.tokens);
  if (former !== textOf(now)) {
    found.push(
      now[0]?.text === 'references'
        ? `ADD FOREIGN KEY (${quoted(column)}) REFERENCES "other" (id)`
        : `${at} TYPE ${plainText(given[1]) === 'text' ? 'text' : 'changed'}`,
    );
  }
  const may = argument(given, 'null');
  if (may !== undefined && textOf(may.tokens) !== textOf(argument(beforeOptions, 'null')?.tokens ?? []))
    found.push(`${at} ${isWord(may, 'false') ? 'SET' : 'DROP'} NOT NULL`);
  if (argument(given, 'default') !== undefined) found.push(`${at} SET DEFAULT ''`);
  return found;
}

/** `from: :string` or `from: {:string, null: true}`. */
function formerly(given: Argument | undefined): readonly Argument[] {
  if (given === undefined) return [];
  if (given.tokens[0]?.text !== '{') return [given];
  return splitAt(inside(given.tokens, 0), ',').flatMap((part) => argumentsOf(part));
}

function textOf(tokens: readonly CodeToken[]): string {
  return tokens.map(({ text }) => text).join(' ');
}
