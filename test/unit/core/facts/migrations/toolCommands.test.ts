import { describe, expect, it } from 'vitest';
import { alembic, django, efcore, flyway, prisma, rails, toolOf, type Texts } from '../../../../support/migrationTools';

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
    [
      'Flyway by Gradle that is told where the database is',
      {
        ...flyway,
        'build.gradle': "plugins { id 'org.flywaydb.flyway' version '11' }\nflyway {\n  url = shopUrl\n}\n",
        gradlew: '',
      },
      '.',
      './gradlew flywayMigrate',
    ],
    [
      'Flyway by Gradle that is told nothing',
      { ...flyway, 'build.gradle': "plugins { id 'org.flywaydb.flyway' version '11' }\n", gradlew: '' },
      '.',
      './gradlew flywayMigrate -Dflyway.url={{blank:migrate-database-url}}',
    ],
    ['Flyway by its own settings', { ...flyway, 'flyway.toml': '' }, '.', 'flyway migrate'],
    [
      'dbmate',
      { 'db/migrations/1_a.sql': '-- migrate:up\n' },
      '.',
      'dbmate --url {{blank:migrate-database-url}} --no-dump-schema migrate',
    ],
    [
      'Supabase',
      {
        'apps/db/supabase/migrations/20250101120000_a.sql': '',
        'apps/db/supabase/config.toml': 'project_id = "shop"\n',
      },
      'apps/db',
      'supabase db push --db-url {{blank:migrate-database-url}}',
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

  it.each<readonly [string, Texts, string, true | undefined]>([
    ['Alembic', alembic, 'alembic history --rev-range current:heads --indicate-current', undefined],
    [
      'golang-migrate',
      { 'sql/1_a.up.sql': '', 'ci.sh': 'docker pull migrate/migrate\n' },
      'migrate -path sql -database {{blank:migrate-database-url}} version',
      true,
    ],
  ])('say what is pending, or which came last: %s', (_what, texts, status, showsVersion) => {
    const commands = toolOf(texts)?.commands;
    expect([commands?.status, commands?.showsVersion]).toEqual([status, showsVersion]);
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
