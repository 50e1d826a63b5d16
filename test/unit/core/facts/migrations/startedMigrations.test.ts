import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../support/aWorkspace';
import { toolOf, type Texts } from '../../../../support/migrationTools';

const goMigrations: Texts = {
  'go.mod': 'module shop\n\nrequire github.com/golang-migrate/migrate/v4 v4.19.1\n',
  'db/migrations/1_a.up.sql': 'SELECT 1;',
  'db/migrations/1_a.down.sql': 'SELECT 1;',
  'db/open.go':
    'package db\n\nfunc OpenMigrations(url string) (*migrate.Migrate, error) {\n\treturn migrate.NewWithSourceInstance("iofs", source(), url)\n}\n',
};
const goCommand: Texts = {
  'cmd/shop/app/migrate_up.go':
    'package app\n\nvar up = &cobra.Command{\n\tUse: "up",\n\tRunE: func(cmd *cobra.Command, _ []string) error {\n\t\tm, err := db.OpenMigrations(url)\n\t\treturn m.Up()\n\t},\n}\n',
};
const sqlx: Texts = {
  'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\n[workspace.dependencies]\nsqlx = "0.8"\n',
  'crates/database/migrations/1_a.up.sql': 'SELECT 1;',
  'crates/database/migrations/1_a.down.sql': 'SELECT 1;',
  'crates/database/src/migrations.rs':
    'pub static MIGRATOR: Migrator = sqlx::migrate!();\n\npub async fn migrate(conn: &mut PgConnection) -> Result<()> {\n    MIGRATOR.run(conn).await\n}\n',
  'crates/database/src/testing/env.rs': 'migrations::migrate(&mut conn).await\n',
};

