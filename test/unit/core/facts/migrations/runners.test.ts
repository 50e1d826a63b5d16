import { describe, expect, it } from 'vitest';
import type { MigrationToolFinding } from '../../../../../src/core/facts/schema';
import { factsOf } from '../../../../support/aWorkspace';

type Texts = Readonly<Record<string, string>>;

function toolOf(texts: Texts): MigrationToolFinding | undefined {
  return factsOf(texts).migrationTools[0];
}

const alembic: Texts = {
  'alembic.ini': '[alembic]\nscript_location = alembic\n',
  'alembic/versions/1_a.py': 'revision = "1"\ndown_revision = None\n',
};
const rails: Texts = {
  'db/migrate/20250101000000_a.rb': 'class A < ActiveRecord::Migration[7.1]\nend\n',
  'bin/rails': '#!/usr/bin/env ruby\n',
};
const django: Texts = {
  'manage.py': '',
  'shop/migrations/0001_initial.py':
    'from django.db import migrations\nclass Migration(migrations.Migration):\n    pass\n',
};
const prisma: Texts = { 'prisma/migrations/20250101_a/migration.sql': '', 'package.json': '{ "scripts": {} }' };
const flyway: Texts = { 'src/main/resources/db/migration/V1__a.sql': '' };
const efcore: Texts = {
  'src/Shop/Shop.csproj': '<Project/>',
  'src/Shop/Migrations/20250101000000_A.cs': 'using Microsoft.EntityFrameworkCore.Migrations;',
};

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
    ['a test migrates', { ...efcore, 'tests/Shop/Start.cs': 'db.Database.Migrate();\n' }],
  ])('is not told when %s', (_what, texts) => {
    expect(toolOf(texts)?.runs).toBeUndefined();
  });
});

