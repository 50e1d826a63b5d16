import { entriesAt, listAt, textAt, valueAt } from '../looseValue';
import { ancestorsOf, baseName, folderOf, inFolder, isWithin } from '../paths';
import type { Evidence } from '../schema';
import type { WorkspaceFiles } from '../workspaceFiles';
import { lineOf } from './lineOf';
import { isPytest, markedSuites } from './pytestParts';
import { movedBy, optionValue, type Invocation } from './invocation';
import type { SuiteCandidate, SuiteContext, SuiteEcosystem } from './suite';

const requirements = /^[\w.-]*require(?:ments|d)?[\w.-]*\.(?:txt|in|pip)$/iu;
const inRequirements = /(?:^|\/)(?:requirements?|reqs|deps)\/[\w./-]+\.(?:txt|in)$/iu;
const pytestName = /^pytest(?:-[\w-]+)?(?:\[[^\]]*\])?(?:$|[\s=<>~!;@])/iu;

/** pytest, tox, nox, Hatch, unittest and Django's own runner. */
export const python: SuiteEcosystem = {
  reads: (path) => {
    const name = baseName(path);
    return (
      /^(?:pyproject\.toml|pytest\.ini|tox\.ini|setup\.cfg|Pipfile)$/u.test(name) ||
      requirements.test(name) ||
      inRequirements.test(path)
    );
  },
  find: (context) => {
    const signals = pytestSignals(context);
    const pytest = pytestSuites(context, signals);
    const withPytest = pytest.filter(({ usual }) => usual).map(({ cwd }) => cwd);
    return [
      ...pytest,
      ...markedSuites(context, pytest),
      ...djangoSuites(context, withPytest),
      ...environmentSuites(context, withPytest),
      ...plainSuites(context),
    ];
  },
};

interface Signal {
  readonly evidence: Evidence;
  /** The runner is set up here, rather than only named as a dependency. */
  readonly configured: boolean;
}

