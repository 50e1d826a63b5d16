import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../support/aWorkspace';

describe('what is named after tests or checks', () => {
  it('is no suite where it builds what tests need, shows what they said or only looks at the code', () => {
    const { tests } = factsOf({
      'package.json': JSON.stringify({
        scripts: { test: 'vitest run', 'check-test-fixtures': 'tsx scripts/fixtures.ts' },
        devDependencies: { vitest: '^3.0.0' },
      }),
      'src/a.test.ts': 'import { it } from "vitest";\n',
      '.github/workflows/ci.yml':
        'on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make check\n      - run: make e2e-rebuild\n      - run: make e2e-tests\n      - run: make e2e-logs\n      - run: npm run check-test-fixtures\n      - run: make -C api check\n',
      Makefile:
        'check:\n\tblack --check .\n\truff check .\n\ne2e-rebuild:\n\tdocker compose build\n\ne2e-logs:\n\tdocker compose logs -f\n\ne2e-tests:\n\tcd e2e && ./run\n',
      'api/Makefile': 'check: lint tests\n\ntests:\n\t./bin/run-tests\n',
      'api/Dockerfile': 'FROM scratch\n',
    });
    expect(tests.map(({ cwd, command }) => `${cwd} ${command}`).sort()).toEqual([
      '. make e2e-tests',
      '. npm test',
      'api make check',
      'api make tests',
    ]);
  });

  it.each([
    ['lint *args=".": devenv\n    $BIN/ruff check {{ args }}\n', []],
    ['lint:\n    ruff check .\n    pytest\n', ['just check']],
    ['lint: unknown\n', ['just check']],
    ['lint:\n    ./scripts/all.sh\n', ['just check']],
  ])('is a suite where anything that it needs may run tests: %j', (lint, suites) => {
    const justfile = `check: lockfile lint\n\nlockfile:\n    #!/bin/bash\n    uv lock --check || rc=$?\n    if test "$rc" != "0" ; then\n    exit $rc\n    fi\n\ndevenv:\n    test -d .venv || uv venv .venv\n\n${lint}`;
    const ci = 'on: pull_request\njobs:\n  check:\n    steps:\n      - run: just check\n';
    const { tests } = factsOf({ justfile, '.github/workflows/ci.yml': ci });
    expect(tests.map(({ command }) => command)).toEqual(suites);
  });

  it('is no suite where it validates or lints what tests are made of', () => {
    const { tests } = factsOf({
      Makefile: 'validate-test-schemas:\n\t./check.sh\n\ntest:\n\t./run.sh\n',
      'scripts/lint_test_specs.sh': 'eslint tests\n',
      '.github/workflows/ci.yml':
        'on: push\njobs:\n  a:\n    steps:\n      - run: make validate-test-schemas\n      - run: scripts/lint_test_specs.sh\n      - run: make test\n',
    });
    expect(tests.map(({ command }) => command)).toEqual(['make test']);
  });

  it('is the whole suite, and no part of one, where it is the run for pipelines', () => {
    const justfile = 'test-ci:\n    pytest -m quick\n\ntest:\n    pytest -n auto\n\nassets-test:\n    npm test\n';
    const ci = 'on: pull_request\njobs:\n  a:\n    steps:\n      - run: just assets-test\n      - run: just test-ci\n';
    const { tests } = factsOf({ justfile, '.github/workflows/ci.yml': ci });
    expect(tests.filter(({ primary }) => primary).map(({ command }) => command)).toEqual(['just test-ci']);
  });

  it('is watched by Application Insights where a gem of that name is used', () => {
    expect(factsOf({ Gemfile: "gem 'rails'\ngem 'application_insights'\n" }).observability.map(({ id }) => id)).toEqual(
      ['application-insights'],
    );
  });

  it('are none where whoever calls them has to write the recipe anew', () => {
    const make = (recipe: string) => factsOf({ Makefile: `test:\n\t${recipe}\n` }).tests.map(({ command }) => command);
    expect(make('docker compose run api pytest <File(s)::test(s)>')).toEqual([]);
    expect(make('./all <input.txt >output.txt')).toEqual(['make test']);
  });

  it('are none where nothing could run: no part has the script, or what make needs is not there', () => {
    const root = { name: 'shop', private: true, scripts: { test: 'pnpm --recursive run test' } };
    const part = (scripts: Readonly<Record<string, string>>) => JSON.stringify({ name: 'web', scripts });
    const texts = {
      'package.json': JSON.stringify(root),
      'pnpm-workspace.yaml': 'packages:\n  - apps/*\n',
      'pnpm-lock.yaml': '',
    };
    const commands = (more: Readonly<Record<string, string>>) =>
      factsOf({ ...texts, ...more }).tests.map(({ command, cwd }) => `${cwd}: ${command}`);
    expect(commands({ 'apps/web/package.json': part({ build: 'vite build' }) })).toEqual([]);
    expect(commands({ 'apps/web/package.json': part({ test: 'vitest run' }) })).toContain('.: pnpm test');
    const make = (needs: string) => ({ Makefile: `test: ${needs}\n\ntest-py:\n\tpytest\n` });
    expect(factsOf(make('test-js test-py')).tests.map(({ command }) => command)).not.toContain('make test');
    expect(factsOf(make('test-py')).tests.map(({ command }) => command)).toContain('make test');
  });

  it("is tox's environment where pipelines name it, and no script that is the shell's own test", () => {
    const steps = (...runs: readonly string[]): string =>
      `on: push\njobs:\n  test:\n    steps:\n${runs.map((run) => `      - run: ${run}\n`).join('')}`;
    const run = (...runs: readonly string[]): readonly string[] =>
      factsOf({
        'tox.ini': '[tox]\nenvlist = tests\n',
        'tests/test_a.py': '',
        'tools/package.json': '{ "scripts": { "test": "test" } }',
        '.github/workflows/ci.yml': steps(...runs),
      }).tests.map(({ command, primary }) => `${command}${primary ? ' *' : ''}`);
    expect(run('tox -e lint', 'tox -e tests', 'tox -e coverage', 'tox -qe functests')).toEqual([
      'tox -e tests *',
      'tox -e functests',
    ]);
    expect(run('tox -e py312', 'tox -e integration')).toEqual(['tox *', 'tox -e integration']);
    expect(run('tox')).toEqual(['tox *']);
  });

  it("is a tag of Elixir's tests that pipelines run apart", () => {
    const { tests } = factsOf({
      'mix.exs': '',
      'test/a_test.exs': '',
      '.github/workflows/ci.yml':
        'on: push\njobs:\n  test:\n    steps:\n      - run: mix coveralls.lcov\n      - run: mix coveralls.lcov --only integration --trace\n',
    });
    expect(tests.map(({ command, primary }) => `${command}${primary ? ' *' : ''}`)).toEqual([
      'mix test *',
      'mix test --only integration',
    ]);
  });
});

it('lists a script once for what it is given, the plain call first, and none that only prepares one', () => {
  const script = 'if [ "$1" = web ]; then npm test; else pytest; fi\n';
  const steps = ['./test.sh web -b', './test.sh web', './test.sh'].map((run) => ({ run }));
  const ci = `on: push\njobs: { t: { steps: ${JSON.stringify(steps)} } }\n`;
  const { tests } = factsOf({ 'test.sh': script, '.github/workflows/ci.yml': ci });
  expect(tests.map(({ command, primary }) => [command, primary])).toEqual([
    ['./test.sh', true],
    ['./test.sh web', false],
  ]);
});
