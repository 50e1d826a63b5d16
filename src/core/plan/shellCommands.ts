/** A word of a command line, quotes taken off. */
export interface ShellWord {
  readonly text: string;
  /** False when the word holds an expansion, so that `text` is not what the program is given. */
  readonly literal: boolean;
}

/** One program with its arguments, as far as the line tells: `a | b && c` are three. */
export type ShellCommand = readonly ShellWord[];

const separators = /^(?:&&|\|\||\|&|[|;&\n()])/u;
const assignment = /^[A-Za-z_]\w*\+?=/u;
/** Words that stand before the command they lead to. */
const leading = new Set([
  'if',
  'then',
  'else',
  'elif',
  'while',
  'until',
  'do',
  '!',
  '{',
  'time',
  'exec',
  'env',
  'sudo',
  'command',
]);

/**
 * The programs a shell line starts, with their arguments; those inside `$(…)`, `<(…)` and backticks come behind all
 * others. It reads words and quotes only: a here-document is read as if it were commands.
 */
export function shellCommands(line: string): readonly ShellCommand[] {
  const commands: ShellWord[][] = [[]];
  const inner: string[] = [];
  let at = 0;
  while (at < line.length) {
    const rest = line.slice(at);
    const blank = /^(?:[ \t]+|\\\n|\d?[<>]&[\d-])/u.exec(rest)?.[0];
    const separator = separators.exec(rest)?.[0];
    if (blank !== undefined) at += blank.length;
    else if (separator !== undefined) {
      commands.push([]);
      at += separator.length;
    } else if (rest.startsWith('#')) {
      const end = rest.indexOf('\n');
      at += end < 0 ? rest.length : end;
    } else {
      const { word, length, scripts } = readWord(rest);
      commands.at(-1)?.push(word);
      inner.push(...scripts);
      at += length;
    }
  }
  return [...commands.map(withoutLead).filter((command) => command.length > 0), ...inner.flatMap(shellCommands)];
}

/** The program of a command, without its folder; undefined when it is not literal. */
export function programOf([first]: ShellCommand): string | undefined {
  if (first?.literal !== true) return undefined;
  return first.text.slice(first.text.lastIndexOf('/') + 1);
}

/** Whether one of the options is given, as `--name value`, `--name=value` or, for one letter, `-nvalue`. */
export function hasOption(command: ShellCommand, ...names: readonly string[]): boolean {
  return command.some(({ text }) =>
    names.some(
      (name) =>
        text === name ||
        text.startsWith(`${name}=`) ||
        (/^-[A-Za-z]$/u.test(name) && text.startsWith(name) && text.length > 2),
    ),
  );
}

function withoutLead(command: readonly ShellWord[]): ShellCommand {
  let start = 0;
  while (start < command.length) {
    const text = command[start]?.text ?? '';
    if (!leading.has(text) && !assignment.test(text)) break;
    start++;
  }
  return command.slice(start);
}

/** @returns the scripts inside the word's substitutions as well. */
function readWord(text: string): {
  readonly word: ShellWord;
  readonly length: number;
  readonly scripts: readonly string[];
} {
  const scripts: string[] = [];
  let at = 0;
  let value = '';
  let literal = true;
  while (at < text.length) {
    const character = text[at] ?? '';
    const substituted = substitutionAt(text, at);
    if (substituted !== undefined) {
      literal = false;
      scripts.push(substituted.script);
      value += text.slice(at, substituted.end);
      at = substituted.end;
    } else if (/[ \t]/u.test(character) || separators.test(text.slice(at, at + 2))) break;
    else if (character === "'") {
      const end = endOf(text, at + 1, "'");
      value += text.slice(at + 1, end);
      at = end + 1;
    } else if (character === '"') {
      const end = endOfDouble(text, at + 1, scripts);
      const inside = text.slice(at + 1, end);
      if (/[$`]/u.test(inside)) literal = false;
      value += inside.replace(/\\(["\\$`])/gu, '$1');
      at = end + 1;
    } else if (character === '\\') {
      value += text[at + 1] ?? '';
      at += 2;
    } else {
      if (character === '$') literal = false;
      value += character;
      at++;
    }
  }
  return { word: { text: value, literal }, length: Math.max(at, 1), scripts };
}

/** What a substitution runs that opens at `at`, and where it ends; undefined when none opens there. */
function substitutionAt(text: string, at: number): { readonly script: string; readonly end: number } | undefined {
  if (text[at] === '`') {
    const end = endOf(text, at + 1, '`');
    return { script: text.slice(at + 1, end), end: Math.min(end + 1, text.length) };
  }
  if (!/^[$<>]\(/u.test(text.slice(at, at + 2))) return undefined;
  const end = endOfParentheses(text, at + 1);
  // Arithmetic runs nothing.
  if (text.startsWith('$((', at)) return { script: '', end };
  return { script: text.slice(at + 2, text[end - 1] === ')' ? end - 1 : end), end };
}

function endOf(text: string, from: number, mark: string): number {
  const end = text.indexOf(mark, from);
  return end < 0 ? text.length : end;
}

/** @param scripts takes what the substitutions inside run. */
function endOfDouble(text: string, from: number, scripts: string[] = []): number {
  let at = from;
  while (at < text.length && text[at] !== '"') {
    const substituted = /[$`]/u.test(text[at] ?? '') ? substitutionAt(text, at) : undefined;
    if (substituted !== undefined) scripts.push(substituted.script);
    at = substituted?.end ?? at + (text[at] === '\\' ? 2 : 1);
  }
  return Math.min(at, text.length);
}

/** Behind the closing one of the parentheses that open at `from`; quotes inside are skipped. */
function endOfParentheses(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === '\\') at++;
    else if (character === "'") at = endOf(text, at + 1, "'");
    else if (character === '"') at = endOfDouble(text, at + 1);
    else if (character === '(') depth++;
    else if (character === ')' && --depth === 0) return at + 1;
  }
  return text.length;
}
