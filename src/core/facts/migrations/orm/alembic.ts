import type { Directions } from '../sql/directions';
import { argument, argumentsOf, closeOf, inside, isWord, plainText, type Argument } from './calls';
import { lexCode, type CodeToken } from './lexCode';
import { layOut, notKnown, quoted, type SqlLine } from './sqlLines';

/**
 * Alembic revisions as the SQL they run on PostgreSQL. Recognised are the operations below, also inside
 * `batch_alter_table`, and `execute` with a plain text; anything else is not known.
 * https://alembic.sqlalchemy.org/en/latest/ops.html
 */
export function alembicDirections(text: string): Directions {
  const tokens = lexCode(text, 'python');
  const lines = text.split('\n');
  const up = body(lines, 'upgrade');
  if (up === undefined) return { up: layOut([notKnown(1)]), down: 'none', wrapped: 'yes' };
  const down = body(lines, 'downgrade');
  const isRefused = down === undefined || lines.slice(down.from - 1, down.to).some((line) => /^\s*raise\b/u.test(line));
  const wrapped = /\bautocommit_block\s*\(/u.test(text) ? 'no' : 'yes';
  return {
    up: layOut(statements(within(tokens, up))),
    down: isRefused ? 'missing' : { text: layOut(statements(within(tokens, down))) },
    wrapped,
  };
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** The lines of a top-level function. */
function body(lines: readonly string[], name: string): Range | undefined {
  const start = lines.findIndex((line) => new RegExp(`^(?:async\\s+)?def\\s+${name}\\b`, 'u').test(line));
  if (start < 0) return undefined;
  const signature = lines.slice(start).findIndex((line) => /:\s*(?:#.*)?$/u.test(line));
  const length = lines.slice(start + signature + 1).findIndex((line) => /^[^\s#)]/u.test(line));
  return { from: start + signature + 2, to: length < 0 ? lines.length : start + signature + 1 + length };
}

function within(tokens: readonly CodeToken[], { from, to }: Range): readonly CodeToken[] {
  return tokens.filter(({ line }) => line >= from && line <= to);
}

function statements(tokens: readonly CodeToken[]): readonly SqlLine[] {
  const found: SqlLine[] = [];
  let batch: string | undefined;
  let index = 0;
  while (index < tokens.length) {
    const token = tokens[index];
    if (token === undefined) break;
    const [, dot, name, open] = tokens.slice(index, index + 4);
    if (token.kind === 'text' || token.text === 'pass') index += 1;
    else if (token.text === 'with') {
      const call = tokens.findIndex((one, position) => position > index && one.text === '(');
      const callee = tokens[call - 1]?.text;
      const end = closeOf(tokens, call);
      const colon = tokens.findIndex((one, position) => position >= end && one.text === ':');
      if (callee === 'batch_alter_table')
        batch = plainText(argument(argumentsOf(inside(tokens, call)), 'table_name', 0));
      else if (!tokens.slice(index, colon).some(({ text }) => text === 'autocommit_block'))
        found.push(notKnown(token.line));
      index = colon < 0 ? tokens.length : colon + 1;
    } else if (
      (token.text === 'op' || token.text === 'batch_op') &&
      dot?.text === '.' &&
      name !== undefined &&
      open?.text === '('
    ) {
      const given = argumentsOf(inside(tokens, index + 3));
      const table = token.text === 'batch_op' ? batch : undefined;
      found.push(...operation(name.text, token.text === 'batch_op', table, given, token.line));
      index = closeOf(tokens, index + 3);
    } else {
      found.push(notKnown(token.line));
      // The rest of the line belongs to what is not known.
      const { line } = token;
      index = tokens.findIndex((one, position) => position > index && one.line > line);
      if (index < 0) index = tokens.length;
    }
  }
  return found;
}

function operation(
  name: string,
  isBatch: boolean,
  batch: string | undefined,
  given: readonly Argument[],
  line: number,
): readonly SqlLine[] {
  const sql = (...texts: readonly string[]): readonly SqlLine[] => texts.map((text) => ({ line, sql: text }));
  const unknown = [notKnown(line)];
  const shift = isBatch ? 1 : 0;
  const text = (key: string, position: number): string | undefined => plainText(argument(given, key, position));
  const table = (position: number): string | undefined => (isBatch ? batch : text('table_name', position));
  const yes = (key: string): boolean => isWord(argument(given, key), 'True');
  const concurrently = yes('postgresql_concurrently') ? 'CONCURRENTLY ' : '';
  switch (name) {
    case 'f':
      return [];
    case 'execute': {
      const [first] = given;
      const plain = plainText(first) ?? textCall(first);
      return plain === undefined ? unknown : sql(plain);
    }
    case 'bulk_insert': {
      const tokens = argument(given, 'table', 0)?.tokens ?? [];
      const into = tokens.find(({ kind }) => kind === 'text') ?? tokens.at(-1);
      return into === undefined ? unknown : sql(`INSERT INTO ${quoted(into.text)} VALUES (1)`);
    }
    case 'create_table': {
      const created = text('table_name', 0);
      return created === undefined ? unknown : sql(`CREATE TABLE ${quoted(created)} ()`);
    }
    case 'drop_table': {
      const dropped = text('table_name', 0);
      return dropped === undefined ? unknown : sql(`DROP TABLE ${quoted(dropped)}`);
    }
    case 'rename_table': {
      const from = text('old_table_name', 0);
      const to = text('new_table_name', 1);
      return from === undefined || to === undefined
        ? unknown
        : sql(`ALTER TABLE ${quoted(from)} RENAME TO ${quoted(to)}`);
    }
    case 'add_column': {
      const on = table(0);
      const column = given.filter(({ key }) => key === undefined)[1 - shift] ?? argument(given, 'column');
      return on === undefined || column === undefined ? unknown : addColumn(on, column, line);
    }
    case 'drop_column': {
      const on = table(0);
      const column = text('column_name', 1 - shift);
      return on === undefined || column === undefined
        ? unknown
        : sql(`ALTER TABLE ${quoted(on)} DROP COLUMN ${quoted(column)}`);
    }
    case 'alter_column':
      return alterColumn(table(0), text('column_name', 1 - shift), given, line);
    case 'create_index': {
      const index = named(given, 'index_name', 0);
      const on = table(1);
      if (index === undefined || on === undefined) return unknown;
      return sql(`CREATE ${yes('unique') ? 'UNIQUE ' : ''}INDEX ${concurrently}${quoted(index)} ON ${quoted(on)} (x)`);
    }
    case 'drop_index': {
      const index = named(given, 'index_name', 0);
      return index === undefined ? unknown : sql(`DROP INDEX ${concurrently}${quoted(index)}`);
    }
    case 'create_foreign_key':
    case 'create_unique_constraint':
    case 'create_check_constraint':
    case 'create_primary_key': {
      const label = named(given, 'constraint_name', 0) ?? 'unnamed';
      const on = isBatch ? batch : (text('table_name', 1) ?? text('source_table', 1));
      if (on === undefined) return unknown;
      const later = yes('postgresql_not_valid') ? ' NOT VALID' : '';
      const what = {
        create_foreign_key: `FOREIGN KEY (x) REFERENCES ${quoted(text('referent_table', 2 - shift) ?? '?')} (x)${later}`,
        create_unique_constraint: 'UNIQUE (x)',
        create_check_constraint: `CHECK (x > 0)${later}`,
        create_primary_key: 'PRIMARY KEY (x)',
      }[name];
      return sql(`ALTER TABLE ${quoted(on)} ADD CONSTRAINT ${quoted(label)} ${what}`);
    }
    case 'drop_constraint': {
      const label = named(given, 'constraint_name', 0);
      const on = table(1);
      return label === undefined || on === undefined
        ? unknown
        : sql(`ALTER TABLE ${quoted(on)} DROP CONSTRAINT ${quoted(label)}`);
    }
    case 'create_table_comment':
    case 'drop_table_comment':
      return [];
    default:
      return unknown;
  }
}

/** A name, also wrapped as `op.f("name")`; an index without a name has one that nobody else has. */
function named(given: readonly Argument[], key: string, position: number): string | undefined {
  const one = argument(given, key, position);
  return plainText(one) ?? one?.tokens.find(({ kind, computed }) => kind === 'text' && !computed)?.text;
}

/** `sa.text("…")`. */
function textCall(given: Argument | undefined): string | undefined {
  const tokens = given?.tokens ?? [];
  const open = tokens.findIndex(({ text }) => text === '(');
  if (open < 0 || tokens[open - 1]?.text !== 'text') return undefined;
  return plainText(argumentsOf(inside(tokens, open))[0]);
}

function addColumn(table: string, column: Argument, line: number): readonly SqlLine[] {
  const open = column.tokens.findIndex(({ text }) => text === '(');
  const given = open < 0 ? [] : argumentsOf(inside(column.tokens, open));
  const name = plainText(argument(given, 'name', 0));
  if (name === undefined || column.tokens[open - 1]?.text !== 'Column') return [notKnown(line)];
  const required = isWord(argument(given, 'nullable'), 'False') ? ' NOT NULL' : '';
  const standard = argument(given, 'server_default');
  const has = (word: string): boolean => column.tokens.some(({ kind, text }) => kind === 'word' && text === word);
  const fallback = standard === undefined || isWord(standard, 'None') ? '' : ` DEFAULT ${serverDefault(standard)}`;
  const key = has('ForeignKey') ? ' REFERENCES "other" (id)' : '';
  const check = has('CheckConstraint') ? ` CHECK (${quoted(name)} > 0)` : '';
  const unique = isWord(argument(given, 'unique'), 'True') ? ' UNIQUE' : '';
  const computed = has('Computed')
    ? ' GENERATED ALWAYS AS (1) STORED'
    : has('Identity')
      ? ' GENERATED ALWAYS AS IDENTITY'
      : '';
  return [
    {
      line,
      sql: `ALTER TABLE ${quoted(table)} ADD COLUMN ${quoted(name)} integer${required}${fallback}${computed}${unique}${key}${check}`,
    },
  ];
}

/** A plain text is a constant; `sa.text("…")` is SQL; functions that are known not to be volatile are kept. */
function serverDefault(given: Argument): string {
  if (plainText(given) !== undefined || given.tokens.every(({ kind }) => kind === 'number')) return "''";
  const expression = textCall(given);
  if (expression !== undefined && /^[\w\s().:'{}[\]-]{1,100}$/u.test(expression)) return expression;
  const words = given.tokens.flatMap(({ kind, text }) => (kind === 'word' ? [text] : []));
  if (words.some((word) => ['false', 'true', 'now', 'current_timestamp'].includes(word))) return "''";
  return 'unknown_default()';
}

function alterColumn(
  table: string | undefined,
  column: string | undefined,
  given: readonly Argument[],
  line: number,
): readonly SqlLine[] {
  if (table === undefined || column === undefined) return [notKnown(line)];
  const on = `ALTER TABLE ${quoted(table)}`;
  const found: SqlLine[] = [];
  const nullable = argument(given, 'nullable');
  if (nullable !== undefined)
    found.push({
      line,
      sql: `${on} ALTER COLUMN ${quoted(column)} ${isWord(nullable, 'False') ? 'SET' : 'DROP'} NOT NULL`,
    });
  if (argument(given, 'type_') !== undefined)
    found.push({ line, sql: `${on} ALTER COLUMN ${quoted(column)} TYPE changed` });
  if (argument(given, 'server_default') !== undefined)
    found.push({ line, sql: `${on} ALTER COLUMN ${quoted(column)} SET DEFAULT ''` });
  const to = plainText(argument(given, 'new_column_name'));
  if (to !== undefined) found.push({ line, sql: `${on} RENAME COLUMN ${quoted(column)} TO ${quoted(to)}` });
  const comments = argument(given, 'comment') !== undefined;
  return found.length === 0 && !comments ? [notKnown(line)] : found;
}
