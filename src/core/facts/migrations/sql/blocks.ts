import { lexSql } from './lexSql';

/** What a block may do besides plain SQL: https://www.postgresql.org/docs/current/plpgsql-control-structures.html */
const control =
  /^(?:assert|begin|call|case|close|continue|declare|else|elseif|elsif|execute|exit|fetch|for|foreach|get|loop|move|null|open|perform|raise|return|while)$/u;

/**
 * The statements of a block of PL/pgSQL (`BEGIN … END`) that is nothing but plain SQL, also where `IF … THEN … END IF`
 * asks first whether it has been done, as migrations do that may run twice. What is not SQL is blanked out, so that
 * every other character keeps its place. Undefined for any other block.
 */
export function plainStatements(body: string): string | undefined {
  const words = lexSql(body);
  if (words[0]?.text.toLowerCase() !== 'begin') return undefined;
  const wordAt = (index: number): string => {
    const token = words[index];
    return token?.kind === 'word' ? token.text.toLowerCase() : '';
  };
  const isEnd = (index: number): boolean => words[index] === undefined || words[index].text === ';';
  const kept: (readonly [start: number, end: number])[] = [];
  let asked = 0;
  let index = 1;
  while (index < words.length) {
    const start = words[index]?.start ?? 0;
    const word = wordAt(index);
    if (word === 'if') {
      while (index < words.length && wordAt(index) !== 'then') index += 1;
      asked += 1;
    } else if (word === 'end' && wordAt(index + 1) === 'if' && asked > 0) {
      index += 2;
      asked -= 1;
    } else if (asked === 0 && (word === 'end' || word === 'exception')) {
      return layIn(body, kept);
    } else if (word === 'end' || control.test(word)) {
      return undefined;
    } else {
      while (!isEnd(index)) index += 1;
      kept.push([start, words[index]?.end ?? body.length]);
    }
    index += 1;
  }
  return undefined;
}

function layIn(body: string, kept: readonly (readonly [start: number, end: number])[]): string {
  let at = 0;
  let laid = '';
  for (const [start, end] of kept) {
    laid += body.slice(at, start).replace(/[^\n]/gu, ' ') + body.slice(start, end);
    at = end;
  }
  return laid + body.slice(at).replace(/[^\n]/gu, ' ');
}
