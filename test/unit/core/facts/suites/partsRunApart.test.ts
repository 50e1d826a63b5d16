import { describe, expect, it } from 'vitest';
import { ci, suites } from '../../../../support/suites';

describe('suites that pipelines run by parts', () => {
  it("are those of Go's other build tags", () => {
    const module = { 'go.mod': 'module shop\n', 'cart_test.go': 'package shop\n', 'it/it_test.go': 'package it\n' };
    expect(suites({ ...module, ...ci('go test -race ./...', 'go test -v -tags=integration ./it/...') })).toEqual([
      '* go: go test ./... (.)',
      '  go: go test -tags integration ./it/... (.)',
    ]);
    expect(suites({ ...module, ...ci('go test -tags netgo,sqlite_fts5 -race ./... -v') })).toEqual([
      '* go: go test -tags netgo,sqlite_fts5 ./... (.)',
    ]);
    expect(suites({ ...module, ...ci('go test -tags "$TAGS" ./...', 'go test -tags netgo ./...') })).toEqual([
      '* go: go test -tags netgo ./... (.)',
    ]);
    expect(suites({ ...module, ...ci('go test -tags "$TAGS" ./...') })).toEqual(['* go: go test ./... (.)']);
  });

  it('are those of a mark of pytest', () => {
    const project = {
      'pyproject.toml': '[tool.pytest.ini_options]\naddopts = "-q"\n',
      'uv.lock': '',
      'tests/test_cart.py': '',
    };
    expect(
      suites({ ...project, ...ci('uv run pytest -m "not integration"', 'uv run pytest -m integration -x') }),
    ).toEqual(['* pytest: uv run pytest (.)', '  pytest: uv run pytest -m integration (.)']);
    expect(suites({ ...project, ...ci('uv run pytest -m unit') })).toEqual(['* pytest: uv run pytest (.)']);
  });

  it("are none of the folders that a matrix shares pytest's files out by", () => {
    const project = { 'pytest.ini': '[pytest]\n', 'tests/test_cart.py': '', 'tests/api/test_api.py': '' };
    expect(
      suites({
        ...project,
        ...ci('pytest tests/api', 'pytest tests/db', 'pytest tests --ignore=tests/api --ignore=tests/db'),
      }),
    ).toEqual(['* pytest: pytest (.)']);
    expect(suites({ ...project, ...ci('pytest --ignore=tests/api', 'pytest tests/api') })).toEqual([
      '* pytest: pytest (.)',
      '  pytest: pytest tests/api (.)',
    ]);
  });

  it('are those of a tag of RSpec', () => {
    const app = { Gemfile: 'gem "rspec-rails"\n', 'spec/cart_spec.rb': '' };
    expect(suites({ ...app, ...ci('bundle exec rspec', 'bundle exec rspec --tag integration') })).toEqual([
      '* rspec: bundle exec rspec (.)',
      '  rspec: bundle exec rspec --tag integration (.)',
    ]);
    expect(suites({ ...app, ...ci('bundle exec rspec --tag ~slow') })).toEqual(['* rspec: bundle exec rspec (.)']);
  });

  it("are the suites of Gradle's plugin beside the usual one, as Kotlin registers them", () => {
    expect(
      suites({
        'settings.gradle.kts': '',
        gradlew: '',
        'shop/build.gradle.kts': 'testing {\n  suites {\n    register<JvmTestSuite>("testSmoke") {\n    }\n  }\n}\n',
        'shop/src/test/kotlin/CartTest.kt': '',
        ...ci('./gradlew check', './gradlew :shop:testSmoke'),
      }),
    ).toEqual(['* gradle: ./gradlew test (.)', '  gradle: ./gradlew testSmoke (.)']);
  });

  it("are those of a task that a project of Elixir's names for them", () => {
    expect(
      suites({ 'mix.exs': '', 'test/shop_test.exs': '', ...ci('mix test', 'mix test.e2e', 'mix test.format') }),
    ).toEqual(['* mix: mix test (.)', '  mix: mix test.e2e (.)']);
  });

  it("are those of a project of Elixir's inside another, where pipelines run it", () => {
    const app = { 'mix.exs': '', 'test/shop_test.exs': '', 'forum/mix.exs': '', 'forum/test/forum_test.exs': '' };
    const inside = {
      '.github/workflows/forum.yml':
        'on: push\njobs: { t: { defaults: { run: { working-directory: forum } }, steps: [{ run: mix test }] } }\n',
    };
    expect(suites({ ...app, ...ci('mix test') })).toEqual(['* mix: mix test (.)']);
    expect(suites({ ...app, ...ci('mix test'), ...inside })).toEqual([
      '* mix: mix test (.)',
      '  mix: mix test (forum)',
    ]);
  });

  it('are all members of a workspace of Cargo whose root is a package, unless something says less', () => {
    const manifest = '[package]\nname = "shop"\n[workspace]\nmembers = ["crates/*"]\n';
    expect(suites({ 'Cargo.toml': manifest, 'src/lib.rs': '' })).toEqual(['* cargo: cargo test --workspace (.)']);
    expect(suites({ 'Cargo.toml': manifest, 'src/lib.rs': '', ...ci('cargo test') })).toEqual([
      '* cargo: cargo test (.)',
    ]);
    expect(suites({ 'Cargo.toml': `${manifest}default-members = ["."]\n`, 'src/lib.rs': '' })).toEqual([
      '* cargo: cargo test (.)',
    ]);
  });

  it('are the tasks that a project of a Gradle build declares, by the names that a shared library runs', () => {
    expect(
      suites({
        'settings.gradle': "include ':service'\n",
        gradlew: '',
        'service/build.gradle':
          "tasks.register('integration', Test) {\n}\ntasks.register('runOldSmokeTest', Test) {\n}\ntasks.register('smoke', Test) {\n}\n",
        'service/src/test/java/CartTest.java': 'class CartTest {}\n',
        Jenkinsfile: '@Library("shared") _\nwithPipeline("java", product, component) {\n}\n',
      }),
    ).toEqual(['* gradle: ./gradlew test (.)', '  gradle: ./gradlew integration (.)', '  gradle: ./gradlew smoke (.)']);
  });

  it('are the paths that a script of Bun names', () => {
    expect(
      suites({
        'package.json': JSON.stringify({
          scripts: {
            test: 'bun test src/unit/',
            'test:e2e': 'bun test --exit src/e2e/',
            'test:slow': 'bun test src/slow/',
          },
        }),
        'bun.lock': '',
        'src/unit/cart.test.ts': '',
        ...ci('bun run test', 'bun test --timeout 60000 src/e2e/'),
      }),
    ).toEqual(['* bun: bun run test (.)', '  bun: bun run test:e2e (.)']);
  });

  it('are no scripts that only list, upload or publish around them', () => {
    expect(
      suites({
        'package.json': JSON.stringify({
          scripts: { test: 'jest', 'cypress:test': 'cypress run', 'cypress:upload:screenshots': 'tsx upload.ts' },
        }),
        'scripts/extract-integration-tests.sh': 'ls\n',
        'cart.test.ts': '',
        ...ci(
          'npm test',
          'npm run cypress:test',
          'npm run cypress:upload:screenshots',
          './scripts/extract-integration-tests.sh',
        ),
      }),
    ).toEqual(['* npm: npm test (.)', '  npm: npm run cypress:test (.)']);
  });

  it('are those of a word in the names of tests, and of folders that the other run leaves out', () => {
    const project = {
      'pytest.ini': '[pytest]\n',
      Pipfile: '',
      'shop/tests/test_cart.py': '',
      'dumps/test_dump.py': '',
    };
    expect(
      suites({
        ...project,
        ...ci(
          'pipenv run pytest --cov=. --ignore dumps -k "not seeding"',
          'pipenv run pytest -k seeding',
          'pipenv run pytest --cov=. dumps',
        ),
      }),
    ).toEqual([
      '* pytest: pipenv run pytest (.)',
      '  pytest: pipenv run pytest -k seeding (.)',
      '  pytest: pipenv run pytest dumps (.)',
    ]);
    expect(suites({ ...project, ...ci('pipenv run pytest shop/tests', 'pipenv run pytest dumps') })).toEqual([
      '* pytest: pipenv run pytest (.)',
    ]);
  });

  it("are what .NET's filter leaves out, also behind a tool that measures", () => {
    const project = {
      'Shop.sln': '',
      'test/Shop.Tests/Shop.Tests.csproj':
        '<Project><ItemGroup><PackageReference Include="xunit" /></ItemGroup></Project>',
    };
    expect(
      suites({
        ...project,
        ...ci(
          "dotCover cover --target-working-directory . -- test --no-build --filter 'Name!~Slow' Shop.sln",
          "dotnet test --no-build --filter 'Name~Slow' Shop.sln",
        ),
      }),
    ).toEqual(["* dotnet: dotnet test --filter 'Name!~Slow' (.)", "  dotnet: dotnet test --filter 'Name~Slow' (.)"]);
    expect(suites({ ...project, ...ci('dotnet test --filter "$WHAT"', 'dotnet test') })).toEqual([
      '* dotnet: dotnet test (.)',
    ]);
    expect(suites({ ...project, ...ci('dotnet test --filter Category=Unit') })).toEqual(['* dotnet: dotnet test (.)']);
  });

  it('are what Playwright is told to run', () => {
    const manifest = '{"scripts": {"test:all": "npx playwright test all-paths"}}';
    const project = { 'package.json': manifest, 'package-lock.json': '', 'e2e/all-paths.spec.js': '' };
    expect(
      suites({ ...project, ...ci('npx playwright test smoke --shard 1/2', 'npx playwright test all-paths') }),
    ).toEqual(['* npm: npm run test:all (.)', '  playwright: npx playwright test smoke (.)']);
    const plain = { ...project, 'package.json': '{"devDependencies": {"@playwright/test": "1"}}' };
    expect(suites({ ...plain, ...ci('npx playwright test --project=chromium') })).toEqual([
      '* playwright: npx playwright test (.)',
    ]);
    expect(
      suites({ ...plain, ...ci('npx playwright test', 'npx playwright test -c e2e/visual.config.ts --reporter list') }),
    ).toEqual([
      '* playwright: npx playwright test (.)',
      '  playwright: npx playwright test -c e2e/visual.config.ts (.)',
    ]);
  });

  it("are Scala's integration tests, which stand in a project of their own or a configuration", () => {
    const tests = { 'test/CartSpec.scala': '', 'it/test/CartSpec.scala': '' };
    expect(
      suites({
        'build.sbt': 'lazy val shop = Project("shop", file("."))\n\nlazy val it = project\n  .dependsOn(shop)\n',
        ...tests,
      }),
    ).toEqual(['* sbt: sbt test (.)', '  sbt: sbt it/test (.)']);
    expect(suites({ 'build.sbt': 'lazy val shop = project.configs(IntegrationTest)\n', ...tests })).toEqual([
      '* sbt: sbt test (.)',
      '  sbt: sbt IntegrationTest/test (.)',
    ]);
    expect(suites({ 'build.sbt': 'lazy val it = project\n', 'test/CartSpec.scala': '' })).toEqual([
      '* sbt: sbt test (.)',
    ]);
  });

  it("are PHPUnit's with its configuration beside the tests, and Behat's as they are named", () => {
    expect(
      suites({
        'composer.json': '{"require-dev": {"phpunit/phpunit": "12", "behat/behat": "3"}}',
        'tests/phpunit.xml': '',
        'tests/CartTest.php': '',
        ...ci(
          './vendor/bin/phpunit --configuration=./tests/phpunit.xml --testsuite=unit',
          './vendor/bin/behat -c ./tests/behat.yml --suite default -vv',
        ),
      }),
    ).toEqual([
      '* phpunit: vendor/bin/phpunit -c tests/phpunit.xml (.)',
      '  behat: vendor/bin/behat -c tests/behat.yml --suite default (.)',
    ]);
  });

  it('are the tests in the documentation, which nextest leaves out', () => {
    const manifest = { 'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\n', 'tests/a.rs': '' };
    const doc = 'cargo test --no-fail-fast --doc --all-features --workspace';
    expect(suites({ ...manifest, ...ci('cargo nextest run --all-features', doc) })).toEqual([
      '* cargo: cargo nextest run --all-features (.)',
      '  cargo: cargo test --doc --all-features --workspace (.)',
    ]);
    expect(suites({ ...manifest, ...ci('cargo test --all-features', doc) })).toEqual([
      '* cargo: cargo test --all-features (.)',
    ]);
  });

  it("are Gradle's tasks on the sources of integration tests, whatever their names", () => {
    expect(
      suites({
        gradlew: '',
        'build.gradle':
          "tasks.register('apiTest', Test) {\n  group = 'verification'\n  setTestClassesDirs(sourceSets.integrationTest.output.classesDirs)\n}\n\ntasks.register('loadTest', Test) {\n  group = 'load'\n}\n",
        'src/test/java/CartTest.java': '',
      }),
    ).toEqual(['* gradle: ./gradlew test (.)', '  gradle: ./gradlew apiTest (.)']);
  });
});
