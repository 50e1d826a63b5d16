import { ancestorsOf, baseName, inFolder, isWithin } from '../paths';
import type { Evidence } from '../schema';
import { folderFrom, shellCommands } from '../shell/commands';
import { evidenceAt } from '../detector';
import { invocationsOf, type Invocation } from './invocation';
import { runByLibrary } from './jvm';
import { nodeCall, type NodeCall } from './nodeCall';
import { executor, type NodePackage, nodePackages, packageManager } from './nodePackage';
import { chosenApart, chosenTests } from './endToEnd';
import { isPlaceholder, isTestScript, testScripts } from './nodeScripts';
import type { SuiteCandidate, SuiteContext, SuiteEcosystem } from './suite';
import { isTold, tellsOfTests } from './toldTests';

const slowScript = /e2e|integration|playwright|cypress|perf|bench|visual|smoke|a11y|acceptance|browser|storybook/iu;
/** Fallbacks for a package without a `test` script, the likeliest first. */
const usualNames = [
  'test:unit',
  'unit',
  'unit-test',
  'test-unit',
  'test:run',
  'test:ci',
  'tests',
  'jest',
  'vitest',
  'test:all',
];

/** Such a script of tests never ends. */
const watches = /\s--watch(?:All)?(?!\w|=false)/u;

/** The scripts that a Jenkins library runs at its stages, where a package has them. */
const ofLibrary = /^test:(?:functional|smoke|a11y)$/u;

/** Test runners that pipelines call without a script, with the arguments that a person types. */
const runners: Readonly<Record<string, { readonly command: string; readonly slow: boolean }>> = {
  vitest: { command: 'vitest run', slow: false },
  jest: { command: 'jest', slow: false },
  mocha: { command: 'mocha', slow: false },
  ava: { command: 'ava', slow: false },
  tap: { command: 'tap', slow: false },
  playwright: { command: 'playwright test', slow: true },
  cypress: { command: 'cypress run', slow: true },
  ng: { command: 'ng test', slow: false },
  turbo: { command: 'turbo run test', slow: false },
  nx: { command: 'nx run-many -t test', slow: false },
  lerna: { command: 'lerna run test', slow: false },
};

/** Packages of runners that are called otherwise. */
const libraries: Readonly<Record<string, string>> = { playwright: '@playwright/test', ng: '@angular/cli' };

/** npm, pnpm, Yarn and Bun packages: their test scripts, and runners that pipelines call without one. */
export const node: SuiteEcosystem = {
  reads: (path) => /^(?:package\.json|pnpm-workspace\.yaml|lerna\.json)$/u.test(baseName(path)) || tellsOfTests(path),
  find: (context) => {
    const packages = nodePackages(context.files, context.named('package.json'));
    const calls = context.invocations.map((invocation) => ({ invocation, call: nodeCall(invocation) }));
    const owned = context.tests.owned(
      'js',
      packages.map(({ folder }) => folder),
    );
    const covered = coveredPackages(context, packages, calls);
    return packages.flatMap((pkg) => [
      ...scriptSuites(context, pkg, packages, calls, covered, owned.get(pkg.folder) ?? 0),
      ...runnerSuites(context, pkg, packages, owned.get(pkg.folder) ?? 0),
    ]);
  },
};

interface Call {
  readonly invocation: Invocation;
  readonly call: NodeCall | undefined;
}

