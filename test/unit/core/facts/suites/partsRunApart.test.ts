import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../support/aWorkspace';

type Texts = Readonly<Record<string, string>>;

const suites = (texts: Texts): readonly string[] =>
  factsOf(texts).tests.map(({ id, command, cwd, primary }) => `${primary ? '*' : ' '} ${id}: ${command} (${cwd})`);
const ci = (...runs: readonly string[]): Texts => ({
  '.github/workflows/ci.yml': `on: push\njobs: { t: { steps: ${JSON.stringify(runs.map((run) => ({ run })))} } }\n`,
});

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
});
