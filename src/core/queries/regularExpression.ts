/** What is wrong with a pattern, and where: an offset into it. */
export interface PatternDefect {
  readonly at: number;
  readonly message: string;
}

const escapes =
  /^\\(?:[AbBdDsSwWzafnrtv]|[0-7]{1,3}|x[0-9A-Fa-f]{2}|x\{[0-9A-Fa-f]{1,6}\}|[pP](?:[A-Z]|\{\^?\w+\})|[^\w\s])/u;
const groupStart = /^\((?:\?(?:P?<[A-Za-z_]\w*>|[imsU]*(?:-[imsU]+)?[:)]))?/u;
const MOST_REPEATS = 1000;

/**
 * Reads a pattern as RE2 does (https://github.com/google/re2/wiki/Syntax), which is what Prometheus matches labels with: no
 * look-around, no back references. Undefined when it is a pattern.
 */
export function findPatternDefect(pattern: string): PatternDefect | undefined {
  const open: number[] = [];
  let at = 0;
  /** What a repetition would repeat: nothing, something, or a repetition. */
  let before: 'nothing' | 'atom' | 'repetition' = 'nothing';
  while (at < pattern.length) {
    const rest = pattern.slice(at);
    const character = rest[0] ?? '';
    const repetition = /^(?:[*+?]|\{(\d+)(?:,(\d*))?\})/u.exec(rest);
    if (repetition !== null) {
      const [whole, least = '', most = ''] = repetition;
      if (before === 'nothing') return { at, message: `there is nothing for \`${whole}\` to repeat` };
      if (before === 'repetition') return { at, message: `\`${whole}\` repeats a repetition` };
      if (Number(least) > MOST_REPEATS || Number(most) > MOST_REPEATS || (most !== '' && Number(least) > Number(most)))
        return { at, message: `\`${whole}\` is no number of repetitions (0 to ${String(MOST_REPEATS)})` };
      at += whole.length;
      if (pattern[at] === '?') at++;
      before = 'repetition';
    } else if (character === '\\') {
      const escape = escapes.exec(rest)?.[0];
      if (escape === undefined || /^\\[1-9]/u.test(escape)) return { at, message: badEscape(rest) };
      if (rest.startsWith('\\Q')) {
        const end = pattern.indexOf('\\E', at);
        at = end < 0 ? pattern.length : end + 2;
      } else at += escape.length;
      before = 'atom';
    } else if (character === '(') {
      const start = groupStart.exec(rest)?.[0] ?? '(';
      if (start === '(' && rest.startsWith('(?'))
        return { at, message: `\`${rest.slice(0, 3)}\` is not known: there is no look-around` };
      if (!start.endsWith(')')) open.push(at);
      at += start.length;
      before = 'nothing';
    } else if (character === ')') {
      if (open.pop() === undefined) return { at, message: 'this `)` closes nothing' };
      at++;
      before = 'atom';
    } else if (character === '|') {
      at++;
      before = 'nothing';
    } else if (character === '[') {
      const read = readClass(rest);
      if (typeof read !== 'number') return { at: at + read.at, message: read.message };
      at += read;
      before = 'atom';
    } else {
      at += /^./su.exec(rest)?.[0].length ?? 1;
      before = 'atom';
    }
  }
  const [unclosed] = open.toReversed();
  return unclosed === undefined ? undefined : { at: unclosed, message: 'this `(` is never closed' };
}

/** Length of a class of characters at the beginning of the text. */
function readClass(text: string): number | PatternDefect {
  let at = text.startsWith('[^') ? 2 : 1;
  const first = at;
  let low: string | undefined;
  while (at < text.length) {
    const rest = text.slice(at);
    if (rest.startsWith(']') && at > first) return at + 1;
    const named = /^\[:\^?\w*:\]/u.exec(rest)?.[0];
    const escape = rest.startsWith('\\') ? escapes.exec(rest)?.[0] : undefined;
    if (rest.startsWith('\\') && (escape === undefined || /^\\[1-9bBAz]/u.test(escape)))
      return { at, message: badEscape(rest) };
    const item = named ?? escape ?? /^./su.exec(rest)?.[0] ?? '';
    const isRange = low !== undefined && item === '-' && rest[1] !== undefined && rest[1] !== ']';
    if (isRange) {
      const high = /^\\?./su.exec(rest.slice(1))?.[0] ?? '';
      if (high.length === 1 && low?.length === 1 && high < low)
        return { at, message: `\`${low}-${high}\` is no range` };
      at += 1 + high.length;
      low = undefined;
    } else {
      at += item.length;
      low = named === undefined && escape === undefined ? item : undefined;
    }
  }
  return { at: 0, message: 'this `[` is never closed' };
}

function badEscape(text: string): string {
  const escape = text.slice(0, 2);
  if (escape.length < 2) return 'it ends with a backslash';
  return /^\\[1-9]/u.test(escape) ? `\`${escape}\` refers back, which is not possible` : `\`${escape}\` is no escape`;
}

/** Whether a pattern, which matches whole values, matches the empty one; true only where that is certain. */
export function matchesEmptyText(pattern: string): boolean {
  const script = pattern
    .replace(/\(\?P</gu, '(?<')
    .replace(/\(\?[imsU-]+\)/gu, '')
    .replace(/\(\?[imsU-]+:/gu, '(?:');
  try {
    return new RegExp(`^(?:${script})$`, 'su').test('');
  } catch {
    return false;
  }
}
