import type { CiCommand } from '../ci/ciCommand';
import { baseName } from '../paths';
import { folderFrom, shellCommands } from '../shell/commands';

/** A command of a pipeline with what only wraps it taken off. */
export interface Invocation extends CiCommand {
  /** Its first word without folder: `pytest` of `.venv/bin/pytest`. */
  readonly program: string;
  /** Everything after the program. */
  readonly args: readonly string[];
  /** Whether the pipeline itself names it, rather than a script or target that the pipeline names. */
  readonly direct: boolean;
  /** What it was followed through, outermost first; empty where the pipeline names it. */
  readonly via: readonly string[];
  /** Whether one of these is itself a test suite. */
  readonly part: boolean;
}

const runners =
  /^(?:npm|pnpm|yarn|bun|npx|go|cargo|pytest|py\.test|python3?|tox|nox|rspec|cucumber|rails|rake|bundle|phpunit|pest|composer|php|mvnw?|gradlew?|dotnet|mix|make|task|just|jest|vitest|mocha|deno|swift|sbt|dart|flutter|manage\.py|artisan|unittest|gotestsum|bats)$/u;

/** Options that take the next word as their value, for the wrappers below. */
const valued = new Set(['-n', '-s', '-k', '-a', '-p', '-e', '-t', '--env-file', '--timeout', '--package', '--group']);
valued.add('--with').add('--extra').add('--python').add('--project').add('--only-group').add('-c').add('-f').add('-P');

/** `env`-like programs: the command follows their options. */
const prefixes = new Set([
  ...['sudo', 'env', 'cross-env', 'nice', 'time', 'retry', 'xvfb-run', 'nohup', 'stdbuf', 'npx', 'bunx', 'pnpx', 'uvx'],
  ...[
    'dotenv',
    'unbuffer',
    'travis_retry',
    'travis_wait',
    'dbus-run-session',
    'corepack',
    'wait-for-it',
    'percy',
    'xargs',
  ],
]);
/** Programs that run another by a sub-command. */
const carriers: Readonly<Record<string, readonly string[]>> = {
  uv: ['run'],
  poetry: ['run'],
  pipenv: ['run'],
  pdm: ['run'],
  rye: ['run'],
  pixi: ['run'],
  bundle: ['exec'],
  pnpm: ['exec', 'dlx', 'x'],
  yarn: ['exec', 'dlx'],
  npm: ['exec', 'x'],
  bun: ['x'],
  mise: ['exec', 'x'],
  devbox: ['run'],
  doppler: ['run'],
  opam: ['exec'],
  coverage: ['run'],
  composer: ['exec'],
  conda: ['run'],
};
const MAX_UNWRAPPINGS = 8;

/** The invocation behind a pipeline's command; several for `sh -c '…'`. */
export function invocationsOf(command: CiCommand, direct = true, depth = 0): readonly Invocation[] {
  let { words, cwd } = command;
  for (let round = 0; round < MAX_UNWRAPPINGS; round++) {
    const [first, ...rest] = words;
    if (first === undefined) return [];
    const program = baseName(first);
    if (/^(?:ba|z|da)?sh$/u.test(program)) {
      const script = rest[rest.findIndex((word) => /^-\w*c$/u.test(word)) + 1];
      const inline = rest.some((word) => /^-\w*c$/u.test(word));
      if (inline && script !== undefined && depth < MAX_UNWRAPPINGS) {
        return shellCommands(script, cwd).flatMap((inner) =>
          invocationsOf({ ...command, ...inner }, direct, depth + 1),
        );
      }
      const file = rest.findIndex((word) => !word.startsWith('-'));
      if (file < 0) return [];
      words = rest.slice(file);
      break;
    }
    const given = givenCommand(program, rest);
    if (given !== undefined && depth < MAX_UNWRAPPINGS) {
      return shellCommands(given, cwd).flatMap((inner) => invocationsOf({ ...command, ...inner }, direct, depth + 1));
    }
    const inContainer = containerCommand(program, rest);
    if (inContainer !== undefined) {
      words = inContainer;
      cwd = undefined;
      continue;
    }
    const next = unwrapped(program, rest);
    if (next === undefined) break;
    words = next;
  }
  const [first, ...args] = words;
  if (first === undefined) return [];
  return [
    {
      ...command,
      words,
      cwd,
      program: baseName(first).replace(/\.(?:cmd|bat|exe)$/u, ''),
      args,
      direct,
      via: [],
      part: false,
    },
  ];
}

/**
 * The command that a tool is given as one word: that .NET's coverage tool measures, quoted or not
 * (https://learn.microsoft.com/dotnet/core/additional-tools/dotnet-coverage), and to which CircleCI gives its share of the files
 * (https://circleci.com/docs/guides/test/rerun-failed-tests/).
 */
