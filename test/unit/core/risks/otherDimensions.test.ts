import { describe, expect, it } from 'vitest';
import { analysisOf, risksIn } from '../../../support/aRiskyRelease';

describe('performance', () => {
  it('takes no query for new that was there before on a line that changed', () => {
    const all = 'const all = await prisma.user.findMany()';
    expect(risksIn({ base: { 'src/a.ts': `${all};\n` }, head: { 'src/a.ts': `${all}.then(b);\n` } })).toEqual([]);
  });

  it.each([
    [
      'src/a.ts',
      'for (const a of list) {\n  await prisma.user.findFirst({ where: a });\n}\n',
      ['query-in-loop src/a.ts:2'],
    ],
    ['src/a.ts', 'list.map(async (a) => {\n  await repo.findOne(a);\n});\n', ['query-in-loop src/a.ts:2']],
    ['src/a.ts', 'await prisma.user.findFirst({ where: a });\n', []],
    [
      'app/a.py',
      'for a in items:\n    b = User.objects.get(id=a)\nUser.objects.count()\n',
      ['query-in-loop app/a.py:2'],
    ],
    ['app/a.py', 'for model in models:\n    model.objects.filter(a=1).update(a=2)\n', []],
    ['lib/tasks/a.rake', 'items.each do |a|\n  User.find(a)\nend\n', []],
    ['app/a.rb', 'items.each do |a|\n  User.find(a)\nend\nUser.find(1)\n', ['query-in-loop app/a.rb:2']],
    ['src/a.ts', 'const all = await prisma.user.findMany();\n', ['unbounded-query src/a.ts:1']],
    ['app/a.py', 'async def a():\n    time.sleep(1)\n', ['blocked-event-loop app/a.py:2']],
    ['app/a.py', 'async def a():\n    def b():\n        time.sleep(1)\n    await run(b)\n', []],
  ])('%s %j', (path, text, expected) => {
    expect(risksIn({ head: { [path]: text } })).toEqual(expected);
  });

  const web = (memory: string): string =>
    `kind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n          image: acme/web:1\n          resources:\n            limits:\n              memory: ${memory}\n`;
  it('sees lowered memory in its unit, and nothing where it is raised', () => {
    expect(risksIn({ base: { 'k8s/web.yaml': web('1Gi') }, head: { 'k8s/web.yaml': web('512Mi') } })).toEqual([
      'capacity-lowered k8s/web.yaml:12',
    ]);
    expect(risksIn({ base: { 'k8s/web.yaml': web('512Mi') }, head: { 'k8s/web.yaml': web('1Gi') } })).toEqual([]);
  });
});

