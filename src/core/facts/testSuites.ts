import { ciCommands, type CiCommand } from './ci';
import { evidenceAt, type Detector } from './detector';
import { entriesAt, textAt } from './looseValue';
import { ancestorsOf, baseName, folderOf, inFolder, isForeign, roleOf } from './paths';
import type { Evidence, TestSuite } from './schema';
import type { WorkspaceFiles } from './workspaceFiles';

type Suite = Omit<TestSuite, 'primary'> & {
  /** Recognises the suite among the commands of a pipeline. */
  readonly inCi: RegExp;
};

const manifests =
  /(?:^|\/)(?:package\.json|go\.mod|Cargo\.toml|pyproject\.toml|pytest\.ini|tox\.ini|setup\.cfg|requirements[\w.-]*\.(?:txt|in)|pom\.xml|build\.gradle(?:\.kts)?|Makefile|GNUmakefile|makefile|Gemfile|manage\.py)$/u;

/** The test suites of the repository, the root's first. */
export const testSuiteDetector: Detector<TestSuite> = {
  reads: (path) => manifests.test(path) && !isForeign(path),
  detect: (files) => {
    const commands = ciCommands(files);
    const found = files.paths
      .filter((path) => manifests.test(path) && !isForeign(path) && roleOf(path) !== 'example')
      .flatMap((path) => suitesOf(files, path, commands));
    const suites = distinct(found).sort((a, b) => depth(a.cwd) - depth(b.cwd));
    const ranByCi = suites.find((suite) => runBy(suite, commands) !== undefined);
    const primary =
      ranByCi ?? suites.find((suite) => suite.cwd === '.') ?? (suites.length === 1 ? suites[0] : undefined);
    return suites.map((suite) => {
      const { id, command, cwd, evidence } = suite;
      const proof = runBy(suite, commands);
      return { id, command, cwd, primary: suite === primary, evidence: proof ? [...evidence, proof] : evidence };
    });
  },
};

