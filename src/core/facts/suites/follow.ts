import { entriesAt, listAt } from '../looseValue';
import { ancestorsOf, baseName, folderOf, inFolder } from '../paths';
import { folderFrom, shellCommands } from '../shell/commands';
import type { WorkspaceFiles } from '../workspaceFiles';
import { invocationsOf, type Invocation } from './invocation';
import { nodeCall } from './nodeCall';
import type { NodePackage } from './nodePackage';
import { isTestScript } from './nodeScripts';
import { calledTargets, isTestTarget, placeOf, runnerOf, type TaskTarget } from './taskRunners';

/** What a pipeline's commands may lead to inside the repository. */
export interface Followable {
  readonly files: WorkspaceFiles;
  readonly packages: readonly NodePackage[];
  readonly targets: readonly TaskTarget[];
}

/** Scripts that call scripts that call scripts: people stop following there, too. */
const MAX_DEPTH = 4;
const MAX_STEPS = 5000;
const scriptFile =
  /(?:^|\/)(?:[\w.-]*(?:tests?|ci|check|unit|specs?|verify|validate|build|coverage)[\w.-]*)(?:\.(?:sh|bash))?$/iu;
const otherFile = /\.(?!sh$|bash$)[A-Za-z]\w*$/u;

/** Whether a path may be a shell script that a pipeline uses to run tests. */
export function maybeTestScript(path: string): boolean {
  const name = baseName(path);
  if (!scriptFile.test(name) || otherFile.test(name)) return false;
  return (
    !path.includes('/') ||
    /\.(?:sh|bash)$/u.test(name) ||
    /^(?:run[-_])?(?:tests?|ci|cibuild|check)$/u.test(name) ||
    /(?:^|\/)(?:\.?ci|\.github|\.circleci|\.gitlab|scripts?|bin|hack|tools?|dev|build)\/[^/]+$/u.test(path)
  );
}

/**
 * The invocations and everything that they lead to through package scripts, task targets, Composer scripts and shell
 * scripts. What lies behind a test suite is marked as its part.
 */
export function followed(direct: readonly Invocation[], within: Followable): readonly Invocation[] {
  let steps = 0;
  const walk = (invocation: Invocation, depth: number): readonly Invocation[] => {
    const inner = depth < MAX_DEPTH ? behind(invocation, within) : undefined;
    if (inner === undefined) return [invocation];
    const { key } = inner;
    // The same target behind several commands is followed from each, but never round in a circle.
    if (invocation.via.includes(key) || steps > MAX_STEPS) return [invocation];
    steps++;
    const next = inner.scripts.flatMap(({ script, cwd }) =>
      shellCommands(script, cwd).flatMap((command) =>
        invocationsOf({ ...command, evidence: invocation.evidence, gate: invocation.gate }, false).map(
          (found): Invocation => ({
            ...found,
            via: [...invocation.via, key],
            part: invocation.part || inner.isSuite,
          }),
        ),
      ),
    );
    return [invocation, ...next.flatMap((each) => walk(each, depth + 1))];
  };
  return direct.flatMap((invocation) => walk(invocation, 0));
}

interface Behind {
  /** Identifies what is called. */
  readonly key: string;
  readonly isSuite: boolean;
  readonly scripts: readonly { readonly script: string; readonly cwd: string | undefined }[];
}

function behind(invocation: Invocation, within: Followable): Behind | undefined {
  return (
    behindPackage(invocation, within) ??
    behindTargets(invocation, within) ??
    behindComposer(invocation, within) ??
    behindFile(invocation, within)
  );
}

function behindPackage(invocation: Invocation, { packages }: Followable): Behind | undefined {
  const call = nodeCall(invocation);
  if (call?.target.kind !== 'here') return undefined;
  const { cwd } = call.target;
  const pkg = ancestorsOf(cwd ?? '.').flatMap((folder) => packages.filter((each) => each.folder === folder))[0];
  const body = pkg?.scripts.find(([name]) => name === call.script)?.[1];
  if (pkg === undefined || body === undefined) return undefined;
  const isSuite = isTestScript(call.script);
  return { key: `package ${pkg.folder} ${call.script}`, isSuite, scripts: [{ script: body, cwd: pkg.folder }] };
}

/** Identifies a target among those that invocations were followed through. */
export function targetKey(runner: string, cwd: string, name: string): string {
  return `target ${runner} ${cwd} ${name}`;
}

