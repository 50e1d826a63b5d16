import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../support/aWorkspace';

type Texts = Readonly<Record<string, string>>;

/** The suites in short, the primary one with a star. */
function suites(texts: Texts): readonly string[] {
  return factsOf(texts).tests.map(({ command, cwd, primary }) => `${primary ? '* ' : ''}${cwd}: ${command}`);
}

const gradle: Texts = {
  gradlew: '',
  'build.gradle': "apply plugin: 'java'\ntask integration(type: Test) {\n}\n",
  'src/test/java/ShopTest.java': '',
};

describe('the suites that pipelines run out of sight', () => {
  it('are those of the folders that a workflow of another repository is given', () => {
    const ci = (name: string, folder: string) =>
      `on: pull_request\njobs:\n  ci:\n    uses: acme/pipelines/.github/workflows/${name}.yaml@main\n    with:\n      working_directory: ./${folder}\n`;
    const texts: Texts = {
      'orders-api/pyproject.toml': '[tool.poetry.group.dev.dependencies]\npytest = "8"\n[tool.pytest.ini_options]\n',
      'orders-api/poetry.lock': '',
      'orders-api/tests/test_a.py': '',
      'orders-api/tests/test_b.py': '',
      'jobs/pyproject.toml': '[tool.poetry.group.dev.dependencies]\npytest = "8"\n[tool.pytest.ini_options]\n',
      'jobs/poetry.lock': '',
      'jobs/tests/test_a.py': '',
      '.github/workflows/jobs-ci.yml':
        'on: pull_request\njobs:\n  test:\n    steps:\n      - run: poetry run pytest\n        working-directory: jobs\n',
    };
    expect(suites({ ...texts, '.github/workflows/api-ci.yml': ci('backend-ci', 'orders-api') })).toEqual([
      'jobs: poetry run pytest',
      '* orders-api: poetry run pytest',
    ]);
    // What deploys a folder does not test it.
    expect(suites({ ...texts, '.github/workflows/api-cd.yml': ci('backend-cd', 'orders-api') })).toEqual([
      '* jobs: poetry run pytest',
      'orders-api: poetry run pytest',
    ]);
  });

  it('include the quick one where a shared library is only seen to run a slow one', () => {
    expect(
      suites({ ...gradle, Jenkinsfile: "@Library('shared') _\nnode {\n  sh './gradlew integration'\n}\n" }),
    ).toEqual(['* .: ./gradlew test', '.: ./gradlew integration']);
  });

  it('are also those that a shared library of Jenkins runs by their usual names', () => {
    const declared = {
      'settings.gradle': '',
      gradlew: '',
      'build.gradle':
        "tasks.register('smoke', Test) {\n}\ntasks.register('functional', Test) {\n}\ntasks.register('fortify', Test) {\n}\n",
      'src/test/java/shop/CartTest.java': '@Test\nvoid cart() {}\n',
    };
    const withPipeline = "@Library('Infrastructure')\n\nwithPipeline(type, product, component) {\n}\n";
    expect(suites({ ...declared, Jenkinsfile_CNP: withPipeline })).toEqual([
      '* .: ./gradlew test',
      '.: ./gradlew smoke',
      '.: ./gradlew functional',
    ]);
    expect(suites({ ...declared, Jenkinsfile: "node {\n  sh './gradlew test'\n}\n" })).toEqual(['* .: ./gradlew test']);
  });

  it('are those of CodeBuild, whose commands also deploy', () => {
    const facts = factsOf({
      Gemfile: 'gem "rspec"\n',
      '.rspec': '',
      'spec/a_spec.rb': '',
      Makefile: 'test:\n\t@bundle exec rspec\n\ndestroy-test-database:\n\t@dropdb test\n',
      'buildspec/tests.yml':
        'phases:\n  build:\n    commands:\n      - make destroy-test-database\n      - make test\n',
      'buildspec/deploy.yml':
        'phases:\n  post_build:\n    commands:\n      - aws ecs update-service --cluster $CLUSTER --service $SERVICE --force-new-deployment\n',
    });
    expect(facts.tests.map(({ command, primary }) => [command, primary])).toEqual([
      ['bundle exec rspec', false],
      ['make test', true],
    ]);
    expect(facts.platforms.map(({ id, evidence }) => [id, evidence])).toEqual([
      ['ecs', [{ file: 'buildspec/deploy.yml', line: 4 }]],
    ]);
  });

  it('bear the names that inputs fall back to', () => {
    expect(
      suites({
        'package.json': JSON.stringify({
          scripts: { 'test:smoke:stage': 'playwright test --project=smoke', 'test:full:prod': 'playwright test' },
        }),
        '.github/workflows/e2e.yml':
          "on: push\njobs:\n  e2e:\n    steps:\n      - run: npm run test:${{ inputs.suite || 'smoke' }}:${{ inputs.environment || 'stage' }}\n",
      }),
    ).toEqual(['* .: npm run test:smoke:stage']);
  });

  it('are the whole one where they run each package that it hands on to', () => {
    const pkg = JSON.stringify({ scripts: { test: 'vitest run' } });
    const texts: Texts = {
      'yarn.lock': '',
      'package.json': JSON.stringify({ workspaces: ['packages/*'], scripts: { test: 'yarn workspaces run test' } }),
      'packages/web/package.json': pkg.replace('{', '{"name":"web",'),
      'packages/web/a.test.js': '',
      'packages/web/b.test.js': '',
      'packages/api/package.json': pkg.replace('{', '{"name":"api",'),
      'packages/api/a.test.js': '',
    };
    const ci = (...runs: readonly string[]) =>
      `on: push\njobs:\n  test:\n    steps:\n${runs.map((run) => `      - run: ${run}\n`).join('')}`;
    expect(
      suites({ ...texts, '.github/workflows/ci.yml': ci('yarn workspace web test', 'yarn workspace api test') })[0],
    ).toBe('* .: yarn test');
    expect(suites({ ...texts, '.github/workflows/ci.yml': ci('yarn workspace web test') })[0]).toBe('.: yarn test');
  });
});