function scriptSuites(
  context: SuiteContext,
  pkg: NodePackage,
  packages: readonly NodePackage[],
  calls: readonly Call[],
  covered: ReadonlySet<string>,
  size: number,
): readonly SuiteCandidate[] {
  const manager = packageManager(context.files, pkg.folder);
  const real = testScripts(pkg).filter(([, body]) => !handsToNobody(body, pkg, packages));
  const names = real.map(([name]) => name);
  const once = usualNames.find((name) => names.includes(name));
  const isWatched = watches.test(real.find(([name]) => name === 'test')?.[1] ?? '') && once !== undefined;
  const usual = names.includes('test') && !isWatched ? 'test' : once;
  const only = names.length === 1 && size > 0 ? names[0] : undefined;
  const ends = new Set(
    [/\bplaywright test\b/u, /\bcypress run\b/u].map(
      (runner) => real.find(([, body]) => runner.test(body) && !/--ui\b/u.test(body))?.[0],
    ),
  );
  const calledHere = new Map<Invocation, string>();
  for (const { invocation, call } of calls) {
    if (call !== undefined && isCalled(call, pkg, packages)) calledHere.set(invocation, call.script);
  }
  const byLibrary = pkg.folder === '.' && runByLibrary(context.files);
  const aliased = aliasOf(real.find(([name]) => name === usual)?.[1] ?? '', pkg);
  // `bun test` is Bun's own runner, whatever the script of that name does.
  const isBuns = manager === 'bun' && real.some(([name, body]) => name === 'test' && body.trim() === 'bun test');
  const commandOf = (name: string): string =>
    name === 'test' && (manager !== 'bun' || isBuns) ? `${manager} test` : `${manager} run ${name}`;
  return real.map(([name, body]): SuiteCandidate => ({
    id: manager,
    command: commandOf(name),
    ...(usual !== undefined && name !== usual && /cov/iu.test(name) ? { variantOf: commandOf(usual) } : {}),
    ...(usual === 'test' && name.startsWith('test:') ? { partOf: commandOf(usual) } : {}),
    cwd: pkg.folder,
    evidence: [evidenceAt(pkg.path, pkg.lineOf(name))],
    handsOn: delegates(body),
    size: delegates(body) ? context.tests.below('js', pkg.folder) : size,
    usual:
      (name === (usual ?? only) && !covered.has(pkg.folder)) ||
      (byLibrary && ofLibrary.test(name)) ||
      isToldApart(name, names, context, pkg, packages),
    slow: slowScript.test(name) || /\b(?:playwright|cypress)\b/u.test(body),
    place: () => pkg.folder,
    runs: (invocation) =>
      calledHere.get(invocation) === name ||
      (aliased !== undefined && name === usual && calledHere.get(invocation) === aliased) ||
      (isBuns && name === 'test' && isBunTest(invocation, pkg)) ||
      isBunTestOf(invocation, body, pkg) ||
      ((name === (usual ?? only) || ends.has(name)) && isSameCommand(invocation, body, pkg, context)),
  }));
}

/** Whether contributors are told to run a script beside the usual one, whose tests that one leaves out. */
function isToldApart(
  name: string,
  names: readonly string[],
  context: SuiteContext,
  pkg: NodePackage,
  packages: readonly NodePackage[],
): boolean {
  if (!/e2e|integration|playwright|cypress|acceptance/iu.test(name)) return false;
  // Parts of such a suite are run by it.
  if (names.some((other) => other !== name && name.startsWith(`${other}:`) && other !== 'test')) return false;
  // What all are told is the root's, where it has such a script.
  const root = packages.find(({ folder }) => folder === '.');
  const ofRoot = pkg === root || root?.scripts.every(([other]) => other !== name) !== false;
  return context.tests.below('js', pkg.folder) > 0 && isTold(context.files, pkg.folder, name, ofRoot);
}

/** Whether a script only calls another in all the packages of a workspace, of which none has it. */
function handsToNobody(body: string, pkg: NodePackage, packages: readonly NodePackage[]): boolean {
  const [first, ...more] = shellCommands(body, pkg.folder);
  if (first === undefined || more.length > 0 || packages.length < 2) return false;
  const [invocation] = invocationsOf({ ...first, evidence: { file: pkg.path }, gate: false });
  const call = invocation === undefined ? undefined : nodeCall(invocation);
  // Builders know targets of their own beside the scripts of packages.
  if (call?.target.kind !== 'all' || !/^(?:npm|pnpm|yarn)$/u.test(invocation?.program ?? '')) return false;
  return !packages.some((each) => each !== pkg && each.scripts.some(([name]) => name === call.script));
}

