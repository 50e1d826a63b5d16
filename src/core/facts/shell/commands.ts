import { folderOf, inFolder } from '../paths';
import { type ShellToken, shellTokens } from './words';

/** A simple command of a script, with the folder it runs in. */
export interface ShellCommand {
  /** Program and arguments, without assignments before the program and without redirections. */
  readonly words: readonly string[];
  /** Relative to the planned folder; undefined where the script does not say it in plain words. */
  readonly cwd: string | undefined;
  /** Whether the script goes on as if nothing were wrong where it fails: `… || true`. */
  readonly mayFail?: true;
}

const keywords = new Set(['if', 'then', 'else', 'elif', 'do', 'while', 'until', '!', '{', 'time', 'exec', 'command']);
const closers = new Set(['fi', 'done', 'esac', '}']);
/** Names that pipelines give to the folder they check out to. */
const checkoutFolder =
  /^(?:\$\{?(?:GITHUB_WORKSPACE|CI_PROJECT_DIR|TRAVIS_BUILD_DIR|BITBUCKET_CLONE_DIR|WORKSPACE|BUILD_SOURCESDIRECTORY|CIRCLE_WORKING_DIRECTORY)\}?|\$\{\{\s*github\.workspace\s*\}\}|\$\((?:Build\.SourcesDirectory|System\.DefaultWorkingDirectory|Build\.Repository\.LocalPath|git rev-parse --show-toplevel)\)|~\/(?:project|repo))(?=\/|$)/u;
/** A loop over more than this many values says nothing that one over fewer would not. */
const MAX_LOOP = 40;

/**
 * The simple commands of a script that starts in `start`: `cd` holds until the end of its script or subshell, a `for`
 * loop over plain words is written out, commands in `$(…)` stand before the one that takes their output, and what is left to
 * a variable leaves the folder unknown.
 */
export function shellCommands(script: string, start: string | undefined): readonly ShellCommand[] {
  const commands: ShellCommand[] = [];
  const stack: (string | undefined)[] = [];
  const loops = new Map<string, readonly string[]>();
  let cwd = start;
  let words: string[] = [];

  const endCommand = (): void => {
    for (const inner of words.flatMap(substitutions)) commands.push(...shellCommands(inner, cwd));
    const [simple, loop] = simplified(words);
    words = [];
    if (loop !== undefined) loops.set(loop.name, loop.values.slice(0, MAX_LOOP));
    const [program, ...rest] = simple;
    if (program === undefined) return;
    if (program === 'cd' || program === 'pushd') {
      if (program === 'pushd') stack.push(cwd);
      const target = rest.find((word) => !word.startsWith('-') || word === '-');
      cwd = target === undefined || target === '-' ? start : folderFrom(cwd, target);
      return;
    }
    if (program === 'popd') {
      cwd = stack.pop() ?? start;
      return;
    }
    commands.push({ words: simple, cwd });
  };

  const tokens = shellTokens(script);
  for (const [at, token] of tokens.entries()) {
    if (token.kind === 'word') words.push(token.text);
    else {
      const before = commands.length;
      endCommand();
      const last = commands.at(-1);
      const otherwise = tokens[at + 1];
      if (token.text === '||' && commands.length > before && last !== undefined && isNothing(otherwise)) {
        commands[commands.length - 1] = { ...last, mayFail: true };
      }
      if (token.text === '(') stack.push(cwd);
      else if (token.text === ')' && stack.length > 0) cwd = stack.pop();
    }
  }
  endCommand();
  return commands.flatMap((command) => unrolled(command, loops));
}

/** Whether a script does nothing there, and succeeds with it. */
function isNothing(token: ShellToken | undefined): boolean {
  return token?.kind === 'word' && (token.text === 'true' || token.text === ':');
}

/** The scripts of the outermost `$(…)` in a word; arithmetic is none. */
function substitutions(word: string): readonly string[] {
  const found: string[] = [];
  for (let at = word.indexOf('$('); at >= 0; at = word.indexOf('$(', at)) {
    let end = at + 2;
    for (let depth = 1; end < word.length && depth > 0; end++) {
      if (word[end] === '(') depth++;
      else if (word[end] === ')') depth--;
    }
    if (word[at + 2] !== '(' && word[end - 1] === ')') found.push(word.slice(at + 2, end - 1));
    at = end;
  }
  return found;
}

/** Without keywords and assignments; a `for` header is told apart. */
function simplified(
  words: readonly string[],
): readonly [readonly string[], { readonly name: string; readonly values: readonly string[] }?] {
  const from = words.findIndex((word) => !keywords.has(word) && !/^[A-Za-z_]\w*=/u.test(word));
  if (from < 0) return [[]];
  const rest = words.slice(from);
  const [first, name, of, ...values] = rest;
  if (first === undefined || closers.has(first)) return [[]];
  if (first === 'for') return name !== undefined && of === 'in' ? [[], { name, values }] : [[]];
  return [rest];
}

/** The command once per value of the loop variable that it names. */
function unrolled(command: ShellCommand, loops: ReadonlyMap<string, readonly string[]>): readonly ShellCommand[] {
  for (const [name, values] of loops) {
    const variable = new RegExp(`\\$(?:\\{${name}\\}|${name}(?!\\w))`, 'gu');
    const named = [command.cwd ?? '', ...command.words].some((word) => word.search(variable) >= 0);
    if (!named) continue;
    return values.map((value) => ({
      ...command,
      words: command.words.map((word) => word.replaceAll(variable, () => value)),
      cwd: command.cwd === undefined ? undefined : plainFolder(command.cwd.replaceAll(variable, () => value)),
    }));
  }
  return [{ ...command, cwd: command.cwd === undefined ? undefined : plainFolder(command.cwd) }];
}

/** The folder that `target` names when one stands in `from`; variables stay in it. Undefined when it leaves the folder. */
export function folderFrom(from: string | undefined, target: string): string | undefined {
  const inCheckout = target.replace(checkoutFolder, '');
  const atRoot = inCheckout !== target;
  if (!atRoot && /^[/~]/u.test(target)) return undefined;
  let current = atRoot ? '.' : from;
  for (const part of (atRoot ? inCheckout : target).split('/')) {
    if (current === undefined) return undefined;
    if (part === '' || part === '.') continue;
    if (part === '..') current = current === '.' ? undefined : folderOf(current);
    else current = inFolder(current, part);
  }
  return current;
}

/** Undefined where a variable or pattern is left. */
function plainFolder(folder: string): string | undefined {
  const normal = folderFrom('.', folder);
  return normal === undefined || /[$*?{}]/u.test(normal) ? undefined : normal;
}
