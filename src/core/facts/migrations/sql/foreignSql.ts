import { layOut, notKnown, type SqlLine } from '../orm/sqlLines';
import type { Dialect } from './dialect';
import { hazard } from './hazards';
import { actionStarts, lexSql, splitStatements, type SqlToken } from './lexSql';
import type { JudgedSql } from './judgeSql';
import { rebuildsIn } from './rebuiltTables';

/** Rules that say the same of every database. */
const shared: ReadonlySet<string> = new Set([
  'ban-drop-column',
  'ban-drop-database',
  'ban-drop-table',
  'deleting-every-row',
  'dropping-object',
  'renaming-column',
  'renaming-table',
  'truncating-table',
]);

/**
 * Reads of a text for another database than PostgreSQL what all of them share: tables and columns that are created,
 * dropped, renamed or emptied, rows that are written. That is no proof of harmlessness: as a whole it stays unknown.
 */
export function judgeForeign(
  sql: string,
  dialect: Dialect,
  line: number,
  judge: (text: string) => JudgedSql,
): JudgedSql {
  let [at, lines] = [0, 0];
  const statements = splitStatements(sql);
  const views = new Set(statements.flatMap(({ text }) => viewOf(text) ?? []));
  const rebuilding = rebuildsIn(statements.map(({ text }) => withPlainQuotes(text)));
  const { findings, changes } = judge(
    layOut(
      statements.flatMap(({ text, start }, index): readonly SqlLine[] => {
        for (; at < start; at += 1) if (sql.charCodeAt(at) === 10) lines += 1;
        const said = views.has(droppedTable(text) ?? '') || rebuilding.has(index) ? [] : commonForm(text, lines + 1);
        return said.length === 0 ? [notKnown(lines + 1)] : said;
      }),
    ),
  );
  const found = findings.filter(({ rule }) => shared.has(rule));
  const name = dialect === 'another database' ? 'another database than PostgreSQL' : dialect;
  const rest = found.length === 0 ? '' : ' What it plainly takes away was read all the same.';
  return {
    findings: [
      hazard('not-examined', line, `This is written for ${name}; only PostgreSQL is judged.${rest}`),
      ...found,
    ],
    changes: [...changes, { kind: 'opaque', what: dialect }],
  };
}

/**
 * The view that a statement creates. ClickHouse drops one by DROP TABLE too
 * (https://clickhouse.com/docs/sql-reference/statements/create/view).
 */
function viewOf(statement: string): string | undefined {
  return /^create\s+(?:or\s+replace\s+)?(?:materialized\s+)?view\s+(?:if\s+not\s+exists\s+)?([^\s(;]+)/iu
    .exec(statement)?.[1]
    ?.toLowerCase();
}

function droppedTable(statement: string): string | undefined {
  return /^drop\s+table\s+(?:if\s+exists\s+)?([^\s;]+)/iu.exec(statement)?.[1]?.toLowerCase();
}

/** A statement as PostgreSQL would have it, an action of an ALTER TABLE each; none where it is another one. */
function commonForm(statement: string, line: number): readonly SqlLine[] {
  const plain = withPlainQuotes(statement);
  const one = (sql: string): readonly SqlLine[] => [{ line, sql }];
  const created =
    /^create\s+table\s+(?:if\s+not\s+exists\s+)?((?:[\w$]+|"[^"]*")(?:\s*\.\s*(?:[\w$]+|"[^"]*"))*)/iu.exec(plain);
  if (created?.[1] !== undefined) return one(`CREATE TABLE ${created[1]} ()`);
  const renamed = /^rename\s+table\s+(\S+)\s+to\s+([^\s,]+)$/iu.exec(plain);
  if (renamed?.[1] !== undefined && renamed[2] !== undefined)
    return one(`ALTER TABLE ${renamed[1]} RENAME TO ${renamed[2]}`);
  const altered = /^alter\s+table\s+(?:if\s+exists\s+)?/iu.exec(plain);
  if (altered !== null) return alterations(plain, altered[0], line);
  return /^(?:drop\s+(?:table|view)|truncate|delete\s+from|insert\s+into|update)\b/iu.test(plain) ? one(plain) : [];
}

function alterations(plain: string, before: string, line: number): readonly SqlLine[] {
  const starts = actionStarts(plain, before.length);
  const head = plain.slice(0, starts[0] ?? plain.length);
  return starts.map((start, index): SqlLine => {
    const own = line + (plain.slice(0, start).match(/\n/gu)?.length ?? 0);
    const action = plain.slice(start, starts[index + 1] ?? plain.length).replace(/,\s*$/u, '');
    // Where it stands, what it is filled with and how it is stored makes no difference here, a demanded value does.
    const added = /^add\s+(?:column\s+)?(?:if\s+not\s+exists\s+)?("[^"]+"|[a-z_][\w$]*)\s/iu.exec(action)?.[1];
    if (
      added === undefined ||
      /^(?:constraint|primary|unique|foreign|check|index|key|fulltext|spatial|partition|period)$/iu.test(added)
    )
      return { line: own, sql: `${head}${action}` };
    const isDemanded = /\bnot\s+null\b/iu.test(action) && !/\bdefault\b|\bauto_increment\b/iu.test(action);
    return isDemanded ? notKnown(own) : { line: own, sql: `${head}ADD COLUMN ${added} int` };
  });
}

/** Names in backticks or brackets between the quotes of the standard; every other character keeps its place. */
function withPlainQuotes(statement: string): string {
  const tokens = lexSql(statement);
  const isBracketed = (index: number): boolean =>
    tokens[index]?.text === '[' && tokens[index + 1]?.kind === 'word' && tokens[index + 2]?.text === ']';
  const quoted = (token: SqlToken, index: number): string | undefined =>
    token.kind === 'backtick' ? `"${token.text}"` : isBracketed(index) || isBracketed(index - 2) ? '"' : undefined;
  let [text, end] = ['', 0];
  for (const [index, token] of tokens.entries()) {
    text += statement.slice(end, token.start) + (quoted(token, index) ?? statement.slice(token.start, token.end));
    end = token.end;
  }
  return text + statement.slice(end);
}