/** The script of the same package that a script does no more than call. */
function aliasOf(body: string, pkg: NodePackage): string | undefined {
  const [first, ...more] = shellCommands(body, pkg.folder);
  if (first === undefined || more.length > 0 || first.words.length > 3) return undefined;
  const [invocation] = invocationsOf({ ...first, evidence: { file: pkg.path }, gate: false });
  const called = invocation === undefined ? undefined : nodeCall(invocation)?.script;
  return pkg.scripts.some(([name]) => name === called) ? called : undefined;
}

/** Whether the invocation is what the script would run: the same runner, or the same program with the same first word. */
function isSameCommand(invocation: Invocation, body: string, pkg: NodePackage, context: SuiteContext): boolean {
  if (isRunnerOf(invocation, pkg, context)) {
    return Object.keys(runners).some((program) => runsProgram(invocation, program) && mentions(body, program));
  }
  const { program, args, cwd } = invocation;
  // A package manager runs another script, which says nothing about this one.
  if (/^(?:npm|pnpm|yarn|bun|node)$/u.test(program)) return false;
  if (cwd !== pkg.folder || args[0] === undefined || args[0].startsWith('-')) return false;
  const [first] = shellCommands(body, pkg.folder);
  return first?.words[0] === program && first.words[1] === args[0];
}

/** Whether the call runs the script in this package itself; calls for all packages are the root's. */
function isCalled(call: NodeCall, pkg: NodePackage, packages: readonly NodePackage[]): boolean {
  const { target } = call;
  if (target.kind === 'named') {
    return target.names.some(
      (name) => name === pkg.name || isFolderOf(name, target.cwd, pkg.folder) || endsName(name, pkg),
    );
  }
  if (target.kind === 'all') {
    // Where one package alone has the script, the call for all is a call for it.
    const holders = packages.filter(({ scripts }) => scripts.some(([name]) => name === call.script));
    return holders.length === 1 && holders[0] === pkg && call.script !== 'test';
  }
  if (target.cwd === undefined) return packages.length === 1 || pkg.scripts.some(([name]) => name === call.script);
  const nearest = ancestorsOf(target.cwd).find((folder) => packages.some((each) => each.folder === folder));
  return nearest === pkg.folder;
}

function isFolderOf(name: string, cwd: string | undefined, folder: string): boolean {
  return folderFrom(cwd ?? '.', name) === folder;
}

/** Nx and Turborepo take a project's short name. */
function endsName(name: string, pkg: NodePackage): boolean {
  return !name.includes('/') && (pkg.name?.endsWith(`/${name}`) === true || baseName(pkg.folder) === name);
}

/** Suites of a runner that is called without a script: by a pipeline, or declared beside test files. */
function runnerSuites(
  context: SuiteContext,
  pkg: NodePackage,
  packages: readonly NodePackage[],
  size: number,
): readonly SuiteCandidate[] {
  const manager = packageManager(context.files, pkg.folder);
  const scripts = testScripts(pkg);
  const suites = Object.entries(runners).flatMap(([program, { command, slow }]): readonly SuiteCandidate[] => {
    if (scripts.some(([, body]) => mentions(body, program))) return [];
    const calls = context.invocations.filter(
      (invocation) => isRunnerOf(invocation, pkg, context) && runsProgram(invocation, program),
    );
    const apart = program === 'playwright' ? chosenApart(calls, []) : new Map<string, Invocation>();
    const called = calls.some((call) => !apart.has(chosenTests(call) ?? ''));
    const declared =
      (program === 'vitest' || program === 'jest') && pkg.uses(program) && size > 0 && scripts.length === 0;
    if (!called && !declared) return [];
    const workspace = program === 'turbo' || program === 'nx' || program === 'lerna';
    return [
      {
        id: workspace ? manager : program === 'ng' ? manager : program,
        command: `${executor(manager)} ${command}`,
        cwd: pkg.folder,
        evidence: [{ file: pkg.path }],
        size: workspace ? context.tests.below('js', pkg.folder) : size,
        usual: declared,
        slow,
        place: () => pkg.folder,
        runs: (invocation) => isRunnerOf(invocation, pkg, context) && runsProgram(invocation, program),
      },
    ];
  });
  const bodies = scripts.map(([, body]) => body);
  const playwright = context.invocations.filter(
    (each) => isRunnerOf(each, pkg, context) && runsProgram(each, 'playwright'),
  );
  const apart = [...chosenApart(playwright, bodies)].map(([told, { evidence }]): SuiteCandidate => ({
    id: 'playwright',
    command: `${executor(manager)} playwright test ${told}`,
    cwd: pkg.folder,
    evidence: [evidence],
    size: 0,
    usual: false,
    slow: true,
    place: () => pkg.folder,
    runs: (each) => playwright.includes(each) && chosenTests(each) === told,
  }));
  return [...suites, ...apart, ...recursiveSuites(context, pkg, packages, manager), ...bunSuites(context, pkg, size)];
}