describe('dependencies', () => {
  const npm = (version: string): string =>
    `{\n  "name": "shop",\n  "dependencies": {\n    "express": "${version}"\n  }\n}\n`;
  it('names major moves of what runs', () => {
    expect(risksIn({ base: { 'package.json': npm('^4.1.0') }, head: { 'package.json': npm('^5.0.0') } })).toEqual([
      'major-dependency-bump package.json:4',
    ]);
    expect(risksIn({ base: { 'package.json': npm('^4.1.0') }, head: { 'package.json': npm('^4.2.0') } })).toEqual([]);
  });

  it('leaves out what only tests and builds use, whatever list it stands in', () => {
    const jest = (version: string): string => npm(version).replace('express', 'jest');
    expect(risksIn({ base: { 'package.json': jest('^26.0.0') }, head: { 'package.json': jest('^27.0.0') } })).toEqual(
      [],
    );
  });

  it('leaves out Go modules below 1.0, which move so with every release', () => {
    const mod = (version: string): string => `module shop\n\nrequire golang.org/x/net v${version}\n`;
    expect(risksIn({ base: { 'go.mod': mod('0.1.0') }, head: { 'go.mod': mod('0.2.0') } })).toEqual([]);
  });

  it('names another base image, and one without a version', () => {
    const moved = (rest: string): readonly string[] =>
      risksIn({
        base: { Dockerfile: `FROM node:20-alpine\n${rest}` },
        head: { Dockerfile: `FROM node:22-alpine\n${rest}` },
      });
    expect(moved('COPY . /app\n')).toEqual(['runtime-upgrade Dockerfile:1']);
    expect(moved('# Named here so that it is kept up to date\nEXPOSE 8085\n')).toEqual([]);
    expect(risksIn({ base: { Dockerfile: 'FROM node:22.1\n' }, head: { Dockerfile: 'FROM node:latest\n' } })).toEqual([
      'floating-image Dockerfile:1',
    ]);
  });

  it('sees a base that is named by an argument, and what it is to a program that is compiled', () => {
    const ruby = (version: string): string =>
      `ARG ruby_version=${version}\nARG base=ghcr.io/acme/ruby-base:$ruby_version\nFROM $base\nCOPY . /app\n`;
    const [risk] = analysisOf({ base: { Dockerfile: ruby('3.2') }, head: { Dockerfile: ruby('3.3') } }).risks;
    expect(risk).toMatchObject({
      issue: 'The image is built on another version of its base: ghcr.io/acme/ruby-base 3.2 → 3.3.',
      evidence: [{ file: 'Dockerfile', line: 1 }],
    });
    const go = (version: string): string =>
      `FROM golang:${version} AS build\nRUN go build\nFROM scratch\nCOPY --from=build /a /a\n`;
    const [built] = analysisOf({ base: { Dockerfile: go('1.25') }, head: { Dockerfile: go('1.26') } }).risks;
    expect(built?.impactWhy).toBe('all code of the service is built with golang, so a difference shows everywhere');
  });

  it('leaves out the image of a Compose file for developers', () => {
    const compose = (image: string): string =>
      `services:\n  shop: { build: ., command: npm run dev }\n  browser: { image: "${image}" }\n`;
    expect(
      risksIn({
        base: { 'docker-compose.yml': compose('acme/browser:1') },
        head: { 'docker-compose.yml': compose('acme/browser:latest') },
      }),
    ).toEqual([]);
  });
});

describe('timing', () => {
  const freezeWindows = [{ from: 'Fri 16:00', to: 'Mon 08:00', reason: 'weekend' }];
  it.each([
    ['2025-10-25', ['freeze-window .cc10x/service.json']],
    ['2025-10-29', []],
  ])('a deployment on %s', (date, expected) => {
    expect(risksIn({ head: {}, profile: { freezeWindows }, date })).toEqual(expected);
  });

  it('sees queued jobs whose arguments no longer fit', () => {
    const job = (given: string): string =>
      `class Mail < ApplicationJob\n  def perform(${given})\n    log(given)\n  end\nend\n`;
    const file = 'app/jobs/mail.rb';
    expect(risksIn({ base: { [file]: job('user') }, head: { [file]: job('user, shop') } })).toEqual([
      'changed-job-arguments app/jobs/mail.rb:2',
    ]);
    expect(risksIn({ base: { [file]: job('user') }, head: { [file]: job('user, shop = nil') } })).toEqual([]);
    const task = (given: string): string => `@shared_task\ndef mail(${given}):\n    log(given)\n`;
    expect(risksIn({ base: { 'app/a.py': task('user') }, head: { 'app/a.py': task('shop, user') } })).toEqual([
      'changed-job-arguments app/a.py:2',
    ]);
    // Where Celery keeps its tasks by convention; at the root the name is of a build tool.
    const celery = 'app/tasks.py';
    expect(risksIn({ base: { [celery]: task('user') }, head: { [celery]: task('shop, user') } })).toEqual([
      'changed-job-arguments app/tasks.py:2',
    ]);
    const bull = (data: string): string => `import { Queue } from 'bullmq';\nmailQueue.add('mail', { ${data} });\n`;
    expect(risksIn({ base: { 'src/queue.ts': bull('userId: 1') }, head: { 'src/queue.ts': bull('user: 1') } })).toEqual(
      ['changed-job-arguments src/queue.ts:2'],
    );
  });
});

