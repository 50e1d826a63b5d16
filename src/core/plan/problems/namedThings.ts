import { workloadKindNames } from '../../facts/platforms/kubernetes/kindNames';
import { programOf, shellCommands, type ShellCommand } from '../shellCommands';

/** Options whose value is a file of the repository, by program. */
const fileOptions: Readonly<Record<string, readonly string[]>> = {
  kubectl: ['-f', '--filename', '-k', '--kustomize'],
  helm: ['-f', '--values'],
  docker: ['-f', '--file', '--env-file'],
  'docker-compose': ['-f', '--file', '--env-file'],
  psql: ['-f', '--file'],
  make: ['-f', '--file', '-C', '--directory'],
  fly: ['-c', '--config'],
  flyctl: ['-c', '--config'],
};
const interpreters = new Set(['bash', 'sh', 'zsh', 'node', 'python', 'python3', 'ruby', 'php']);

/** Files of the repository that a command names, relative to the planned folder. None where it changes folders. */
export function filesNamedBy(run: string): readonly string[] {
  const commands = shellCommands(run);
  // Elsewhere the names mean other files; and what a command has just made is not in the release.
  if (leavesFolder(commands) || /(?:^|[^0-9&])>{1,2}\s*[^&\s]/u.test(run)) return [];
  const names = commands.flatMap((command): readonly string[] => {
    const program = programOf(command) ?? '';
    const options = fileOptions[program] ?? [];
    const values = command.flatMap(({ text }, index) => {
      const next = command[index + 1];
      if (options.includes(text) && next?.literal === true) return [next.text];
      const inline = options.find((option) => option.startsWith('--') && text.startsWith(`${option}=`));
      return inline === undefined ? [] : [text.slice(inline.length + 1)];
    });
    const [first, second] = command;
    const script = first?.literal === true && first.text.includes('/') ? [first.text] : [];
    const interpreted =
      interpreters.has(program) && second?.literal === true && !second.text.startsWith('-') ? [second.text] : [];
    return [...values, ...script, ...interpreted];
  });
  return [...new Set(names.map((name) => name.replace(/^\.\//u, '').replace(/\/+$/u, '')))].filter(isRepositoryPath);
}

function leavesFolder(commands: readonly ShellCommand[]): boolean {
  return commands.some((command) => /^(?:cd|pushd|mktemp)$/u.test(programOf(command) ?? ''));
}

function isRepositoryPath(name: string): boolean {
  return /^(?![-/~])[\w.@+ -]+(?:\/[\w.@+ -]+)*$/u.test(name) && !/^[A-Za-z]:|(?:^|\/)\.\.(?:\/|$)|^\.$/u.test(name);
}

/** A target of a Makefile, or a script of package.json, in the planned folder. */
export interface NamedTarget {
  readonly file: 'Makefile' | 'package.json';
  readonly name: string;
}

/** Targets and scripts that a command runs in the planned folder. */
export function targetsNamedBy(run: string): readonly NamedTarget[] {
  const commands = shellCommands(run);
  if (leavesFolder(commands)) return [];
  return commands.flatMap((command): readonly NamedTarget[] => {
    const program = programOf(command) ?? '';
    const words = command.slice(1);
    if (words.some(({ literal }) => !literal)) return [];
    const texts = words.map(({ text }) => text);
    if (program === 'make') {
      // An option may take the next word, and may lead elsewhere.
      if (texts.some((text) => text.startsWith('-'))) return [];
      return texts.filter((text) => /^[\w.-]+$/u.test(text)).map((name) => ({ file: 'Makefile', name }));
    }
    const [verb = '', script = ''] = texts;
    const runs = /^(?:npm|pnpm|yarn|bun)$/u.test(program) && /^(?:run|run-script)$/u.test(verb);
    return runs && /^[\w.:-]+$/u.test(script) ? [{ file: 'package.json', name: script }] : [];
  });
}

/** An object in a cluster. */
export interface NamedResource {
  /** As a manifest writes it, e.g. `Deployment`. */
  readonly kind: string;
  readonly name: string;
}

const kinds: Readonly<Record<string, string>> = {
  ...workloadKindNames,
  cronjob: 'CronJob',
  cronjobs: 'CronJob',
  service: 'Service',
  services: 'Service',
  svc: 'Service',
  ingress: 'Ingress',
  ing: 'Ingress',
  rollout: 'Rollout',
  rollouts: 'Rollout',
};

/** Objects that kubectl commands of a line name, as `kind/name` or `kind name …`. */
export function resourcesNamedBy(run: string): readonly NamedResource[] {
  return shellCommands(run)
    .filter((command) => programOf(command) === 'kubectl' && !command.some(({ text }) => text === 'create'))
    .flatMap((command) => {
      const words = command.slice(1);
      return words.flatMap(({ text, literal }, index): readonly NamedResource[] => {
        const [, written = '', name = ''] = /^([a-z]+)(?:\.[a-z.]+)?\/([a-z0-9][a-z0-9.-]*)$/u.exec(text) ?? [];
        const slashed = kinds[written];
        if (literal && slashed !== undefined) return [{ kind: slashed, name }];
        const spaced = kinds[text];
        // `rollout status …` is a verb of kubectl itself.
        if (spaced === undefined || text === 'rollout') return [];
        const names: NamedResource[] = [];
        for (const next of words.slice(index + 1)) {
          if (!next.literal || !/^[a-z0-9][a-z0-9.-]*$/u.test(next.text)) break;
          names.push({ kind: spaced, name: next.text });
        }
        return names;
      });
    });
}

/** The one of `known` that a name was probably meant to be: the same kind, and at most two letters off. */
export function nearMiss({ kind, name }: NamedResource, known: readonly NamedResource[]): string | undefined {
  const same = known.filter((other) => other.kind === kind).map((other) => other.name);
  if (same.includes(name)) return undefined;
  return same.find((other) => Math.min(name.length, other.length) > 3 && distance(name, other) <= 2);
}

/** Letters to put in, take out or exchange until one word is the other (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 1; at <= one.length; at++) {
    const next = [at];
    for (let to = 1; to <= other.length; to++) {
      const exchanged = (row[to - 1] ?? 0) + (one[at - 1] === other[to - 1] ? 0 : 1);
      next.push(Math.min(exchanged, (row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
