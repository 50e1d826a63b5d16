import type { Directions } from '../sql/directions';
import { argument, argumentsOf, inside, isWord, plainText, statementEnd, type Argument } from './calls';
import { lexCode, type CodeToken } from './lexCode';
import { layOut, notKnown, quoted, type SqlLine } from './sqlLines';

/**
 * Active Record migrations as the SQL they run on PostgreSQL. Recognised are the schema statements below and `execute`
 * with a plain text; anything else in a method's body is not known.
 * https://api.rubyonrails.org/classes/ActiveRecord/ConnectionAdapters/SchemaStatements.html
 */
export function railsDirections(text: string): Directions {
  const wrapped = /^\s*(?:disable_ddl_transaction!|self\.disable_ddl_transaction\s*=\s*true\b)/mu.test(text)
    ? 'no'
    : 'yes';
  const change = methodBody(text, 'change');
  if (change !== undefined) {
    const blocks = reversibleBlocks(change);
    const up = layOut(statements(change));
    const isTurnedRound =
      !oneWay.test(withoutBlocks(change, blocks).source) && blocks.every(({ down }) => down !== undefined);
    if (!isTurnedRound) return { up, down: 'missing', wrapped };
    if (blocks.length === 0) return { up, down: 'none', wrapped };
    const down = layOut(blocks.flatMap((block) => block.down ?? []));
    return { up, down: { text: down }, turnedRound: layOut(statements(withoutBlocks(change, blocks))), wrapped };
  }
  const up = methodBody(text, 'up');
  if (up === undefined) return { up: layOut([notKnown(1)]), down: 'none', wrapped };
  const down = methodBody(text, 'down');
  const isRefused = down === undefined || down.source.includes('IrreversibleMigration');
  return { up: layOut(statements(up)), down: isRefused ? 'missing' : { text: layOut(statements(down)) }, wrapped };
}

/** What a `change` cannot turn round: going back raises an error. */
const oneWay =
  /^\s*(?:execute\b|change_column\b|change_column_default\b(?!.*\bfrom\b)|remove_columns?\s+:\w+,\s*:\w+\s*$|drop_table\s+:\w+\s*$|(?:update|replace|drop)_view\b(?!.*\brevert_to_version\b)|\w+\.(?:change|change_default)\b|\w+\.remove\b(?!.*\btype:))/mu;

interface Body {
  readonly source: string;
  /** Lines before the body, to number its own. */
  readonly before: number;
}

/** The lines between `def name` and the `end` of the same indentation. */
function methodBody(text: string, name: string): Body | undefined {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => new RegExp(`^\\s*def\\s+(?:self\\.)?${name}\\b`, 'u').test(line));
  const indent = /^\s*/u.exec(lines[start] ?? '')?.[0] ?? '';
  if (start < 0) return undefined;
  const length = lines.slice(start + 1).findIndex((line) => line.startsWith(`${indent}end`));
  return length < 0 ? undefined : { source: lines.slice(start + 1, start + 1 + length).join('\n'), before: start + 1 };
}

const silent = new Set(['say', 'puts', 'say_with_time', 'suppress_messages', 'safety_assured', 'end']);

function statements({ source, before }: Body): readonly SqlLine[] {
  return statementsOf(lexCode(source, 'ruby'), before);
}

function statementsOf(tokens: readonly CodeToken[], before: number): readonly SqlLine[] {
  const found: SqlLine[] = [];
  let index = 0;
  while (index < tokens.length) {
    const end = statementEnd(tokens, index);
    const own = tokens.slice(index, end);
    const [first] = own;
    index = end;
    if (first === undefined) break;
    const line = first.line + before;
    const opens = own.some(({ kind, text }) => kind === 'word' && text === 'do');
    if (first.kind === 'word' && silent.has(first.text)) continue;
    if (first.text === 'reversible' && opens) {
      const until = blockEnd(tokens, index);
      found.push(...(directionBlock(tokens.slice(index, until), 'up', before) ?? []));
      index = until;
      continue;
    }
    if (first.text === 'change_table' && opens) {
      const until = blockEnd(tokens, index);
      found.push(...tableChanges(own, tokens.slice(index, until - 1), before));
      index = until;
      continue;
    }
    const call = own[1]?.text === '(' ? inside(own, 1) : withoutBlock(own.slice(1));
    found.push(...operation(first.text, argumentsOf(call), line, first.kind === 'word'));
    // The columns of a table that is being created are of no interest.
    if (opens) index = blockEnd(tokens, index);
  }
  return found;
}

/**
 * What a `reversible` block does in one direction; undefined when it says nothing for it.
 * https://api.rubyonrails.org/classes/ActiveRecord/Migration.html#method-i-reversible
 */
