import type { Problem } from '../problem';
import type { JsonPath } from '../readPlan';
import type { Plan } from '../schema';
import { hasOption, programOf, shellCommands, type ShellCommand } from '../shellCommands';
import { lackingContext } from './commandContexts';
import { makeProblem } from './makeProblem';
import { filesNamedBy, type NamedResource, nearMiss, resourcesNamedBy, targetsNamedBy } from './namedThings';
import { commandsOf, type PlanCommand } from './planItems';
import type { PlanRuleId } from './planRules';

/** What is known about the commands of a plan beside their text; what is left out is not judged. */
export interface CommandKnowledge {
  /** What is wrong with a command's syntax, by the command; absent when nothing is. */
  readonly syntax?: ReadonlyMap<string, string>;
  /** Commands whose syntax nobody could look at. */
  readonly unreadCommands?: ReadonlySet<string>;
  /** What shellcheck says of a command, by the command; absent when nothing. */
  readonly shellAdvice?: ReadonlyMap<string, readonly string[]>;
  /** Commits of the release that are merges, full ids. */
  readonly merges?: ReadonlySet<string>;
  /** Files that commands name and the release does not have. */
  readonly missingFiles?: ReadonlySet<string>;
  /** Targets and scripts that commands name and their file does not have, as `file name`. */
  readonly missingTargets?: ReadonlySet<string>;
  /** Programs that commands start and this machine does not have. */
  readonly missingPrograms?: ReadonlySet<string>;
  /** Objects that the manifests of the release define. */
  readonly resources?: readonly NamedResource[];
}

/** Where a plan is deployed, as far as rules about commands want to know. */
export type CommandPlace = Pick<Plan['platform'], 'gitops'>;

/** A defect of a command: the rule, and a sentence without the name of the command. */
export interface CommandDefect {
  readonly id: PlanRuleId;
  readonly message: string;
}

/** Commands that must not be run as they stand. */
export function commandProblems(plan: Plan, known: CommandKnowledge): readonly Problem[] {
  const commands = commandsOf(plan);
  const told = new Set<string>();
  const made = namesMadeBy(commands);
  // An answer that is a placeholder is told at its question, and not again wherever it is used.
  const unfinished = plan.blanks.flatMap(({ value }) => (value !== null && placeholder.test(value) ? [value] : []));
  const isTold = ({ id }: CommandDefect, run: string): boolean =>
    id === 'placeholder' && !placeholder.test(unfinished.reduce((text, value) => text.replaceAll(value, ''), run));
  const problems = commands.flatMap((command) => {
    const add = ({ id, message }: CommandDefect): Problem =>
      makeProblem(id, command.path, `${message} (${command.name})`);
    return [
      ...defectsOf(command.run, isRecord(command.path) ? {} : plan.platform, known)
        .filter((defect) => !isTold(defect, command.run))
        .map(add),
      ...missingResources(command, known, made).map(add),
      // Once for the whole plan: installing it mends every place.
      ...missingPrograms(command, known, told).map(add),
    ];
  });
  return [...unreadCommands(commands, known), ...problems];
}

/** Once for the whole plan, at the first of them: what keeps one from being read keeps all. */
function unreadCommands(
  commands: readonly PlanCommand[],
  { unreadCommands: unread }: CommandKnowledge,
): readonly Problem[] {
  const [first, ...others] = commands.filter(({ run }) => unread?.has(run) === true);
  if (first === undefined) return [];
  const rest = others.length === 0 ? '' : `, nor ${String(others.length)} more`;
  const message = `Nothing here could read the syntax of this command${rest}. Install CC10x again, or try each with \`bash -n\`. (${first.name})`;
  return [makeProblem('unread-command', first.path, message)];
}

