import { describe, expect, it } from 'vitest';
import type { ConfigChange } from '../../../../../src/core/facts/schema';
import { factsOfChange } from '../../../../support/aChange';
import { risksIn } from '../../../../support/aRiskyRelease';

/** The configuration changes of a release, without the files it touches. */
function changesOf(...release: Parameters<typeof factsOfChange>): readonly ConfigChange[] {
  return factsOfChange(...release).config.filter(({ kind }) => kind !== 'file');
}

/** The keys that a release newly reads. */
function keysRead(...release: Parameters<typeof factsOfChange>): readonly string[] {
  return changesOf(...release).flatMap((change) => (change.kind === 'key-read' ? [change.key] : []));
}

describe('configChanges', () => {
  it('names a key that code newly reads, and where the deployed settings give it a value', () => {
    expect(
      changesOf(
        { 'src/pay.ts': { before: 'start();\n', after: 'start();\nconst key = process.env.PAY_KEY;\n' } },
        {
          '.env.example': 'PAY_KEY=\n',
          'fly.toml': '[env]\nPAY_KEY = "abc"\n',
          'deploy/values.yaml': 'env:\n  - name: PAY_KEY\n    value: ""\n',
        },
      ),
    ).toEqual([
      {
        kind: 'key-read',
        key: 'PAY_KEY',
        evidence: [{ file: 'src/pay.ts', line: 2 }],
        setIn: [{ file: 'fly.toml', line: 2 }],
      },
    ]);
  });

  it('takes the secrets that Kamal gives a container for values', () => {
    const kamal = 'service: shop\nenv:\n  secret:\n    - PAY_KEY\n    - MAIL_KEY:SHOP_MAIL_KEY\n';
    const changes = changesOf(
      {
        'src/pay.ts': {
          before: 'start();\n',
          after: 'start();\nconst key = process.env.PAY_KEY;\nconst mail = process.env.MAIL_KEY;\n',
        },
      },
      { 'config/deploy.yml': kamal },
    );
    expect(changes.map((change) => (change.kind === 'key-read' ? change.setIn : []))).toEqual([
      [{ file: 'config/deploy.yml', line: 4 }],
      [{ file: 'config/deploy.yml', line: 5 }],
    ]);
  });

  it('does not call a key new that other code read before, or that only moved', () => {
    expect(
      changesOf(
        {
          'src/a.ts': { before: '\n', after: 'process.env.OLD_KEY; process.env.MOVED_KEY;\n' },
          'src/b.ts': { before: 'process.env.MOVED_KEY;\n', after: '\n' },
        },
        { 'src/c.ts': 'process.env.OLD_KEY' },
      ),
    ).toEqual([]);
  });

  it.each([
    ['src/main/resources/application.yml', 'pay:\n  key: ${PAY_KEY}\n', 'src/main/resources/application.yml:2'],
    ['src/main/resources/application-prod.properties', 'pay.key=${PAY_KEY:x}\n', undefined],
    ['config/packages/pay.yaml', "pay:\n  key: '%env(PAY_KEY)%'\n", 'config/packages/pay.yaml:2'],
  ])('reads what a framework fills %s from', (path, text, required) => {
    const release = { head: { [path]: text } };
    expect(keysRead({ [path]: { before: '\n', after: text } })).toEqual(['PAY_KEY']);
    expect(risksIn(release)).toEqual(required === undefined ? [] : [`unset-environment-key ${required}`]);
  });

  it.each([['src/main/resources/application-local.yml'], ['src/test/resources/application.yml']])(
    'leaves %s to developers',
    (path) => {
      expect(keysRead({ [path]: { before: '\n', after: 'a: ${PAY_KEY}\n' } })).toEqual([]);
    },
  );

  it('reads a call that goes on in the next line', () => {
    const after = "a() {\n  return this.configService\n    .get<string>('IFRAME_ON', 'false');\n}\n";
    expect(keysRead({ 'src/a.ts': { before: '\n', after } })).toEqual(['IFRAME_ON']);
  });

  it("does not call a key new that moved out of the framework's configuration into code", () => {
    expect(
      keysRead({
        'config/services.yaml': { before: "a: '%env(bool:PAY_ON)%'\n", after: 'a: 1\n' },
        'src/Pay.php': { before: '<?php\n', after: "<?php\n#[Autowire(env: 'bool:PAY_ON')] bool $on;\n" },
      }),
    ).toEqual([]);
  });

  it('names a key that no code reads any more', () => {
    expect(
      changesOf(
        { 'app.py': { before: 'os.environ["GONE_KEY"]\nos.getenv("KEPT_KEY")\n', after: 'pass\n' } },
        { 'src/other.py': 'from x import KEPT_KEY\nos.getenv("KEPT_KEY")  # FEATURE_' },
      ),
    ).toEqual([{ kind: 'key-unread', key: 'GONE_KEY', evidence: [{ file: 'app.py' }] }]);
  });

  it.each([
    ['.env.production', 'A_ONE=1\n', 'A_ONE=1\nB_TWO=\n', 2],
    ['docker-compose.yml', 'services: {}\n', 'services:\n  web:\n    environment:\n      - B_TWO=x\n', 4],
    ['docker-compose.yml', 'services: {}\n', 'services:\n  web:\n    environment:\n      B_TWO: x\n', 4],
    ['charts/shop/values.yaml', 'env: {}\n', 'env:\n  B_TWO: x\n', 2],
    ['k8s/config-map.yaml', 'kind: ConfigMap\ndata: {}\n', 'kind: ConfigMap\ndata:\n  B_TWO: x\n', 3],
    ['charts/shop/templates/web.yaml', 'a: {{ .b }}\n', 'a: {{ .b }}\nenv:\n  - name: B_TWO\n', 3],
    ['render.yaml', 'services: []\n', 'services:\n  - envVars:\n      - key: B_TWO\n        sync: false\n', 3],
    ['app.json', '{}', '{ "env": {\n "B_TWO": { "required": true } } }', 2],
    ['fly.toml', '[env]\n', '[env]\nB_TWO = "x"\n', 2],
    ['Dockerfile', 'FROM node\n', 'FROM node\nENV B_TWO=x\n', 2],
    ['infra/main.tf', '# x\n', 'environment {\n  variables = {\n    B_TWO = "x"\n', 3],
    ['infra/main.bicep', '// x\n', "appSettings: {\n  B_TWO: 'x'\n", 2],
    ['infra/app.bicep', '// x\n', "env: [\n  {\n    name: 'B_TWO'\n", 3],
  ])('names a key that %s newly sets', (path, before, after, line) => {
    const expected = [{ kind: 'key-set', key: 'B_TWO', evidence: [{ file: path, line }] }];
    expect(changesOf({ [path]: { before, after } })).toEqual(expected);
    expect(changesOf({ [path]: { before: after, after: before } })).toEqual(
      expected.map(({ key }) => ({ kind: 'key-unset', key, evidence: [{ file: path }] })),
    );
  });

  it('names properties of Spring and ASP.NET by their whole path', () => {
    const changes = changesOf({
      'src/main/resources/application.yml': { before: 'a:\n  b: 1\n', after: 'a:\n  c: 1\n' },
      'appsettings.json': { before: '{}', after: '{ "Pay": { "Url": "x" } }' },
    });
    expect(changes.map((change) => [change.kind, 'key' in change ? change.key : ''])).toEqual([
      ['key-set', 'a.c'],
      ['key-set', 'Pay:Url'],
      ['key-unset', 'a.b'],
    ]);
  });

  it('sees a renamed key in code and in settings', () => {
    const changes = changesOf({
      'src/a.ts': { before: 'const url = process.env.PAY_URL;\n', after: 'const url = process.env.PAYMENT_URL;\n' },
      '.env': { before: 'PAY_URL=https://x\n', after: 'PAYMENT_URL=https://x\n' },
    });
    expect(changes).toEqual([
      {
        kind: 'key-read',
        key: 'PAYMENT_URL',
        evidence: [{ file: 'src/a.ts', line: 1 }],
        setIn: [{ file: '.env', line: 1 }],
      },
      { kind: 'key-set', key: 'PAYMENT_URL', evidence: [{ file: '.env', line: 1 }] },
      {
        kind: 'key-renamed',
        from: 'PAY_URL',
        key: 'PAYMENT_URL',
        evidence: [
          { file: 'src/a.ts', line: 1 },
          { file: '.env', line: 1 },
        ],
      },
    ]);
  });

  it('takes a key for renamed only when it is gone', () => {
    const changes = changesOf({
      'src/env.ts': {
        before: 'const a = process.env.LOOP_ON ?? "1";\n',
        after: 'const a = process.env.LOOP_ON ?? "0";\nconst a = process.env.LOOP_LOAD_ON ?? "1";\n',
      },
    });
    expect(changes.map((change) => [change.kind, 'key' in change ? change.key : ''])).toEqual([
      ['key-read', 'LOOP_LOAD_ON'],
    ]);
  });

  it.each(['config/dev.exs', 'shop/settings/local.py', 'config/environments/development.rb', 'db/migrate/2024_a.rb'])(
    'leaves out %s, which the service does not run with',
    (path) => {
      const line = path.endsWith('.exs')
        ? 'System.get_env("DEV_PORT")'
        : path.endsWith('.rb')
          ? 'ENV.fetch("DEV_PORT")'
          : 'os.environ["DEV_PORT"]';
      const changes = (file: string) => changesOf({ [file]: { before: '\n', after: `${line}\n` } });
      expect(changes(path)).toEqual([]);
      expect(changes(path.replace(/^.*\//u, 'lib/own_'))).toHaveLength(1);
    },
  );

  it('does not take constants that code imports for keys', () => {
    expect(
      changesOf({
        'src/config.ts': {
          before: 'import {\n  DERIVED_RATES\n} from "./constants";\n',
          after: 'import {\n  DERIVED_RATES,\n  MAX_REQUESTS\n} from "./constants";\n',
        },
      }),
    ).toEqual([]);
  });

  it('does not guess which key became which', () => {
    const changes = changesOf({
      'src/a.ts': {
        before: 'read(process.env.OLD_A);\n',
        after: 'read(process.env.NEW_A);\nread(process.env.NEW_B);\n',
      },
    });
    expect(changes.map(({ kind }) => kind)).toEqual(['key-read', 'key-read', 'key-unread']);
  });

  it.each([
    'src/a.test.ts',
    '.github/workflows/ci.yml',
    'node_modules/x/a.js',
    'examples/a.ts',
    'README.md',
    'scripts/a.ts',
  ])('ignores %s', (path) => {
    expect(changesOf({ [path]: { before: '\n', after: 'A_KEY: process.env.A_KEY\n' } })).toEqual([]);
  });
});
