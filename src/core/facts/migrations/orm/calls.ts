import type { CodeToken } from './lexCode';

/** An argument of a call, with its name where it has one. */
export interface Argument {
  readonly key: string | undefined;
  readonly tokens: readonly CodeToken[];
}

const opening = new Set(['(', '[', '{']);
const closing = new Set([')', ']', '}']);

function isOpening({ kind, text }: CodeToken): boolean {
  return kind === 'symbol' && opening.has(text);
}

function isClosing({ kind, text }: CodeToken): boolean {
  return kind === 'symbol' && closing.has(text);
}

/** The index behind the bracket that closes the one at `open`. */
export function closeOf(tokens: readonly CodeToken[], open: number): number {
  let depth = 0;
  for (let index = open; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token === undefined) break;
    if (isOpening(token)) depth += 1;
    if (isClosing(token)) depth -= 1;
    if (depth === 0) return index + 1;
  }
  return tokens.length;
}

/** The tokens between the bracket at `open` and its end. */
export function inside(tokens: readonly CodeToken[], open: number): readonly CodeToken[] {
  return tokens.slice(open + 1, closeOf(tokens, open) - 1);
}

/** Tokens split at a symbol outside brackets. */
export function splitAt(tokens: readonly CodeToken[], symbol: string): readonly (readonly CodeToken[])[] {
  const parts: CodeToken[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (isOpening(token)) depth += 1;
    if (isClosing(token)) depth -= 1;
    if (depth === 0 && token.kind === 'symbol' && token.text === symbol) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.filter((part) => part.length > 0);
}

/** The arguments of a call: `a, key: b`, `key=b`, `:key => b`, `{ key: b }` entries. */
export function argumentsOf(tokens: readonly CodeToken[]): readonly Argument[] {
  return splitAt(tokens, ',').map((part) => {
    const [first, second] = part;
    const isNamed =
      first !== undefined &&
      second?.kind === 'symbol' &&
      [':', '=', '=>'].includes(second.text) &&
      (first.kind === 'word' || first.kind === 'text');
    return isNamed ? { key: first.text, tokens: part.slice(2) } : { key: undefined, tokens: part };
  });
}

/** The argument with this name, else the one at this position among those without a name. */
export function argument(given: readonly Argument[], key: string, position?: number): Argument | undefined {
  return (
    given.find((one) => one.key === key) ??
    (position === undefined ? undefined : given.filter((one) => one.key === undefined)[position])
  );
}

/**
 * The value of an argument that is one plain text, or several that stand side by side, which Python and Ruby take for one;
 * undefined for anything computed.
 */
export function plainText(given: Argument | undefined): string | undefined {
  const tokens = given?.tokens ?? [];
  const isPlain = tokens.length > 0 && tokens.every(({ kind, computed }) => kind === 'text' && !computed);
  return isPlain ? tokens.map(({ text }) => text).join('') : undefined;
}

/** Whether an argument is just this word. */
export function isWord(given: Argument | undefined, word: string): boolean {
  const [token, more] = given?.tokens ?? [];
  return token?.text === word && token.kind !== 'symbol' && more === undefined;
}

/** A statement ends with its line, unless a comma, an operator or a bracket is still open. */
export function statementEnd(tokens: readonly CodeToken[], start: number): number {
  let index = start;
  while (index < tokens.length) {
    const token = tokens[index];
    const next = tokens[index + 1];
    if (token?.kind === 'symbol' && ['(', '[', '{'].includes(token.text)) {
      index = closeOf(tokens, index);
      const after = tokens[index];
      const last = tokens[index - 1];
      if (after?.line !== last?.line) return index;
      continue;
    }
    index += 1;
    if (next === undefined || token === undefined) return index;
    const isOpen =
      token.kind === 'symbol' &&
      [',', '.', '=>', '|', '+', ':'].includes(token.text) &&
      !(token.text === '|' && tokens[index - 2]?.kind === 'word');
    if (next.line > token.line && !isOpen) return index;
  }
  return index;
}
