import { shellCommands } from '../../../../../../src/core/plan/shellCommands';

/**
 * What the official reference of a program has, for the subcommands that are spoken. Only names are carried over.
 *
 * Flags stand apart by blanks: `--yes` takes no value, `--site=` takes one, `--wait[=]` may have one behind `=`,
 * `--services=*` takes all words up to the next flag, `--arg==` takes a name and a value.
 */
export interface CliReference {
  readonly program: string;
  /** Which version was read, and how old it was. */
  readonly read: string;
  readonly sources: readonly string[];
  /** How many words stand before the subcommand, such as the stage of Capistrano. */
  readonly before?: number;
  /** Variables that are set for it. */
  readonly environment?: readonly string[];
  /** Flags of every subcommand, before or behind its name. */
  readonly everywhere: string;
  /** Flags by subcommand; empty name for a program without subcommands. */
  readonly commands: Readonly<Record<string, string>>;
}

/** A spoken command, taken apart as its reference says. */
export interface SpokenCommand {
  readonly program: string;
  readonly subcommand: string;
  /** Arguments, and values of flags with the flag's name. */
  readonly values: readonly { readonly flag?: string; readonly text: string }[];
  /** What the reference does not have. */
  readonly wrong: readonly string[];
}

/** Words of the shell itself, and those that only lead to a program. */
const builtins = new Set(['cd', 'do', 'done', 'echo', 'else', 'exit', 'fi', 'for', 'printf', 'test', 'then', 'true']);
const leading = /^(?:xargs|npx|bundle exec) /u;
const isFlag = (word: string): boolean => /^--?[A-Za-z]/u.test(word);

type Arity = 'none' | 'one' | 'inline' | 'many' | 'two';
const arities: Readonly<Record<string, Arity>> = { '': 'none', '=': 'one', '[=]': 'inline', '=*': 'many', '==': 'two' };

/** The commands that a line runs, those of substitutions and of remote hosts as well. */
export function spokenCommands(line: string, references: readonly CliReference[]): readonly SpokenCommand[] {
  return shellCommands(line).flatMap((words) =>
    takenApart(
      words.map(({ text }) => text),
      references,
    ),
  );
}

function takenApart(words: readonly string[], references: readonly CliReference[]): readonly SpokenCommand[] {
  const [program = '', ...rest] = words;
  const lead = leading.exec(words.join(' '))?.[0].trim().split(' ').length ?? 0;
  if (lead > 0) return takenApart(words.slice(lead), references);
  if (/^\{\{blank:[\w-]+\}\}$/u.test(program)) return [];
  if (builtins.has(program)) return [{ program, subcommand: '', values: asArguments(rest), wrong: [] }];
  const name = program.replace(/^bin\//u, '');
  const reference = references.find((each) => each.program === name);
  if (reference === undefined)
    return [{ program, subcommand: '', values: asArguments(rest), wrong: [`${program}: no reference`] }];
  // What a host is told to run is a command of its own.
  if (program === 'ssh') {
    const host = rest.findIndex((word) => !isFlag(word));
    const there = rest.slice(host + 1).join(' ');
    return [takenByReference(rest.slice(0, host + 1), reference), ...spokenCommands(there, references)];
  }
  return [takenByReference(rest, reference)];
}

function takenByReference(words: readonly string[], reference: CliReference): SpokenCommand {
  const { program } = reference;
  const paths = Object.keys(reference.commands);
  const wrong: string[] = [];
  const values: SpokenCommand['values'][number][] = [];
  let path = '';
  let named = true;
  let before = reference.before ?? 0;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (!isFlag(word)) {
      const longer = path === '' ? word : `${path} ${word}`;
      if (named && before <= 0 && paths.some((each) => each === longer || each.startsWith(`${longer} `))) path = longer;
      else {
        named = before > 0;
        values.push({ text: word });
      }
      before--;
      continue;
    }
    const flags = flagsOf(`${reference.everywhere} ${reference.commands[path] ?? ''}`);
    const [name = word, ...inline] = word.split('=');
    const arity = flags.get(name) ?? clustered(name, flags);
    if (arity === undefined) wrong.push(`${program} ${path}: ${name}`.replace(' :', ':'));
    else if (inline.length > 0) {
      const value = inline.join('=');
      if (arity === 'none' && !/^(?:true|false)$/u.test(value)) wrong.push(`${program} ${path}: ${name} with a value`);
      values.push({ flag: name, text: value });
    } else if (arity === 'many') {
      while (at + 1 < words.length && !isFlag(words[at + 1] ?? ''))
        values.push({ flag: name, text: words[++at] ?? '' });
    } else if (arity === 'one' || arity === 'two') {
      at += arity === 'one' ? 1 : 2;
      if (at >= words.length) wrong.push(`${program} ${path}: ${name} without a value`);
      else values.push({ flag: name, text: words[at] ?? '' });
    }
  }
  if (!paths.includes(path)) wrong.push(`${program} ${words.slice(0, 3).join(' ')}: no such subcommand`);
  return { program, subcommand: path, values, wrong };
}

function asArguments(words: readonly string[]): SpokenCommand['values'] {
  return words.map((text) => ({ text }));
}

const read = new Map<string, ReadonlyMap<string, Arity>>();

function flagsOf(text: string): ReadonlyMap<string, Arity> {
  const known = read.get(text);
  if (known !== undefined) return known;
  const flags = new Map(
    text
      .split(/\s+/u)
      .filter((flag) => flag !== '')
      .map((flag): [string, Arity] => {
        const [, name = flag, mark = ''] = /^(-+[\w-]+)(.*)$/u.exec(flag) ?? [];
        return [name, arities[mark] ?? 'none'];
      }),
  );
  read.set(text, flags);
  return flags;
}

/** Of `-enr`, that each letter is a flag without a value. */
function clustered(name: string, flags: ReadonlyMap<string, Arity>): Arity | undefined {
  const letters = /^-([A-Za-z]{2,})$/u.exec(name)?.[1]?.split('') ?? [];
  return letters.length > 0 && letters.every((letter) => flags.get(`-${letter}`) === 'none') ? 'none' : undefined;
}