describe('data flow', () => {
  const proto = (field: string): string => `message Pay {\n  string id = 1;\n  ${field}\n}\n`;
  it.each([
    ['int64 sum = 2;', 'int64 total = 2;', []],
    ['int64 sum = 2;', 'int64 sum = 3;', ['changed-message-field pay.proto:3']],
    ['int64 sum = 2;', 'reserved 2;', []],
    ['int64 sum = 2;', '', ['changed-message-field pay.proto']],
  ])('a message field: %s to %s', (before, now, expected) => {
    expect(risksIn({ base: { 'pay.proto': proto(before) }, head: { 'pay.proto': proto(now) } })).toEqual(expected);
  });

  it('sees another session store', () => {
    expect(
      risksIn({
        base: { 'app/settings.py': 'SESSION_COOKIE_NAME = "shop"\n' },
        head: { 'app/settings.py': 'SESSION_COOKIE_NAME = "store"\n' },
      }),
    ).toEqual(['changed-session-format app/settings.py:1']);
  });
});

describe('observability', () => {
  it('names a metric that ends, with the alert that reads it', () => {
    const rule = 'groups:\n  - name: a\n    rules:\n      - alert: NoCarts\n        expr: rate(carts_total[5m]) == 0\n';
    expect(
      risksIn({
        base: { 'app/a.py': 'CARTS = Counter("carts_total", "Carts")\n', 'ops/alerts.yml': rule },
        head: { 'app/a.py': 'pass\n', 'ops/alerts.yml': rule },
      }),
    ).toEqual(['removed-metric app/a.py ops/alerts.yml:5']);
    // Its name is given to another function that makes it.
    expect(
      risksIn({
        base: { 'app/a.py': 'CARTS = Counter("carts_total", "Carts")\n' },
        head: { 'app/a.py': 'CARTS = make("carts_total")\n' },
      }),
    ).toEqual([]);
  });

  it('names an alert that goes', () => {
    const rule = (name: string): string => `groups:\n  - name: a\n    rules:\n      - alert: ${name}\n`;
    expect(risksIn({ base: { 'ops/a.yml': rule('A') }, head: { 'ops/a.yml': rule('B') } })).toEqual([
      'removed-alert ops/a.yml',
    ]);
  });

  it('sees a quieter log level', () => {
    expect(
      risksIn({
        base: { 'src/log.ts': "const logLevel = 'info';\n" },
        head: { 'src/log.ts': "const logLevel = 'error';\n" },
      }),
    ).toEqual(['quieter-signals src/log.ts:1']);
  });

  it('sees background work that says nothing', () => {
    const lines = Array.from({ length: 30 }, (_, index) => `    step(${String(index)})\n`).join('');
    const job = `cron.schedule('0 * * * *', () => {\n${lines}});\n`;
    expect(risksIn({ head: { 'src/bill.ts': job } })).toEqual(['unobserved-work src/bill.ts:1']);
    expect(risksIn({ head: { 'src/bill.ts': `${job}logger.info('billed');\n` } })).toEqual([]);
    // Celery, like Active Job, Laravel and Oban, logs every run and every failure by itself.
    expect(risksIn({ head: { 'app/bill.py': `@shared_task\ndef bill(cart):\n${lines}` } })).toEqual([]);
  });

  it('sees much new server code without any signal, and none where one file has one', () => {
    const code = Array.from({ length: 250 }, (_, index) => `value_${String(index)} = step(${String(index)})\n`).join(
      '',
    );
    const head = { 'app/a.py': code, 'app/b.py': code };
    expect(risksIn({ head })).toEqual(['silent-release app/a.py:1 app/b.py:1']);
    expect(risksIn({ head: { ...head, 'app/b.py': `${code}logger.info("done")\n` } })).toEqual([]);
    expect(risksIn({ head: { 'app/a.py': code } })).toEqual([]);
    // Migrations run once, and their tool tells of them.
    expect(risksIn({ head: { 'app/migrations/versions/a.py': code, 'app/b.py': code } })).toEqual([]);
  });

  it.each([
    ['src/a.ts', "try { b(); } catch (error) {\n  log.error('no cart');\n}\n", ['error-without-cause src/a.ts:1']],
    ['src/a.ts', "try { b(); } catch (error) {\n  log.error('no cart', error);\n}\n", []],
    [
      'src/A.java',
      'class A {\n void b() {\n  try { c(); } catch (DuplicateKeyException e) {\n   log.info("claimed already");\n  }\n }\n}\n',
      [],
    ],
    [
      'src/A.java',
      'class A {\n void b() {\n  try { c(); } catch (DuplicateKeyException e) {\n   log.warn("not claimed");\n  }\n }\n}\n',
      ['error-without-cause src/A.java:3'],
    ],
    [
      'src/A.java',
      'class A {\n void b() {\n  try { c(); } catch (Exception e) {\n   log.info("not claimed");\n  }\n }\n}\n',
      ['error-without-cause src/A.java:3'],
    ],
    ['app/a.py', 'try:\n    b()\nexcept E as error:\n    logger.error("no")\n', ['error-without-cause app/a.py:3']],
    ['app/a.py', 'try:\n    b()\nexcept E as error:\n    logger.exception("no")\n', []],
    ['app/a.py', 'try:\n    b()\nexcept E as error:\n    logger.error(f"no: {str(error)}")\n', []],
    ['app/a.py', 'try:\n    b()\nexcept E as e:\n    logger.error(f"no {a.e}")\n', ['error-without-cause app/a.py:3']],
  ])('%s %j', (path, text, expected) => {
    expect(risksIn({ head: { [path]: text } })).toEqual(expected);
  });
});