describe('the suites that CircleCI is given files for', () => {
  it('are those that it runs with them, and a script of tests whatever stands before the word', () => {
    const step = (run: string) => `      - run: ${JSON.stringify(run)}\n`;
    const texts: Texts = {
      Gemfile: "gem 'rspec-rails'\n",
      'spec/models/a_spec.rb': '',
      'spec/models/b_spec.rb': '',
      'package.json': '{"scripts":{"jstest":"mocha --recursive"},"devDependencies":{"mocha":"10.0.0"}}\n',
      'yarn.lock': '',
      'test/a.test.js': '',
      '.circleci/config.yml': `version: 2.1\njobs:\n  test:\n    docker: [{ image: cimg/ruby }]\n    steps:\n${step(
        'circleci tests glob "spec/**/*_spec.rb" | circleci tests run --command="xargs bundle exec rspec --format progress" --verbose',
      )}${step('yarn run jstest')}`,
    };
    expect(suites(texts)).toEqual(['.: yarn run jstest', '* .: bundle exec rspec']);
  });

  it('are those that an action is told to run in a folder of the matrix', () => {
    const part = { 'package-lock.json': '', 'src/a.test.ts': '' };
    const texts: Record<string, string> = {
      '.github/workflows/analysis.yml':
        'on: pull_request\njobs:\n  tests:\n    strategy:\n      matrix:\n        dir: [orders, web]\n    steps:\n      - uses: acme/test-and-analyse@v1\n        with:\n          commands: |\n            npm ci\n            npm run test:cov\n          dir: ${{ matrix.dir }}\n',
    };
    for (const folder of ['orders', 'web', 'old']) {
      texts[`${folder}/package.json`] = JSON.stringify({
        name: folder,
        scripts: { test: 'jest --watch', 'test:cov': 'jest --coverage' },
      });
      for (const [path, text] of Object.entries(part)) texts[`${folder}/${path}`] = text;
    }
    expect(suites(texts).filter((each) => each.includes('test:cov'))).toEqual([
      '* orders: npm run test:cov',
      'web: npm run test:cov',
    ]);
  });

  it('are those of a runner that Yarn calls in one part of its workspace', () => {
    expect(
      suites({
        'package.json': JSON.stringify({ name: 'shop', private: true, workspaces: ['services/*'] }),
        'yarn.lock': '',
        'services/web/package.json': JSON.stringify({ name: '@shop/web', devDependencies: { cypress: '13' } }),
        'services/web/cypress/e2e/a.cy.ts': '',
        '.github/workflows/e2e.yml':
          'on: pull_request\njobs:\n  e2e:\n    steps:\n      - run: yarn workspace @shop/web cypress run\n',
      }),
    ).toEqual(['* services/web: yarn cypress run']);
  });
});

