import type { Invocation } from './invocation';
import { movedBy, optionValue, plainArguments } from './invocation';

/** A script of a package.json that a command runs, and for which packages. */
export interface NodeCall {
  readonly script: string;
  readonly target:
    | { readonly kind: 'here'; readonly cwd: string | undefined }
    /** Package names or folders, as given. */
    | { readonly kind: 'named'; readonly names: readonly string[]; readonly cwd: string | undefined }
    /** Every package of the workspace that has the script. */
    | { readonly kind: 'all'; readonly cwd: string | undefined };
}

const options = [
  '--prefix',
  '-C',
  '--dir',
  '--cwd',
  '-w',
  '--workspace',
  '--filter',
  '-F',
  '--scope',
  '-t',
  '--target',
];
options.push('--targets', '-p', '--projects', '--parallel', '--concurrency', '--exclude', '--include', '--from', '-j');
const verbs = new Set(['run', 'run-script', 'rum', 'urn']);
const npmTest = new Set(['test', 't', 'tst']);

/** Reads the command lines of npm, pnpm, Yarn, Bun, Turborepo, Nx and Lerna. Undefined when no script is run. */
export function nodeCall(invocation: Invocation): NodeCall | undefined {
  const { program } = invocation;
  // For pnpm `-w` is no workspace, but the root of all: https://pnpm.io/cli/run#options
  const args = program === 'pnpm' ? invocation.args.filter((arg) => arg !== '-w') : invocation.args;
  const words = plainArguments(args, ...options);
  switch (program) {
    case 'npm':
    case 'pnpm':
    case 'bun':
      return managerCall({ ...invocation, args }, words);
    case 'yarn':
      return yarnCall(invocation, words);
    case 'turbo':
      return workspaceCall(invocation, words[0] === 'run' ? words[1] : words[0]);
    case 'lerna':
      return words[0] === 'run' ? workspaceCall(invocation, words[1]) : undefined;
    case 'nx':
      return nxCall(invocation, words);
    default:
      return undefined;
  }
}

function managerCall(invocation: Invocation, words: readonly string[]): NodeCall | undefined {
  const { program, args } = invocation;
  const [verb, name] = words;
  if (verb === undefined) return undefined;
  // `bun test` is Bun's own runner, not the script.
  if (program === 'bun' && verb === 'test' && !args.includes('--filter')) return undefined;
  const script = verbs.has(verb) ? name : npmTest.has(verb) ? 'test' : program === 'npm' ? undefined : verb;
  if (script === undefined) return undefined;
  const cwd = movedBy(invocation, optionValue(args, '--prefix', '-C', '--dir', '--cwd'));
  const names = filtersOf(args);
  if (names.length > 0) return { script, target: { kind: 'named', names, cwd } };
  const all = args.some((arg) => /^(?:-r|--recursive|--workspaces|-ws)$/u.test(arg));
  return { script, target: { kind: all ? 'all' : 'here', cwd } };
}

function yarnCall(invocation: Invocation, words: readonly string[]): NodeCall | undefined {
  const cwd = movedBy(invocation, optionValue(invocation.args, '--cwd'));
  const [verb, ...rest] = words;
  if (verb === 'workspace') {
    const [name, ...inner] = rest;
    const script = inner[0] !== undefined && verbs.has(inner[0]) ? inner[1] : inner[0];
    return name === undefined || script === undefined
      ? undefined
      : { script, target: { kind: 'named', names: [name], cwd } };
  }
  if (verb === 'workspaces') {
    const run = rest.findIndex((word) => verbs.has(word));
    const script = run < 0 ? rest.at(-1) : rest[run + 1];
    return script === undefined ? undefined : { script, target: { kind: 'all', cwd } };
  }
  const script = verb !== undefined && verbs.has(verb) ? rest[0] : verb;
  return script === undefined ? undefined : { script, target: { kind: 'here', cwd } };
}

function workspaceCall({ args, cwd }: Invocation, script: string | undefined): NodeCall | undefined {
  if (script === undefined) return undefined;
  const names = filtersOf(args);
  return { script, target: names.length > 0 ? { kind: 'named', names, cwd } : { kind: 'all', cwd } };
}

function nxCall({ args, cwd }: Invocation, words: readonly string[]): NodeCall | undefined {
  const [verb, name] = words;
  if (verb === 'run-many' || verb === 'affected') {
    const targets = (optionValue(args, '-t', '--target', '--targets') ?? '').split(',');
    const script = targets.find((target) => target.includes('test')) ?? targets[0];
    return script === undefined || script === '' ? undefined : { script, target: { kind: 'all', cwd } };
  }
  if (verb === 'run') {
    const [project, script] = (name ?? '').split(':');
    return project === undefined || script === undefined
      ? undefined
      : { script, target: { kind: 'named', names: [project], cwd } };
  }
  return verb === undefined || name === undefined
    ? undefined
    : { script: verb, target: { kind: 'named', names: [name], cwd } };
}

/** What `--filter` and its kin name, without their marks for dependencies and changes. */
function filtersOf(args: readonly string[]): readonly string[] {
  return args.flatMap((arg, index) => {
    const match = /^(?:--filter|-F|--workspace|-w|--scope)(?:=(.+))?$/u.exec(arg);
    const value = match === null ? undefined : (match[1] ?? args[index + 1]);
    if (value === undefined || value.startsWith('!') || value.includes('[')) return [];
    return [value.replace(/^\.{3}\^?|\^?\.{3}$/gu, '').replace(/^\{(.*)\}$/u, '$1')];
  });
}