/** `pnpm -r test`, `turbo run test:unit` and their like, where no script of the root does it. */
function recursiveSuites(
  context: SuiteContext,
  pkg: NodePackage,
  packages: readonly NodePackage[],
  manager: string,
): readonly SuiteCandidate[] {
  const scriptOf = (invocation: Invocation): string | undefined => {
    const { program } = invocation;
    const builder = /^(?:turbo|nx|lerna)$/u.test(program);
    const call = builder || /^(?:npm|pnpm|yarn)$/u.test(program) ? nodeCall(invocation) : undefined;
    if (call?.target.kind !== 'all' || call.target.cwd !== pkg.folder || !isTestScript(call.script)) return undefined;
    if (!builder) return call.script;
    const holders = packages.filter(({ scripts }) => scripts.some(([name]) => name === call.script));
    const ofRoot = testScripts(pkg).some(([, body]) => mentions(body, program) && body.includes(call.script));
    return call.script === 'test' || holders.length < 2 || ofRoot ? undefined : call.script;
  };
  const called = new Map<string, string>();
  for (const invocation of context.invocations) {
    const script = scriptOf(invocation);
    if (script !== undefined && !called.has(script)) called.set(script, invocation.program);
  }
  return [...called].flatMap(([script, program]): readonly SuiteCandidate[] => {
    const commands: Readonly<Record<string, string>> = {
      npm: script === 'test' ? 'npm test --workspaces' : `npm run ${script} --workspaces`,
      pnpm: `pnpm -r ${script}`,
      yarn: `yarn workspaces foreach --all run ${script}`,
      turbo: `${executor(manager)} turbo run ${script}`,
      nx: `${executor(manager)} nx run-many -t ${script}`,
      lerna: `${executor(manager)} lerna run ${script}`,
    };
    const command = commands[/^(?:turbo|nx|lerna)$/u.test(program) ? program : manager];
    if (command === undefined) return [];
    return [
      {
        id: manager,
        command,
        cwd: pkg.folder,
        evidence: [{ file: pkg.path }],
        size: context.tests.below('js', pkg.folder),
        usual: false,
        slow: slowScript.test(script),
        place: () => pkg.folder,
        runs: (invocation) => scriptOf(invocation) === script,
      },
    ];
  });
}

function isBunTest({ program, args, cwd }: Invocation, { folder }: NodePackage): boolean {
  return program === 'bun' && args[0] === 'test' && (cwd === undefined || cwd === folder);
}

/** Whether Bun's runner is called for the very paths that a script names. */
function isBunTestOf(invocation: Invocation, body: string, pkg: NodePackage): boolean {
  if (!isBunTest(invocation, pkg) || !/^\s*bun\s+test\b[^&|;]*$/u.test(body)) return false;
  const paths = invocation.args.slice(1).filter((arg) => arg.includes('/') && !arg.startsWith('-'));
  const words = body.trim().split(/\s+/u);
  return paths.length > 0 && paths.every((path) => words.includes(path));
}

