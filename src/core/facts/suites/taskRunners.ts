import { entriesAt, listAt, oneOrMoreAt, textAt } from '../looseValue';
import { hasManifest } from '../manifests';
import { baseName, folderOf, inFolder } from '../paths';
import { perWorkspace, type WorkspaceFiles } from '../workspaceFiles';
import { movedBy, optionValue, plainArguments, type Invocation } from './invocation';
import type { SuiteCandidate, SuiteEcosystem } from './suite';

/** A target of a task runner, with the shell lines it runs. */
export interface TaskTarget {
  readonly runner: string;
  readonly name: string;
  /** As a contributor types it in `cwd`. */
  readonly command: string;
  readonly cwd: string;
  readonly file: string;
  readonly line: number | undefined;
  readonly recipe: readonly string[];
  readonly needs: readonly string[];
}

const makefile = /^(?:GNUm|m|M)akefile$/u;
const justfile = /^\.?[Jj]ustfile$/u;
const taskfile = /^[Tt]askfile(?:\.dist)?\.ya?ml$/u;
const miseFile = /(?:^|\/)(?:\.?mise\.toml|(?:\.?mise|\.config\/mise)\/config\.toml|\.config\/mise\.toml)$/u;
const testName =
  /(?:^|[-_:./])(?:(?:acc|api|app|browser|db|doc|func|js|node|php|pw|py|smoke|ui|unit|web)?tests?|(?<!(?:api|check|lint|validate|gen|generate|build)[-_:.])spec|unit|e2e|integration|functional|acceptance|smoke|pytest|rspec|ci-test|coverage|cover)(?=$|[-_:./])|^check$|^tests?(?:all|race)$/u;
const notASuite =
  /(?:^|[-_:./])(?:compile|bench|benchmarks?|lint|fmt|format|setup|install|build|deps?|clean|env|up|down|start|restart|rebuild|stop|logs?|prune|watch|data|db|image|docker-build|vet|types?|mypy|deploy|report|html|style|imports?|security|migrations?|docs?|licenses?|generate|prepare|vendor|tidy|spelling|links?|update|destroy|remove|delete|create|init|cleanup|reset)(?=$|[-_:./])|^validate(?=[-_:.])/u;

/** make, just and Task: their test targets. */
export const taskRunners: SuiteEcosystem = {
  reads: isTaskFile,
  find: (context) => {
    const targets = taskTargets(context.files);
    return targets.flatMap((target): readonly SuiteCandidate[] => {
      if (
        !isTestTarget(target.name) ||
        isPlaceholder(target, targets) ||
        target.recipe.some((line) => blank.test(line)) ||
        onlyReports(target) ||
        onlyLooks(target, targets)
      )
        return [];
      const runs = (invocation: Invocation): boolean =>
        calledTargets(invocation).includes(target.name) && runnerOf(invocation) === target.runner;
      // What a pipeline calls works, whatever is not understood of it.
      if (lacksNeeded(context.files, target, targets) && !context.invocations.some(runs)) return [];
      const rootOrManaged =
        target.cwd === '.' ||
        hasManifest(context.files, target.cwd) ||
        context.files.has(inFolder(target.cwd, 'Dockerfile'));
      const whole = targets.find(
        ({ runner, cwd, name }) => runner === target.runner && cwd === target.cwd && name === 'test',
      );
      return [
        {
          id: target.runner,
          command: target.command,
          cwd: target.cwd,
          ...(whole !== undefined && /^test[-_:./](?!(?:ci|all)$)/u.test(target.name) ? { partOf: whole.command } : {}),
          evidence: [target.line === undefined ? { file: target.file } : { file: target.file, line: target.line }],
          size: 0,
          usual: /^tests?$/u.test(target.name) && rootOrManaged,
          slow: /e2e|integration|acceptance|bench|perf|smoke/u.test(target.name),
          runs,
          place: placeOf,
        },
      ];
    });
  },
};

export function isTaskFile(path: string): boolean {
  const name = baseName(path);
  return (
    makefile.test(name) ||
    justfile.test(name) ||
    taskfile.test(name) ||
    miseFile.test(path) ||
    /\.(?:mk|just)$/u.test(name)
  );
}

