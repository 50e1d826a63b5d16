import type { Directions } from '../sql/directions';
import { argument, argumentsOf, closeOf, inside, isWord, plainText, splitAt, type Argument } from './calls';
import { lexCode, type CodeToken } from './lexCode';
import { layOut, notKnown, quoted, type SqlLine } from './sqlLines';

/**
 * EF Core migrations as the SQL they run on PostgreSQL. Recognised are the operations of the migration builder below, as
 * the tool writes them, and `Sql` with a plain text; anything else is not known.
 * https://learn.microsoft.com/dotnet/api/microsoft.entityframeworkcore.migrations.migrationbuilder
 */
export function efcoreDirections(text: string): Directions {
  const tokens = lexCode(text, 'csharp');
  const wrapped = tokens.some(
    ({ text: word }, index) =>
      (word === 'suppressTransaction' && tokens[index + 2]?.text === 'true') ||
      // Npgsql takes such an index out of the transaction by itself: https://www.npgsql.org/efcore/modeling/indexes.html
      word === 'Npgsql:CreatedConcurrently',
  )
    ? 'no'
    : 'yes';
  const up = method(tokens, 'Up');
  const down = method(tokens, 'Down');
  if (up === undefined) return { up: layOut([notKnown(1)]), down: 'none', wrapped };
  const isRefused = down === undefined || down.some(({ kind, text: word }) => kind === 'word' && word === 'throw');
  return {
    up: layOut(statements(up)),
    down: isRefused ? 'missing' : { text: layOut(statements(down)) },
    wrapped,
  };
}

/** The body of `protected override void Up(MigrationBuilder …)`. */
function method(tokens: readonly CodeToken[], name: string): readonly CodeToken[] | undefined {
  const at = tokens.findIndex(
    ({ kind, text }, index) =>
      kind === 'word' && text === name && tokens[index - 1]?.text === 'void' && tokens[index + 1]?.text === '(',
  );
  if (at < 0) return undefined;
  const open = closeOf(tokens, at + 1);
  return tokens[open]?.text === '{' ? inside(tokens, open) : undefined;
}

function statements(tokens: readonly CodeToken[]): readonly SqlLine[] {
  return splitAt(tokens, ';').flatMap((statement): readonly SqlLine[] => {
    const [builder, dot, name] = statement;
    const line = builder?.line ?? 1;
    if (builder?.text !== 'migrationBuilder' || dot?.text !== '.' || name?.kind !== 'word') return [notKnown(line)];
    // `AddColumn<string>(…)`, and annotations behind the call.
    const open = statement.findIndex(({ kind, text }) => kind === 'symbol' && text === '(');
    if (open < 0 || !isAnnotated(statement.slice(closeOf(statement, open)))) return [notKnown(line)];
    const found = operation(name.text, argumentsOf(inside(statement, open)), line);
    const isConcurrent = statement.some(({ text }) => text === 'Npgsql:CreatedConcurrently');
    return isConcurrent
      ? found.map(({ sql }) => ({ line, sql: sql.replace(' INDEX ', ' INDEX CONCURRENTLY ') }))
      : found;
  });
}

/** `.Annotation(…)` and `.OldAnnotation(…)`, any number of them, and nothing else. */
function isAnnotated(after: readonly CodeToken[]): boolean {
  let index = 0;
  while (index < after.length) {
    const [dot, name, open] = after.slice(index, index + 3);
    if (dot?.text !== '.' || !/^(?:Old)?Annotation$/u.test(name?.text ?? '') || open?.text !== '(') return false;
    index = closeOf(after, index + 2);
  }
  return true;
}

