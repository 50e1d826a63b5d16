import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../support/aWorkspace';

const packageJson = (scripts: Readonly<Record<string, string>>): string =>
  JSON.stringify({ name: 'shop', scripts }, null, 2);
const workflow = (...runs: readonly string[]): string =>
  `on: push\njobs:\n  build:\n    steps:\n${runs.map((run) => `      - run: ${run}\n`).join('')}`;

describe('test suites', () => {
  it('takes the package manager of the lock file', () => {
    const command = (lock: string): string | undefined =>
      factsOf({ 'package.json': packageJson({ test: 'vitest run' }), [lock]: '' }).tests[0]?.command;
    expect(['package-lock.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock', 'README.md'].map(command)).toEqual([
      'npm test',
      'pnpm test',
      'yarn test',
      'bun run test',
      'npm test',
    ]);
  });

  it('does not take a placeholder for a test', () => {
    const tests = (test: string) => factsOf({ 'package.json': packageJson({ test }) }).tests;
    expect(tests('echo "Error: no test specified" && exit 1')).toEqual([]);
    expect(tests("echo 'not yet' && exit 0")).toEqual([]);
    expect(tests('echo start && vitest run')).toHaveLength(1);
  });

  it('marks the suite that CI runs, and says where', () => {
    expect(
      factsOf({
        'package.json': packageJson({ test: 'vitest' }),
        Makefile: 'build:\n\ttrue\ntest: build\n\tgo test ./...\n',
        '.github/workflows/ci.yml': workflow('npm ci', 'make test'),
      }).tests,
    ).toEqual([
      { id: 'npm', command: 'npm test', cwd: '.', primary: false, evidence: [{ file: 'package.json', line: 4 }] },
      {
        id: 'make',
        command: 'make test',
        cwd: '.',
        primary: true,
        evidence: [
          { file: 'Makefile', line: 3 },
          { file: '.github/workflows/ci.yml', line: 5 + 1 },
        ],
      },
    ]);
  });

  it('takes the script that CI runs when it is another one than `test`', () => {
    const { tests } = factsOf({
      'package.json': packageJson({ test: 'vitest', 'test:ci': 'vitest run --coverage', 'test:watch': 'vitest -w' }),
      'yarn.lock': '',
      '.gitlab-ci.yml': 'unit:\n  script:\n    - yarn install\n    - yarn test:ci\n',
    });
    expect(tests.map(({ command, primary }) => [command, primary])).toEqual([
      ['yarn test', false],
      ['yarn run test:ci', true],
    ]);
  });

  it('follows the working directory of CI steps', () => {
    const { tests } = factsOf({
      'api/go.mod': 'module example.com/api\n',
      'api/main_test.go': '',
      'web/package.json': packageJson({ test: 'jest' }),
      '.github/workflows/ci.yml':
        'jobs:\n  web:\n    defaults: { run: { working-directory: ./web } }\n    steps:\n      - run: npm test\n',
    });
    expect(tests.map(({ id, cwd, primary }) => [id, cwd, primary])).toEqual([
      ['go', 'api', false],
      ['npm', 'web', true],
    ]);
  });

  it('does not take single files of a suite for the suite that another command runs whole', () => {
    const primary = (...runs: readonly string[]): readonly string[] =>
      factsOf({
        Makefile: 'test:\n\tpython -m pytest tests/unit tests/test_contract.py\n',
        'pyproject.toml': '[tool.pytest.ini_options]',
        'tests/test_contract.py': '',
        'tests/unit/test_prices.py': '',
        '.github/workflows/ci.yml': workflow(...runs),
      }).tests.flatMap((suite) => (suite.primary ? [suite.command] : []));
    expect(primary('pytest -q tests/test_contract.py', 'make test')).toEqual(['make test']);
    expect(primary('pytest tests/test_contract.py::test_fields --ignore tests/unit', 'make test')).toEqual([
      'make test',
    ]);
    expect(primary('pytest tests/test_contract.py tests/unit', 'make test')).toEqual(['pytest']);
    expect(primary('pytest tests/test_contract.py', 'pytest tests/unit/test_prices.py', 'make test')).toEqual([
      'pytest',
    ]);
    expect(primary('pytest', 'pytest tests/test_contract.py', 'make test')).toEqual(['pytest']);
    expect(primary('pytest tests/test_contract.py')).toEqual(['pytest']);
  });

  it('runs pytest without uv where it is an extra that pipelines install by hand', () => {
    const command = (manifest: string, ...runs: readonly string[]): readonly string[] =>
      factsOf({
        'pyproject.toml': manifest,
        'uv.lock': '',
        'tests/test_prices.py': '',
        '.github/workflows/ci.yml': workflow(...runs),
      }).tests.map((suite) => `${suite.primary ? '* ' : ''}${suite.command}`);
    const extra = '[project.optional-dependencies]\ntest = ["pytest==9.0"]\n';
    const measured = 'coverage run --data-file .cov -m pytest';
    expect(command(extra, 'pip install -e ".[test]"', measured)).toEqual(['* pytest']);
    expect(command(extra, 'uv sync --extra test', measured)).toEqual(['* uv run pytest']);
    expect(command('[dependency-groups]\ntest = ["pytest"]\n', measured)).toEqual(['* uv run pytest']);
    expect(command(`${extra}[dependency-groups]\ndev = ["pytest"]\n`, measured)).toEqual(['* uv run pytest']);
  });

  it.each([
    ['go test ./...', { 'go.mod': 'module x', 'a/b_test.go': '' }],
    ['cargo test', { 'Cargo.toml': '[package]' }],
    ['pytest', { 'pyproject.toml': '[tool.pytest.ini_options]', 'tests/test_a.py': '' }],
    ['poetry run pytest', { 'pyproject.toml': '[tool.pytest.ini_options]', 'poetry.lock': '', 'tests/test_a.py': '' }],
    ['pytest', { 'requirements-dev.txt': 'pytest==8.0', 'tests/test_a.py': '' }],
    ['./mvnw test', { 'pom.xml': '<project/>', mvnw: '', 'src/test/java/A.java': '' }],
    ['gradle test', { 'build.gradle.kts': '', 'src/test/kotlin/A.kt': '' }],
    ['make test', { Makefile: 'test:\n\t./run-all\n' }],
    ['bundle exec rspec', { Gemfile: 'gem "rspec-rails"\n', 'spec/a_spec.rb': '' }],
    ['bin/rails test', { Gemfile: 'gem "rails"\n', 'bin/rails': '', 'test/a_test.rb': '' }],
    ['python manage.py test', { 'manage.py': '', 'shop/tests.py': '' }],
  ])('knows %s', (command, texts) => {
    expect(factsOf(texts).tests.map((suite) => [suite.command, suite.cwd, suite.primary])).toEqual([
      [command, '.', true],
    ]);
  });

  it.each([
    ['go without tests', { 'go.mod': 'module x', 'main.go': '' }],
    [
      'a target that only says which environment is meant',
      {
        Makefile: '.PHONY: test\ntest: cluster\n\t$(eval include config/test.sh)\ncluster:\n\t$(eval CLUSTER=test)\n',
        '.github/workflows/ci.yml': 'jobs:\n  a:\n    steps:\n      - run: make test terraform-apply\n',
      },
    ],
    ['a Makefile variable', { Makefile: 'test := 1\n' }],
    ['an example', { 'examples/a/package.json': packageJson({ test: 'jest' }) }],
    ['others code', { 'vendor/a/package.json': packageJson({ test: 'jest' }) }],
  ])('does not take %s for a suite', (_, texts) => {
    expect(factsOf(texts).tests).toEqual([]);
  });
});
