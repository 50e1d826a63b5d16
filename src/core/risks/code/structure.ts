/** Where a bracketed part begins and ends: the offsets just inside its brackets. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
/** Longest bracketed part that is followed, in UTF-16 code units. */
const SPAN_LIMIT = 50_000;

/**
 * The inside of the bracket that opens at `open`, in code without comments and strings; undefined when it does not close
 * within reach.
 */
export function insideBrackets(code: string, open: number): Span | undefined {
  const stack: string[] = [];
  for (let at = open; at < Math.min(code.length, open + SPAN_LIMIT); at += 1) {
    const character = code[at] ?? '';
    const close = closing[character];
    if (close !== undefined) stack.push(close);
    else if (character === stack.at(-1)) {
      stack.pop();
      if (stack.length === 0) return { from: open + 1, to: at };
    }
  }
  return undefined;
}

/** The inside of the first `{…}` that begins at or after `offset` with nothing but `between` before it. */
export function blockAfter(code: string, offset: number, between = /^\s*$/u): Span | undefined {
  const open = code.indexOf('{', offset);
  return open < 0 || !between.test(code.slice(offset, open)) ? undefined : insideBrackets(code, open);
}

/** The parts of an argument list that stand between its outermost commas, in code without comments and strings. */
export function argumentsIn(code: string, { from, to }: Span): readonly Span[] {
  const found: Span[] = [];
  let start = from;
  for (let at = from; at < to; at += 1) {
    const character = code[at] ?? '';
    if (closing[character] !== undefined) at = insideBrackets(code, at)?.to ?? to;
    else if (character === ',') {
      found.push({ from: start, to: at });
      start = at + 1;
    }
  }
  return code.slice(start, to).trim() === '' ? found : [...found, { from: start, to }];
}

/**
 * The lines that a line of an indented language (Python) governs: those after it that are indented deeper, as offsets. The
 * line begins at `start`, in code without comments and strings.
 */
export function indentedBlock(code: string, start: number): Span {
  const indent = indentAt(code, start);
  let at = nextLine(code, start);
  const from = at;
  let to = from;
  while (at < code.length) {
    const end = nextLine(code, at);
    if (code.slice(at, end).trim() !== '') {
      if (indentAt(code, at) <= indent) break;
      to = end;
    }
    at = end;
  }
  return { from, to };
}

/** The offset at which the line of `offset` begins. */
export function lineStart(code: string, offset: number): number {
  return code.lastIndexOf('\n', offset - 1) + 1;
}

function nextLine(code: string, at: number): number {
  const end = code.indexOf('\n', at);
  return end < 0 ? code.length : end + 1;
}

function indentAt(code: string, start: number): number {
  let at = start;
  while (code[at] === ' ' || code[at] === '\t') at += 1;
  return at - start;
}
