import type { ScannedLanguage } from './languages';

/**
 * A text of the same length and the same lines in which some parts are blanked with spaces. `code`: comments and the
 * insides of strings. `uncommented`: comments only.
 */
export interface MaskedCode {
  readonly code: string;
  readonly uncommented: string;
}

interface StringForm {
  readonly open: string;
  readonly close: string;
  /** Whether a backslash takes the meaning of the next character. */
  readonly escapes: boolean;
  /** Whether it may run over lines. One that may not and has no end on its line is no string at all. */
  readonly multiline: boolean;
}

interface Lexis {
  readonly lineComments: readonly string[];
  readonly blockComments: readonly (readonly [string, string])[];
  /** Longer openings first. */
  readonly strings: readonly StringForm[];
  readonly regularExpressions?: boolean;
  /** `${ … }` inside backticks is code. */
  readonly templates?: boolean;
}

const single: StringForm = { open: "'", close: "'", escapes: true, multiline: false };
const double: StringForm = { open: '"', close: '"', escapes: true, multiline: false };
const tripleDouble: StringForm = { open: '"""', close: '"""', escapes: true, multiline: true };
const cComments: Pick<Lexis, 'lineComments' | 'blockComments'> = {
  lineComments: ['//'],
  blockComments: [['/*', '*/']],
};
const script: Lexis = { ...cComments, strings: [single, double], regularExpressions: true, templates: true };

const lexis: Readonly<Record<ScannedLanguage, Lexis>> = {
  JavaScript: script,
  TypeScript: script,
  Python: {
    lineComments: ['#'],
    blockComments: [],
    strings: [tripleDouble, { ...tripleDouble, open: "'''", close: "'''" }, single, double],
  },
  Go: {
    ...cComments,
    strings: [double, { open: '`', close: '`', escapes: false, multiline: true }, single],
  },
  Ruby: {
    lineComments: ['#'],
    blockComments: [['\n=begin', '\n=end']],
    strings: [
      { ...single, multiline: true },
      { ...double, multiline: true },
    ],
    regularExpressions: true,
  },
  Java: { ...cComments, strings: [tripleDouble, double, single] },
  Kotlin: { ...cComments, strings: [{ ...tripleDouble, escapes: false }, double, single] },
  'C#': {
    ...cComments,
    strings: [
      { ...tripleDouble, escapes: false },
      { open: '@"', close: '"', escapes: false, multiline: true },
      { open: '$@"', close: '"', escapes: false, multiline: true },
      double,
      single,
    ],
  },
  PHP: {
    lineComments: ['//', '#'],
    blockComments: [['/*', '*/']],
    strings: [
      { ...single, multiline: true },
      { ...double, multiline: true },
    ],
  },
  Rust: {
    ...cComments,
    strings: [
      { open: 'r#"', close: '"#', escapes: false, multiline: true },
      { ...double, multiline: true },
    ],
  },
  Elixir: { lineComments: ['#'], blockComments: [], strings: [tripleDouble, { ...double, multiline: true }] },
};

/** Longest string that may run over lines, in UTF-16 code units: beyond it an apostrophe was misread. */
const STRING_LIMIT = 20_000;

/**
 * Tells code from comments and strings by tokens, without parsing: what is nested in a string (`#{…}`, f-strings) counts
 * as string, except `${…}` of JavaScript templates. Linear in the length of the text.
 */
