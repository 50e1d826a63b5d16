/** A token of SQL; comments and white space are none. */
export interface SqlToken {
  readonly kind: 'word' | 'name' | 'backtick' | 'text' | 'symbol';
  /** Words as written; quoted names and texts without their quotes. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const wordStart = /[A-Za-z_\u0080-\uffff]/u;
const word = /[A-Za-z0-9_$.\u0080-\uffff]/u;
const blank = /\s/u;

/**
 * The tokens of SQL in any of the usual dialects: quotes, dollar quotes and nested comments are honoured, and nothing is
 * ever an error, since it also tells which dialect a text is. Linear in the length of the text.
 */
export function lexSql(sql: string): readonly SqlToken[] {
  const tokens: SqlToken[] = [];
  let at = 0;
  while (at < sql.length) {
    const char = sql.charAt(at);
    const next = sql.charAt(at + 1);
    if (blank.test(char)) at += 1;
    else if (char === '-' && next === '-') at = lineEnd(sql, at);
    else if (char === '/' && next === '*') at = commentEnd(sql, at);
    else {
      const token = tokenAt(sql, at);
      tokens.push(token);
      at = token.end;
    }
  }
  return tokens;
}

function tokenAt(sql: string, start: number): SqlToken {
  const char = sql.charAt(start);
  const token = (kind: SqlToken['kind'], end: number, inner = 0): SqlToken => ({
    kind,
    text: sql.slice(start + inner, Math.max(start + inner, end - inner)),
    start,
    end,
  });
  if (char === "'") return token('text', quoteEnd(sql, start, "'", false), 1);
  if (char === '"') return token('name', quoteEnd(sql, start, '"', false), 1);
  if (char === '`') return token('backtick', quoteEnd(sql, start, '`', false), 1);
  if ((char === 'e' || char === 'E') && sql.charAt(start + 1) === "'") {
    return token('text', quoteEnd(sql, start + 1, "'", true), 1);
  }
  if (char === '$') {
    const tag = /^\$[A-Za-z_]?\w*\$/u.exec(sql.slice(start, start + 70))?.[0];
    if (tag !== undefined) {
      const close = sql.indexOf(tag, start + tag.length);
      return token('text', close < 0 ? sql.length : close + tag.length, tag.length);
    }
  }
  if (wordStart.test(char)) {
    let end = start + 1;
    while (end < sql.length && word.test(sql.charAt(end)) && sql.charAt(end) !== '.') end += 1;
    return token('word', end);
  }
  if (/\d/u.test(char)) {
    let end = start + 1;
    while (end < sql.length && word.test(sql.charAt(end))) end += 1;
    return token('symbol', end);
  }
  return token('symbol', start + 1);
}

function lineEnd(sql: string, start: number): number {
  const end = sql.indexOf('\n', start);
  return end < 0 ? sql.length : end;
}

function commentEnd(sql: string, start: number): number {
  let depth = 0;
  const edge = /\/\*|\*\//gu;
  edge.lastIndex = start;
  for (let match = edge.exec(sql); match !== null; match = edge.exec(sql)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return edge.lastIndex;
  }
  return sql.length;
}

function quoteEnd(sql: string, start: number, quote: string, escapes: boolean): number {
  for (let at = start + 1; at < sql.length; at += 1) {
    const char = sql.charAt(at);
    if (escapes && char === '\\') at += 1;
    else if (char === quote) {
      if (sql.charAt(at + 1) !== quote) return at + 1;
      at += 1;
    }
  }
  return sql.length;
}

/** Whether there is nothing but comments and semicolons. */
export function isEmptySql(sql: string): boolean {
  return lexSql(sql).every(({ text, kind }) => kind === 'symbol' && text === ';');
}

/** A piece of a text with its place, so that lines can be told. */
export interface SqlPiece {
  readonly text: string;
  readonly start: number;
}

/** The statements of a text, split at top-level semicolons; comments before a statement belong to none. */
export function splitStatements(sql: string): readonly SqlPiece[] {
  const pieces: SqlPiece[] = [];
  let first: SqlToken | undefined;
  let last: SqlToken | undefined;
  const close = (): void => {
    if (first !== undefined && last !== undefined) {
      pieces.push({ text: sql.slice(first.start, last.end), start: first.start });
    }
    first = undefined;
  };
  for (const token of lexSql(sql)) {
    if (token.kind === 'symbol' && token.text === ';') close();
    else {
      first ??= token;
      last = token;
    }
  }
  close();
  return pieces;
}

/**
 * Where the actions of an ALTER TABLE begin, in characters of the statement: after the table's name, and after each
 * top-level comma. `relation` is where the name begins.
 */
export function actionStarts(statement: string, relation: number): readonly number[] {
  const tokens = lexSql(statement).filter(({ start }) => start >= relation);
  let index = 1;
  while (tokens[index]?.text === '.') index += 2;
  if (tokens[index]?.text === '*') index += 1;
  const starts: number[] = [];
  let depth = 0;
  let expecting = true;
  for (const token of tokens.slice(index)) {
    if (expecting) starts.push(token.start);
    expecting = false;
    if (token.kind !== 'symbol') continue;
    if (token.text === '(' || token.text === '[') depth += 1;
    else if (token.text === ')' || token.text === ']') depth -= 1;
    else if (token.text === ',' && depth === 0) expecting = true;
  }
  return starts;
}