/** Folders that set up or require pytest, with the first proof of each. */
function pytestSignals({ files, matching, named, tests, invocations }: SuiteContext): ReadonlyMap<string, Signal> {
  const signals = new Map<string, Signal>();
  const add = (folder: string, file: string, line: number | undefined, configured: boolean): void => {
    const known = signals.get(folder);
    if (known === undefined || (configured && !known.configured)) {
      signals.set(folder, { evidence: line === undefined ? { file } : { file, line }, configured });
    }
  };
  for (const path of named('pytest.ini', '.pytest.ini'))
    add(folderOf(path), path, lineOf(files, path, /^\[pytest\]/u), true);
  for (const path of named('pyproject.toml')) {
    const toml = files.toml(path);
    const configured = valueAt(toml?.value, 'tool', 'pytest') !== undefined;
    if (configured) add(folderOf(path), path, toml?.lineOf(['tool', 'pytest']), true);
    else if (requiresPytest(toml?.value)) {
      add(folderOf(path), path, lineOf(files, path, /^[^#]*\bpytest\b/u), false);
    }
  }
  for (const path of named('tox.ini', 'setup.cfg')) {
    const line = lineOf(files, path, /^\[(?:tool:)?pytest\]/u);
    if (line !== undefined) add(folderOf(path), path, line, true);
  }
  for (const path of [...matching(requirements), ...files.paths.filter((each) => inRequirements.test(each))]) {
    const line = lineOf(files, path, pytestName);
    const folder = folderOf(path);
    if (line !== undefined) add(inRequirements.test(path) ? parentOfRequirements(path) : folder, path, line, false);
  }
  for (const path of named('Pipfile')) {
    const toml = files.toml(path);
    const section = ['dev-packages', 'packages'].find((each) => valueAt(toml?.value, each, 'pytest') !== undefined);
    if (section !== undefined) add(folderOf(path), path, toml?.lineOf([section, 'pytest']), false);
  }
  for (const path of named('conftest.py')) {
    const project = ancestorsOf(folderOf(path)).find((folder) =>
      ['pyproject.toml', 'setup.py', 'setup.cfg', 'requirements.txt', 'Pipfile', 'manage.py'].some((name) =>
        files.has(inFolder(folder, name)),
      ),
    );
    if (project !== undefined && !ancestorsOf(folderOf(path)).some((folder) => signals.has(folder))) {
      add(project, path, undefined, false);
    }
  }
  for (const invocation of invocations.filter(isPytest)) {
    const { cwd, evidence } = invocation;
    const covered = cwd === undefined || ancestorsOf(cwd).some((folder) => signals.has(folder));
    if (cwd !== undefined && !covered && tests.below('python', cwd) > 0)
      signals.set(cwd, { evidence, configured: false });
  }
  return signals;
}

function parentOfRequirements(path: string): string {
  const folders = folderOf(path).split('/');
  const at = folders.findLastIndex((folder) => /^(?:requirements?|reqs|deps)$/iu.test(folder));
  return at <= 0 ? '.' : folders.slice(0, at).join('/');
}

/** Whether one of the manifest's dependency lists names pytest. */
function requiresPytest(manifest: unknown): boolean {
  const groups = [
    ...entriesAt(manifest, 'project', 'optional-dependencies'),
    ...entriesAt(manifest, 'dependency-groups'),
    ...entriesAt(manifest, 'tool', 'pdm', 'dev-dependencies'),
  ];
  const tables = [
    valueAt(manifest, 'tool', 'poetry', 'dependencies'),
    valueAt(manifest, 'tool', 'poetry', 'dev-dependencies'),
    ...entriesAt(manifest, 'tool', 'poetry', 'group').map(([, group]) => valueAt(group, 'dependencies')),
    valueAt(manifest, 'tool', 'pixi', 'dependencies'),
  ];
  return (
    namesPytest(listAt(manifest, 'project', 'dependencies')) ||
    namesPytest(listAt(manifest, 'tool', 'uv', 'dev-dependencies')) ||
    groups.some(([, list]) => Array.isArray(list) && namesPytest(list)) ||
    entriesAt(manifest, 'tool', 'hatch', 'envs').some(([, environment]) =>
      namesPytest(listAt(environment, 'dependencies')),
    ) ||
    tables.some((table) => entriesAt(table).some(([name]) => pytestName.test(name)))
  );
}

function namesPytest(list: readonly unknown[]): boolean {
  return list.some((item) => typeof item === 'string' && pytestName.test(item));
}

function pytestSuites(context: SuiteContext, signals: ReadonlyMap<string, Signal>): readonly SuiteCandidate[] {
  const { files, tests, invocations } = context;
  const owned = tests.owned('python', signals.keys());
  // Where pipelines run Django's runner only, a plugin for another one is no suite.
  const djangoOnly = invocations.some(runsDjango) && !invocations.some(isPytest);
  return [...signals].flatMap(([cwd, { evidence, configured }]): readonly SuiteCandidate[] => {
    const own = owned.get(cwd) ?? 0;
    const below = tests.below('python', cwd);
    if (below === 0) return [];
    return [
      {
        id: 'pytest',
        command: `${isInstalledByHand(context, cwd) ? '' : runPrefix(files, cwd)}pytest`,
        cwd,
        evidence: [evidence],
        size: own > 0 ? own : below,
        usual:
          (own > 0 && (configured || !djangoOnly)) ||
          (configured && ![...signals.keys()].some((other) => other !== cwd && isWithin(other, cwd))),
        runs: isPytest,
      },
    ];
  });
}

/**
 * Whether the environment of the tests is not the one that uv makes: pytest is an extra, which `uv run` does not install
 * unless told (https://docs.astral.sh/uv/concepts/projects/sync/), and pipelines run it without uv.
 */
function isInstalledByHand({ files, invocations, programs }: SuiteContext, cwd: string): boolean {
  const manifest = files.toml(inFolder(cwd, 'pyproject.toml'))?.value;
  const isRequired =
    namesPytest(listAt(manifest, 'project', 'dependencies')) ||
    namesPytest(listAt(manifest, 'tool', 'uv', 'dev-dependencies')) ||
    entriesAt(manifest, 'dependency-groups').some(([, group]) => Array.isArray(group) && namesPytest(group));
  const extras = entriesAt(manifest, 'project', 'optional-dependencies');
  const isExtra = extras.some(([, list]) => Array.isArray(list) && namesPytest(list));
  return isExtra && !isRequired && invocations.some(isPytest) && !programs.has('uv');
}

/** What runs a program in the environment that the lock file describes. */
function runPrefix(files: WorkspaceFiles, cwd: string): string {
  for (const folder of ancestorsOf(cwd)) {
    const has = (name: string): boolean => files.has(inFolder(folder, name));
    if (has('uv.lock')) return 'uv run ';
    if (has('poetry.lock')) return 'poetry run ';
    if (has('pdm.lock')) return 'pdm run ';
    if (has('Pipfile')) return 'pipenv run ';
    if (valueAt(files.toml(inFolder(folder, 'pyproject.toml'))?.value, 'tool', 'poetry') !== undefined)
      return 'poetry run ';
  }
  return '';
}

function runsDjango({ words }: Invocation): boolean {
  return words.slice(0, 4).some((word) => baseName(word) === 'manage.py') && words.includes('test');
}

/** `manage.py test`, where the pipeline says so or nothing says pytest. */
function djangoSuites(
  { files, named, tests, invocations }: SuiteContext,
  withPytest: readonly string[],
): readonly SuiteCandidate[] {
  const managed = named('manage.py').map((path) => ({ path, cwd: folderOf(path) }));
  return managed.flatMap(({ path, cwd }): readonly SuiteCandidate[] => {
    const size = tests.below('python', cwd);
    if (size === 0) return [];
    const hasPytest = withPytest.some((folder) => isWithin(cwd, folder) || isWithin(folder, cwd));
    return [
      {
        id: 'django',
        command: `${runPrefix(files, cwd)}python manage.py test`,
        cwd,
        evidence: [{ file: path }],
        size,
        usual: !hasPytest && !invocations.some((invocation) => isPytest(invocation)),
        runs: runsDjango,
        place: (invocation) => {
          const script = invocation.words.find((word) => baseName(word) === 'manage.py') ?? 'manage.py';
          return movedBy(invocation, folderOf(script));
        },
      },
    ];
  });
}

/** tox, nox and Hatch make their own environments: the suite where nothing else is, or where a pipeline calls them. */
function environmentSuites(
  { files, named, tests, invocations }: SuiteContext,
  withPytest: readonly string[],
): readonly SuiteCandidate[] {
  const suite = (id: string, command: string, file: string, line: number | undefined): readonly SuiteCandidate[] => {
    const cwd = folderOf(file);
    const size = tests.below('python', cwd);
    if (size === 0) return [];
    return [
      {
        id,
        command,
        cwd,
        evidence: [line === undefined ? { file } : { file, line }],
        size,
        usual: !withPytest.some((folder) => isWithin(folder, cwd) || isWithin(cwd, folder)),
        runs: ({ program, args }) =>
          program === id && (id !== 'hatch' || args.some((arg) => /(?:^|:)(?:test|cov)/u.test(arg))),
      },
    ];
  };
  const ofTox = (path: string, line: number | undefined): readonly SuiteCandidate[] =>
    toxSuites(suite('tox', 'tox', path, line), invocations);
  const tox = named('tox.ini', 'setup.cfg', 'tox.toml').flatMap((path) => {
    const line = lineOf(files, path, /^\[(?:tox|testenv|tox:tox|env_run_base)[\]:]/u);
    return line === undefined ? [] : ofTox(path, line);
  });
  const manifests = named('pyproject.toml');
  const inManifest = manifests.flatMap((path) => {
    const line = files.toml(path)?.lineOf(['tool', 'tox']);
    return line === undefined ? [] : ofTox(path, line);
  });
  const hatch = manifests.flatMap((path) => {
    const called = invocations.find(
      ({ program, args }) => program === 'hatch' && args.some((arg) => arg.includes('test')),
    );
    if (called === undefined || textAt(files.toml(path)?.value, 'build-system', 'build-backend') === undefined)
      return [];
    const words = called.args.filter((arg) => !arg.startsWith('-')).slice(0, called.args[0] === 'run' ? 2 : 1);
    return suite('hatch', ['hatch', ...words].join(' '), path, undefined);
  });
  return [
    ...tox,
    ...inManifest,
    ...named('noxfile.py').flatMap((path) => suite('nox', 'nox', path, undefined)),
    ...hatch,
  ];
}

/** The environments of tox that a pipeline names. https://tox.wiki/en/stable/cli_interface.html#tox-run--e */
function toxEnvironments({ program, args }: Invocation): readonly string[] {
  if (program !== 'tox') return [];
  return (optionValue(args, '-e', '-qe', '--env') ?? '').split(',').filter((name) => /^[A-Za-z][\w-]*$/u.test(name));
}

const slowEnvironment = /func|integration|e2e|acceptance|system|smoke/iu;

/**
 * tox by the environments that pipelines name: the tests, and what takes longer as suites of their own. Environments of
 * Python's versions are all one suite.
 */
function toxSuites(usual: readonly SuiteCandidate[], invocations: readonly Invocation[]): readonly SuiteCandidate[] {
  const calls = invocations.filter(({ program }) => program === 'tox').map((each) => toxEnvironments(each));
  const names = [...new Set(calls.flat())].filter((name) => /test|unit|integration|functional|e2e/iu.test(name));
  const slow = names.filter((name) => slowEnvironment.test(name));
  const [quick, ...others] = names.filter((name) => !slow.includes(name) && !/cov|lint|docs?(?:$|[-_])/iu.test(name));
  const isOnly =
    others.length === 0 && calls.every((call) => call.length > 0 && !call.some((name) => /^py\d/u.test(name)));
  return usual.flatMap((suite) => [
    {
      ...suite,
      command: quick !== undefined && isOnly ? `tox -e ${quick}` : suite.command,
      runs: (each: Invocation) => suite.runs(each) && !toxEnvironments(each).some((name) => slow.includes(name)),
    },
    ...slow.map((name) => ({
      ...suite,
      command: `tox -e ${name}`,
      usual: false,
      slow: true,
      runs: (each: Invocation) => toxEnvironments(each).includes(name),
    })),
  ]);
}

/** unittest, and scripts that run it, where a pipeline calls them. */
function plainSuites({ files, tests, invocations }: SuiteContext): readonly SuiteCandidate[] {
  const found = new Map<string, SuiteCandidate>();
  for (const invocation of invocations) {
    const { program, args, cwd, words, evidence } = invocation;
    if (cwd === undefined || tests.below('python', cwd) === 0) continue;
    const script = words.find((word) => /(?:^|\/)run_?tests?\.py$/u.test(word));
    const setup = words.some((word) => baseName(word) === 'setup.py') && args.includes('test');
    const command =
      program === 'unittest'
        ? `${runPrefix(files, cwd)}python -m unittest${args[0] === 'discover' ? discover(args) : ''}`
        : setup
          ? 'python setup.py test'
          : script !== undefined && files.has(inFolder(cwd, script.replace(/^\.\//u, '')))
            ? `python ${script.replace(/^\.\//u, '')}`
            : undefined;
    if (command === undefined || found.has(`${cwd} ${command}`)) continue;
    found.set(`${cwd} ${command}`, {
      id: 'unittest',
      command,
      cwd,
      evidence: [evidence],
      size: tests.below('python', cwd),
      usual: false,
      runs: (other) => other.cwd === cwd && other.program === program && other.args.join(' ') === args.join(' '),
    });
  }
  return [...found.values()];
}

function discover(args: readonly string[]): string {
  const start = optionValue(args, '-s', '--start-directory');
  const pattern = optionValue(args, '-p', '--pattern');
  return ` discover${start === undefined ? '' : ` -s ${start}`}${pattern === undefined ? '' : ` -p ${JSON.stringify(pattern)}`}`;
}
