import type { Directions } from '../sql/directions';
import { argumentsOf, closeOf, inside, plainText } from './calls';
import { lexCode, type CodeToken } from './lexCode';
import { layOut, notKnown, type SqlLine } from './sqlLines';

/**
 * TypeORM migrations as generated: `await queryRunner.query("…")` with plain texts; anything else is not known.
 * https://typeorm.io/docs/migrations/why/
 */
export function typeormDirections(text: string): Directions {
  const tokens = lexCode(text, 'script');
  const up = method(tokens, 'up');
  const down = method(tokens, 'down');
  const wrapped = /\btransaction\s*(?::\s*boolean\s*)?=\s*false\b/u.test(text) ? 'no' : 'yes';
  if (up === undefined) return { up: layOut([notKnown(1)]), down: 'none', wrapped };
  return {
    up: layOut(statements(up)),
    down: down === undefined ? 'missing' : { text: layOut(statements(down)) },
    wrapped,
  };
}

/** The tokens of a method's body. */
function method(tokens: readonly CodeToken[], name: string): readonly CodeToken[] | undefined {
  const at = tokens.findIndex(
    ({ kind, text }, index) => kind === 'word' && text === name && tokens[index + 1]?.text === '(',
  );
  if (at < 0) return undefined;
  const open = tokens.findIndex(
    ({ text, kind }, index) => index >= closeOf(tokens, at + 1) && kind === 'symbol' && text === '{',
  );
  return open < 0 ? undefined : inside(tokens, open);
}

function statements(tokens: readonly CodeToken[]): readonly SqlLine[] {
  const found: SqlLine[] = [];
  let index = 0;
  while (index < tokens.length) {
    const token = tokens[index];
    if (token === undefined) break;
    const start = token.text === 'await' || token.text === 'return' ? index + 1 : index;
    const [receiver, dot, name, open] = tokens.slice(start, start + 4);
    if (receiver?.text === 'queryRunner' && dot?.text === '.' && open?.text === '(') {
      const sql = name?.text === 'query' ? plainText(argumentsOf(inside(tokens, start + 3))[0]) : undefined;
      found.push(sql === undefined ? notKnown(token.line) : { line: token.line, sql });
      index = closeOf(tokens, start + 3);
    } else if (token.kind === 'symbol' && token.text === ';') index += 1;
    else {
      found.push(notKnown(token.line));
      const end = tokens.findIndex((one, position) => position > index && one.line > token.line);
      index = end < 0 ? tokens.length : end;
    }
  }
  return found;
}