function suitesOf(files: WorkspaceFiles, path: string, commands: readonly CiCommand[]): readonly Suite[] {
  const cwd = folderOf(path);
  const name = baseName(path);
  const simple = (id: string, command: string, inCi: RegExp, line?: number): readonly Suite[] => [
    { id, command, cwd, evidence: [evidenceAt(path, line)], inCi },
  ];
  if (name === 'package.json') return nodeSuites(files, path, commands);
  if (name === 'go.mod') {
    return hasBelow(files, cwd, 'go.mod', /_test\.go$/u) ? simple('go', 'go test ./...', /\bgo test\b/u) : [];
  }
  if (name === 'Cargo.toml') {
    return isOutermost(files, cwd, ['Cargo.toml']) ? simple('cargo', 'cargo test', /\bcargo (?:nextest|test)\b/u) : [];
  }
  if (name === 'pom.xml') {
    if (!isOutermost(files, cwd, ['pom.xml']) || !hasBelow(files, cwd, undefined, /(?:^|\/)src\/test\//u)) return [];
    const runner = files.has(inFolder(cwd, 'mvnw')) ? './mvnw' : 'mvn';
    return simple('maven', `${runner} test`, /\bmvnw?\b.*\b(?:test|verify|package|install)\b/u);
  }
  if (name.startsWith('build.gradle')) {
    const outermost = isOutermost(files, cwd, [
      'build.gradle',
      'build.gradle.kts',
      'settings.gradle',
      'settings.gradle.kts',
    ]);
    if (!outermost || !hasBelow(files, cwd, undefined, /(?:^|\/)src\/\w*[tT]est\//u)) return [];
    const runner = files.has(inFolder(cwd, 'gradlew')) ? './gradlew' : 'gradle';
    return simple('gradle', `${runner} test`, /\bgradlew?\b.*\b(?:test|check|build)\b/u);
  }
  if (/makefile$/iu.test(name)) {
    const line = lineOf(files, path, /^test\s*:(?!=)/u);
    return line === undefined ? [] : simple('make', 'make test', /\bmake\s+(?:\S+\s+)*test\b/u, line);
  }
  if (name === 'Gemfile') return rubySuite(files, cwd, path);
  return pythonSuite(files, path);
}

function nodeSuites(files: WorkspaceFiles, path: string, commands: readonly CiCommand[]): readonly Suite[] {
  const manifest = files.json(path);
  if (manifest === undefined) return [];
  const cwd = folderOf(path);
  const manager = packageManager(files, cwd);
  const scripts = entriesAt(manifest.value, 'scripts').filter(
    ([name, script]) => /^test(?:$|[:.-])/u.test(name) && typeof script === 'string' && !isPlaceholder(script),
  );
  const suites = scripts.map(([name]): Suite => ({
    id: manager,
    command: name === 'test' && manager !== 'bun' ? `${manager} test` : `${manager} run ${name}`,
    cwd,
    evidence: [evidenceAt(path, manifest.lineOf(['scripts', name]))],
    inCi: new RegExp(
      `\\b(?:npm|pnpm|yarn|bun)\\s+(?:--?[\\w-]+(?:=\\S+)?\\s+)*(?:run(?:-script)?\\s+)?${name === 'test' ? '(?:test|t)' : escaped(name)}(?![\\w:.-])`,
      'u',
    ),
  }));
  const usual = suites.filter((_, index) => scripts[index]?.[0] === 'test');
  const inCi = suites.filter((suite) => runBy(suite, commands) !== undefined);
  if (usual.length === 0) return inCi;
  return inCi.length > 0 && !inCi.some((suite) => usual.includes(suite)) ? [...inCi, ...usual] : usual;
}

/** `npm init` writes a test script that only fails; others only echo. */
function isPlaceholder(script: string): boolean {
  return (
    /no tests? specified/iu.test(script) ||
    /^\s*(?:echo\s+(?:"[^"]*"|'[^']*'|[\w .!-]*)\s*)?(?:(?:&&|;)?\s*exit\s+\d+\s*)?$/u.test(script)
  );
}

/** The package manager of the nearest lock file, else of the nearest `packageManager` field, else npm. */
function packageManager(files: WorkspaceFiles, cwd: string): string {
  const locks = [
    ['pnpm-lock.yaml', 'pnpm'],
    ['yarn.lock', 'yarn'],
    ['bun.lockb', 'bun'],
    ['bun.lock', 'bun'],
    ['package-lock.json', 'npm'],
    ['npm-shrinkwrap.json', 'npm'],
  ] as const;
  for (const folder of ancestorsOf(cwd)) {
    const lock = locks.find(([file]) => files.has(inFolder(folder, file)));
    if (lock !== undefined) return lock[1];
    const field = textAt(files.json(inFolder(folder, 'package.json'))?.value, 'packageManager');
    const named = /^(npm|pnpm|yarn|bun)@/u.exec(field ?? '')?.[1];
    if (named !== undefined) return named;
  }
  return 'npm';
}

function pythonSuite(files: WorkspaceFiles, path: string): readonly Suite[] {
  const cwd = folderOf(path);
  const name = baseName(path);
  const settings: Readonly<Record<string, RegExp>> = {
    'pytest.ini': /^\[pytest\]/u,
    'pyproject.toml': /^\[tool\.pytest/u,
    'tox.ini': /^\[pytest\]/u,
    'setup.cfg': /^\[tool:pytest\]/u,
  };
  const setting = settings[name] ?? (name.startsWith('requirements') ? /^pytest(?:\[|[=<>~!;\s]|$)/u : undefined);
  const line = setting === undefined ? undefined : lineOf(files, path, setting);
  const hasTests = hasBelow(files, cwd, undefined, /(?:^|\/)(?:test_[^/]*|[^/]*_test|tests)\.py$/u);
  if (line !== undefined && hasTests) {
    const prefix = files.has(inFolder(cwd, 'uv.lock'))
      ? 'uv run '
      : files.has(inFolder(cwd, 'poetry.lock'))
        ? 'poetry run '
        : '';
    return [{ id: 'pytest', command: `${prefix}pytest`, cwd, evidence: [{ file: path, line }], inCi: /\bpytest\b/u }];
  }
  if (name !== 'manage.py' || !hasTests) return [];
  const command = 'python manage.py test';
  return [{ id: 'django', command, cwd, evidence: [{ file: path }], inCi: /\bmanage\.py test\b/u }];
}

function rubySuite(files: WorkspaceFiles, cwd: string, path: string): readonly Suite[] {
  const rspec = lineOf(files, path, /^\s*gem\s+["']rspec(?:-rails|-core)?["']/u);
  if (rspec !== undefined && hasBelow(files, cwd, undefined, /_spec\.rb$/u)) {
    const evidence: readonly Evidence[] = [{ file: path, line: rspec }];
    return [{ id: 'rspec', command: 'bundle exec rspec', cwd, evidence, inCi: /\brspec\b/u }];
  }
  const rails = inFolder(cwd, 'bin/rails');
  if (!files.has(rails) || !hasBelow(files, cwd, undefined, /_test\.rb$/u)) return [];
  return [{ id: 'rails', command: 'bin/rails test', cwd, evidence: [{ file: rails }], inCi: /\brails\s+test\b/u }];
}

function runBy(suite: Suite, commands: readonly CiCommand[]): Evidence | undefined {
  return commands.find((command) => command.cwd === suite.cwd && suite.inCi.test(command.text))?.evidence;
}

/** Whether a path below `folder` matches, not counting what lies below a nested `manifest`. */
function hasBelow(files: WorkspaceFiles, folder: string, manifest: string | undefined, pattern: RegExp): boolean {
  const prefix = folder === '.' ? '' : `${folder}/`;
  return files.paths.some((path) => {
    if (!path.startsWith(prefix) || !pattern.test(path)) return false;
    if (manifest === undefined) return true;
    const nearest = ancestorsOf(folderOf(path)).find((each) => files.has(inFolder(each, manifest)));
    return nearest === folder;
  });
}

function isOutermost(files: WorkspaceFiles, folder: string, names: readonly string[]): boolean {
  return !ancestorsOf(folder)
    .slice(1)
    .some((ancestor) => names.some((name) => files.has(inFolder(ancestor, name))));
}

function lineOf(files: WorkspaceFiles, path: string, pattern: RegExp): number | undefined {
  const index = (files.text(path) ?? '').split('\n').findIndex((line) => pattern.test(line));
  return index < 0 ? undefined : index + 1;
}

function distinct(suites: readonly Suite[]): Suite[] {
  return suites.filter(
    (suite, index) => suites.findIndex((other) => other.command === suite.command && other.cwd === suite.cwd) === index,
  );
}

function depth(folder: string): number {
  return folder === '.' ? 0 : folder.split('/').length;
}

function escaped(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\*]/gu, '\\$&');
}
