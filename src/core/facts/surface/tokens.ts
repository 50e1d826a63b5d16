/** A word, a number, a string or a single sign of a small language, with its line from 1. */
export interface Token {
  readonly text: string;
  readonly line: number;
}

/** Longer texts are generated. */
const LIMIT = 2_000_000;

/**
 * The tokens of protobuf and GraphQL SDL: comments (`//`, `/* *\/`, `#`) are left out, strings (also `"""`) are one token
 * in double quotes. Never fails; linear in the text.
 */
export function tokensOf(text: string, hashComments: boolean): readonly Token[] {
  if (text.length > LIMIT) return [];
  const pattern =
    /"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\/[^\n]*|\/\*[\s\S]*?\*\/|#[^\n]*|[\w.]+|[^\s\w]/gu;
  const tokens: Token[] = [];
  let line = 1;
  let at = 0;
  for (const { 0: found, index } of text.matchAll(pattern)) {
    for (; at < index; at++) if (text.charCodeAt(at) === 10) line++;
    const isComment = found.startsWith('//') || found.startsWith('/*') || (hashComments && found.startsWith('#'));
    if (!isComment) tokens.push({ text: found, line });
    for (; at < index + found.length; at++) if (text.charCodeAt(at) === 10) line++;
  }
  return tokens;
}