describe('what a program migrates by itself', () => {
  it('is started by a person where only a command of its own leads to it', () => {
    expect(toolOf({ ...goMigrations, ...goCommand })?.runs).toEqual({
      when: 'by-hand',
      evidence: { file: 'cmd/shop/app/migrate_up.go', line: 6 },
    });
    expect(
      toolOf({
        ...sqlx,
        'crates/shop_admin/src/main.rs':
          'use clap::Parser;\n\nasync fn handle(args: Args) -> Result<()> {\n    database::migrate(&mut conn).await\n}\n',
      })?.runs,
    ).toEqual({ when: 'by-hand', evidence: { file: 'crates/shop_admin/src/main.rs', line: 4 } });
    // Others have functions of the same name as the command's.
    expect(
      toolOf({
        ...sqlx,
        'crates/shop_admin/src/main.rs':
          'use clap::Parser;\n\nasync fn run(args: Args) -> Result<()> {\n    database::migrate(&mut conn).await\n}\n\nfn main() {\n    run(Args::parse())\n}\n',
        'crates/worker/src/main.rs': 'fn main() {\n    sqlx::migrate_nothing();\n    worker.run(migrations())\n}\n',
      })?.runs,
    ).toEqual({ when: 'by-hand', evidence: { file: 'crates/shop_admin/src/main.rs', line: 4 } });
  });

  it('runs when the service starts where that leads to it, too, or nothing is seen to', () => {
    const boot = (texts: Texts) => toolOf(texts)?.runs;
    expect(
      boot({ ...goMigrations, ...goCommand, 'cmd/shop/main.go': 'func main() {\n\tdb.OpenMigrations(url)\n}\n' }),
    ).toEqual({
      when: 'boot',
      evidence: { file: 'db/open.go', line: 4 },
    });
    expect(boot(goMigrations)).toEqual({ when: 'boot', evidence: { file: 'db/open.go', line: 4 } });
    expect(
      boot({ ...sqlx, 'crates/web/src/main.rs': 'fn main() {\n    database::migrate(&mut conn).await?;\n}\n' }),
    ).toEqual({ when: 'boot', evidence: { file: 'crates/database/src/migrations.rs', line: 1 } });
  });

  it('runs when the service starts that carries its own SQL with it', () => {
    const embedded: Texts = {
      'go.mod': 'module shop\n',
      'store/migrations/001_a.sql': 'CREATE TABLE a (b int);',
      'store/migrations/002_b.sql': 'CREATE TABLE b (c int);',
      'store/migrate.go': 'package store\n\n//go:embed migrations/*.sql\nvar files embed.FS\n',
    };
    expect(toolOf(embedded)).toMatchObject({
      id: 'sql',
      runs: { when: 'boot', evidence: { file: 'store/migrate.go', line: 3 } },
    });
    expect(toolOf({ ...embedded, 'store/migrate.go': '//go:embed templates/*.sql\n' })?.runs).toBeUndefined();
  });

  it.each<[string, Texts, string]>([
    [
      'refinery',
      {
        'Cargo.toml': '[dependencies]\nrefinery = "0.9"\n',
        'src/db.rs': 'mod shop {\n    refinery::embed_migrations!("../migrations/postgres");\n}\n',
        'migrations/postgres/V1__a.sql': 'CREATE TABLE a (b int);',
      },
      'src/db.rs',
    ],
    [
      'yuniql',
      {
        'Shop.csproj': '<Project />',
        'Startup.cs': 'class A {\n  void B() {\n    app.UseYuniql(a, b);\n  }\n}\n',
        'Migration/v0.1/01-a.sql': 'CREATE TABLE a (b int);',
      },
      'Startup.cs',
    ],
  ])('runs when a service starts that has %s', (_, texts, file) => {
    expect(toolOf(texts)).toMatchObject({ id: 'sql', runs: { when: 'boot', evidence: { file } } });
  });

  it('runs when the application of Elixir starts only where its supervisor or its own code does so', () => {
    const release =
      'defmodule Shop.Release do\n  def migrate do\n    Ecto.Migrator.run(Shop.Repo, :up, all: true)\n  end\nend\n';
    const when = (application: string) =>
      toolOf({
        'mix.exs': 'defmodule Shop.MixProject do\nend\n',
        'priv/repo/migrations/20250101000000_a.exs': 'defmodule A do\n  use Ecto.Migration\nend\n',
        'lib/shop/release.ex': release,
        'lib/shop/application.ex': `defmodule Shop.Application do\n  ${application}\nend\n`,
      })?.runs?.when;
    expect(when('# Shop.Release.Names checks; nothing migrates')).toBe('by-hand');
    expect(when('def start(_, _), do: Shop.Release.migrate()')).toBe('boot');
    expect(when('def children, do: [{Ecto.Migrator, repos: [Shop.Repo]}]')).toBe('boot');
  });

  it('is run by the container that is given the command', () => {
    const job =
      'kind: Job\nmetadata:\n  annotations:\n    helm.sh/hook: pre-install,pre-upgrade\nspec:\n  containers:\n    - image: {{ .Values.image }}\n      args:\n        - "migrate"\n        - "up"\n';
    expect(toolOf({ ...goMigrations, ...goCommand, 'deploy/helm/templates/job.yaml': job })?.runs).toEqual({
      when: 'helm-hook',
      evidence: { file: 'deploy/helm/templates/job.yaml', line: 9 },
    });
  });
});

describe('a hook of a chart that is called after migrating', () => {
  const job = (run: string): string =>
    `kind: Job\nmetadata:\n  annotations:\n    "helm.sh/hook": pre-upgrade\nspec:\n  command: [sh, -c, "${run}"]\n`;
  const runs = (file: string, run: string) =>
    toolOf({
      'migrations/clickhouse/001_a.sql': 'CREATE TABLE a (b Int32) ENGINE = Memory;\n',
      'migrations/clickhouse/002_b.sql': 'CREATE TABLE b (b Int32) ENGINE = Memory;\n',
      [file]: job(run),
    })?.runs;
  const all = 'for f in /migrations/*.sql; do client < $f; done';

  it('applies home-made migrations', () => {
    expect(runs('helm/templates/db-migrations-job.yaml', all)).toEqual({
      when: 'helm-hook',
      evidence: { file: 'helm/templates/db-migrations-job.yaml', line: 4 },
    });
    expect(runs('helm/templates/backup-job.yaml', all)).toBeUndefined();
    expect(runs('helm/templates/db-migrations-job.yaml', 'true')).toBeUndefined();
  });
});