describe('reports of errors that are taken out', () => {
  const service = (body: string): string => `class A {\n  static final Logger log = x;\n  void a() {\n${body}  }\n}\n`;
  const reports =
    '    if (b()) log.error("Integrity check failed: account={}", c);\n    if (d()) log.error("Integrity check failed: owner={}", e);\n';

  it('are a risk, unless the same is thrown from then on', () => {
    const told = (after: string): readonly string[] =>
      risksIn({ base: { 'src/A.java': service(reports) }, head: { 'src/A.java': service(after) } }).filter((risk) =>
        risk.startsWith('fewer-error-reports'),
      );
    expect(told('    b();\n    d();\n')).toEqual(['fewer-error-reports src/A.java:1']);
    expect(told('    if (b() || d())\n      throw new Broken("Integrity check failed: account=" + c);\n')).toEqual([]);
    expect(told('    if (b() || d())\n      throw new Broken("Something else entirely" + c);\n')).toEqual([
      'fewer-error-reports src/A.java:1',
    ]);
  });

  it('leaves reports alone that moved into another file', () => {
    const reports = ["  log.error('no price found');", "  log.error('price without an id');"].join('\n');
    const base = { 'src/a.ts': `export function a() {\n${reports}\n}\n` };
    const told = (other: string): readonly string[] =>
      risksIn({ base, head: { 'src/a.ts': 'export { a } from "./b";\n', 'src/b.ts': other } }).filter((risk) =>
        risk.startsWith('fewer-error-reports'),
      );
    expect(told(`export function a() {\n${reports}\n}\n`)).toEqual([]);
    expect(told('export function a() {}\n')).toEqual(['fewer-error-reports src/a.ts:1']);
  });
});