describe('commands of a tool', () => {
  it.each<readonly [string, Texts, string, string]>([
    ['Prisma with npm', prisma, '.', 'npx prisma migrate deploy'],
    [
      'Prisma with pnpm in a package',
      {
        'apps/web/package.json': '{}',
        'pnpm-lock.yaml': '',
        'apps/web/prisma/migrations/20250101_a/migration.sql': '',
      },
      'apps/web',
      'pnpm exec prisma migrate deploy',
    ],
    [
      'Prisma with a schema elsewhere',
      { 'package.json': '{}', 'yarn.lock': '', 'db/schema.prisma': '', 'db/migrations/20250101_a/migration.sql': '' },
      '.',
      'yarn prisma migrate deploy --schema db/schema.prisma',
    ],
    ['Rails', rails, '.', 'RAILS_ENV=production bin/rails db:migrate'],
    [
      'Rails without binstub',
      { 'api/Gemfile': '', 'api/db/migrate/20250101000000_a.rb': 'class A < ActiveRecord::Migration[7.1]' },
      'api',
      'RAILS_ENV=production bundle exec rails db:migrate',
    ],
    [
      'Active Record with Sinatra, which has no program rails',
      {
        Gemfile: 'gem "activerecord"\ngem "sinatra"\ngem "sinatra-activerecord"\n',
        Rakefile: 'require "sinatra/activerecord/rake"\n',
        'db/migrate/20250101000000_a.rb': 'class A < ActiveRecord::Migration[8.0]',
      },
      '.',
      'RACK_ENV=production bundle exec rake db:migrate',
    ],
    [
      'Active Record by standalone migrations',
      {
        Gemfile: 'gem "standalone_migrations"\n',
        Rakefile: 'StandaloneMigrations::Tasks.load_tasks\n',
        'db/migrate/20250101000000_a.rb': 'class A < ActiveRecord::Migration[8.0]',
      },
      '.',
      'RAILS_ENV=production bundle exec rake db:migrate',
    ],
    ['Django with uv', { ...django, 'uv.lock': '' }, '.', 'uv run python manage.py migrate --noinput'],
    ['Alembic', alembic, '.', 'alembic upgrade head'],
    [
      'Alembic below',
      {
        'api/alembic.ini': 'script_location = m\n',
        'api/m/versions/1.py': 'down_revision = None\n',
        'api/poetry.lock': '',
      },
      'api',
      'poetry run alembic upgrade head',
    ],
    [
      'Flyway by Maven',
      { ...flyway, 'pom.xml': '<project><artifactId>flyway-maven-plugin</artifactId></project>', mvnw: '' },
      '.',
      './mvnw flyway:migrate',
    ],
    ['Flyway by its own settings', { ...flyway, 'flyway.toml': '' }, '.', 'flyway migrate'],
    [
      'dbmate',
      { 'db/migrations/1_a.sql': '-- migrate:up\n' },
      '.',
      'dbmate --url {{blank:migrate-database-url}} --no-dump-schema migrate',
    ],
    [
      'golang-migrate',
      { 'sql/1_a.up.sql': '', 'ci.sh': 'docker pull migrate/migrate\n' },
      '.',
      'migrate -path sql -database {{blank:migrate-database-url}} up',
    ],
    [
      'EF Core',
      { ...efcore, 'src/Shop/Shop.csproj': '<Project Sdk="Microsoft.NET.Sdk.Web"/>' },
      '.',
      'dotnet ef database update --project src/Shop/Shop.csproj --connection {{blank:migrate-database-url}}',
    ],
    [
      'EF Core in a library of one program',
      {
        ...efcore,
        'src/Api/Api.csproj':
          '<Project Sdk="Microsoft.NET.Sdk.Web"><ItemGroup><ProjectReference Include="..\\Shop\\Shop.csproj" /></ItemGroup></Project>',
      },
      '.',
      'dotnet ef database update --project src/Shop/Shop.csproj --startup-project src/Api/Api.csproj --connection {{blank:migrate-database-url}}',
    ],
    [
      'EF Core in a library of nobody knows which program',
      efcore,
      '.',
      'dotnet ef database update --project src/Shop/Shop.csproj --startup-project {{blank:migrate-startup-project}} --connection {{blank:migrate-database-url}}',
    ],
    [
      'Laravel',
      {
        artisan: '',
        'database/migrations/2025_01_01_000000_a.php': 'use Illuminate\\Database\\Migrations\\Migration;',
      },
      '.',
      'php artisan migrate --force',
    ],
  ])('%s', (_what, texts, cwd, apply) => {
    const commands = toolOf(texts)?.commands;
    expect([commands?.cwd, commands?.apply]).toEqual([cwd, apply]);
  });

  it.each<readonly [string, Texts, string]>([
    ['Rails', rails, 'RAILS_ENV=production bin/rails db:migrate VERSION=…'],
    [
      'Flyway by Maven',
      { ...flyway, 'pom.xml': '<project><artifactId>flyway-maven-plugin</artifactId></project>' },
      'mvn flyway:migrate -Dflyway.target=…',
    ],
    ['Flyway by its own settings', { ...flyway, 'flyway.toml': '' }, 'flyway -target=… migrate'],
    [
      'golang-migrate',
      { 'sql/1_a.up.sql': '', 'ci.sh': 'docker pull migrate/migrate\n' },
      'migrate -path sql -database {{blank:migrate-database-url}} goto …',
    ],
    [
      'EF Core',
      { ...efcore, 'src/Shop/Shop.csproj': '<Project Sdk="Microsoft.NET.Sdk.Web"/>' },
      'dotnet ef database update … --project src/Shop/Shop.csproj --connection {{blank:migrate-database-url}}',
    ],
  ])('stop at a migration: %s', (_what, texts, expected) => {
    const upTo = toolOf(texts)?.commands?.upTo;
    expect([upTo?.before, upTo?.after].join('…')).toBe(expected);
  });

  it.each<readonly [string, Texts]>([
    ['Prisma', prisma],
    ['Django', django],
    ['Alembic', alembic],
  ])('do not stop at one where the tool has no such way or its files do not name them: %s', (_what, texts) => {
    expect([toolOf(texts)?.commands?.apply, toolOf(texts)?.commands?.upTo]).toEqual([expect.any(String), undefined]);
  });

  const bundling = (name: string) => `FROM sdk\nRUN ["dotnet", "ef", "migrations", "bundle", "-o", "/out/${name}"]\n`;

  it.each<readonly [string, Texts, string]>([
    [
      'a bundle',
      { Dockerfile: bundling('shopmigrations.db') },
      'Dockerfile:2 makes a bundle of the migrations (shopmigrations.db)',
    ],
    [
      'a script',
      {
        '.github/workflows/build.yml':
          'jobs:\n  a:\n    steps:\n      - run: dotnet ef migrations script -i -o all.sql\n',
      },
      '.github/workflows/build.yml:4 makes a script of the migrations (all.sql)',
    ],
  ])('ask what runs %s that the repository makes', (_what, texts, made) => {
    const finding = toolOf({ ...efcore, ...texts });
    expect([finding?.runs, finding?.commands?.apply, finding?.commands?.status, finding?.commands?.blanks]).toEqual([
      undefined,
      '{{blank:migrate-artifact-command}}',
      undefined,
      [
        {
          id: 'migrate-artifact-command',
          question: `${made}: which exact command runs it against the production database?`,
        },
      ],
    ]);
  });

  it.each<readonly [string, Texts, string | undefined]>([
    ['its bundle', { 'docker-entrypoint.sh': '#!/bin/sh\n/sql/shop-migrations --connection "$DB"\n' }, 'entrypoint'],
    ['another bundle', { 'docker-entrypoint.sh': '#!/bin/sh\n/sql/other-migrations\n' }, undefined],
  ])('know who runs %s', (_what, texts, when) => {
    expect(toolOf({ ...efcore, Dockerfile: bundling('shop-migrations'), ...texts })?.runs?.when).toBe(when);
  });

  it('keep to the tool where a pipeline runs that, too', () => {
    const workflow = 'jobs:\n  deploy:\n    steps:\n      - run: dotnet ef database update --project src/Shop\n';
    const commands = toolOf({
      ...efcore,
      Dockerfile: bundling('b.db'),
      '.github/workflows/deploy.yml': workflow,
    })?.commands;
    expect(commands?.apply.startsWith('dotnet ef database update ')).toBe(true);
  });

  it.each<readonly [string, Texts]>([
    [
      'Django without manage.py',
      { 'shop/migrations/0001_initial.py': django['shop/migrations/0001_initial.py'] ?? '' },
    ],
    ['Flyway inside an application', flyway],
    ['Drizzle without drizzle-kit', { 'drizzle/0000_a.sql': '', 'drizzle/meta/_journal.json': '{}' }],
    ['home-made SQL', { 'migrations/001_a.sql': '' }],
  ])('are not invented: %s', (_what, texts) => {
    expect(toolOf(texts)?.commands).toBeUndefined();
  });
});
