export type CodeLanguage = 'ruby' | 'elixir' | 'python' | 'php' | 'script' | 'csharp';

/** A token of source code; comments and white space are none. */
export interface CodeToken {
  readonly kind: 'word' | 'text' | 'number' | 'symbol';
  /** Texts without quotes, as far as they are plain; words and symbols as written. */
  readonly text: string;
  /** A text with something computed in it: its value is not known. */
  readonly computed: boolean;
  /** From 1. */
  readonly line: number;
}

const hashComments: ReadonlySet<CodeLanguage> = new Set(['ruby', 'elixir', 'python', 'php']);
const slashComments: ReadonlySet<CodeLanguage> = new Set(['php', 'script', 'csharp']);

/**
 * The tokens of a migration, read carefully rather than completely: texts with anything computed in them are marked, so
 * that nobody takes them for what they are not. Linear in the length of the text.
 */
export function lexCode(source: string, language: CodeLanguage): readonly CodeToken[] {
  const tokens: CodeToken[] = [];
  // Names may end with a mark.
  const marks = isRubyLike(language);
  let line = 1;
  let at = 0;
  const push = (kind: CodeToken['kind'], text: string, end: number, computed = false): void => {
    tokens.push({ kind, text, computed, line });
    for (let index = at; index < end; index += 1) if (source.charCodeAt(index) === 10) line += 1;
    at = end;
  };
  const skipTo = (end: number): void => {
    for (; at < end; at += 1) if (source.charCodeAt(at) === 10) line += 1;
  };
  while (at < source.length) {
    const char = source.charAt(at);
    const pair = source.slice(at, at + 2);
    if (/\s/u.test(char)) skipTo(at + 1);
    else if (
      (char === '#' && hashComments.has(language) && pair !== '#[') ||
      (pair === '//' && slashComments.has(language))
    ) {
      const end = source.indexOf('\n', at);
      skipTo(end < 0 ? source.length : end);
    } else if (pair === '/*' && slashComments.has(language)) {
      const end = source.indexOf('*/', at + 2);
      skipTo(end < 0 ? source.length : end + 2);
    } else {
      const text = textAt(source, at, language);
      if (text !== undefined) push('text', text.value, text.end, text.computed);
      else {
        const word = /^[A-Za-z_$@][\w$@]*[?!]?/u.exec(source.slice(at, at + 200))?.[0];
        const number = /^\d[\d_.]*/u.exec(source.slice(at, at + 60))?.[0];
        if (word !== undefined)
          push(
            'word',
            marks ? word : word.replace(/[?!]$/u, ''),
            at + (marks ? word.length : word.replace(/[?!]$/u, '').length),
          );
        else if (number !== undefined) push('number', number, at + number.length);
        else
          push(
            'symbol',
            ['=>', '->', '::', '==', '&.'].includes(pair) ? pair : char,
            at + (['=>', '->', '::', '==', '&.'].includes(pair) ? 2 : 1),
          );
      }
    }
  }
  return tokens;
}

interface FoundText {
  readonly value: string;
  readonly end: number;
  readonly computed: boolean;
}

const closers: Readonly<Record<string, string>> = { '(': ')', '{': '}', '[': ']', '<': '>' };

