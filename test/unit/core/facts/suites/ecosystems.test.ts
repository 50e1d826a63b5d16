import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../support/aWorkspace';

type Texts = Readonly<Record<string, string>>;

const suites = (texts: Texts): readonly string[] =>
  factsOf(texts).tests.map(({ id, command, cwd, primary }) => `${primary ? '*' : ' '} ${id}: ${command} (${cwd})`);
const scripts = (entries: Texts, more: object = {}): string => JSON.stringify({ scripts: entries, ...more });
const ci = (...runs: readonly string[]): Texts => ({
  '.github/workflows/ci.yml': `on: push\njobs: { t: { steps: ${JSON.stringify(runs.map((run) => ({ run })))} } }\n`,
});

describe('suites of Node', () => {
  it('lists the suite of a workspace, and of its deployable units, not of its libraries', () => {
    const app = { private: true, dependencies: { express: '5' } };
    expect(
      suites({
        'package.json': scripts({ test: 'turbo run test', build: 'turbo build' }, { packageManager: 'pnpm@9.0.0' }),
        'pnpm-lock.yaml': '',
        'apps/api/package.json': scripts({ test: 'vitest', start: 'node .' }, app),
        'packages/lib/package.json': scripts({ test: 'vitest' }),
        ...ci('pnpm test'),
      }),
    ).toEqual(['* pnpm: pnpm test (.)', '  pnpm: pnpm test (apps/api)']);
  });

  it.each<[string, string, Texts]>([
    ['a filter', 'pnpm --filter @acme/api test', { 'pnpm-lock.yaml': '' }],
    ['a folder', 'pnpm -C services/api run test', { 'pnpm-lock.yaml': '' }],
    ['a workspace of npm', 'npm test -w services/api', {}],
    ['a prefix', 'npm --prefix services/api test', {}],
    ['a workspace of Yarn', 'yarn workspace @acme/api test', { 'yarn.lock': '' }],
    ['an Nx project', 'npx nx test api', {}],
    ['a subshell', '(cd services/api && npm ci && npm test)', {}],
    ['a loop', 'for s in api; do npm --prefix services/$s test; done', {}],
  ])('follows %s to the package', (_, run, lock) => {
    const found = suites({
      'package.json': '{}',
      'services/api/package.json': scripts({ test: 'jest' }, { name: '@acme/api' }),
      'services/web/package.json': scripts({ test: 'jest' }, { name: '@acme/web' }),
      ...lock,
      ...ci(run),
    });
    expect(found.map((suite) => suite.replace(/(?:npm|pnpm|yarn)/gu, 'npm'))).toEqual([
      '* npm: npm test (services/api)',
      '  npm: npm test (services/web)',
    ]);
  });

  it('lists what contributors are told to run beside the usual suite, and what ends before what watches', () => {
    const readme =
      'Run them:\n\n```bash\n$ npm run test:e2e\n$ npm run test:e2e:cart\n```\n\nSee `test:integration`.\n';
    expect(
      suites({
        'package.json': scripts({
          test: 'jest --watch',
          'test:ci': 'jest',
          'test:e2e': 'jest --config e2e.json',
          'test:e2e:cart': 'jest --config e2e.json cart',
          'test:integration': 'jest --config integration.json',
        }),
        'README.md': readme,
        'test/a.e2e-spec.ts': '',
      }),
    ).toEqual(['* npm: npm run test:ci (.)', '  npm: npm run test:e2e (.)']);
  });

  it("follows pnpm to the root of the workspace, and takes a dump of the interface's description for no tests", () => {
    expect(
      suites({
        'package.json': scripts({ test: 'turbo run test' }),
        'pnpm-lock.yaml': '',
        'pnpm-workspace.yaml': 'packages:\n  - api\n',
        'api/package.json': scripts({ test: 'vitest run', 'spec:dump': 'tsx dump.ts' }, { name: '@shop/api' }),
        'api/src/a.test.ts': '',
        ...ci('pnpm -w test', 'pnpm --filter @shop/api spec:dump'),
      }),
    ).toEqual(['* pnpm: pnpm test (.)']);
  });

  it('lists a task of Gradle that hands end-to-end tests to another program once a pipeline runs it', () => {
    const build = {
      gradlew: '',
      'settings.gradle': '',
      'build.gradle':
        'tasks.register("e2eTest", Exec) {\n  commandLine "npx", "cypress"\n}\ntask dumpTests(type: Exec) {\n}\n',
      'src/test/java/ATest.java': '',
    };
    expect(suites({ ...build, ...ci('./gradlew test', './gradlew e2eTest', './gradlew dumpTests') })).toEqual([
      '* gradle: ./gradlew test (.)',
      '  gradle: ./gradlew e2eTest (.)',
    ]);
    expect(suites({ ...build, ...ci('./gradlew test') })).toEqual(['* gradle: ./gradlew test (.)']);
  });

  it('takes no option of another task of Elixir for tests', () => {
    const project = { 'mix.exs': 'defmodule Shop.MixProject do\nend\n', 'test/a_test.exs': '' };
    expect(suites({ ...project, ...ci('mix deps.get --only test', 'mix test') })).toEqual(['* mix: mix test (.)']);
    expect(suites({ ...project, ...ci('mix do deps.get --only test, compile, test --only cart') })).toEqual([
      '* mix: mix test (.)',
      '  mix: mix test --only cart (.)',
    ]);
  });

  it.each([
    ['a folder', 'bats -r test', 'bats -r test'],
    ['a pattern', 'if ls test/*.bats; then bats --timing test/*.bats || true; fi', 'bats test'],
    ['its image', 'docker run --rm -v "$PWD:/code" bats/bats:1.11.0 /code/test', 'bats test'],
    ['an image of its own', 'docker run --rm shop-tests bats test/cart.bats', 'bats test'],
  ])('follows Bats to the folder that it tests: %s', (_, run, command) => {
    expect(suites({ 'test/cart.bats': '', 'test/tips.bats': '', ...ci(run) })).toEqual([`* bats: ${command} (.)`]);
  });

  it('looks first at a suite that stops a change, rather than one whose failures are waved through', () => {
    const shop = { 'test/cart.bats': '', 'test/tips.bats': '', 'go.mod': 'module shop\n', 'cart_test.go': '' };
    expect(suites({ ...shop, ...ci('bats test || true', 'go test ./...') })).toEqual([
      '* go: go test ./... (.)',
      '  bats: bats test (.)',
    ]);
    expect(suites({ ...shop, ...ci('bats test || echo failed; exit 1', 'go test ./... || :') })).toEqual([
      '  go: go test ./... (.)',
      '* bats: bats test (.)',
    ]);
  });

  it('takes no task that only uses the test runner to write files for a suite', () => {
    expect(
      suites({
        gradlew: '',
        'settings.gradle': '',
        'build.gradle': 'tasks.register("buildOpenApiSpecs", Test) {\n}\ntasks.register("integration", Test) {\n}\n',
        'src/test/java/ATest.java': '',
        ...ci('./gradlew buildOpenApiSpecs', './gradlew check'),
      }),
    ).toEqual(['* gradle: ./gradlew test (.)', '  gradle: ./gradlew integration (.)']);
  });

  it('looks first at what leads to the tests, and not at those of a part in another language', () => {
    const tests = Object.fromEntries(['a', 'b', 'c'].map((name) => [`app/src/${name}.test.ts`, '']));
    expect(
      suites({
        'package.json': scripts({ test: 'cd app && yarn test', coverage: 'cd app && yarn test:coverage' }),
        'app/package.json': scripts({ test: 'jest', 'test:coverage': 'jest --coverage' }),
        ...tests,
        'yarn.lock': '',
        'native/android/settings.gradle': '',
        'native/android/gradlew': '',
        'native/android/build.gradle': '',
        'native/android/src/test/java/ATest.java': '',
        ...ci('yarn coverage', 'cd native/android && ./gradlew test'),
      }).filter((suite) => suite.startsWith('*')),
    ).toEqual(['* yarn: yarn run coverage (.)']);
  });

  it('follows scripts that a pipeline runs to the tests in them', () => {
    expect(
      suites({
        'package.json': scripts({
          ci: 'npm run lint && npm run test:unit',
          lint: 'eslint .',
          'test:unit': 'vitest run',
          'test:watch': 'vitest',
          'test:e2e': 'playwright test',
          'test:e2e:stop': 'docker compose down',
        }),
        ...ci('npm run ci', 'npm run test:e2e', 'npm run test:e2e:stop'),
      }),
    ).toEqual(['* npm: npm run test:unit (.)', '  npm: npm run test:e2e (.)']);
  });

  it('knows runners that are called without a script', () => {
    const manifest = JSON.stringify({ devDependencies: { vitest: '3' } });
    expect(
      suites({ 'package.json': manifest, 'pnpm-lock.yaml': '', ...ci('pnpm exec vitest run --coverage') }),
    ).toEqual(['* vitest: pnpm vitest run (.)']);
    expect(suites({ 'package.json': manifest, 'src/a.test.ts': '' })).toEqual(['* vitest: npx vitest run (.)']);
    expect(suites({ 'package.json': '{}', 'bun.lock': '', ...ci('bun test') })).toEqual(['* bun: bun test (.)']);
    const scripted = (body: string) => ({ 'package.json': `{ "scripts": { "test": "${body}" } }`, 'bun.lock': '' });
    expect(suites({ ...scripted('bun test'), ...ci('bun test') })).toEqual(['* bun: bun test (.)']);
    expect(suites({ ...scripted('vitest run'), ...ci('bun run test') })).toEqual(['* bun: bun run test (.)']);
    expect(suites({ 'package.json': '{}', 'pnpm-lock.yaml': '', ...ci('pnpm -r test') })).toEqual([
      '* pnpm: pnpm -r test (.)',
    ]);
  });

  it('takes what only prepares the database of the tests for no suite', () => {
    const manifest = scripts({
      'test:unit': 'vitest run',
      'db:test:push': 'drizzle-kit push',
      'db:test:fixtures': 'tsx f.ts',
    });
    expect(
      suites({
        'package.json': manifest,
        ...ci('npm run db:test:push', 'npm run db:test:fixtures', 'npm run test:unit'),
      }),
    ).toEqual(['* npm: npm run test:unit (.)']);
  });

  it('does not list coverage beside the suite itself', () => {
    const manifest = scripts({ test: 'vitest run', 'test:coverage': 'vitest run --coverage' });
    expect(suites({ 'package.json': manifest, ...ci('npm test', 'npm run test:coverage') })).toEqual([
      '* npm: npm test (.)',
    ]);
    expect(suites({ 'package.json': manifest, ...ci('npm run test:coverage') })).toEqual([
      '  npm: npm test (.)',
      '* npm: npm run test:coverage (.)',
    ]);
  });

  it('takes the whole suite for the primary one where a pipeline runs its parts', () => {
    const manifest = scripts({
      test: 'vitest',
      'test:app': 'vitest --project app',
      'test:api': 'vitest --project api',
    });
    expect(suites({ 'package.json': manifest, ...ci('npm run test:app', 'npm run test:api') })).toEqual([
      '* npm: npm test (.)',
      '  npm: npm run test:app (.)',
      '  npm: npm run test:api (.)',
    ]);
  });

  it('takes a script for its own name where it only calls what a pipeline runs', () => {
    const manifest = scripts({ 'test:app': 'vitest', test: 'yarn test:app' });
    expect(suites({ 'package.json': manifest, 'yarn.lock': '', ...ci('yarn test:app') })).toEqual([
      '  yarn: yarn run test:app (.)',
      '* yarn: yarn test (.)',
    ]);
  });

  it('does not take linters, formatters, type checks and other coverage for tests', () => {
    const manifest = scripts({
      test: 'vitest run',
      'test:code': 'eslint --ext .ts .',
      'test:other': 'yarn prettier --list-different',
      'test:types': 'tsc && yarn test:code',
      'locales-coverage': 'node scripts/locales.js',
      prettier: 'prettier "**/*.ts"',
    });
    const names = ['test', 'test:code', 'test:other', 'test:types', 'locales-coverage'];
    expect(
      suites({ 'package.json': manifest, 'yarn.lock': '', ...ci(...names.map((name) => `yarn ${name}`)) }),
    ).toEqual(['* yarn: yarn test (.)']);
  });

  it('finds the script of one package behind a call for all, and the call itself where several have it', () => {
    const texts = {
      'package.json': scripts({ ci: 'turbo run build && turbo run test:e2e' }),
      'package-lock.json': '',
      'apps/e2e/package.json': scripts({ 'test:e2e': 'playwright test' }),
      ...ci('npm run ci'),
    };
    expect(suites(texts)).toEqual(['* npm: npm run test:e2e (apps/e2e)']);
    expect(suites({ ...texts, 'apps/web/package.json': scripts({ 'test:e2e': 'cypress run' }) })).toEqual([
      '* npm: npx turbo run test:e2e (.)',
    ]);
  });

  it('puts a server before the scripts that come with it', () => {
    expect(
      suites({
        'package.json': scripts({ test: 'vitest' }),
        'src/a.test.ts': '',
        'src/b.test.ts': '',
        'composer.json': scripts({ test: 'phpunit' }),
        'tests/ATest.php': '',
        ...ci('npm test', 'composer test'),
      }),
    ).toEqual(['  npm: npm test (.)', '* composer: composer test (.)']);
  });
});