/** Bun's own runner. */
function bunSuites(context: SuiteContext, pkg: NodePackage, size: number): readonly SuiteCandidate[] {
  const runs = (invocation: Invocation): boolean => isBunTest(invocation, pkg);
  const bodies = pkg.scripts.filter(([name]) => isTestScript(name)).map(([, body]) => body);
  if (bodies.some((body) => body.includes('bun test')) || !context.invocations.some(runs)) return [];
  const evidence: readonly Evidence[] = [{ file: pkg.path }];
  return [
    { id: 'bun', command: 'bun test', cwd: pkg.folder, evidence, size, usual: false, place: () => pkg.folder, runs },
  ];
}

function isRunnerOf({ program, cwd, args }: Invocation, pkg: NodePackage, context: SuiteContext): boolean {
  // `pnpm vitest` and `yarn jest` run the program when no script bears its name.
  const known = program in runners || (/^(?:pnpm|yarn)$/u.test(program) && args.some((arg) => arg in runners));
  if (!known) return false;
  // `yarn workspace shop cypress run`: https://yarnpkg.com/cli/workspace
  if (program === 'yarn' && args[0] === 'workspace') return args[1] === pkg.name && (args[2] ?? '') in runners;
  if (cwd === undefined) {
    const name = [program, ...args].find((word) => word in runners) ?? '';
    return name === '' ? pkg.folder === '.' : pkg.uses(libraries[name] ?? name);
  }
  const nearest = ancestorsOf(cwd).find((folder) => context.files.has(inFolder(folder, 'package.json')));
  return nearest === pkg.folder;
}

function runsProgram(invocation: Invocation, program: string): boolean {
  const at = invocation.words.findIndex((word) => baseName(word) === program);
  if (at < 0 || (at > 0 && !/^(?:pnpm|yarn)$/u.test(invocation.program))) return false;
  if (at > (invocation.words[1] === 'workspace' ? 3 : 1)) return false;
  const rest = invocation.words.slice(at + 1);
  if (program === 'playwright' || program === 'ng') return rest[0] === 'test';
  if (program === 'cypress') return rest[0] === 'run';
  if (program === 'turbo' || program === 'lerna') return rest.includes('test');
  if (program === 'nx') {
    const targets = rest.some((word) => /^(?:--targets?=)?test$|(?:^|[=,])test(?:,|$)/u.test(word));
    return targets && (rest[0] === 'run-many' || rest[0] === 'affected');
  }
  return !rest.includes('--version');
}

function mentions(body: string, program: string): boolean {
  return new RegExp(`(?:^|[\\s/"'&;])${program}(?![\\w-])`, 'u').test(body);
}

/** Packages whose tests the suite of a workspace above them runs anyway. Deployable units keep a suite of their own. */
function coveredPackages(
  { units }: SuiteContext,
  packages: readonly NodePackage[],
  calls: readonly Call[],
): ReadonlySet<string> {
  const roots = packages.filter(
    ({ folder, scripts }) =>
      scripts.some(([name, body]) => name === 'test' && !isPlaceholder(body) && delegates(body)) ||
      calls.some(({ call }) => call?.target.kind === 'all' && call.target.cwd === folder && call.script === 'test'),
  );
  return new Set(
    packages
      .map(({ folder }) => folder)
      .filter(
        (folder) => !units.has(folder) && roots.some((root) => root.folder !== folder && isWithin(folder, root.folder)),
      ),
  );
}

/** Whether a script hands on to the packages of a workspace, or to one in another folder. */
function delegates(body: string): boolean {
  return /\b(?:turbo|nx|lerna|wsrun|ultra|moon)\b|\s(?:-r|--recursive|--workspaces?|-ws|-w|--filter|-F)(?=[\s=]|$)|\bworkspaces?\s+(?:foreach|run|@|[a-z])|\bcd\s+[\w./-]+\s*&&\s*(?:npm|pnpm|yarn|bun)\b|\s--(?:prefix|cwd)[\s=]/u.test(
    body,
  );
}