describe('the suites that pipelines run by what is not named test alone', () => {
  const ci = (...runs: readonly string[]): Texts => ({
    '.github/workflows/ci.yml': `on: push\njobs: { t: { steps: ${JSON.stringify(runs.map((run) => ({ run })))} } }\n`,
  });
  const module: Texts = { 'go.mod': 'module shop\n', 'cart_test.go': 'package shop\n' };

  it('are containers that end with the tests', () => {
    expect(
      suites({ ...module, ...ci('docker compose -f docker-compose.test.yml up --build --exit-code-from test') }),
    ).toEqual(['.: go test ./...', '* .: docker compose -f docker-compose.test.yml up --build --exit-code-from test']);
    expect(suites({ ...module, ...ci('docker compose up -d', 'docker compose up --exit-code-from migrate') })).toEqual([
      '* .: go test ./...',
    ]);
  });

  it('are targets that are parted by slashes, named for all tests, or for acceptance', () => {
    const makefile =
      'test/integration:\n\tgo test ./it/...\n\ntest/cluster/cleanup:\n\t./clean.sh\n\ntestall: testrace\n\ntestrace:\n\tgo test --race ./...\n\nacceptance-shop:\n\ttox -e shop\n';
    expect(
      suites({
        ...module,
        Makefile: makefile,
        ...ci('make binary testall test/integration test/cluster/cleanup', 'make acceptance-shop'),
      }),
    ).toEqual(['.: go test ./...', '.: make test/integration', '* .: make testall', '.: make acceptance-shop']);
  });

  it('are the scripts that a Jenkins library runs at its stages', () => {
    const texts: Texts = {
      'package.json':
        '{"scripts": {"test": "jest", "test:smoke": "./smoke.sh", "test:functional": "codeceptjs run", "test:e2e": "x"}}',
      'yarn.lock': '',
      'src/cart.test.ts': '',
    };
    expect(suites(texts)).toEqual(['* .: yarn test']);
    expect(
      suites({
        ...texts,
        Jenkinsfile_CNP: '@Library("Infrastructure")\n\nwithPipeline("nodejs", product, component) {\n}\n',
      }),
    ).toEqual(['* .: yarn test', '.: yarn run test:smoke', '.: yarn run test:functional']);
  });

  it("are a script that leads to the server's own tests before those of its pages", () => {
    expect(
      suites({
        'mix.exs': '',
        'test/a_test.exs': '',
        'package.json':
          '{"scripts": {"ci:unit:pages": "npm run --prefix assets jest", "ci:unit:exunit": "mix coveralls.html"}}',
        'package-lock.json': '',
        'assets/package.json': '{"scripts": {"jest": "jest"}}',
        'assets/js/a.test.js': '',
        'assets/js/b.test.js': '',
        ...ci('npm run ci:unit:pages', 'npm run ci:unit:exunit'),
      }).filter((each) => each.startsWith('*')),
    ).toEqual(['* .: npm run ci:unit:exunit']);
  });

  it('are none of what a database is filled with', () => {
    expect(
      suites({
        Gemfile: 'gem "rspec"\n',
        'spec/a_spec.rb': '',
        'db/data/lessons/package.json': '{"devDependencies": {"jest": "29"}}',
        'db/data/lessons/a.test.js': '',
      }),
    ).toEqual(['* .: bundle exec rspec']);
  });
});