function behindTargets(invocation: Invocation, { targets }: Followable): Behind | undefined {
  const runner = runnerOf(invocation);
  if (runner === undefined) return undefined;
  const cwd = placeOf(invocation) ?? '.';
  const here = targets.filter((target) => target.runner === runner && target.cwd === cwd);
  const names = calledTargets(invocation);
  const wanted = names.length > 0 ? names : [here[0]?.name ?? ''];
  const called = wanted.flatMap((name) => here.filter((target) => target.name === name));
  const [first] = called;
  if (first === undefined) return undefined;
  const scripts = called.flatMap(({ recipe, needs }) => [
    // Each needed target is called as if by hand.
    ...needs
      .filter((name) => here.some((target) => target.name === name))
      .map((name) => ({ script: callOf(runner, name), cwd })),
    { script: recipe.map(withoutMakeVariables).join('\n'), cwd },
  ]);
  return { key: targetKey(runner, cwd, first.name), isSuite: called.some(({ name }) => isTestTarget(name)), scripts };
}

function callOf(runner: string, name: string): string {
  return runner === 'mise' ? `mise run ${name}` : `${runner} ${name}`;
}

/** `$(GO) test` is `go test`: the usual variables name the usual programs. */
function withoutMakeVariables(line: string): string {
  return line
    .replace(/\$[({]MAKE[)}]/gu, 'make')
    .replace(
      /\$[({](GO|CARGO|NPM|YARN|PNPM|PYTHON3?|PYTEST|UV|POETRY|MVN|DOTNET|MIX|BUNDLE|GOTESTSUM|DOCKER_COMPOSE)[)}]/gu,
      (_, name: string) => (name === 'DOCKER_COMPOSE' ? 'docker compose' : name.toLowerCase()),
    )
    .replace(/\$[({](?:[A-Z_]*(?:DOCKER|COMPOSE|RUN|EXEC|VENV|ENV|BIN|PREFIX)[A-Z_]*)[)}]\/?/gu, '')
    .replace(/^[@+-]+/u, '')
    .replace(/\$\$/gu, '$');
}

function behindComposer({ program, args, cwd }: Invocation, { files }: Followable): Behind | undefined {
  if (program !== 'composer' || cwd === undefined) return undefined;
  const name = args.find((arg) => !arg.startsWith('-') && !/^run(?:-script)?$/u.test(arg));
  const manifest = files.json(inFolder(cwd, 'composer.json'))?.value;
  const body = entriesAt(manifest, 'scripts').find(([script]) => script === name)?.[1];
  if (name === undefined || body === undefined) return undefined;
  const lines = typeof body === 'string' ? [body] : listAt(body).filter((line) => typeof line === 'string');
  const scripts = lines.map((line) => ({
    script: line.replace(/^@(?!php\b)/u, 'composer ').replace(/^@php\b/u, 'php'),
    cwd,
  }));
  return { key: `composer ${cwd} ${name}`, isSuite: /^(?:tests?|phpunit|pest)$/u.test(name), scripts };
}

/** Identifies a shell script among those that invocations were followed through. */
export function fileKey(path: string): string {
  return `file ${path}`;
}

function behindFile({ words, args, cwd }: Invocation, { files }: Followable): Behind | undefined {
  const [first = ''] = words;
  const path = folderFrom(cwd ?? '.', first);
  const text = path === undefined || !maybeTestScript(path) ? undefined : files.text(path);
  if (path === undefined || text === undefined || /^#!.*(?:python|ruby|node|perl|php)/u.test(text)) return undefined;
  const given = args.map((arg) => (/^[\w./:=@,-]+$/u.test(arg) ? arg : `'${arg.replaceAll("'", '')}'`)).join(' ');
  const script = text
    .replace(/"\$[@*]"|\$[@*](?!\w)/gu, () => given)
    .replace(
      /"?\$\(\s*dirname\s+(?:--\s+)?["']?(?:\$0|\$\{?BASH_SOURCE(?:\[0\])?\}?)["']?\s*\)"?|\$\{0%\/\*\}/gu,
      () => (folderOf(path) === '.' ? '$GITHUB_WORKSPACE' : `$GITHUB_WORKSPACE/${folderOf(path)}`),
    );
  return { key: fileKey(path), isSuite: false, scripts: [{ script, cwd: cwd ?? '.' }] };
}
