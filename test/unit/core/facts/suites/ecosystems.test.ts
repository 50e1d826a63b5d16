import { describe, expect, it } from 'vitest';
import { ci, scripts, suites } from '../../../../support/suites';

type Texts = Readonly<Record<string, string>>;

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