export function maskCode(language: ScannedLanguage, text: string): MaskedCode {
  const { lineComments, blockComments, strings, regularExpressions, templates } = lexis[language];
  const comments: (readonly [number, number])[] = [];
  const literals: (readonly [number, number])[] = [];
  /** Open braces inside each `${`, innermost last. */
  const depths: number[] = [];
  let at = 0;
  let lastCode = '\n';

  const template = (from: number): number => {
    let end = from;
    while (end < text.length) {
      const character = text[end];
      if (character === '\\') end += 2;
      else if (character === '`') {
        literals.push([from, end]);
        return end + 1;
      } else if (character === '$' && text[end + 1] === '{') {
        literals.push([from, end]);
        depths.push(0);
        return end + 2;
      } else end += 1;
    }
    literals.push([from, text.length]);
    return text.length;
  };

  while (at < text.length) {
    const character = text[at] ?? '';
    const line = lineComments.find((mark) => text.startsWith(mark, at));
    if (line !== undefined && !(line === '#' && language === 'PHP' && text[at + 1] === '[')) {
      const end = endOfLine(text, at);
      comments.push([at, end]);
      at = end;
      continue;
    }
    const block = blockComments.find(([open]) => text.startsWith(open, at));
    if (block !== undefined) {
      const close = text.indexOf(block[1], at + block[0].length);
      const end = close < 0 ? text.length : close + block[1].length;
      comments.push([at, end]);
      at = end;
      continue;
    }
    const form = strings.find(({ open }) => text.startsWith(open, at));
    const inside = form === undefined ? undefined : insideOf(text, at, form);
    if (form !== undefined && inside !== undefined) {
      literals.push(inside);
      at = inside[1] + form.close.length;
      lastCode = '"';
      continue;
    }
    if (templates === true && character === '`') {
      at = template(at + 1);
      lastCode = '"';
      continue;
    }
    if (regularExpressions === true && character === '/' && startsExpression(text, at, lastCode)) {
      const end = endOfExpression(text, at);
      if (end !== undefined) {
        literals.push([at + 1, end]);
        at = end + 1;
        lastCode = '"';
        continue;
      }
    }
    const depth = depths.at(-1);
    if (depth !== undefined && character === '{') depths[depths.length - 1] = depth + 1;
    if (depth !== undefined && character === '}') {
      if (depth === 0) {
        depths.pop();
        at = template(at + 1);
        continue;
      }
      depths[depths.length - 1] = depth - 1;
    }
    if (!/\s/u.test(character)) lastCode = character;
    at += 1;
  }
  const uncommented = blank(text, comments);
  return { uncommented, code: blank(uncommented, literals) };
}

/** Where the inside of a string begins and ends; undefined when it has no end where it must have one. */
function insideOf(text: string, at: number, form: StringForm): readonly [number, number] | undefined {
  const from = at + form.open.length;
  const limit = Math.min(text.length, from + (form.multiline ? STRING_LIMIT : 2000));
  for (let end = from; end < limit; end += 1) {
    if (text[end] === '\\' && form.escapes) end += 1;
    else if (text.startsWith(form.close, end)) return [from, end];
    else if (text[end] === '\n' && !form.multiline) return undefined;
  }
  return undefined;
}

/** Whether a slash begins a regular expression: it stands where an operand is expected. */
function startsExpression(text: string, at: number, lastCode: string): boolean {
  if ('(,=:[!&|?{};+-*%~^<>\n'.includes(lastCode)) return text[at + 1] !== '>' && lastCode !== '<';
  return /(?:return|typeof|case|in|of|when|if|unless|and|or)\s*$/u.test(text.slice(Math.max(0, at - 12), at));
}

function endOfExpression(text: string, at: number): number | undefined {
  let inClass = false;
  for (let end = at + 1; end < text.length && text[end] !== '\n'; end += 1) {
    if (text[end] === '\\') end += 1;
    else if (text[end] === '[') inClass = true;
    else if (text[end] === ']') inClass = false;
    else if (text[end] === '/' && !inClass) return end;
  }
  return undefined;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function blank(text: string, spans: readonly (readonly [number, number])[]): string {
  const parts: string[] = [];
  let done = 0;
  for (const [from, to] of spans) {
    parts.push(text.slice(done, from), text.slice(from, to).replace(/[^\n]/g, ' '));
    done = Math.max(done, to);
  }
  return [...parts, text.slice(done)].join('');
}
