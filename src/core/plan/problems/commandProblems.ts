import type { Problem } from '../problem';
import type { JsonPath } from '../readPlan';
import type { Plan, Step } from '../schema';
import { hasOption, programOf, shellCommands, type ShellCommand } from '../shellCommands';
import { makeProblem } from './makeProblem';
import { stepsOf, textsOf } from './planItems';
import type { PlanRuleId } from './planRules';

/** What is known about the commands of a plan beside their text; what is left out is not judged. */
export interface CommandKnowledge {
  /** What is wrong with a command's syntax, by the command; absent when nothing is. */
  readonly syntax?: ReadonlyMap<string, string>;
  /** Commits of the release that are merges, full ids. */
  readonly merges?: ReadonlySet<string>;
  /** Files that commands name and the release does not have. */
  readonly missingFiles?: ReadonlySet<string>;
}

/** Commands that must not be run as they stand. */
export function commandProblems(plan: Plan, known: CommandKnowledge): readonly Problem[] {
  const problems: Problem[] = [];
  for (const { step, path } of stepsOf(plan)) {
    const at = [...path, 'run'];
    const add = (id: PlanRuleId, message: string): void => {
      problems.push(makeProblem(id, at, `${message} (step "${step.title}")`));
    };
    const syntax = known.syntax?.get(step.run);
    if (syntax !== undefined) add('shell-syntax', `The shell cannot read this command: ${syntax}.`);
    if (placeholder.test(step.run))
      add('placeholder', 'The command still holds a placeholder. Replace it or ask with a blank.');
    if (/\b(?:curl|wget)\b[^|;&]*\|\s*(?:sudo\s+)?(?:ba|z|da)?sh\b/u.test(step.run)) {
      add(
        'pipe-to-shell',
        'A download is run as it comes. Keep the script in the repository, or pin it by its digest.',
      );
    }
    const latest = /(?:^|[\s=/"'])([\w./-]+:latest)(?=$|[\s"'])/u.exec(step.run)?.[1];
    if (latest !== undefined) add('latest-tag', `${latest} is another image tomorrow. Name the version or the digest.`);
    for (const command of shellCommands(step.run)) {
      const lacking = lackingContext(command);
      if (lacking !== undefined)
        add('no-context', `\`${programOf(command) ?? ''}\` runs wherever the terminal points. Add ${lacking}.`);
      if (plan.platform.gitops !== undefined && !isRecorded(path) && mutatesCluster(command)) {
        add(
          'mutation-under-gitops',
          `${plan.platform.gitops} takes this change back. Commit it to the Git path instead.`,
        );
      }
      const merge = bareRevert(command).find((commit) => [...(known.merges ?? [])].some((id) => id.startsWith(commit)));
      if (merge !== undefined)
        add('revert-without-mainline', `${merge} is a merge: \`git revert\` needs \`-m 1\` for it.`);
    }
    for (const file of filesNamedBy(step)) {
      if (known.missingFiles?.has(file) === true) add('missing-file', `The release has no ${file}.`);
    }
  }
  return [...problems, ...secretProblems(plan)];
}

const placeholder =
  /\bTODO\b|\bFIXME\b|\bTBD\b|<[a-z][a-z0-9 _-]*>(?!&)|\[[a-z][a-z ]* (?:name|id|url|here|commit)\]/iu;

/** What each program needs to be told, and the subcommands that touch nothing far away. */
const contexts: Readonly<Record<string, { readonly options: readonly string[]; readonly free: RegExp }>> = {
  kubectl: {
    options: ['--context', '--kubeconfig', '--server', '-s'],
    free: /^(?:config|version|completion|kustomize|krew|plugin|help)$/u,
  },
  helm: {
    options: ['--kube-context', '--kubeconfig'],
    free: /^(?:repo|search|show|template|lint|dependency|dep|package|pull|push|registry|version|env|create|plugin|help|completion)$/u,
  },
  heroku: {
    options: ['--app', '-a', '--remote', '-r', '--team', '-t'],
    free: /^(?:auth|login|logout|plugins|version|help|update|status|apps|accounts)(?::|$)/u,
  },
  fly: {
    options: ['--app', '-a', '--config', '-c', '--org', '-o'],
    free: /^(?:auth|version|help|platform|orgs|regions)$/u,
  },
  gcloud: { options: ['--project'], free: /^(?:auth|config|components|version|info|help|projects|organizations)$/u },
};

/** The options of which one is lacking, in words; undefined when the command says where it runs. */
function lackingContext(command: ShellCommand): string | undefined {
  const program = programOf(command) === 'flyctl' ? 'fly' : programOf(command);
  const needs = program === undefined ? undefined : contexts[program];
  const verb = command.slice(1).find(({ text }) => !text.startsWith('-'))?.text;
  if (needs === undefined || verb === undefined || needs.free.test(verb) || hasOption(command, ...needs.options))
    return undefined;
  return needs.options[0];
}

const kubectlChanges = /^(?:apply|create|delete|patch|replace|scale|set|edit|autoscale|expose|drain|cordon)$/u;
const helmChanges = /^(?:upgrade|install|rollback|uninstall)$/u;

function mutatesCluster(command: ShellCommand): boolean {
  const words = command.map(({ text }) => text);
  if (hasOption(command, '--dry-run')) return false;
  const verbs = words.slice(1).filter((text) => /^[a-z]+$/u.test(text));
  if (programOf(command) === 'helm') return verbs.some((verb) => helmChanges.test(verb));
  if (programOf(command) !== 'kubectl') return false;
  // What is recorded beside the deployment is nothing that a controller keeps.
  if (words.some((text) => text.startsWith('cc10x-'))) return false;
  if (words.includes('rollout')) return words.some((text) => text === 'undo' || text === 'restart');
  return verbs.some((verb) => kubectlChanges.test(verb));
}

function isRecorded(path: JsonPath): boolean {
  return path[0] === 'rollback' && path[1] === 'record';
}

/** Commits that a `git revert` without a mainline names. */
function bareRevert(command: ShellCommand): readonly string[] {
  const words = command.map(({ text }) => text);
  const at = words.indexOf('revert');
  if (programOf(command) !== 'git' || at < 0 || hasOption(command, '-m', '--mainline')) return [];
  return words.slice(at + 1).filter((text) => /^[0-9a-f]{7,64}$/u.test(text));
}

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

/** Files of the repository that a step's commands name, relative to the planned folder. None where it changes folders. */
export function filesNamedBy({ run }: Step): readonly string[] {
  const commands = shellCommands(run);
  // Elsewhere the names mean other files; and what a command has just made is not in the release.
  if (
    commands.some((command) => /^(?:cd|pushd|mktemp)$/u.test(programOf(command) ?? '')) ||
    /(?:^|[^0-9&])>{1,2}\s*[^&\s]/u.test(run)
  ) {
    return [];
  }
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

function isRepositoryPath(name: string): boolean {
  return /^(?![-/~])[\w.@+ -]+(?:\/[\w.@+ -]+)*$/u.test(name) && !/^[A-Za-z]:|(?:^|\/)\.\.(?:\/|$)|^\.$/u.test(name);
}

const secrets: readonly RegExp[] = [
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@'"$]+:[^\s/@'"$]{3,}@/iu,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bxox[abpr]-[A-Za-z0-9-]{10,}|\bglpat-[\w-]{20,}\b/u,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/u,
  /(?:^|\s)(?:--password|--token|--api-key|--secret)[= ](?!["']?[$<{])["']?[^\s"']{6,}/iu,
  /\b[A-Z_]*(?:PASSWORD|SECRET|TOKEN|API_KEY)=(?!["']?[$<{])["']?[^\s"']{6,}/u,
  /\bBearer (?![$<{])[\w.~+/-]{12,}/u,
];

function secretProblems(plan: Plan): readonly Problem[] {
  const answers = plan.blanks.flatMap(({ value }, index) =>
    value === null ? [] : [{ path: ['blanks', index, 'value'], text: value }],
  );
  return [...textsOf(plan), ...answers].flatMap(({ path, text }) =>
    secrets.some((pattern) => pattern.test(text))
      ? [makeProblem('secret-in-command', path, 'This looks like a secret. Read it from a variable or a secret store.')]
      : [],
  );
}