function directionBlock(
  tokens: readonly CodeToken[],
  direction: 'up' | 'down',
  before: number,
): readonly SqlLine[] | undefined {
  const at = tokens.findIndex(({ text }, index) => text === direction && tokens[index - 1]?.text === '.');
  if (at < 0) return undefined;
  const opening = tokens[at + 1]?.text;
  if (opening === '{') return statementsOf(inside(tokens, at + 1), before);
  if (opening === 'do') return statementsOf(tokens.slice(at + 2, blockEnd(tokens, at + 2) - 1), before);
  return [notKnown((tokens[at]?.line ?? 1) + before)];
}

interface ReversibleBlock {
  /** Its first and last line, from 0. */
  readonly lines: readonly [number, number];
  readonly down: readonly SqlLine[] | undefined;
}

function reversibleBlocks({ source, before }: Body): readonly ReversibleBlock[] {
  const tokens = lexCode(source, 'ruby');
  return tokens.flatMap(({ kind, text, line }, index): readonly ReversibleBlock[] => {
    if (kind !== 'word' || text !== 'reversible' || tokens[index + 1]?.text !== 'do') return [];
    const until = blockEnd(tokens, index + 2);
    const own = tokens.slice(index + 2, until);
    return [{ lines: [line - 1, (tokens[until - 1]?.line ?? line) - 1], down: directionBlock(own, 'down', before) }];
  });
}

/** The lines that Rails turns round by itself; the others are blank. */
function withoutBlocks({ source, before }: Body, blocks: readonly ReversibleBlock[]): Body {
  const isInBlock = (index: number): boolean => blocks.some(({ lines: [from, to] }) => index >= from && index <= to);
  const lines = source.split('\n').map((line, index) => (isInBlock(index) ? '' : line));
  return { source: lines.join('\n'), before };
}

/** What `t` does to a table, as the statements that do the same. */
const ofTable: Readonly<Record<string, string>> = {
  ...{ change: 'change_column', change_default: 'change_column_default', change_null: 'change_column_null' },
  ...{ rename: 'rename_column', index: 'add_index', remove_index: 'remove_index', remove: 'remove_columns' },
  ...{ references: 'add_reference', belongs_to: 'add_reference', timestamps: 'add_timestamps' },
  ...{ remove_references: 'remove_reference', remove_timestamps: 'remove_timestamps' },
  ...{ foreign_key: 'add_foreign_key', check_constraint: 'add_check_constraint' },
};
const columnType =
  /^(?:bigint|binary|blob|boolean|citext|date|datetime|decimal|enum|float|hstore|inet|integer|json|jsonb|numeric|string|text|time|timestamp|timestamptz|tsvector|uuid|virtual|column)$/u;

/**
 * The statements of a `change_table` block.
 * https://api.rubyonrails.org/classes/ActiveRecord/ConnectionAdapters/Table.html
 *
 * @param opening the line that opens it.
 */
function tableChanges(opening: readonly CodeToken[], tokens: readonly CodeToken[], before: number): readonly SqlLine[] {
  const [table] = argumentsOf(opening[1]?.text === '(' ? inside(opening, 1) : withoutBlock(opening.slice(1)));
  const variable = opening.at(-2)?.text;
  const found: SqlLine[] = [];
  let index = 0;
  while (index < tokens.length) {
    const end = statementEnd(tokens, index);
    const [object, dot, method, ...rest] = tokens.slice(index, end);
    index = end;
    if (object === undefined) break;
    const line = object.line + before;
    if (table === undefined || object.text !== variable || dot?.text !== '.' || method === undefined) {
      found.push(notKnown(line));
      continue;
    }
    const given = argumentsOf(rest[0]?.text === '(' ? inside(rest, 0) : rest);
    const name = ofTable[method.text];
    if (name !== undefined) {
      found.push(...operation(name, [table, ...given], line, true));
      continue;
    }
    const named = given.filter(({ key }) => key === undefined);
    const options = given.filter(({ key }) => key !== undefined);
    // `t.column :name, :type` names one column, `t.string :a, :b` as many as it likes.
    const columns = method.text === 'column' ? named.slice(0, 1) : named;
    found.push(
      ...(columnType.test(method.text) && columns.length > 0
        ? columns.flatMap((column) => operation('add_column', [table, column, ...options], line, true))
        : [notKnown(line)]),
    );
  }
  return found;
}

function withoutBlock(tokens: readonly CodeToken[]): readonly CodeToken[] {
  const block = tokens.findIndex(({ kind, text }) => kind === 'word' && text === 'do');
  return block < 0 ? tokens : tokens.slice(0, block);
}

/** Behind the `end` of a block whose lines begin at `start`. */
function blockEnd(tokens: readonly CodeToken[], start: number): number {
  let depth = 1;
  for (let index = start; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token?.kind !== 'word') continue;
    if (
      token.text === 'do' ||
      (['if', 'unless', 'case', 'begin'].includes(token.text) && tokens[index - 1]?.line !== token.line)
    )
      depth += 1;
    if (token.text === 'end') depth -= 1;
    if (depth === 0) return index + 1;
  }
  return tokens.length;
}