describe('a risk', () => {
  it('answers everything, and says why it is so grave and so likely', () => {
    const [risk] = analysisOf({ head: { 'src/a.ts': 'try { b(); } catch {}\n' } }).risks;
    expect(risk).toEqual({
      id: 'swallowed-error',
      rule: 'swallowed-error',
      dimension: 'failure-modes',
      issue: 'Changed code drops errors in 1 place (src/a.ts): they are caught and nothing is done, logged or counted.',
      evidence: [{ file: 'src/a.ts', line: 1 }],
      trigger: 'The guarded call fails in production.',
      impact: 3,
      impactWhy: 'the caller goes on as if the call had worked, with missing or stale data',
      probability: 3,
      probabilityWhy: '1 handler on changed lines is empty, so any failure there takes this way',
      fails: 'Work is lost silently: the error rate stays flat while the result is wrong.',
      detect:
        'Not by error rate or logs. Compare a business measure of the changed path (rows written, messages sent) before and after.',
      recover: 'Roll back the code, then look for work that was dropped since Stage 2 and do it again.',
      monitor: 'A count of successes of what src/a.ts does, per version.',
      mitigation: 'Log or count the error in the empty handlers, or let it rise to the caller.',
      owner: 'Ada',
      disposition: { kind: 'open' },
    });
  });
});

describe('data-migration', () => {
  const script = (down: string) =>
    `class Fill < ActiveRecord::Migration[8.0]\n  def up\n    User.update_all(a: 1)\n  end\n\n  def down\n${down}  end\nend\n`;
  const oneWay = script('    raise ActiveRecord::IrreversibleMigration\n');
  const file = 'db/data/20260305165603_fill.rb';
  const issue = (head: Readonly<Record<string, string>>) =>
    analysisOf({ head }).risks.find(({ rule }) => rule === 'data-migration')?.issue;

  it('says which of them have no way back', () => {
    expect(issue({ [file]: oneWay })).toBe(
      `1 data migration of the release changes rows apart from the schema (${file}); it has no way back.`,
    );
    expect(issue({ [file]: script('    # Nothing to do.\n') })).toContain('; it has no way back.');
    expect(issue({ [file]: script('    User.update_all(a: 0)\n') })).toBe(
      `1 data migration of the release changes rows apart from the schema (${file}).`,
    );
    expect(issue({ [file]: oneWay, 'db/data/20260306000000_b.rb': script('    b\n') })).toContain(
      '; 1 of them has no way back.',
    );
  });

  it('is silent about other files', () => {
    expect(issue({ 'db/data/users.rb': oneWay, 'db/data_schema.rb': oneWay })).toBeUndefined();
    expect(
      analysisOf({ base: { [file]: oneWay }, head: { [file]: script('    b\n') } }).risks.map(({ rule }) => rule),
    ).not.toContain('data-migration');
  });
});

describe('what watches the service', () => {
  const lib = (name: string) => `${name}==2.0\n`;
  const project = (...names: readonly string[]) =>
    `[project]\nname = "shop"\ndependencies = [${names.map((name) => `"${name}"`).join(', ')}]\n`;
  const lost = (base: Readonly<Record<string, string>>, head: Readonly<Record<string, string>>) =>
    risksIn({ base, head }).filter((risk) => risk.startsWith('instrumentation-removed'));

  it('is lost where its library goes, not where another manifest beside declares it', () => {
    const before = { 'requirements.txt': lib('sentry-sdk'), 'pyproject.toml': project('django') };
    expect(lost(before, { 'requirements.txt': '', 'pyproject.toml': project('django') })).toEqual([
      'instrumentation-removed requirements.txt',
    ]);
    expect(lost(before, { 'requirements.txt': '', 'pyproject.toml': project('django', 'sentry-sdk') })).toEqual([]);
  });

  it('is not lost with a list of versions', () => {
    const pom = (name: string) =>
      `<project><dependencies><dependency><groupId>io.micrometer</groupId>\n<artifactId>${name}</artifactId><version>1.0</version></dependency></dependencies></project>`;
    const without = { 'pom.xml': '<project></project>' };
    expect(lost({ 'pom.xml': pom('micrometer-core') }, without)).toEqual(['instrumentation-removed pom.xml']);
    expect(lost({ 'pom.xml': pom('micrometer-bom') }, without)).toEqual([]);
  });

  it('is not lost with a package that goes as a whole', () => {
    expect(lost({ 'bot/pyproject.toml': project('structlog') }, {})).toEqual([]);
  });
});