function givenCommand(program: string, rest: readonly string[]): string | undefined {
  const [first, second] = rest;
  if (program === 'circleci' && first === 'tests' && second === 'run') return optionValue(rest, '--command');
  const from = program === 'dotnet-coverage' ? 1 : 2;
  const collects =
    program === 'dotnet' ? first === 'coverage' && second === 'collect' : from === 1 && first === 'collect';
  if (!collects) return undefined;
  const words = rest.slice(from);
  return (
    words.find((word) => /^dotnet\s/u.test(word)) ??
    (words.includes('dotnet') ? words.slice(words.indexOf('dotnet')).join(' ') : undefined)
  );
}

function unwrapped(program: string, rest: readonly string[]): readonly string[] | undefined {
  if (program === 'timeout') return afterOptions(rest).slice(1);
  if (prefixes.has(program)) return afterOptions(rest);
  // https://www.jetbrains.com/help/dotcover/dotCover__Console_Runner_Commands.html#cover
  if (/^dotcover$/iu.test(program) && rest.includes('--')) {
    const target = rest.slice(rest.indexOf('--') + 1);
    return target[0] === 'dotnet' ? target : ['dotnet', ...target];
  }
  if (/^(?:python|pypy)[\d.]*$/u.test(program)) {
    const module = rest.indexOf('-m');
    return module >= 0 && rest.slice(0, module).every((word) => word.startsWith('-'))
      ? rest.slice(module + 1)
      : undefined;
  }
  const [sub = '', ...after] = rest;
  if (program === 'hatch' && sub === 'run') {
    const [environment = '', ...inner] = afterOptions(after);
    return [environment.replace(/^[\w.-]+:/u, ''), ...inner].filter((word) => word !== '');
  }
  if (carriers[program]?.includes(sub) !== true) return undefined;
  // Its options come before the module: https://coverage.readthedocs.io/en/latest/cmd.html#execution-coverage-run
  const module = program === 'coverage' ? after.indexOf('-m') : -1;
  return module >= 0 ? after.slice(module + 1) : afterOptions(after);
}

/** What stands behind the options of a wrapper, assignments included among them. */
function afterOptions(words: readonly string[]): readonly string[] {
  let at = 0;
  while (at < words.length) {
    const word = words[at] ?? '';
    if (word === '--') return words.slice(at + 1);
    if (/^[A-Za-z_]\w*=/u.test(word)) at++;
    else if (!word.startsWith('-')) break;
    else at += valued.has(word) ? 2 : 1;
  }
  return words.slice(at);
}

/** What `docker run`, `docker exec` and Compose run inside a container, as far as it is a known runner. */
function containerCommand(program: string, rest: readonly string[]): readonly string[] | undefined {
  if (!/^(?:docker|docker-compose|podman|podman-compose|nerdctl)$/u.test(program)) return undefined;
  const verb = rest.findIndex((word) => word === 'run' || word === 'exec');
  if (verb < 0) return undefined;
  // An image that is the runner itself: https://hub.docker.com/r/bats/bats
  const image = rest.findIndex((word, index) => index > verb && /^(?:[\w.-]+\/)?bats\/bats(?::[\w.-]+)?$/u.test(word));
  if (image >= 0) return ['bats', ...rest.slice(image + 1)];
  const inner = rest.findIndex((word, index) => {
    if (index < verb + 2) return false;
    const name = baseName(word);
    return runners.test(name) || /^(?:ba)?sh$|\.sh$/u.test(name) || prefixes.has(name) || name in carriers;
  });
  return inner < 0 ? undefined : rest.slice(inner);
}

/** The value of the first of these options: `--dir x`, `--dir=x`. */
export function optionValue(args: readonly string[], ...names: readonly string[]): string | undefined {
  for (const [index, arg] of args.entries()) {
    for (const name of names) {
      if (arg === name) return args[index + 1];
      if (arg.startsWith(`${name}=`)) return arg.slice(name.length + 1);
    }
  }
  return undefined;
}

/** The words that are neither options nor the values of the options named. */
export function plainArguments(args: readonly string[], ...valuedOptions: readonly string[]): readonly string[] {
  return args.filter((arg, index) => !arg.startsWith('-') && !valuedOptions.includes(args[index - 1] ?? ''));
}

/** The folder of the invocation moved by an option such as `make -C api`. */
export function movedBy(invocation: Invocation, target: string | undefined): string | undefined {
  return target === undefined ? invocation.cwd : folderFrom(invocation.cwd, target);
}
