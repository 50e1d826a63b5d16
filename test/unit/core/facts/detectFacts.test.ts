import { describe, expect, it } from 'vitest';
import { pathsToRead } from '../../../../src/core/facts/detectFacts';
import type { ReleaseFile } from '../../../../src/core/facts/schema';
import { aRelease, factsOf } from '../../../support/aWorkspace';

const packageJson = `{
  "name": "@acme/shop",
  "scripts": { "test": "vitest run" },
  "dependencies": {
    "@launchdarkly/node-server-sdk": "^9.0.0",
    "express": "^5.1.0",
    "prom-client": "^15.0.0"
  },
  "devDependencies": {
    "unleash-client": "^6.0.0"
  }
}
`;
const file = (path: string, status: ReleaseFile['status'], lines = 1): ReleaseFile => ({
  path,
  status,
  added: lines,
  deleted: 0,
});

const notJudged = {
  rule: 'not-examined',
  line: 1,
  severity: 'warning',
  message: "PostgreSQL's parser could not be loaded, so nothing was judged.",
  effects: ['unknown'],
};

describe('detectFacts', () => {
  it('is a whole value, every fact with its evidence', () => {
    const files = [
      file('package.json', 'modified'),
      file('db/migrations/002_cart.sql', 'added'),
      file('db/migrations/001_users.sql', 'modified'),
      file('src/server.ts', 'modified'),
      file('README.md', 'modified'),
      { ...file('prisma/migrations/20250101_a/migration.sql', 'renamed', 0), from: 'old.sql' },
    ];
    const patches = new Map([
      [
        'package.json',
        {
          added: [{ line: 6, text: '    "express": "^5.1.0",' }],
          deleted: [
            { line: 6, text: '    "express": "^4.2.0",' },
            { line: 7, text: '    "left-pad": "^1.0.0",' },
          ],
        },
      ],
      [
        'src/server.ts',
        {
          added: [{ line: 9, text: 'const key = process.env.PAY_KEY ?? process.env["MOVED"];' }],
          deleted: [{ line: 2, text: 'process.env.MOVED' }],
        },
      ],
    ]);
    const facts = factsOf(
      {
        'package.json': packageJson,
        'package-lock.json': '{}',
        '.github/workflows/ci.yml': 'jobs: { t: { steps: [ { run: npm test } ] } }\n',
        Dockerfile: 'FROM node\n',
        'ops/prometheus/alerts.yml':
          'groups:\n  - name: shop\n    rules:\n      - alert: Down\n        expr: up == 0\n',
        'db/migrations/001_users.sql': 'create table users ();',
        'db/migrations/002_cart.sql': 'create table cart ();',
        'prisma/migrations/20250101_a/migration.sql': '',
        'broken/alerts.yaml': 'kind: Service\nmetadata: [',
        'src/server.ts': `${'\n'.repeat(8)}const key = process.env.PAY_KEY ?? process.env["MOVED"];\n`,
        'README.md': '',
      },
      { files },
      patches,
    );
    expect(facts).toEqual({
      release: { ...aRelease, files },
      platforms: [{ id: 'dockerfile', evidence: [{ file: 'Dockerfile', line: 1 }] }],
      otherPlatforms: [],
      otherPipelines: [],
      jobStarts: [],
      gitops: [],
      ci: [{ id: 'github-actions', evidence: [{ file: '.github/workflows/ci.yml' }] }],
      flags: [
        { id: 'launchdarkly', evidence: [{ file: 'package.json', line: 5 }] },
        { id: 'unleash', role: 'development', evidence: [{ file: 'package.json', line: 10 }] },
      ],
      observability: [
        { id: 'prometheus', evidence: [{ file: 'package.json', line: 7 }] },
        { id: 'alert-rules', evidence: [{ file: 'ops/prometheus/alerts.yml', line: 4 }] },
      ],
      metricNames: [],
      tests: [
        {
          id: 'npm',
          command: 'npm test',
          cwd: '.',
          primary: true,
          evidence: [
            { file: 'package.json', line: 3 },
            { file: '.github/workflows/ci.yml', line: 1 },
          ],
        },
      ],
      migrationTools: [
        {
          id: 'prisma',
          folder: 'prisma/migrations',
          evidence: [{ file: 'prisma/migrations/20250101_a/migration.sql' }],
          commands: {
            apply: 'npx prisma migrate deploy',
            status: 'npx prisma migrate status',
            cwd: '.',
            recover: expect.stringContaining('prisma migrate resolve --rolled-back') as string,
            blanks: [],
          },
        },
        { id: 'sql', folder: 'db/migrations', evidence: [{ file: 'db/migrations/001_users.sql' }] },
      ],
      otherMigrations: [],
      modelChanges: [],
      schemaSyncs: [],
      migrations: [
        {
          tool: 'sql',
          file: 'db/migrations/002_cart.sql',
          change: 'added',
          reversible: 'unknown',
          findings: [notJudged],
          phase: 'unknown',
        },
        {
          tool: 'sql',
          file: 'db/migrations/001_users.sql',
          change: 'edited',
          reversible: 'unknown',
          findings: [notJudged],
          phase: 'unknown',
        },
      ],
      units: [{ id: '.', name: 'shop', folder: '.' }],
      config: [{ kind: 'key-read', key: 'PAY_KEY', evidence: [{ file: 'src/server.ts', line: 9 }], setIn: [] }],
      dependencies: [
        {
          ecosystem: 'npm',
          name: 'express',
          from: '^4.2.0',
          to: '^5.1.0',
          major: true,
          evidence: [{ file: 'package.json', line: 6 }],
        },
        { ecosystem: 'npm', name: 'left-pad', from: '^1.0.0', evidence: [{ file: 'package.json' }] },
      ],
      lockFiles: [],
      surface: [],
      messages: [],
      infrastructure: [],
      observabilityChanges: [],
      publishing: [],
      images: [],
      docs: [{ file: 'README.md', status: 'modified' }],
      skipped: [{ file: 'broken/alerts.yaml', reason: expect.stringContaining('not valid YAML') as string }],
    });
    expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
  });

  it('asks only for files that a detector reads', () => {
    expect(
      pathsToRead([
        'src/index.ts',
        'package.json',
        'node_modules/x/package.json',
        'build/resources/main/db/migration/V1__a.sql',
        'target/classes/k8s/web.yaml',
        'Shop/bin/Debug/net8.0/package.json',
        'pnpm-lock.yaml',
        'k8s/web.yaml',
        'vendor/a/deployment.yaml',
        'deploy.sh',
        'db/migrations/001_a.sql',
        'go.mod',
        'logo.png',
      ]),
    ).toEqual(['package.json', 'k8s/web.yaml', 'deploy.sh', 'db/migrations/001_a.sql', 'go.mod']);
  });

  it('finds units: workspace members and folders with a Dockerfile', () => {
    const { units } = factsOf({
      'package.json': '{ "name": "mono", "workspaces": ["packages/*", "!packages/internal"] }',
      'packages/api/package.json':
        '{ "name": "@acme/api", "private": true, "scripts": { "start": "node ." }, "dependencies": { "express": "5" } }',
      'packages/internal/package.json': '{}',
      'services/cart/src/Dockerfile': '',
      'examples/demo/Dockerfile': '',
      'docker/Dockerfile': '',
    });
    expect(units).toEqual([
      { id: '.', name: 'mono', folder: '.' },
      { id: 'packages/api', name: 'api', folder: 'packages/api' },
      { id: 'services/cart/src', name: 'cart', folder: 'services/cart/src' },
    ]);
  });

  it.each([
    [
      'go.mod',
      'require (\n\tgithub.com/open-feature/go-sdk v1.0.0\n\tgo.opentelemetry.io/otel v1.2.0 // indirect\n)',
      'openfeature',
      2,
    ],
    ['pyproject.toml', '[project]\ndependencies = [\n  "flagsmith>=3",\n]\n', 'flagsmith', 3],
    ['requirements.txt', 'django-waffle==4.1\n', 'waffle', 1],
    ['Gemfile', "gem 'flipper-redis'\n", 'flipper', 1],
    [
      'pom.xml',
      '<project><dependencies><dependency>\n<groupId>io.getunleash</groupId>\n<artifactId>unleash-client-java</artifactId>\n</dependency></dependencies></project>',
      'unleash',
      3,
    ],
    [
      'build.gradle',
      "dependencies {\n  implementation 'com.launchdarkly:launchdarkly-java-server-sdk:7.0.0'\n}",
      'launchdarkly',
      2,
    ],
  ])('finds flag libraries in %s', (path, text, id, line) => {
    expect(factsOf({ [path]: text }).flags).toEqual([{ id, evidence: [{ file: path, line }] }]);
  });
});
