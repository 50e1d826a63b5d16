import { lexSql, type SqlToken } from './lexSql';

/** Databases whose statements are told apart; only PostgreSQL's are judged. */
export type Dialect = 'PostgreSQL' | 'MySQL' | 'SQLite' | 'SQL Server' | 'Oracle' | 'ClickHouse' | 'another database';

const mysqlWords = new Set([
  'auto_increment',
  'unsigned',
  'tinyint',
  'mediumtext',
  'longtext',
  'mediumint',
  'datetime',
]);
const sqlServerWords = new Set(['nvarchar', 'uniqueidentifier', 'datetime2', 'sysname', 'nonclustered', 'rowversion']);
const oracleWords = new Set(['varchar2', 'nvarchar2', 'clob']);
const clickHouseWords = new Set(['lowcardinality', 'mergetree', 'replacingmergetree', 'replicatedmergetree']);

/** The database that a text is judged as written for: the one that is known, where that is not PostgreSQL, else by its syntax. */
export function dialectOf(sql: string, known: Dialect | undefined): Exclude<Dialect, 'PostgreSQL'> | undefined {
  return known === undefined || known === 'PostgreSQL' ? foreignDialect(sql) : known;
}

/**
 * The database a text is written for, when its syntax belongs to one that is not PostgreSQL; undefined when nothing says
 * so. Quoted texts and comments do not count.
 */
function foreignDialect(sql: string): Exclude<Dialect, 'PostgreSQL'> | undefined {
  const tokens = lexSql(sql);
  let datetime = false;
  for (const [index, { kind, text, start }] of tokens.entries()) {
    if (kind === 'backtick') return 'MySQL';
    if (text === '[' && isBracketedName(tokens, index)) return 'SQL Server';
    if (kind !== 'word') continue;
    const word = text.toLowerCase();
    const next = tokens[index + 1];
    if (word === 'autoincrement' || (word === 'pragma' && isStatementStart(tokens[index - 1]))) return 'SQLite';
    if (word === 'without' && next?.text.toLowerCase() === 'rowid') return 'SQLite';
    if (clickHouseWords.has(word)) return 'ClickHouse';
    if (sqlServerWords.has(word)) return 'SQL Server';
    if (word === 'identity' && next?.text === '(' && /^\s*\(\s*\d+\s*,/u.test(sql.slice(start + 8, start + 30))) {
      return 'SQL Server';
    }
    if (word === 'go' && isAloneOnItsLine(sql, start)) return 'SQL Server';
    if (oracleWords.has(word)) return 'Oracle';
    if (word === 'datetime') datetime = datetime || isColumnType(tokens[index - 1]);
    else if (mysqlWords.has(word) && isColumnType(tokens[index - 1])) return 'MySQL';
    if (word === 'engine' && next?.text === '=')
      return /mergetree|replicated|distributed/iu.test(tokens[index + 2]?.text ?? '') ? 'ClickHouse' : 'MySQL';
    if (word === 'delimiter' && isStatementStart(tokens[index - 1])) return 'MySQL';
    if (word === 'modify' && /^(?:column)$/iu.test(next?.text ?? '')) return 'MySQL';
  }
  return datetime ? 'another database' : undefined;
}

function isStatementStart(before: { readonly text: string } | undefined): boolean {
  return before === undefined || before.text === ';';
}

/** MySQL's words are also names that people give: they count only behind a column's name or type. */
function isColumnType(before: { readonly kind: string; readonly text: string } | undefined): boolean {
  return (
    before !== undefined &&
    (before.kind !== 'symbol' || /^[\w)]/u.test(before.text)) &&
    !/^(?:add|column|table|as|select|by|and|or|on|index|from)$/iu.test(before.text)
  );
}

/** `[dbo].[orders]`, and no array: a name in brackets stands where a table or a column is named. */
function isBracketedName(tokens: readonly SqlToken[], at: number): boolean {
  const [before, name, end] = [tokens[at - 1], tokens[at + 1], tokens[at + 2]];
  return (
    name?.kind === 'word' &&
    end?.text === ']' &&
    (before === undefined ||
      /^(?:[.(]|table|into|from|update|join|on|add|drop|column|exists|schema|index|view|constraint)$/iu.test(
        before.text,
      ))
  );
}

/** The mark between batches: https://learn.microsoft.com/en-us/sql/t-sql/language-elements/sql-server-utilities-statements-go */
function isAloneOnItsLine(sql: string, start: number): boolean {
  const before = sql.slice(sql.lastIndexOf('\n', start - 1) + 1, start);
  const [after = ''] = sql.slice(start + 2).split('\n', 1);
  return `${before}${after}`.trim() === '';
}
