import type { Directions } from '../sql/directions';
import { inside } from './calls';
import type { CodeToken } from './lexCode';
import { layOut, notKnown, type SqlLine } from './sqlLines';

/** Both directions of a migration class of PHP, by what its methods `up` and `down` do. */
export function phpDirections(
  tokens: readonly CodeToken[],
  wrapped: Directions['wrapped'],
  statements: (body: readonly CodeToken[]) => readonly SqlLine[],
): Directions {
  const up = phpMethod(tokens, 'up');
  const down = phpMethod(tokens, 'down');
  if (up === undefined) return { up: layOut([notKnown(1)]), down: 'none', wrapped };
  return {
    up: layOut(statements(up)),
    down: down === undefined ? 'missing' : { text: layOut(statements(down)) },
    wrapped,
  };
}

/** The tokens of the body of a PHP method. */
export function phpMethod(tokens: readonly CodeToken[], name: string): readonly CodeToken[] | undefined {
  const at = tokens.findIndex(({ text }, index) => text === 'function' && tokens[index + 1]?.text === name);
  const open =
    at < 0 ? -1 : tokens.findIndex(({ kind, text }, index) => index > at && kind === 'symbol' && text === '{');
  return open < 0 ? undefined : inside(tokens, open);
}