function operation(name: string, given: readonly Argument[], line: number, isCall: boolean): readonly SqlLine[] {
  const at = (position: number): string | undefined =>
    plainText(given.filter(({ key }) => key === undefined)[position]);
  const sql = (...texts: readonly string[]): readonly SqlLine[] => texts.map((text) => ({ line, sql: text }));
  const unknown = [notKnown(line)];
  const table = at(0);
  if (!isCall) return unknown;
  if (name === 'execute') return table === undefined ? unknown : sql(table);
  if (table === undefined) return unknown;
  const on = `ALTER TABLE ${quoted(table)}`;
  const column = at(1);
  const concurrently = isWord(argument(given, 'algorithm'), 'concurrently') ? 'CONCURRENTLY ' : '';
  const required = isWord(argument(given, 'null'), 'false') ? ' NOT NULL' : '';
  const fallback = argument(given, 'default');
  const isPlain = fallback?.tokens.every(({ computed }) => !computed) === true && fallback.tokens.length > 0;
  const standard =
    fallback === undefined || isWord(fallback, 'nil')
      ? ''
      : isPlain && !fallback.tokens.some(({ text }) => text === '->')
        ? " DEFAULT ''"
        : ` DEFAULT ${computedBy(fallback) ?? 'unknown_default()'}`;
  const unique = isWord(argument(given, 'unique'), 'true') ? 'UNIQUE ' : '';
  switch (name) {
    case 'create_table':
    case 'create_join_table':
      return sql(`CREATE TABLE ${quoted(name === 'create_join_table' ? `${table}_${column ?? ''}` : table)} ()`);
    case 'drop_table':
    case 'drop_join_table':
      return sql(`DROP TABLE ${quoted(table)}`);
    case 'rename_table':
      return column === undefined ? unknown : sql(`${on} RENAME TO ${quoted(column)}`);
    case 'add_column':
      return column === undefined ? unknown : sql(`${on} ADD COLUMN ${quoted(column)} text${required}${standard}`);
    case 'remove_column':
      return column === undefined ? unknown : sql(`${on} DROP COLUMN ${quoted(column)}`);
    case 'remove_columns':
      return given
        .filter(({ key }) => key === undefined)
        .slice(1)
        .flatMap((one) => sql(`${on} DROP COLUMN ${quoted(plainText(one) ?? '?')}`));
    case 'rename_column': {
      const to = at(2);
      return column === undefined || to === undefined
        ? unknown
        : sql(`${on} RENAME COLUMN ${quoted(column)} TO ${quoted(to)}`);
    }
    case 'change_column':
      return column === undefined
        ? unknown
        : sql(
            `${on} ALTER COLUMN ${quoted(column)} TYPE changed${required === '' ? '' : `, ALTER COLUMN ${quoted(column)} SET NOT NULL`}`,
          );
    case 'change_column_null': {
      const may = given.filter(({ key }) => key === undefined)[2];
      if (column === undefined || may === undefined) return unknown;
      return sql(`${on} ALTER COLUMN ${quoted(column)} ${isWord(may, 'false') ? 'SET' : 'DROP'} NOT NULL`);
    }
    case 'change_column_default':
      return column === undefined ? unknown : sql(`${on} ALTER COLUMN ${quoted(column)} SET DEFAULT ''`);
    case 'change_column_comment':
    case 'change_table_comment':
      return [];
    case 'add_index':
      return sql(
        `CREATE ${unique}INDEX ${concurrently}${quoted(indexName(table, given))} ON ${quoted(table)} (${columnsOf(given)})`,
      );
    case 'remove_index':
      return sql(`DROP INDEX ${concurrently}${quoted(indexName(table, given))}`);
    case 'rename_index': {
      const to = at(2);
      return column === undefined || to === undefined
        ? unknown
        : sql(`ALTER INDEX ${quoted(column)} RENAME TO ${quoted(to)}`);
    }
    case 'add_timestamps':
      return ['created_at', 'updated_at'].flatMap((stamp) =>
        sql(
          `${on} ADD COLUMN ${quoted(stamp)} timestamp${isWord(argument(given, 'null'), 'true') ? '' : ' NOT NULL'}${standard}`,
        ),
      );
    case 'remove_timestamps':
      return sql(`${on} DROP COLUMN created_at, DROP COLUMN updated_at`);
    case 'add_reference':
    case 'add_belongs_to': {
      if (column === undefined) return unknown;
      const key = argument(given, 'foreign_key');
      const index = argument(given, 'index');
      const isOffline = !index?.tokens.some(({ text }) => text === 'concurrently');
      const validated =
        key !== undefined &&
        !isWord(key, 'false') &&
        !key.tokens.some(({ text }, position) => text === 'validate' && key.tokens[position + 2]?.text === 'false');
      return [
        ...sql(
          `${on} ADD COLUMN ${quoted(`${column}_id`)} bigint${required}${standard}${validated ? ` REFERENCES ${quoted(`${column}s`)}` : ''}`,
        ),
        ...(index !== undefined && isWord(index, 'false')
          ? []
          : sql(
              `CREATE INDEX ${isOffline ? '' : 'CONCURRENTLY '}${quoted(`index_${table}_on_${column}_id`)} ON ${quoted(table)} (x)`,
            )),
      ];
    }
    case 'remove_reference':
    case 'remove_belongs_to':
      return column === undefined ? unknown : sql(`${on} DROP COLUMN ${quoted(`${column}_id`)}`);
    case 'add_foreign_key':
      return sql(
        `${on} ADD CONSTRAINT ${quoted(`fk_${table}_${column ?? ''}`)} FOREIGN KEY (x) REFERENCES ${quoted(column ?? '?')} (id)${isWord(argument(given, 'validate'), 'false') ? ' NOT VALID' : ''}`,
      );
    case 'remove_foreign_key':
      return sql(`${on} DROP CONSTRAINT ${quoted(`fk_${table}_${column ?? ''}`)}`);
    case 'validate_foreign_key':
    case 'validate_check_constraint':
    case 'validate_constraint':
      return sql(
        `${on} VALIDATE CONSTRAINT ${quoted(`${name === 'validate_foreign_key' ? `fk_${table}_` : ''}${column ?? plainText(argument(given, 'name')) ?? 'x'}`)}`,
      );
    case 'add_check_constraint': {
      const label = plainText(argument(given, 'name')) ?? `chk_${table}`;
      const filled = /^"?(\w+)"?\s+is\s+not\s+null$/iu.exec((column ?? '').trim())?.[1];
      return sql(
        `${on} ADD CONSTRAINT ${quoted(label)} CHECK (${filled === undefined ? 'x > 0' : `${quoted(filled)} IS NOT NULL`})${isWord(argument(given, 'validate'), 'false') ? ' NOT VALID' : ''}`,
      );
    }
    case 'remove_check_constraint':
      return sql(`${on} DROP CONSTRAINT ${quoted(plainText(argument(given, 'name')) ?? `chk_${table}`)}`);
    // https://github.com/scenic-views/scenic
    case 'create_view':
    case 'update_view':
    case 'replace_view':
      return argument(given, 'materialized') === undefined
        ? sql(`CREATE OR REPLACE VIEW ${quoted(table)} AS SELECT 1`)
        : unknown;
    case 'drop_view':
      return sql(`DROP ${argument(given, 'materialized') === undefined ? '' : 'MATERIALIZED '}VIEW ${quoted(table)}`);
    case 'enable_extension':
      return sql(`CREATE EXTENSION ${quoted(table)}`);
    case 'disable_extension':
      return sql(`DROP EXTENSION ${quoted(table)}`);
    case 'create_enum':
      return sql(`CREATE TYPE ${quoted(table)} AS ENUM ('x')`);
    case 'add_enum_value':
      return sql(`ALTER TYPE ${quoted(table)} ADD VALUE '${(column ?? 'x').replaceAll("'", '')}'`);
    default:
      return unknown;
  }
}