/** Every target of every task file in folders of this project. */
export const taskTargets = perWorkspace((files): readonly TaskTarget[] => [
  ...files.matching(makefile).flatMap((path) => makeTargets(files, path, path)),
  ...files.matching(justfile).flatMap((path) => justTargets(files, path)),
  ...files.matching(taskfile).flatMap((path) => goTaskTargets(files, path)),
  ...files
    .matching(/^(?:\.?mise|config)\.toml$/u)
    .filter((path) => miseFile.test(path))
    .flatMap((path) => miseTargets(files, path)),
]);

/** The runner that a command calls: `make` for its kin, too. */
export function runnerOf({ program, args }: Invocation): string | undefined {
  if (/^(?:make|gmake|remake)$/u.test(program)) return 'make';
  if (program === 'just') return 'just';
  if (program === 'task' || program === 'go-task') return 'task';
  return program === 'mise' && (args[0] === 'run' || args[0] === 'r') ? 'mise' : undefined;
}

/** The targets that a command names. */
export function calledTargets(invocation: Invocation): readonly string[] {
  if (runnerOf(invocation) === undefined) return [];
  const words = plainArguments(
    invocation.args,
    '-C',
    '--directory',
    '-f',
    '--file',
    '--makefile',
    '-d',
    '--dir',
    '-j',
    '-o',
  );
  return words.filter((word) => !word.includes('=') && word !== 'run' && !/^\d+$/u.test(word));
}

export function placeOf(invocation: Invocation): string | undefined {
  const { args } = invocation;
  const attached = args.find((arg) => /^-C./u.test(arg))?.slice(2);
  const folder = attached ?? optionValue(args, '-C', '--directory', '-d', '--dir', '--working-directory');
  if (folder !== undefined) return movedBy(invocation, folder);
  const file = optionValue(args, '-f', '--justfile', '--taskfile', '-t');
  return movedBy(invocation, file?.includes('/') === true ? folderOf(file) : undefined);
}

/**
 * The targets of a Makefile. Make has no grammar of its own that a parser could follow without running it: what is read
 * are rules at the start of a line with plain names.
 */
