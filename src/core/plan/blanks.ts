import type { Blank, Plan, Step } from './schema';

const reference = /\{\{blank:([A-Za-z0-9][A-Za-z0-9._-]*)\}\}/gu;

/** The text that stands for the answer to a blank. */
export function blankReference(id: string): string {
  return `{{blank:${id}}}`;
}

/** Ids of the blanks that `text` refers to, in order, without repetition. */
export function blanksIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(reference)].flatMap((match) => match[1] ?? []))];
}

/** The id when `text` is one reference and nothing else. */
export function wholeBlank(text: string): string | undefined {
  const [id, ...more] = blanksIn(text);
  return id !== undefined && more.length === 0 && text.trim() === blankReference(id) ? id : undefined;
}

/** A blank is open until it has an answer or is closed as not applicable with a reason. */
export function isOpen(blank: Blank): boolean {
  if (blank.notApplicable !== undefined && blank.notApplicable.reason.trim() !== '') return false;
  return blank.value === null || blank.value.trim() === '';
}

/** A stretch of text between, or in place of, references to blanks. */
export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  /** `question` is the reference itself when the plan has no such blank. */
  | { readonly kind: 'open'; readonly id: string; readonly question: string }
  | { readonly kind: 'not-applicable'; readonly reason: string };

/** `text` cut at its references. Answers are part of the text around them. */
export function splitAtBlanks(text: string, blanks: Plan['blanks'], quote: Quote = same): readonly TextPart[] {
  const parts: TextPart[] = [];
  let pending = '';
  let end = 0;
  for (const match of text.matchAll(reference)) {
    const [whole, id = ''] = match;
    pending += text.slice(end, match.index);
    end = match.index + whole.length;
    const blank = blanks.find((candidate) => candidate.id === id);
    if (blank !== undefined && !isOpen(blank) && blank.notApplicable === undefined) {
      pending += quote(blank.value ?? '', match.index);
      continue;
    }
    if (pending !== '') parts.push({ kind: 'text', text: pending });
    pending = '';
    if (blank?.notApplicable !== undefined && !isOpen(blank)) {
      parts.push({ kind: 'not-applicable', reason: blank.notApplicable.reason });
    } else {
      parts.push({ kind: 'open', id, question: blank?.question ?? whole });
    }
  }
  pending += text.slice(end);
  return pending === '' ? parts : [...parts, { kind: 'text', text: pending }];
}

export interface FilledText {
  readonly text: string;
  /** Ids of blanks without an answer that the text still needs. */
  readonly open: readonly string[];
  /** Reasons of the blanks that were closed as not applicable. */
  readonly notApplicable: readonly string[];
}

/** Replaces each reference by its answer; an open one by its question in angle brackets. Not for commands. */
export function fillBlanks(text: string, blanks: Plan['blanks']): FilledText {
  return join(splitAtBlanks(text, blanks), ({ question }) => question);
}

/** What stands before each line of a command that must not run: no shell goes on after it. */
const STOP = '| ';

/**
 * Fills a shell command. A command that is nothing but a blank takes the answer as it is (the answer is a command);
 * elsewhere the answer becomes one word, quoted for the place where it stands. An open blank shows its id in angle brackets:
 * questions would drown the command, they belong beside it. A command with an open blank, or with one that is not
 * applicable, must not run when somebody pastes it: each of its lines begins with a pipe, which is a syntax error for bash,
 * sh, zsh, fish and PowerShell before any part of the line runs. (Angle brackets alone would be redirections, and a comment
 * sign is a command name in an interactive zsh.)
 */
export function fillCommand(command: string, blanks: Plan['blanks'], shell: Step['shell'] = 'bash'): FilledText {
  const filled = join(splitAtBlanks(command, blanks, quoteIn(command, shell)), ({ id }) => id);
  if (filled.open.length + filled.notApplicable.length === 0) return filled;
  const stopped = filled.text.split(/\r\n|\r|\n/u).map((line) => `${STOP}${line}`);
  return { ...filled, text: stopped.join('\n') };
}

/**
 * A shell command with the answers that are there. What is open keeps its reference, which any shell reads as a word; what
 * is not applicable leaves nothing.
 */
export function fillAnswers(command: string, blanks: Plan['blanks'], shell: Step['shell'] = 'bash'): string {
  return splitAtBlanks(command, blanks, quoteIn(command, shell))
    .map((part) => (part.kind === 'text' ? part.text : part.kind === 'open' ? blankReference(part.id) : ''))
    .join('');
}

/** `answer` as one word of a POSIX shell. */
export function shellWord(answer: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/u.test(answer) ? answer : `'${answer.replaceAll("'", "'\\''")}'`;
}

/** Makes the answer to the blank at `offset` fit its place. */
type Quote = (answer: string, offset: number) => string;
type Quotes = 'none' | 'single' | 'double';

/** How answers are quoted in a command: not at all where the command is one answer. */
function quoteIn(command: string, shell: Step['shell']): Quote {
  return wholeBlank(command) === undefined
    ? (answer, offset) => quoteFor(shell, quotesAt(command, offset, shell), answer)
    : same;
}

function same(answer: string): string {
  return answer;
}

function join(parts: readonly TextPart[], nameOf: (open: TextPart & { kind: 'open' }) => string): FilledText {
  const oneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim();
  return {
    text: parts
      .map((part) => {
        if (part.kind === 'text') return part.text;
        return part.kind === 'open' ? `<${oneLine(nameOf(part))}>` : `<not applicable: ${oneLine(part.reason)}>`;
      })
      .join(''),
    open: [...new Set(parts.flatMap((part) => (part.kind === 'open' ? [part.id] : [])))],
    notApplicable: parts.flatMap((part) => (part.kind === 'not-applicable' ? [part.reason] : [])),
  };
}

function quoteFor(shell: Step['shell'], quotes: Quotes, answer: string): string {
  if (shell === 'powershell') return powershellQuote(quotes, answer);
  if (quotes === 'single') return answer.replaceAll("'", "'\\''");
  return quotes === 'double' ? answer.replace(/["\\$`]/gu, '\\$&') : shellWord(answer);
}

function powershellQuote(quotes: Quotes, answer: string): string {
  // PowerShell takes typographic quotation marks for plain ones.
  const inSingle = answer.replace(/['‘’‚‛]/gu, '$&$&');
  if (quotes === 'single') return inSingle;
  if (quotes === 'double') return answer.replace(/["“”„`$]/gu, '`$&');
  return /^[A-Za-z0-9_+=:./-]+$/u.test(answer) ? answer : `'${inSingle}'`;
}

/** Inside which quotation marks `offset` stands. Here-documents are read as plain text of the command. */
function quotesAt(command: string, offset: number, shell: Step['shell']): Quotes {
  const escape = shell === 'powershell' ? '`' : '\\';
  let quotes: Quotes = 'none';
  for (let at = 0; at < offset; at++) {
    const character = command.charAt(at);
    if (character === escape && quotes !== 'single') at++;
    else if (character === "'" && quotes !== 'double') quotes = quotes === 'single' ? 'none' : 'single';
    else if (character === '"' && quotes !== 'single') quotes = quotes === 'double' ? 'none' : 'double';
    else if (character === '#' && quotes === 'none' && /^$|\s/u.test(command.charAt(at - 1))) {
      const lineEnd = command.indexOf('\n', at);
      at = lineEnd < 0 ? offset : lineEnd;
    }
  }
  return quotes;
}