describe('what Terraform starts', () => {
  const migrations: Texts = {
    'src/Shop/Shop.csproj': '<Project/>',
    'src/Shop/Migrations/20250101000000_A.cs': 'using Microsoft.EntityFrameworkCore.Migrations;',
    Dockerfile: 'FROM sdk AS build\nRUN dotnet ef migrations bundle --output efbundle\nFROM aspnet\n',
  };

  it('migrates while the pipeline applies, or each time that the service starts', () => {
    expect(
      toolOf({ ...migrations, 'terraform/app.tf': 'module "migrations" {\n  commands = ["/app/efbundle"]\n}\n' })?.runs,
    ).toEqual({ when: 'job', evidence: { file: 'terraform/app.tf', line: 2 }, byPipeline: true });
    expect(
      toolOf({
        ...migrations,
        'terraform/app.tf':
          'module "web" {\n  source = "./modules/web"\n  command = ["sh", "-c", "./efbundle && ./Shop"]\n}\n',
      })?.runs,
    ).toEqual({ when: 'boot', evidence: { file: 'terraform/app.tf', line: 3 } });
    // What only names the bundle starts nothing.
    expect(
      toolOf({ ...migrations, 'terraform/app.tf': 'module "migrations" {\n  name = "efbundle"\n}\n' })?.runs,
    ).toBeUndefined();
  });
});

describe('Knex in one of several packages', () => {
  const texts: Texts = {
    'yarn.lock': '',
    'package.json': '{ "workspaces": ["packages/*"] }',
    'packages/api/package.json': '{ "dependencies": { "knex": "^3.0.0" } }',
    'packages/api/__tests__/server/knexfile.js': 'module.exports = { client: "pg" };',
    'packages/api/knexfile.js': 'module.exports = { production: { client: "pg" } };',
    'packages/api/migrations/20250101000000_a.js': 'exports.up = (knex) => knex.raw("SELECT 1");',
  };
  const old = { 'attic/old_migrations/20200101000000_a.js': 'exports.up = (knex) => knex.raw("SELECT 1");' };

  it("migrates with the package's own settings, not with those of its tests", () => {
    expect(toolOf(texts)?.commands?.apply).toBe('yarn knex migrate:latest --env production');
  });

  it('leaves migrations that no package and no settings lead to', () => {
    const folders = (more: Texts) => factsOf({ ...texts, ...more }).migrationTools.map(({ folder }) => folder);
    expect(folders(old)).toEqual(['packages/api/migrations']);
    expect(
      folders({ ...old, 'knexfile.js': 'module.exports = { migrations: { directory: "./attic/old_migrations" } };' }),
    ).toEqual(['packages/api/migrations', 'attic/old_migrations']);
  });
});

describe('Diesel in several packages', () => {
  it('is proven by what stands with the folder', () => {
    const cargo = '[dependencies]\ndiesel = "2"\n';
    expect(
      factsOf({
        'a-postgres/diesel.toml': '',
        'a-postgres/migrations/2025-01-01-000000_a/up.sql': 'SELECT 1;',
        'b-mysql/Cargo.toml': cargo,
        'b-mysql/migrations/2025-01-01-000000_a/up.sql': 'SELECT 1;',
      }).migrationTools.map(({ folder, evidence }) => [folder, evidence]),
    ).toEqual([
      ['a-postgres/migrations', [{ file: 'a-postgres/diesel.toml' }]],
      ['b-mysql/migrations', [{ file: 'b-mysql/Cargo.toml', line: 2 }]],
    ]);
  });
});