function textAt(source: string, at: number, language: CodeLanguage): FoundText | undefined {
  const rest = source.slice(at, at + 80);
  if (isRubyLike(language)) {
    const symbol = /^:([A-Za-z_]\w*[?!]?)/u.exec(rest);
    if (symbol?.[1] !== undefined && source.charAt(at - 1) !== ':')
      return { value: symbol[1], end: at + symbol[0].length, computed: false };
  }
  if (language === 'elixir') {
    const sigil = /^~([a-zA-Z])("{3}|'{3}|["'/|({[<])/u.exec(rest);
    if (sigil?.[1] !== undefined && sigil[2] !== undefined) {
      const start = at + sigil[0].length;
      const close = closers[sigil[2]] ?? sigil[2];
      const found = source.indexOf(close, start);
      const end = found < 0 ? source.length : found;
      const value = source.slice(start, end);
      return {
        value,
        end: Math.min(end + close.length, source.length),
        computed: /[a-z]/u.test(sigil[1]) && value.includes('#{'),
      };
    }
  }
  if (language === 'ruby') {
    const heredoc = /^<<[~-]?(['"]?)(\w+)\1/u.exec(rest);
    if (heredoc?.[2] !== undefined && /^[A-Z]/u.test(heredoc[2]))
      return hereText(source, at, heredoc[2], /#\{/u, withoutValues);
  }
  if (language === 'php') {
    const heredoc = /^<<<\s*(['"]?)(\w+)\1/u.exec(rest);
    if (heredoc?.[2] !== undefined) return hereText(source, at, heredoc[2], /\$\w|\{\$/u);
  }
  const opening = /^(?:(?<prefix>[fFrRbBuU]{1,2}|[@$]{1,2})?(?<quote>"""|'''|["'`]))/u.exec(rest);
  const quote = opening?.groups?.['quote'];
  if (opening === null || quote === undefined) return undefined;
  const prefix = opening.groups?.['prefix'] ?? '';
  if (prefix !== '' && language !== 'python' && language !== 'csharp') return undefined;
  if (quote.length === 3 && language !== 'python' && language !== 'csharp' && language !== 'elixir')
    return { value: '', end: at + 2, computed: false };
  if (quote === '`' && language !== 'script') return undefined;
  const start = at + opening[0].length;
  let end = start;
  const verbatim = prefix.includes('@') || /r/iu.test(prefix);
  // C# doubles a quote inside a verbatim text.
  const doubled = prefix.includes('@') ? quote + quote : undefined;
  const isDoubled = (index: number): boolean => doubled !== undefined && source.startsWith(doubled, index);
  while (end < source.length && (!source.startsWith(quote, end) || isDoubled(end)))
    end += isDoubled(end) || (source.charAt(end) === '\\' && !verbatim) ? 2 : 1;
  const whole = source.slice(start, Math.min(end, source.length));
  const raw = isRubyLike(language) && quote.startsWith('"') ? withoutValues(whole) : whole;
  const computed =
    /f/iu.test(prefix) ||
    prefix.includes('$') ||
    (isRubyLike(language) && quote.startsWith('"') && raw.includes('#{')) ||
    (quote === '`' && raw.includes('${')) ||
    (language === 'php' && quote === '"' && /\$\w|\{\$/u.test(raw));
  return {
    value: doubled !== undefined ? raw.replaceAll(doubled, quote) : verbatim ? raw : unescape(raw),
    end: Math.min(end + quote.length, source.length),
    computed,
  };
}

/** Names such as `:name` and `valid?`, and `#{}` in texts. */
function isRubyLike(language: CodeLanguage): boolean {
  return language === 'ruby' || language === 'elixir';
}

/** Escaped quotes and line ends as SQL sees them: a comment ends with its line. */
function unescape(raw: string): string {
  return raw.replace(/\\(["'`\\nt])/gu, (_whole, mark: string) => (mark === 'n' ? '\n' : mark === 't' ? ' ' : mark));
}

/** A here-document: the text begins on the next line; what follows its mark on this line is not read as code. */
function hereText(
  source: string,
  at: number,
  mark: string,
  computing: RegExp,
  reading = (text: string): string => text,
): FoundText {
  const start = source.indexOf('\n', at);
  if (start < 0) return { value: '', end: source.length, computed: true };
  const close = new RegExp(`^[ \\t]*${mark}\\b`, 'mu').exec(source.slice(start + 1));
  if (close === null) return { value: '', end: source.length, computed: true };
  const value = reading(source.slice(start + 1, start + 1 + close.index));
  return { value, end: start + 1 + close.index + close[0].length, computed: computing.test(value) };
}

/** SQL in which each value that is filled in as a whole is any other: what a statement does with it is the same. */
function withoutValues(text: string): string {
  return text.replaceAll(/'#\{[^{}'\n]*\}'/gu, "'x'");
}