function indexName(table: string, given: readonly Argument[]): string {
  const name = plainText(argument(given, 'name'));
  if (name !== undefined) return name;
  const columns = argument(given, 'column') ?? given.filter(({ key }) => key === undefined)[1];
  return `index_${table}_on_${(columns?.tokens ?? []).flatMap(({ kind, text }) => (kind === 'text' ? [text] : [])).join('_and_')}`;
}

/** The columns of an index, as SQL: `:a`, `[:a, :b]`, `%i[a b]`; `x` stands for an expression. */
function columnsOf(given: readonly Argument[]): string {
  const tokens = given.filter(({ key }) => key === undefined)[1]?.tokens ?? [];
  const names = tokens.flatMap(({ kind, text }) => (kind === 'symbol' ? [] : text.trim().split(/\s+/u)));
  return names.length > 0 && names.every((name) => /^[a-z_]\w*$/u.test(name)) ? names.map(quoted).join(', ') : 'x';
}

/** What the database computes, as Rails has it in a lambda: `default: -> { "now()" }`. */
function computedBy({ tokens }: Argument): string | undefined {
  const [arrow, open, text, close, ...others] = tokens;
  const isLambda = arrow?.text === '->' && open?.text === '{' && close?.text === '}' && others.length === 0;
  return isLambda && text?.kind === 'text' && /^[\w\s()':+,.-]+$/u.test(text.text) ? `(${text.text})` : undefined;
}
