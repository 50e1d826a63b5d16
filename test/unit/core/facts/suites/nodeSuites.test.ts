import { describe, expect, it } from 'vitest';
import { ci, scripts, suites } from '../../../../support/suites';

type Texts = Readonly<Record<string, string>>;

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
