import { describe, expect, it } from 'vitest';
import { alembic, django, efcore, flyway, prisma, rails, toolOf, type Texts } from '../../../../support/migrationTools';

describe('who applies migrations', () => {
  it('does not take what sets up a machine for work for it', () => {
    const migrates = '#!/usr/bin/env ruby\nsystem! "bin/rails db:prepare"\n';
    const runs = (texts: Texts) => toolOf({ ...rails, ...texts })?.runs?.when;
    expect(runs({ 'bin/setup': migrates, 'bin/update': migrates })).toBeUndefined();
    // An entrypoint that only speaks of a set-up does not call that script.
    const entrypoint = { Dockerfile: 'FROM ruby\nENTRYPOINT ["bin/docker-entrypoint"]\n' };
    expect(
      runs({ ...entrypoint, 'bin/setup': migrates, 'bin/docker-entrypoint': 'echo "no setup needed"\n' }),
    ).toBeUndefined();
    expect(runs({ ...entrypoint, 'bin/setup': migrates, 'bin/docker-entrypoint': './bin/setup\n' })).toBe('entrypoint');
    expect(runs({ 'bin/release': migrates })).toBe('by-hand');
  });

  it('takes the settings of TypeORM that migrate at the start for the application, though its commands read them', () => {
    const settings = 'export default new DataSource({ migrations: ["dist/migrations/*.js"], migrationsRun: true });\n';
    const typeorm: Texts = {
      'package.json':
        '{ "dependencies": { "typeorm": "1" }, "scripts": { "migration:run": "typeorm migration:run -- -d ./src/typeorm.config.ts" } }',
      'src/migrations/1700000000000-orders.ts': 'export class Orders1700000000000 implements MigrationInterface {}\n',
      'src/typeorm.config.ts': settings,
    };
    expect(toolOf(typeorm)?.runs).toEqual({ when: 'boot', evidence: { file: 'src/typeorm.config.ts', line: 1 } });
  });

  it('knows the hook that Scalingo runs after each deployment', () => {
    expect(toolOf({ ...rails, Procfile: 'web: puma\npostdeploy: bundle exec rails db:migrate\n' })?.runs?.when).toBe(
      'release-phase',
    );
  });

  it('follows a pipeline that deploys into the script it runs, and no path that starts it', () => {
    const runs = (workflow: string) =>
      toolOf({
        ...alembic,
        'scripts/prestart.sh': 'alembic upgrade head\n',
        '.github/workflows/deploy.yml': workflow,
      })?.runs;
    const job = (run: string) =>
      `on:\n  push:\n    paths: [scripts/prestart.sh]\njobs:\n  ship:\n    steps:\n      - run: ${run}\n`;
    expect(runs(job('docker compose run --rm api bash scripts/prestart.sh'))).toEqual({
      when: 'ci',
      evidence: { file: '.github/workflows/deploy.yml', line: 7 },
    });
    expect(runs(job('./ship.sh'))?.when).toBe('by-hand');
  });

  it('leaves a Procfile aside beside a step of the cluster, where no host reads it', () => {
    const texts: Texts = {
      ...rails,
      Procfile: 'release: bundle exec rails db:migrate\n',
      'charts/shop/templates/migrate-job.yaml':
        'kind: Job\nmetadata:\n  annotations:\n    "helm.sh/hook": pre-upgrade\nspec:\n  args: ["rails", "db:migrate"]\n',
    };
    expect(toolOf(texts)?.runs?.when).toBe('helm-hook');
    expect(toolOf({ ...texts, 'app.json': '{}' })?.runs?.when).toBe('release-phase');
  });

  it.each<readonly [string, Texts, { readonly when: string; readonly evidence: object }]>([
    [
      'a release phase',
      { ...django, Procfile: 'web: gunicorn shop\nrelease: python manage.py migrate\n' },
      { when: 'release-phase', evidence: { file: 'Procfile', line: 2 } },
    ],
    [
      'a start command',
      { ...django, Procfile: 'web: python manage.py migrate && gunicorn shop\n' },
      { when: 'boot', evidence: { file: 'Procfile', line: 1 } },
    ],
    [
      'a command of the project that migrates among other things',
      {
        ...django,
        Dockerfile: 'FROM python\nCMD ["/bin/bash", "-c", "python manage.py custom_migrate && gunicorn shop"]\n',
        'shop/management/commands/custom_migrate.py':
          "from django.core.management import call_command\n\nclass Command(BaseCommand):\n    def handle(self):\n        call_command('migrate')\n",
      },
      { when: 'boot', evidence: { file: 'Dockerfile', line: 2 } },
    ],
    [
      'a command of the project that extends the one of Django, in a script that a process starts',
      {
        ...django,
        Procfile: 'web: ./web.sh\n',
        'web.sh': '#!/bin/sh\n./manage.py locked_migrate --noinput\n./manage.py migrate_search\nexec gunicorn shop\n',
        'shop/management/commands/locked_migrate.py':
          'from django.core.management.commands.migrate import Command as MigrateCommand\n\nclass Command(MigrateCommand):\n    pass\n',
      },
      { when: 'boot', evidence: { file: 'Procfile', line: 1 } },
    ],
    [
      'Fly.io',
      { ...alembic, 'fly.toml': 'app = "shop"\n[deploy]\nrelease_command = "alembic upgrade head"\n' },
      { when: 'release-phase', evidence: { file: 'fly.toml', line: 3 } },
    ],
    [
      'an entrypoint script',
      {
        ...rails,
        Dockerfile: 'FROM ruby\nENTRYPOINT ["/app/bin/docker-entrypoint"]\n',
        'bin/docker-entrypoint': '#!/bin/sh\n# rails db:migrate\n./bin/rails db:prepare\n',
      },
      { when: 'entrypoint', evidence: { file: 'Dockerfile', line: 2 } },
    ],
    [
      'a script that the image starts',
      {
        ...alembic,
        Dockerfile: 'FROM python\nCMD ["sh", "./run.sh"]\n',
        'run.sh': 'alembic upgrade head\nuvicorn app\n',
      },
      { when: 'entrypoint', evidence: { file: 'run.sh', line: 1 } },
    ],
    [
      'an image',
      { ...prisma, Dockerfile: 'FROM node\nCMD npx prisma migrate deploy && node server.js\n' },
      { when: 'boot', evidence: { file: 'Dockerfile', line: 2 } },
    ],
    [
      'npm start',
      { ...prisma, 'package.json': '{\n  "scripts": { "start": "prisma migrate deploy && node server.js" }\n}' },
      { when: 'boot', evidence: { file: 'package.json', line: 2 } },
    ],
    [
      'a Helm hook',
      {
        ...prisma,
        'charts/shop/templates/migrate-job.yaml':
          'kind: Job\nmetadata:\n  annotations:\n    "helm.sh/hook": pre-upgrade\nspec:\n  template: {{ .x }}\n  args: ["prisma", "migrate", "deploy"]\n',
      },
      { when: 'helm-hook', evidence: { file: 'charts/shop/templates/migrate-job.yaml' } },
    ],
    [
      'an init container',
      {
        ...alembic,
        'k8s/deployment.yaml':
          'kind: Deployment\nspec:\n  template:\n    spec:\n      initContainers:\n        - name: migrate\n          command: [alembic, upgrade, head]\n',
      },
      { when: 'init-container', evidence: { file: 'k8s/deployment.yaml', line: 7 } },
    ],
    [
      'a pipeline',
      {
        ...prisma,
        '.github/workflows/deploy.yml': 'jobs:\n  a:\n    steps:\n      - run: npx prisma migrate deploy\n',
      },
      { when: 'ci', evidence: { file: '.github/workflows/deploy.yml', line: 4 } },
    ],
    [
      'Spring Boot',
      {
        ...flyway,
        'pom.xml':
          '<project><dependencies><dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-web</artifactId></dependency>\n<dependency>\n<groupId>org.flywaydb</groupId>\n<artifactId>flyway-core</artifactId>\n</dependency></dependencies></project>',
      },
      { when: 'boot', evidence: { file: 'pom.xml', line: 4 } },
    ],
    [
      'Quarkus',
      { ...flyway, 'src/main/resources/application.properties': 'a=b\n%prod.quarkus.flyway.migrate-at-start=true\n' },
      { when: 'boot', evidence: { file: 'src/main/resources/application.properties', line: 2 } },
    ],
    [
      'Quarkus by YAML',
      {
        ...flyway,
        'src/main/resources/application.yml': '"%prod":\n  quarkus:\n    flyway:\n      migrate-at-start: true\n',
      },
      { when: 'boot', evidence: { file: 'src/main/resources/application.yml', line: 4 } },
    ],
    [
      'the application',
      { ...efcore, 'src/Shop/Program.cs': 'var app = builder.Build();\ndb.Database.Migrate();\n' },
      { when: 'boot', evidence: { file: 'src/Shop/Program.cs', line: 2 } },
    ],
    [
      'a pipeline with the command line of Supabase',
      {
        'supabase/migrations/20250101120000_a.sql': 'SELECT 1;',
        'supabase/config.toml': 'project_id = "shop"\n',
        '.github/workflows/deploy.yml': 'jobs:\n  deploy:\n    steps:\n      - run: supabase db push --linked\n',
        '.github/workflows/test.yml': 'jobs:\n  deploy:\n    steps:\n      - run: supabase db push --local\n',
      },
      { when: 'ci', evidence: { file: '.github/workflows/deploy.yml', line: 4 } },
    ],
    [
      'a Java application that calls Flyway itself',
      {
        ...flyway,
        'src/main/java/shop/Start.java':
          'class Start {\n  void onStartup(@Observes Object event) {\n    Flyway.configure().dataSource(source).load().migrate();\n  }\n}\n',
      },
      { when: 'boot', evidence: { file: 'src/main/java/shop/Start.java', line: 3 } },
    ],
    [
      'a person',
      { ...alembic, Makefile: 'migrate:\n\talembic upgrade head\n' },
      { when: 'by-hand', evidence: { file: 'Makefile', line: 2 } },
    ],
  ])('is %s', (_who, texts, runs) => {
    const found = toolOf(texts)?.runs;
    expect(
      found === undefined
        ? undefined
        : { when: found.when, evidence: 'line' in runs.evidence ? found.evidence : { file: found.evidence.file } },
    ).toEqual(runs);
  });

  it.each<readonly [string, Texts]>([
    ['nothing is known', alembic],
    [
      'tests migrate a database of theirs',
      { ...alembic, '.github/workflows/test.yml': 'jobs:\n  a:\n    steps:\n      - run: alembic upgrade head\n' },
    ],
    ['the image is for development', { ...alembic, 'Dockerfile.dev': 'FROM python\nCMD alembic upgrade head\n' }],
    [
      'Spring Boot is told not to',
      {
        ...flyway,
        'src/main/resources/application.yml': 'spring:\n  flyway:\n    enabled: false\n',
        'build.gradle':
          "implementation 'org.springframework.boot:spring-boot-starter'\nimplementation 'org.flywaydb:flyway-core'\n",
      },
    ],
    [
      'Quarkus migrates for developers only',
      { ...flyway, 'src/main/resources/application.properties': '%dev.quarkus.flyway.migrate-at-start=true\n' },
    ],
    [
      'a pipeline names another project',
      {
        ...efcore,
        'src/Identity/Identity.csproj': '<Project/>',
        '.github/workflows/deploy.yml':
          'jobs:\n  a:\n    steps:\n      - run: dotnet ef database update -s src/Shop -p src/Identity\n',
      },
    ],
    ['a test migrates', { ...efcore, 'tests/Shop/Start.cs': 'db.Database.Migrate();\n' }],
  ])('is not told when %s', (_what, texts) => {
    expect(toolOf(texts)?.runs).toBeUndefined();
  });

  it('is the pipeline that names the project of the folder', () => {
    const line = 'dotnet ef database update -s src/Api -p src/Shop';
    const deploy = { '.github/workflows/deploy.yml': `jobs:\n  a:\n    steps:\n      - run: ${line}\n` };
    expect(toolOf({ ...efcore, ...deploy })?.runs?.when).toBe('ci');
  });
});
