import { inside } from './calls';
import type { CodeToken } from './lexCode';

/** The tokens of the body of a PHP method. */
export function phpMethod(tokens: readonly CodeToken[], name: string): readonly CodeToken[] | undefined {
  const at = tokens.findIndex(({ text }, index) => text === 'function' && tokens[index + 1]?.text === name);
  const open =
    at < 0 ? -1 : tokens.findIndex(({ kind, text }, index) => index > at && kind === 'symbol' && text === '{');
  return open < 0 ? undefined : inside(tokens, open);
}
