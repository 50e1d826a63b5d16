/** An argument of a call as it is written, and where it stands. */
export interface ArgumentText {
  readonly text: string;
  readonly offset: number;
}

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
/** Longer calls are not about one flag, in UTF-16 code units. */
const CALL_LIMIT = 1000;

/**
 * The arguments behind the bracket, or the space of a call without brackets, at `open`; strings are kept whole.
 *
 * @param limit how far they are followed, in UTF-16 code units
 */
export function argumentTexts(text: string, open: number, limit = CALL_LIMIT): readonly ArgumentText[] {
  const isOpen = text[open] === ' ';
  const found: ArgumentText[] = [];
  const stack: string[] = [];
  let start = open + 1;
  const finish = (to: number): void => {
    const raw = text.slice(start, to);
    if (raw.trim() !== '') found.push({ text: raw.trim(), offset: start + raw.length - raw.trimStart().length });
    start = to + 1;
  };
  for (let at = open + 1; at < Math.min(text.length, open + limit); at += 1) {
    const character = text[at] ?? '';
    const close = closing[character];
    if (character === '"' || character === "'" || character === '`') at = endOfString(text, at);
    else if (close !== undefined) stack.push(close);
    else if (stack.length > 0) {
      if (character === stack.at(-1)) stack.pop();
    } else if (character === ',') finish(at);
    else if (')]}'.includes(character) || (isOpen && character === '\n')) {
      finish(at);
      return found;
    }
  }
  return found;
}

/** Where the string that begins at `at` ends; where it begins when it does not. */
function endOfString(text: string, at: number): number {
  const quote = text[at];
  for (let end = at + 1; end < Math.min(text.length, at + CALL_LIMIT); end += 1) {
    if (text[end] === '\\') end += 1;
    else if (text[end] === quote) return end;
    else if (text[end] === '\n' && quote !== '`') return at;
  }
  return at;
}