/** What is wrong with a command by itself. */
export function defectsOf(run: string, { gitops }: CommandPlace, known: CommandKnowledge): readonly CommandDefect[] {
  const defects: CommandDefect[] = [];
  const add = (id: PlanRuleId, message: string): void => {
    defects.push({ id, message });
  };
  const syntax = known.syntax?.get(run);
  if (syntax !== undefined) add('shell-syntax', `The shell cannot read this command: ${syntax}.`);
  for (const advice of known.shellAdvice?.get(run) ?? []) add('shellcheck', advice);
  if (placeholder.test(run))
    add('placeholder', 'The command still holds a placeholder. Replace it or ask with a blank.');
  if (/\b(?:curl|wget)\b[^|;&]*\|\s*(?:sudo\s+)?(?:ba|z|da)?sh\b/u.test(run)) {
    add('pipe-to-shell', 'A download is run as it comes. Keep the script in the repository, or pin it by its digest.');
  }
  const latest = latestImage(run);
  if (latest !== undefined) add('latest-tag', `${latest} is another image tomorrow. Name the version or the digest.`);
  for (const command of shellCommands(run)) {
    const lacking = lackingContext(command);
    if (lacking !== undefined)
      add('no-context', `\`${programOf(command) ?? ''}\` runs wherever the terminal points. Add ${lacking}.`);
    if (gitops !== undefined && mutatesCluster(command))
      add('mutation-under-gitops', `${gitops} takes this change back. Commit it to the Git path instead.`);
    const merge = bareRevert(command).find((commit) => [...(known.merges ?? [])].some((id) => id.startsWith(commit)));
    if (merge !== undefined)
      add('revert-without-mainline', `${merge} is a merge: \`git revert\` needs \`-m 1\` for it.`);
  }
  for (const file of filesNamedBy(run)) {
    if (known.missingFiles?.has(file) === true) add('missing-file', `The release has no ${file}.`);
  }
  for (const { file, name } of targetsNamedBy(run)) {
    if (known.missingTargets?.has(`${file} ${name}`) === true)
      add(
        'missing-target',
        `${file} has no ${file === 'Makefile' ? 'target' : 'script'} "${name}". Name one that it has, or add it.`,
      );
  }
  return defects;
}

const placeholder =
  /\bTODO\b|\bFIXME\b|\bTBD\b|<[a-z][a-z0-9 _-]*>(?!&)|\[[a-z][a-z ]* (?:name|id|url|here|commit)\]/iu;

/** The image with the tag `latest` that a command names. */
export function latestImage(run: string): string | undefined {
  return /(?:^|[\s=/"'])([\w./-]+:latest)(?=$|[\s"'])/u.exec(run)?.[1];
}

/** Objects that the manifests do not define, and whose names look like a slip of the pen. */
function missingResources(
  { run }: PlanCommand,
  { resources = [] }: CommandKnowledge,
  made: ReadonlySet<string>,
): readonly CommandDefect[] {
  return resourcesNamedBy(run).flatMap(({ kind, name }) => {
    const meant = made.has(name) ? undefined : nearMiss({ kind, name }, resources);
    if (meant === undefined) return [];
    return [
      { id: 'missing-resource' as const, message: `No manifest defines the ${kind} ${name}. Is ${meant} meant?` },
    ];
  });
}

/** Names that the plan gives to objects that it creates itself: words of programs other than kubectl. */
function namesMadeBy(commands: readonly PlanCommand[]): ReadonlySet<string> {
  return new Set(
    commands.flatMap(({ run }) =>
      shellCommands(run)
        .filter((command) => programOf(command) !== 'kubectl' || command.some(({ text }) => text === 'create'))
        .flatMap((command) => command.map(({ text }) => text)),
    ),
  );
}

function missingPrograms(
  { run }: PlanCommand,
  { missingPrograms: missing }: CommandKnowledge,
  told: Set<string>,
): readonly CommandDefect[] {
  return programsOf(run).flatMap((program) => {
    if (missing?.has(program) !== true || told.has(program)) return [];
    told.add(program);
    return [
      {
        id: 'missing-program' as const,
        message: `\`${program}\` is not on the PATH of this machine. Install it, or run the plan where it is.`,
      },
    ];
  });
}

const builtins = new Set(
  '. : [ [[ alias bg break case cd command continue declare disown do done echo elif else esac eval exec exit export false fg fi for function getopts hash help if in jobs kill let local mapfile popd printf pushd pwd read readonly return select set shift source test then time times trap true type typeset ulimit umask unalias unset until wait while { }'.split(
    ' ',
  ),
);

/** Programs by name that a command line starts from the PATH: no shell words, no paths, no functions of its own. */
export function programsOf(run: string): readonly string[] {
  const own = new Set([...run.matchAll(/(?:^|[\s;])([\w-]+)\s*\(\)/gu)].map(([, name = '']) => name));
  return [
    ...new Set(
      shellCommands(run).flatMap(([first]) =>
        first?.literal === true && /^[A-Za-z][\w.+-]*$/u.test(first.text) ? [first.text] : [],
      ),
    ),
  ].filter((name) => !builtins.has(name) && !own.has(name));
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
  // Whether one may create something is only a question.
  if (words.includes('can-i')) return false;
  if (words.includes('rollout')) return words.some((text) => text === 'undo' || text === 'restart');
  return verbs.some((verb) => kubectlChanges.test(verb));
}

function isRecord(path: JsonPath): boolean {
  return path[0] === 'rollback' && path[1] === 'record';
}

/** Commits that a `git revert` without a mainline names. */
function bareRevert(command: ShellCommand): readonly string[] {
  const words = command.map(({ text }) => text);
  const at = words.indexOf('revert');
  if (programOf(command) !== 'git' || at < 0 || hasOption(command, '-m', '--mainline')) return [];
  return words.slice(at + 1).filter((text) => /^[0-9a-f]{7,64}$/u.test(text));
}