describe('who applies migrations, beyond the usual places', () => {
  const rails: Texts = {
    Gemfile: "gem 'rails'\ngem 'pg'\n",
    'bin/rails': '#!/usr/bin/env ruby\n',
    'db/migrate/20260101000000_make_cart.rb': 'class MakeCart < ActiveRecord::Migration[8.0]\n  def change; end\nend\n',
  };

  it('is a bare pod that runs to its end, in a template of Ruby', () => {
    expect(
      toolOf({
        ...rails,
        'script/build_image.sh': 'docker run shop bin/rails db:migrate\n',
        'config/deploy/production/db-migrate.yaml.erb':
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: db-migrate-<%= deployment_id %>\nspec:\n  restartPolicy: Never\n  containers:\n  - name: db-migrate\n    args: ["rails", "db:migrate"]\n',
      })?.runs,
    ).toEqual({ when: 'job', evidence: { file: 'config/deploy/production/db-migrate.yaml.erb', line: 9 } });
  });

  it("is a job of Clowder's application, not what waits for it", () => {
    expect(
      toolOf({
        'pyproject.toml': '[project]\ndependencies = ["alembic", "flask-migrate"]\n',
        'migrations/alembic.ini': '[alembic]\n',
        'migrations/env.py': 'from alembic import context\n',
        'migrations/versions/1_a.py':
          "revision = '1'\ndown_revision = None\n\nfrom alembic import op\n\n\ndef upgrade():\n    pass\n",
        'deploy/clowdapp.yml':
          'objects:\n- apiVersion: cloud.redhat.com/v1alpha1\n  kind: ClowdApp\n  spec:\n    deployments:\n    - name: api\n      podSpec:\n        initContainers:\n        - args: ["./wait_for_migrations.py"]\n    jobs:\n    - name: run-db-migrations\n      podSpec:\n        args: ["FLASK_APP=./manage.py", "flask", "db", "upgrade"]\n',
      })?.runs,
    ).toEqual({ when: 'job', evidence: { file: 'deploy/clowdapp.yml', line: 13 } });
  });

  it('is an image of its own that the pipeline builds and starts', () => {
    expect(
      toolOf({
        'flyway.conf': 'flyway.locations=filesystem:migrations\n',
        'migrations/V1__cart.sql': 'SELECT 1;',
        Dockerfile: 'FROM golang\nCMD ["/shop", "serve"]\n',
        'Dockerfile.db_migrations':
          'FROM flyway/flyway:10\nCOPY migrations ./migrations\nENTRYPOINT ["flyway", "migrate"]\n',
        '.github/workflows/build.yml':
          'on: push\njobs:\n  images:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          file: Dockerfile.db_migrations\n',
      })?.runs,
    ).toEqual({ when: 'job', byPipeline: true, evidence: { file: 'Dockerfile.db_migrations', line: 3 } });
  });

  it("is the release phase where that starts the program's own command by its path", () => {
    expect(
      toolOf({
        'Cargo.toml':
          '[package]\nname = "shop"\nversion = "0.1.0"\n[dependencies]\ndiesel = "2"\ndiesel_migrations = "2"\n',
        'diesel.toml': '[migrations_directory]\ndir = "migrations"\n',
        'migrations/2026-01-01-000000_cart/up.sql': 'SELECT 1;',
        'migrations/2026-01-01-000000_cart/down.sql': 'SELECT 1;',
        Procfile: 'release: ./target/release/shop migrate\nweb: ./target/release/shop server\n',
        'src/bin/shop/migrate.rs':
          'const MIGRATIONS: EmbeddedMigrations = embed_migrations!("./migrations");\npub fn run() { conn.run_pending_migrations(MIGRATIONS); }\n',
        'crates/shop_test_db/src/lib.rs': 'fn make() { conn.run_pending_migrations(MIGRATIONS); }\n',
      })?.runs,
    ).toEqual({ when: 'release-phase', evidence: { file: 'Procfile', line: 1 } });
  });

  const ownProgram: Texts = {
    'package.json':
      '{ "scripts": { "db:deploy": "node ./dist/scripts/apply-migrations.js" }, "dependencies": { "prisma": "6" } }',
    'prisma/migrations/20260101_a/migration.sql': 'SELECT 1;',
    'src/scripts/apply-migrations.ts': "import { run } from './steps';\nawait run();\n",
  };

  it("is a start script that runs the project's own program, whatever name the image gives it; the tool's command is not planned then", () => {
    const found = toolOf({
      ...ownProgram,
      Dockerfile: 'FROM node:22\nCOPY --from=build /app/scripts/next-start.sh /app/start.sh\nCMD ["/app/start.sh"]\n',
      'scripts/next-start.sh': '#!/bin/sh\nnode dist/scripts/apply-migrations.js\nexec node server.js\n',
    });
    expect(found?.runs).toEqual({ when: 'entrypoint', evidence: { file: 'scripts/next-start.sh', line: 2 } });
    expect(found?.commands).toBeUndefined();
  });

  it('is a job of a chart that names that program in a list of words', () => {
    expect(
      toolOf({
        ...ownProgram,
        'charts/shop/Chart.yaml': 'name: shop\nversion: 1.0.0\n',
        'charts/shop/templates/migration-job.yaml':
          '{{- if .Values.migration.enabled }}\nkind: Job\nspec:\n  containers:\n    - name: migrate-all\n      command:\n        - node\n        - packages/database/dist/scripts/apply-migrations.js\n{{- end }}\n',
      })?.runs,
    ).toEqual({ when: 'job', evidence: { file: 'charts/shop/templates/migration-job.yaml', line: 8 } });
  });

  it('is a release phase that runs that program through a script of the package', () => {
    const found = toolOf({ ...ownProgram, Procfile: 'release: npm run db:deploy\nweb: node server.js\n' });
    expect(found?.runs).toEqual({ when: 'release-phase', evidence: { file: 'Procfile', line: 1 } });
    expect(found?.commands).toBeUndefined();
  });

  it('is the tool itself where that is what a script of the name runs', () => {
    const found = toolOf({
      ...ownProgram,
      Dockerfile: 'FROM node:22\nCMD npx prisma migrate deploy && node server.js\n',
    });
    expect(found?.runs?.when).toBe('boot');
    expect(found?.commands?.apply).toBe('npx prisma migrate deploy');
  });

  it('is nothing of the service where tests alone import the module', () => {
    const knex: Texts = {
      'package.json': '{ "dependencies": { "knex": "3" }, "scripts": { "db:migrate": "knex migrate:latest" } }',
      'knexfile.js': 'module.exports = { client: "pg", migrations: { directory: "db/migrations" } };',
      'db/migrations/20260101000000_a.js': 'exports.up = (knex) => knex.raw("SELECT 1");\nexports.down = () => {};\n',
      'db/resetDatabase.js': 'export default async () => {\n  await knex.migrate.latest();\n};\n',
      'db/globalTestSetup.js': "import reset from './resetDatabase.js';\n",
      'src/orders/__test__/orders.ts': "import reset from '#db/resetDatabase.js';\n",
      '.github/workflows/deploy.yml':
        'on: { push: { branches: [main] } }\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm run db:migrate\n      - run: eb deploy shop\n',
    };
    expect(toolOf(knex)?.runs?.when).toBe('ci');
    expect(toolOf({ ...knex, 'src/server.ts': "import reset from '../db/resetDatabase';\n" })?.runs?.when).toBe('boot');
  });

  it('runs when the service starts where that imports the module that is called for it', () => {
    const drizzle: Texts = {
      'package.json':
        '{ "dependencies": { "drizzle-orm": "1" }, "scripts": { "db:migrate": "tsx src/db/migrate.ts" } }',
      'drizzle.config.ts': 'export default { out: "./drizzle" };\n',
      'drizzle/0000_a.sql': 'SELECT 1;',
      'drizzle/meta/_journal.json': '{}',
      'src/db/migrate.ts':
        "import { migrate } from 'drizzle-orm/node-postgres/migrator';\nexport const up = () => migrate(db, {});\n",
    };
    const runs = (file: string, module: string) =>
      toolOf({ ...drizzle, [file]: `import { up } from '${module}';\nawait up();\n` })?.runs?.when;
    expect(toolOf(drizzle)?.runs?.when).toBe('by-hand');
    expect(runs('src/server.ts', './db/migrate')).toBe('boot');
    expect(runs('src/server.ts', '@/db/migrate.js')).toBe('boot');
    expect(runs('src/server.ts', '@shop/other/migrate')).toBe('by-hand');
    expect(runs('src/server.test.ts', './db/migrate')).toBe('by-hand');
    expect(runs('scripts/up.ts', '../src/db/migrate')).toBe('by-hand');
  });

  it('runs with the pipeline whose script starts a home-made program for it', () => {
    const texts: Texts = {
      'web/db/migrations/0001_orders.sql': 'CREATE TABLE orders (id int);\n',
      'web/db/migrations/0002_items.sql': 'CREATE TABLE items (id int);\n',
      'scripts/run_db_migrations.py': 'from web.db.migrations import run\nrun()\n',
      'scripts/up.sh': '#!/bin/bash\n"${PYTHON_BIN}" "${ROOT}/scripts/run_db_migrations.py" --backend postgres\n',
    };
    const pipeline = {
      '.github/workflows/deploy.yml':
        'on: { push: { branches: [main] } }\njobs:\n  deploy:\n    steps:\n      - run: ssh live bash /srv/shop/scripts/up.sh\n',
    };
    expect(toolOf({ ...texts, ...pipeline })?.runs?.when).toBe('ci');
    // A script that nothing starts may be of another time.
    expect(toolOf(texts)?.runs).toBeUndefined();
  });
});