/** What says nothing about tables: collations, extensions and enums of the whole database are declared in `AlterDatabase`. */
function operation(name: string, given: readonly Argument[], line: number): readonly SqlLine[] {
  const text = (key: string, position?: number): string | undefined => plainText(argument(given, key, position));
  const unknown = [notKnown(line)];
  const sql = (...texts: readonly string[]): readonly SqlLine[] => texts.map((one) => ({ line, sql: one }));
  if (name === 'Sql') {
    const statement = text('sql', 0);
    return statement === undefined ? unknown : sql(statement);
  }
  const label = text('name', 0);
  if (label === undefined) return unknown;
  const own = quoted(label);
  if (name === 'CreateTable') return sql(`CREATE TABLE ${own} ()`);
  if (name === 'DropTable') return sql(`DROP TABLE ${own}`);
  if (name === 'EnsureSchema') return sql(`CREATE SCHEMA IF NOT EXISTS ${own}`);
  if (name === 'DropSchema') return sql(`DROP SCHEMA ${own}`);
  if (name === 'CreateSequence') return sql(`CREATE SEQUENCE ${own}`);
  if (name === 'DropSequence') return sql(`DROP SEQUENCE ${own}`);
  if (name === 'RenameTable') {
    const to = text('newName', 2);
    return to === undefined ? unknown : sql(`ALTER TABLE ${own} RENAME TO ${quoted(to)}`);
  }
  const table = text('table', 1);
  if (table === undefined) return unknown;
  const on = `ALTER TABLE ${quoted(table)}`;
  const to = text('newName', 2);
  switch (name) {
    case 'AddColumn':
      return sql(`${on} ADD COLUMN ${own} ${definition(given)}`);
    case 'DropColumn':
      return sql(`${on} DROP COLUMN ${own}`);
    case 'RenameColumn':
      return to === undefined ? unknown : sql(`${on} RENAME COLUMN ${own} TO ${quoted(to)}`);
    case 'AlterColumn':
      return alterColumn(`${on} ALTER COLUMN ${own}`, given, line);
    case 'CreateIndex': {
      const unique = isWord(argument(given, 'unique'), 'true') ? 'UNIQUE ' : '';
      return sql(`CREATE ${unique}INDEX ${own} ON ${quoted(table)} (x)`);
    }
    case 'DropIndex':
      return sql(`DROP INDEX ${own}`);
    case 'RenameIndex':
      return to === undefined ? unknown : sql(`ALTER INDEX ${own} RENAME TO ${quoted(to)}`);
    case 'AddForeignKey': {
      const other = text('principalTable') ?? 'other';
      return sql(`${on} ADD CONSTRAINT ${own} FOREIGN KEY (x) REFERENCES ${quoted(other)} (id)`);
    }
    case 'AddPrimaryKey':
      return sql(`${on} ADD CONSTRAINT ${own} PRIMARY KEY (x)`);
    case 'AddUniqueConstraint':
      return sql(`${on} ADD CONSTRAINT ${own} UNIQUE (x)`);
    case 'AddCheckConstraint':
      return sql(`${on} ADD CONSTRAINT ${own} CHECK (x > 0)`);
    case 'DropForeignKey':
    case 'DropPrimaryKey':
    case 'DropUniqueConstraint':
    case 'DropCheckConstraint':
      return sql(`${on} DROP CONSTRAINT ${own}`);
    default:
      return unknown;
  }
}

/** A column is required unless it is `nullable`; the tool writes the default that the rows get. */
function definition(given: readonly Argument[]): string {
  const required = isWord(argument(given, 'nullable'), 'true') ? '' : ' NOT NULL';
  const stored = argument(given, 'computedColumnSql') !== undefined ? ' GENERATED ALWAYS AS (1) STORED' : '';
  const sql = plainText(argument(given, 'defaultValueSql'));
  const isKnown = sql !== undefined && /^[\w\s().:'{}[\]-]{1,100}$/u.test(sql);
  const computed =
    argument(given, 'defaultValueSql') === undefined ? '' : ` DEFAULT ${isKnown ? sql : 'unknown_default()'}`;
  const value = argument(given, 'defaultValue');
  const constant = value === undefined || isWord(value, 'null') ? '' : " DEFAULT ''";
  return `integer${required}${computed === '' ? constant : computed}${stored}`;
}

/** `AlterColumn` names the old state beside the new one: only what differs is changed. */
function alterColumn(at: string, given: readonly Argument[], line: number): readonly SqlLine[] {
  const words = (key: string): string => (argument(given, key)?.tokens ?? []).map(({ text }) => text).join(' ');
  const found: string[] = [];
  const [now, before] = [words('type'), words('oldType')];
  const isSameLength = words('maxLength') === words('oldMaxLength');
  if (now !== before || !isSameLength) found.push(`${at} TYPE ${now === 'text' ? 'text' : 'changed'}`);
  const mayBeNull = words('nullable') === 'true';
  if (mayBeNull !== (words('oldNullable') === 'true')) found.push(`${at} ${mayBeNull ? 'DROP' : 'SET'} NOT NULL`);
  const standard = ['defaultValue', 'defaultValueSql'].map((key) => words(key)).join('');
  const old = ['oldDefaultValue', 'oldDefaultValueSql'].map((key) => words(key)).join('');
  if (standard !== old) found.push(`${at} ${standard === '' ? 'DROP DEFAULT' : "SET DEFAULT ''"}`);
  return found.map((sql) => ({ line, sql }));
}