describe('suites of other ecosystems', () => {
  it.each<[string, Texts]>([
    [
      '* pytest: uv run pytest (.)',
      { 'pyproject.toml': '[dependency-groups]\ndev = ["pytest>=8"]', 'uv.lock': '', 'tests/test_a.py': '' },
    ],
    [
      '* pytest: pdm run pytest (.)',
      { 'pyproject.toml': '[tool.pytest.ini_options]', 'pdm.lock': '', 'tests/test_a.py': '' },
    ],
    ['* pytest: pipenv run pytest (.)', { Pipfile: '[dev-packages]\npytest = "*"\n', 'tests/test_a.py': '' }],
    ['* pytest: pytest (backend)', { 'backend/requirements/dev.txt': 'pytest==8\n', 'backend/tests/test_a.py': '' }],
    ['* tox: tox (.)', { 'tox.ini': '[tox]\n', 'tests/test_a.py': '' }],
    ['* nox: nox (.)', { 'noxfile.py': '', 'tests/test_a.py': '' }],
    [
      '* django: poetry run python manage.py test (shop)',
      { 'shop/manage.py': '', 'poetry.lock': '', 'shop/cart/tests.py': '' },
    ],
    [
      '* unittest: python -m unittest discover -s tests (.)',
      { 'tests/test_a.py': '', ...ci('python3 -m unittest discover -s tests') },
    ],
    [
      '* cucumber: bundle exec cucumber (.)',
      { Gemfile: 'gem "cucumber-rails", require: false\n', ...ci('bundle exec ./bin/cucumber-ci --tags "$TAGS"') },
    ],
    ['* rake: bundle exec rake test (.)', { Gemfile: '', Rakefile: 'Rake::TestTask.new\n', 'test/a_test.rb': '' }],
    [
      '* phpunit: php artisan test (.)',
      { 'composer.json': '{}', artisan: '', 'phpunit.xml': '', 'tests/ATest.php': '' },
    ],
    [
      '* phpunit: vendor/bin/phpunit (.)',
      { 'composer.json': '{"require-dev":{"phpunit/phpunit":"11"}}', 'tests/ATest.php': '' },
    ],
    ['* pest: vendor/bin/pest (.)', { 'composer.json': '{"require-dev":{"pestphp/pest":"3"}}', 'tests/ATest.php': '' }],
    [
      '* gradle: ./gradlew test (.)',
      { 'settings.gradle': '', gradlew: '', 'app/build.gradle': '', 'app/src/test/java/A.java': '' },
    ],
    ['* dotnet: dotnet test (.)', { 'shop.sln': '', 'tests/A.Tests.csproj': '<Project Sdk="Microsoft.NET.Sdk"/>' }],
    [
      '* dotnet: dotnet test b.sln (.)',
      {
        'a.sln': '',
        'b.sln': '',
        'tests/A.csproj': '<Project><ItemGroup><PackageReference Include="xunit"/></ItemGroup></Project>',
        ...ci('dotnet test b.sln --no-build'),
      },
    ],
    ['* mix: mix test (.)', { 'mix.exs': '', 'test/a_test.exs': '' }],
    ['* sbt: sbt test (.)', { 'build.sbt': '', 'src/test/scala/A.scala': '' }],
    ['* swift: swift test (.)', { 'Package.swift': '', 'Tests/AppTests/A.swift': '' }],
    [
      '* flutter: flutter test (.)',
      { 'pubspec.yaml': 'dependencies:\n  flutter:\n    sdk: flutter\n', 'test/a_test.dart': '' },
    ],
    ['* deno: deno test (.)', { 'deno.json': '{}', 'a_test.ts': '', ...ci('deno test -A') }],
    ['* just: just test (.)', { justfile: 'test *args:\n  ./all {{args}}\n' }],
    ['* task: task test (.)', { 'Taskfile.yml': 'tasks:\n  test:\n    cmds: [./all]\n' }],
    ['* script: scripts/test.sh (.)', { 'scripts/test.sh': './all', ...ci('bash scripts/test.sh') }],
  ])('knows %s', (expected, texts) => {
    expect(suites(texts)).toEqual([expected]);
  });

  it('has one suite for each Go module, outermost Cargo and Maven build', () => {
    expect(
      suites({
        'go.work': '',
        'a/go.mod': '',
        'a/a_test.go': '',
        'b/go.mod': '',
        'b/c/c_test.go': '',
        'pom.xml': '<project/>',
        'x/pom.xml': '<project/>',
        'x/src/test/java/A.java': '',
        'rs/Cargo.toml': '[workspace]',
        'rs/one/Cargo.toml': '[package]',
        'rs/one/tests/a.rs': '',
        ...ci('cd b && go test -race ./...'),
      }),
    ).toEqual([
      '  maven: mvn test (.)',
      '  go: go test ./... (a)',
      '* go: go test ./... (b)',
      '  cargo: cargo test (rs)',
    ]);
  });

  it('names a target as contributors type it, and follows it to the suites behind', () => {
    expect(
      suites({
        Makefile: 'GO ?= go\n.PHONY: check\ncheck: lint unit\nlint:\n\tgolangci-lint run\nunit:\n\t$(GO) test ./...\n',
        'go.mod': '',
        'a_test.go': '',
        ...ci('make check'),
      }),
    ).toEqual(['  go: go test ./... (.)', '* make: make check (.)']);
  });

  it('reads targets whose comments hold anything, and what a justfile imports', () => {
    expect(
      suites({ Makefile: 'test: gen ## Run all, or `make test FILTER="X"`\n\t./all\ngen:\n\tgo generate\n' }),
    ).toEqual(['* make: make test (.)']);
    expect(
      suites({
        justfile: "import 'just/testing.just'\n",
        'just/testing.just': 'run-tests *args:\n  ./all\n',
        ...ci('just run-tests'),
      }),
    ).toEqual(['* just: just run-tests (.)']);
    expect(suites({ '.mise/config.toml': '[tasks.test]\nrun = "./all"\n' })).toEqual(['* mise: mise run test (.)']);
  });

  it('takes the whole target for the primary suite where a pipeline runs its parts', () => {
    expect(
      suites({
        Makefile: 'test: test-unit test-storage\ntest-unit:\n\t./unit\ntest-storage:\n\t./storage\n',
        ...ci('make test-unit', 'make test-storage'),
      }),
    ).toEqual(['* make: make test (.)', '  make: make test-unit (.)', '  make: make test-storage (.)']);
  });

  it('takes checks of style, words and licences, and benchmarks, for no tests', () => {
    expect(
      suites({
        Makefile:
          'tests:\n\t./all\nisort_check:\n\tisort .\ncheck_keywords:\n\t./words\ncheck-api-spec:\n\topenapi-spec-validator api.yaml\ncheck-spec:\n\topenapi-spec-validator api.yaml\ntest-bench:\n\tgo test ./... -bench . -run=XXX\n',
        'go.mod': '',
        'a_test.go': '',
        ...ci('make isort_check check_keywords tests', 'make check-api-spec', 'make check-spec', 'make test-bench'),
      }),
    ).toEqual(['  go: go test ./... (.)', '* make: make tests (.)']);
  });

  it('knows Django’s runner inside a container, and then no plugin for another one', () => {
    expect(
      suites({
        'manage.py': '',
        'pyproject.toml': '[dependency-groups]\ndev = ["pytest", "pytest-django"]\n',
        'uv.lock': '',
        'shop/tests.py': '',
        ...ci('docker exec -e A=1 shop-django ./manage.py test shop --parallel'),
      }),
    ).toEqual(['* django: uv run python manage.py test (.)']);
  });

  it('takes Rake’s default task for the specs, and them for the primary suite', () => {
    expect(
      suites({
        Gemfile: 'gem "rspec-rails"\n',
        'bin/rake': '',
        'spec/a_spec.rb': '',
        'package.json': scripts({ test: 'vitest' }),
        'src/a.test.js': '',
        'src/b.test.js': '',
        ...ci('bin/rake', 'npm test'),
      }),
    ).toEqual(['  npm: npm test (.)', '* rspec: bundle exec rspec (.)']);
  });

  it('lists the system tests of Rails where a pipeline runs them', () => {
    const texts = { Gemfile: 'gem "rails"\n', 'bin/rails': '', 'test/a_test.rb': '', 'test/test_helper.rb': '' };
    expect(suites(texts)).toEqual(['* rails: bin/rails test (.)']);
    expect(suites({ ...texts, ...ci('bin/rails db:setup test', 'bin/rails test:system') })).toEqual([
      '* rails: bin/rails test (.)',
      '  rails: bin/rails test:system (.)',
    ]);
  });

  it('knows a script by the option that says test', () => {
    expect(suites({ 't.sh': '', ...ci('./t.sh --lints', './t.sh --integration', './t.sh --unit --race') })).toEqual([
      '  script: ./t.sh --integration (.)',
      '* script: ./t.sh --unit (.)',
    ]);
  });

  it('finds the suite behind a container', () => {
    expect(
      suites({
        'backend/pyproject.toml': '[tool.pytest.ini_options]',
        'backend/tests/test_a.py': '',
        ...ci('docker compose -f ci.yml run --rm api bash -c "pytest -x"'),
      }),
    ).toEqual(['* pytest: pytest (backend)']);
  });

  it('leaves out examples, templates and generated code, and counts test folders only when a pipeline runs them', () => {
    const suite = scripts({ test: 'jest' });
    const texts = {
      'examples/a/package.json': suite,
      'templates/app/package.json': suite,
      'gen/client/package.json': suite,
      'e2e/package.json': suite,
    };
    expect(suites(texts)).toEqual([]);
    expect(suites({ ...texts, ...ci('npm --prefix e2e test') })).toEqual(['* npm: npm test (e2e)']);
  });
});