function makeTargets(files: WorkspaceFiles, path: string, owner: string, depth = 0): readonly TaskTarget[] {
  const lines = (files.text(path) ?? '').split('\n');
  const targets: TaskTarget[] = [];
  const included: TaskTarget[] = [];
  for (const [index, raw] of lines.entries()) {
    const text = raw.replace(/\s#.*$/u, '');
    const include = /^-?include\s+(.+)$/u.exec(text)?.[1];
    if (include !== undefined && depth < 3) {
      for (const name of include.trim().split(/\s+/u)) {
        const file = inFolder(folderOf(path), name.replace(/^\.\//u, ''));
        if (files.has(file)) included.push(...makeTargets(files, file, owner, depth + 1));
      }
    }
    const rule = /^ {0,3}([A-Za-z0-9][\w./ -]*?)\s*::?(?![=:])([^=]*)$/u.exec(text);
    if (rule?.[1] === undefined) continue;
    const recipe: string[] = [];
    const [needs = '', inline] = (rule[2] ?? '').split(';', 2);
    if (inline !== undefined) recipe.push(inline);
    for (
      let next = index + 1;
      next < lines.length && /^(?:\t|\s*$|#|ifn?(?:eq|def)|else|endif)/u.test(lines[next] ?? '');
      next++
    ) {
      const line = (lines[next] ?? '').trim().replace(/^[@+-]+/u, '');
      if (line !== '' && !line.startsWith('#')) recipe.push(line);
    }
    for (const name of rule[1].split(/\s+/u)) {
      const cwd = folderOf(owner);
      const command = `make ${name}`;
      targets.push({
        runner: 'make',
        name,
        command,
        cwd,
        file: path,
        line: index + 1,
        recipe,
        needs: wordsOf(needs),
      });
    }
  }
  return distinct([...targets, ...included]);
}

/** The recipes of a justfile (https://just.systems/man/en/): a name, parameters, a colon; its lines are indented. */
function justTargets(files: WorkspaceFiles, path: string, owner = path, depth = 0): readonly TaskTarget[] {
  const lines = (files.text(path) ?? '').split('\n');
  return lines.flatMap((text, index): readonly TaskTarget[] => {
    const imported = /^import\??\s+["']([^"']+)["']/u.exec(text)?.[1];
    const file = imported === undefined ? undefined : inFolder(folderOf(path), imported.replace(/^\.\//u, ''));
    if (file !== undefined) {
      return files.has(file) && depth < 3 ? justTargets(files, file, owner, depth + 1) : [];
    }
    const rule = /^@?([A-Za-z_][\w-]*)(?:\s[^:=]*(?:=[^:]*)?)?:(?!=)(.*)$/u.exec(text);
    if (rule?.[1] === undefined || rule[1] === 'alias' || rule[1] === 'set') return [];
    const recipe: string[] = [];
    for (let next = index + 1; next < lines.length && /^(?:\s+\S|\s*$)/u.test(lines[next] ?? ''); next++) {
      const line = (lines[next] ?? '').trim().replace(/^[@-]+/u, '');
      if (line !== '' && !line.startsWith('#')) recipe.push(line);
    }
    const name = rule[1];
    const needs = wordsOf((rule[2] ?? '').replace(/#.*/u, '').replace(/&&/gu, ' '));
    return [
      {
        runner: 'just',
        name,
        command: `just ${name}`,
        cwd: folderOf(owner),
        file: path,
        line: index + 1,
        recipe,
        needs,
      },
    ];
  });
}

/** The tasks of a Taskfile (https://taskfile.dev/docs/reference/schema). */
function goTaskTargets(files: WorkspaceFiles, path: string): readonly TaskTarget[] {
  const document = files.yaml(path)?.[0];
  return entriesAt(document?.value, 'tasks').map(([name, body]) => {
    const commands = [
      textAt(body),
      textAt(body, 'cmd'),
      ...listAt(body, 'cmds').map((item) => textAt(item) ?? textAt(item, 'cmd')),
    ];
    const called = listAt(body, 'cmds').map((item) => textAt(item, 'task'));
    const needs = [...listAt(body, 'deps').map((item) => textAt(item) ?? textAt(item, 'task')), ...called];
    return {
      runner: 'task',
      name,
      command: `task ${name}`,
      cwd: folderOf(path),
      file: path,
      line: document?.lineOf(['tasks', name]),
      recipe: [...commands, ...(Array.isArray(body) ? listAt(body).map((item) => textAt(item)) : [])].filter(
        (each) => each !== undefined,
      ),
      needs: needs.filter((each) => each !== undefined),
    };
  });
}

/** The tasks of mise (https://mise.jdx.dev/tasks/toml-tasks.html). */
function miseTargets(files: WorkspaceFiles, path: string): readonly TaskTarget[] {
  const toml = files.toml(path);
  return entriesAt(toml?.value, 'tasks').map(([name, body]) => ({
    runner: 'mise',
    name,
    command: `mise run ${name}`,
    cwd: folderOf(path.replace(/(?:\.config\/mise|\.config|\.?mise)\/(?=[\w.]+$)/u, '')),
    file: path,
    line: toml?.lineOf(['tasks', name]),
    recipe: [textAt(body), textAt(body, 'run'), ...listAt(body, 'run').map((item) => textAt(item))].filter(
      (each) => each !== undefined,
    ),
    needs: oneOrMoreAt(body, 'depends'),
  }));
}

/** What whoever calls a target is meant to write instead: `pytest <file>`. Nothing stands so in a shell's redirection. */
const blank = /\s<[A-Za-z](?:[^<>|;&]{0,60}[^<>|;&\s])?>(?=\s|$)/u;

/** What prints or ends, and what make itself does before the shell sees a line, such as setting a variable. */
const idle = /^(?:(?:echo|printf|true|false|exit|:)\b|\$[({](?:eval|info|warning|error|if)\b.*[)}]$)/u;

/** Whether a target runs nothing, and neither does any that it needs. */
function isPlaceholder({ runner, cwd, recipe, needs }: TaskTarget, all: readonly TaskTarget[], depth = 0): boolean {
  if (!recipe.every((line) => idle.test(line))) return false;
  return needs.every((name) => {
    const needed = all.find((target) => target.runner === runner && target.cwd === cwd && target.name === name);
    return needed !== undefined && depth < 5 && isPlaceholder(needed, all, depth + 1);
  });
}

/** Whether make stops before it begins: a target needs what no rule makes and no file is. */
function lacksNeeded(
  files: WorkspaceFiles,
  { runner, cwd, file, needs }: TaskTarget,
  all: readonly TaskTarget[],
): boolean {
  if (runner !== 'make' || /^(?:-?include\b|[^\t#\n]*%[^\n=]*:|[^\t#\n]*\$[^\n=]*:)/mu.test(files.text(file) ?? ''))
    return false;
  return needs.some((name) => {
    const path = inFolder(cwd, name);
    const isMade = all.some((target) => target.runner === runner && target.cwd === cwd && target.name === name);
    return (
      /^[a-z][\w-]*$/u.test(name) &&
      !isMade &&
      !files.paths.some((each) => each === path || each.startsWith(`${path}/`))
    );
  });
}

/** A target that is named for coverage may only sum up what others have measured. */
function onlyReports({ name, recipe, needs }: TaskTarget): boolean {
  if (!/cov(?:er(?:age)?)?(?=$|[-_:.])/u.test(name) || needs.some((each) => isTestTarget(each))) return false;
  return !/\b(?:py\.?test|unittest|tests?|gotestsum|llvm-cov|tarpaulin|jest|vitest|mocha|nyc|c8|phpunit|pest|rspec|coveralls|tox|nox|run -m|npm|yarn|pnpm)\b/u.test(
    recipe.join('\n').replaceAll(/\$[({]\w+[)}]\S*|--[\w-]+(?:=\S+)?|\S+\/\S*/gu, ' '),
  );
}

/** What runs tests, or may: a program that others have written the work of. The shell's own `test` begins a command. */
const testing =
  /(?<!(?:^|[;&|!(]|\b(?:if|while|then))\s*)\btests?(?![\w-])|\b(?:py\.?test|jest|vitest|mocha|rspec|phpunit|pest|tox|nox|bats|spec)\b|(?:^|[\s;&|(])(?:\.{0,2}\/|(?:ba|z)?sh|make|just|task|rake|mix|mvnw?|gradlew?|sbt|(?:npm|yarn|pnpm|bun|composer|deno)\s+(?:run\s+)?(?:check|ci|verify|all)\b)/u;

/** A target that is named for checks may look at the code and run none of it, nor any target that it needs. */
function onlyLooks(target: TaskTarget, all: readonly TaskTarget[]): boolean {
  return target.name === 'check' && !mayTest(target, all);
}

function mayTest({ runner, cwd, recipe, needs }: TaskTarget, all: readonly TaskTarget[], depth = 0): boolean {
  return (
    recipe.some((line) => testing.test(line)) ||
    needs.some((name) => {
      const needed = all.find((other) => other.runner === runner && other.cwd === cwd && other.name === name);
      return needed === undefined || depth > 4 || isTestTarget(name) || mayTest(needed, all, depth + 1);
    })
  );
}

/** A target may have several rules; the first with a recipe, or with needs, says what it does. */
function distinct(targets: readonly TaskTarget[]): readonly TaskTarget[] {
  const best = new Map<string, TaskTarget>();
  for (const target of targets) {
    const known = best.get(target.name);
    const weight = ({ recipe, needs }: TaskTarget): number => (recipe.length > 0 ? 2 : needs.length > 0 ? 1 : 0);
    if (known === undefined || weight(target) > weight(known)) best.set(target.name, target);
  }
  return [...best.values()];
}

function wordsOf(text: string): readonly string[] {
  return text.split(/\s+/u).filter((word) => /^[\w./-]+$/u.test(word));
}

/** Whether a target's name says that it runs tests. */
export function isTestTarget(name: string): boolean {
  return testName.test(name) && !notASuite.test(name);
}
