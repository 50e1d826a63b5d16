import { describe, expect, it } from 'vitest';
import { migrationPathsToRead } from '../../../../../src/core/facts/migrations/migrationTools';
import { migrationToolIds } from '../../../../../src/core/facts/ids';
import type { ReleaseFile } from '../../../../../src/core/facts/schema';
import { factsOf } from '../../../../support/aWorkspace';

type Texts = Readonly<Record<string, string>>;

const tools = (texts: Texts) =>
  factsOf(texts).migrationTools.map(({ id, folder, role, evidence }) =>
    role === undefined ? { id, folder, evidence } : { id, folder, role, evidence },
  );
const named = (texts: Texts): readonly string[] => tools(texts).map(({ id, folder }) => `${id} ${folder}`);

const knexFile = 'exports.up = function (knex) { return knex.schema.createTable("a", () => {}); };\n';
const sequelizeFile = 'module.exports = { up: (queryInterface) => queryInterface.dropTable("a") };\n';
const typeormFile = 'export class A1 implements MigrationInterface {}\n';
const djangoFile = 'from django.db import migrations, models\n\nclass Migration(migrations.Migration):\n    pass\n';
const alembicFile = '"""a"""\nfrom alembic import op\n\nrevision = "1"\ndown_revision = None\n';
const railsFile = 'class A < ActiveRecord::Migration[7.1]\nend\n';
const laravelFile = '<?php\nuse Illuminate\\Database\\Migrations\\Migration;\nreturn new class extends Migration {};\n';
const efFile = 'using Microsoft.EntityFrameworkCore.Migrations;\n';
const changelog = '<?xml version="1.0"?>\n<databaseChangeLog xmlns="x"/>\n';

/** A repository of each tool, with the finding that it must give. */
const repositories: readonly (readonly [id: string, texts: Texts, folder: string, evidence: object])[] = [
  [
    'prisma',
    { 'prisma/migrations/20250101_a/migration.sql': '', 'prisma/migrations/migration_lock.toml': '' },
    'prisma/migrations',
    { file: 'prisma/migrations/migration_lock.toml' },
  ],
  [
    'knex',
    {
      'db/changes/20250101_a.js': knexFile,
      'knexfile.js': "module.exports = {\n  migrations: { directory: './db/changes' },\n};",
    },
    'db/changes',
    { file: 'knexfile.js', line: 2 },
  ],
  [
    'typeorm',
    { 'src/migrations/1700000000000-A.ts': typeormFile },
    'src/migrations',
    { file: 'src/migrations/1700000000000-A.ts', line: 1 },
  ],
  [
    'sequelize',
    { 'migrations/20250101-a.js': sequelizeFile, '.sequelizerc': '' },
    'migrations',
    { file: '.sequelizerc' },
  ],
  [
    'drizzle',
    {
      'drizzle/0000_a.sql': '',
      'drizzle/meta/_journal.json': '{}',
      'drizzle.config.ts': "export default {\n  out: './drizzle' }",
    },
    'drizzle',
    { file: 'drizzle.config.ts', line: 2 },
  ],
  [
    'rails',
    { 'db/migrate/20250101000000_a.rb': railsFile },
    'db/migrate',
    { file: 'db/migrate/20250101000000_a.rb', line: 1 },
  ],
  [
    'django',
    { 'shop/migrations/0001_initial.py': djangoFile },
    'shop/migrations',
    { file: 'shop/migrations/0001_initial.py', line: 1 },
  ],
  [
    'alembic',
    { 'alembic.ini': '[alembic]\nscript_location = db\n', 'db/versions/1_a.py': alembicFile },
    'db/versions',
    { file: 'alembic.ini', line: 2 },
  ],
  [
    'flyway',
    {
      'src/main/resources/db/migration/V1__a.sql': '',
      'src/main/resources/application.yml': 'spring:\n  flyway:\n    enabled: true\n',
    },
    'src/main/resources/db/migration',
    { file: 'src/main/resources/application.yml', line: 2 },
  ],
  [
    'liquibase',
    {
      'src/main/resources/db/changelog/master.xml': changelog,
      'src/main/resources/db/changelog/changes/1.xml': changelog,
    },
    'src/main/resources/db/changelog',
    { file: 'src/main/resources/db/changelog/changes/1.xml', line: 2 },
  ],
  ['goose', { 'sql/schema/001_a.sql': '-- +goose Up\n' }, 'sql/schema', { file: 'sql/schema/001_a.sql', line: 1 }],
  [
    'golang-migrate',
    {
      'migrations/1_a.up.sql': '',
      'migrations/1_a.down.sql': '',
      'go.mod': 'module a\nrequire github.com/golang-migrate/migrate/v4 v4.17.0\n',
    },
    'migrations',
    { file: 'go.mod', line: 2 },
  ],
  [
    'dbmate',
    { 'db/migrations/20250101_a.sql': '-- migrate:up\n' },
    'db/migrations',
    { file: 'db/migrations/20250101_a.sql', line: 1 },
  ],
  [
    'ecto',
    { 'apps/shop/priv/repo/migrations/20250101000000_a.exs': 'defmodule A do\n  use Ecto.Migration\nend\n' },
    'apps/shop/priv/repo/migrations',
    { file: 'apps/shop/priv/repo/migrations/20250101000000_a.exs', line: 2 },
  ],
  [
    'laravel',
    { 'database/migrations/2025_01_01_000000_a.php': laravelFile },
    'database/migrations',
    { file: 'database/migrations/2025_01_01_000000_a.php', line: 2 },
  ],
  [
    'doctrine',
    {
      'bin/console': '',
      'migrations/Version20250101000000.php':
        '<?php\nuse Doctrine\\Migrations\\AbstractMigration;\nfinal class Version20250101000000 extends AbstractMigration {}\n',
    },
    'migrations',
    { file: 'migrations/Version20250101000000.php', line: 2 },
  ],
  [
    'efcore',
    { 'src/Data/Migrations/20250101000000_A.cs': efFile, 'src/Data/Migrations/20250101000000_A.Designer.cs': efFile },
    'src/Data/Migrations',
    { file: 'src/Data/Migrations/20250101000000_A.Designer.cs', line: 1 },
  ],
  [
    'diesel',
    { 'migrations/2025-01-01-000000_a/up.sql': '', 'migrations/2025-01-01-000000_a/down.sql': '', 'diesel.toml': '' },
    'migrations',
    { file: 'diesel.toml' },
  ],
  [
    'sqlx',
    { 'migrations/20250101_a.sql': '', 'Cargo.toml': '[dependencies]\nsqlx = "0.8"\n' },
    'migrations',
    { file: 'Cargo.toml', line: 2 },
  ],
  [
    'hasura',
    { 'config.yaml': 'version: 3\nmetadata_directory: metadata\n', 'migrations/default/1700000000000_a/up.sql': '' },
    'migrations/default',
    { file: 'config.yaml', line: 2 },
  ],
  ['sql', { 'database/migrations/001_a.sql': '' }, 'database/migrations', { file: 'database/migrations/001_a.sql' }],
];

describe('migration tools', () => {
  it.each(repositories)('%s is recognised, and nothing else', (id, texts, folder, evidence) => {
    expect(tools(texts)).toEqual([{ id, folder, evidence: [evidence] }]);
  });

  it('leaves out no tool', () => {
    expect(repositories.map(([id]) => id)).toEqual([...migrationToolIds]);
  });

  it.each(repositories)('%s in test data, in other people’s code and in templates is nobody’s', (_id, texts) => {
    for (const place of ['test/fixtures', 'vendor/x', 'lib/generators/templates']) {
      const moved = Object.fromEntries(Object.entries(texts).map(([path, text]) => [`${place}/${path}`, text]));
      expect(named(moved)).toEqual([]);
    }
  });

  it("knows Doctrine's migrations behind a class of the project's own", () => {
    const texts = {
      'bin/console': '',
      'migrations/Version20250101000000.php':
        '<?php\nuse Doctrine\\DBAL\\Schema\\Schema;\nfinal class Version20250101000000 extends ShopMigration {}\n',
    };
    expect(named(texts)).toEqual(['doctrine migrations']);
  });

  it('says of examples and development folders what they are', () => {
    expect(tools({ 'examples/a/migrations/001_a.sql': '' })).toEqual([
      {
        id: 'sql',
        folder: 'examples/a/migrations',
        role: 'example',
        evidence: [{ file: 'examples/a/migrations/001_a.sql' }],
      },
    ]);
  });

  it('takes SQL that says what migrations of another kind do, or add up to, for none', () => {
    expect(
      factsOf({
        'shop/migrations/__init__.py': '',
        'shop/migrations/0001_initial.sql': '',
        'db/schema/001_users.sql': '',
        'db/schema/002_carts.sql': '',
        'db/migrations/20250101.sql': '',
      }).migrationTools.map(({ id, folder }) => [id, folder]),
    ).toEqual([['sql', 'db/migrations']]);
  });

  it('takes scripts that share their numbers, as those that set a database up, for none', () => {
    const shared = ['01-create.sql', '01-orders.sql', '01-parcels.sql', '02-users.sql', '02-rights.sql'];
    const texts = (names: readonly string[]): Texts => Object.fromEntries(names.map((name) => [`db/${name}`, '']));
    expect(named(texts(shared))).toEqual([]);
    expect(named(texts(['001-a.up.sql', '001-a.down.sql', '002-b.up.sql', '002-b.down.sql']))).toEqual(['sql db']);
  });

  it('takes numbered scripts that only ask for data for none', () => {
    const texts = (second: string): Texts => ({
      'lib/sanity_sql/1 - names.sql': '-- Names\nSELECT * FROM users WHERE name REGEXP "[0-9]";\n',
      'lib/sanity_sql/2 - carts.sql': second,
    });
    expect(named(texts('SELECT 1;\nSELECT 2;\n'))).toEqual([]);
    expect(named(texts('SELECT 1;\nDELETE FROM carts;\n'))).toEqual(['sql lib/sanity_sql']);
  });

  it('takes repeatable scripts that fill a database for trials for none, unless the settings apply them always', () => {
    const folders = (more: Texts): readonly string[] =>
      tools({
        'pom.xml': '<project><artifactId>flyway-core</artifactId></project>',
        'src/main/resources/sql/changes/V1__a.sql': 'CREATE TABLE a (id int);',
        'src/main/resources/sql/seed/R__fill.sql': 'INSERT INTO a VALUES (1);',
        ...more,
      }).map(({ folder }) => folder);
    const [changes, seed] = ['src/main/resources/sql/changes', 'src/main/resources/sql/seed'];
    const settings = 'spring.flyway.locations=classpath:sql/changes,classpath:sql/seed\n';
    expect(folders({})).toEqual([changes]);
    expect(folders({ 'src/main/resources/sql/seed/V2__countries.sql': 'SELECT 1;' })).toEqual([changes, seed]);
    expect(folders({ 'src/main/resources/application.properties': settings })).toEqual([changes, seed]);
  });

  it("leaves out what is put away beside Flyway's own folder", () => {
    const folders = (more: Texts): readonly string[] =>
      tools({
        'pom.xml': '<project><artifactId>flyway-core</artifactId></project>',
        'src/main/resources/db/archive/V1__a.sql': 'CREATE TABLE a (id int);',
        ...more,
      }).map(({ folder }) => folder);
    const own = { 'src/main/resources/db/migration/V1__b.sql': 'CREATE TABLE b (id int);' };
    expect(folders(own)).toEqual(['src/main/resources/db/migration']);
    expect(folders({})).toEqual(['src/main/resources/db/archive']);
    const settings = 'spring.flyway.locations=classpath:db/archive,classpath:db/migration\n';
    expect(folders({ ...own, 'src/main/resources/application.properties': settings })).toHaveLength(2);
  });

  it('gives one entry per folder, and none to folders inside', () => {
    expect(
      named({
        'a/migrations/0001_initial.py': djangoFile,
        'b/migrations/0001_initial.py': djangoFile,
        'db/migrate/20250101000000_a.rb': railsFile,
        'db/animals_migrate/20250101000000_a.rb': railsFile,
        'db/post_migrate/20250101000000_a.rb': railsFile,
        'src/migrations/1-a.ts': typeormFile,
        'src/migrations/tenant/2-a.ts': typeormFile,
      }),
    ).toEqual([
      'typeorm src/migrations',
      'rails db/migrate',
      'rails db/animals_migrate',
      'rails db/post_migrate',
      'django a/migrations',
      'django b/migrations',
    ]);
  });

  it.each<readonly [string, Texts, readonly string[]]>([
    [
      'sqlx with both directions',
      { 'migrations/1_a.up.sql': '', 'Cargo.toml': '[dependencies]\nsqlx = "0.8"\n' },
      ['sqlx migrations'],
    ],
    [
      'golang-migrate run from its binary',
      {
        'migrations/1_a.up.sql': '',
        'package.json': '{}',
        Makefile: 'db:\n\tmigrate -path migrations -database "$(DSN)" up\n',
      },
      ['golang-migrate migrations'],
    ],
    [
      'files named like pairs that nothing known runs',
      { 'migrations/1_a.up.sql': '', 'package.json': '{}' },
      ['sql migrations'],
    ],
    [
      'the nearest manifest decides',
      {
        'go/go.mod': 'require github.com/golang-migrate/migrate/v4 v4.1.0\n',
        'go/migrations/1_a.up.sql': '',
        'rust/Cargo.toml': '[dependencies]\nsqlx = "0.8"\n',
        'rust/migrations/1_a.up.sql': '',
      },
      ['sqlx rust/migrations', 'golang-migrate go/migrations'],
    ],
    [
      'bun brings its own',
      { 'migrations/1_a.up.sql': '', 'go.mod': 'require github.com/uptrace/bun v1.1.0\n' },
      ['sql migrations'],
    ],
    [
      'Drizzle since 1.0',
      { 'drizzle/20250101_a/migration.sql': '', 'drizzle/20250101_a/snapshot.json': '{}' },
      ['drizzle drizzle'],
    ],
    [
      'Entity Framework 6',
      {
        'Migrations/20250101000000_A.cs': 'using System.Data.Entity.Migrations;',
        'Migrations/20250101000000_A.resx': '',
      },
      [],
    ],
    ['Hasura', { 'hasura/migrations/default/1618000000000_init/up.sql': '' }, []],
    ['Sequel', { 'db/migrate/20250101000000_a.rb': 'Sequel.migration do\nend\n' }, []],
    ['another JavaScript tool', { 'migrations/1700000000000_a.js': 'exports.up = (pgm) => pgm.createTable("a");' }, []],
    ['Phinx', { 'database/migrations/2025_01_01_000000_a.php': '<?php use Phinx\\Migration\\AbstractMigration;' }, []],
    [
      'refinery',
      { 'migrations/V1__a.sql': '', 'Cargo.toml': '[dependencies]\nrefinery = "0.8"\n' },
      ['sql migrations'],
    ],
    ['a change log of a library', { 'changelogs/fragments/1.yml': 'bugfixes:\n  - x\n' }, []],
    ['one numbered query', { 'sql/1_one.sql': '' }, []],
    ['two numbered files of a database folder', { 'sql/1_one.sql': '', 'sql/2_two.sql': '' }, ['sql sql']],
    [
      'seeds and start-up scripts',
      {
        'db/seeds/1_a.sql': '',
        'db/seeds/2_b.sql': '',
        'docker-entrypoint-initdb.d/1.sql': '',
        'docker-entrypoint-initdb.d/2.sql': '',
      },
      [],
    ],
  ])('tells apart: %s', (_what, texts, expected) => {
    expect(named(texts)).toEqual(expected);
  });

  it('reads only a few migrations of each folder, and each that the release changes with its way back', () => {
    const paths = Array.from({ length: 100 }, (_, index) => `m/${String(index + 100)}_a.sql`);
    expect(migrationPathsToRead(paths, [])).toHaveLength(6);
    const changed: ReleaseFile = { path: 'm/150_b.up.sql', status: 'added', added: 1, deleted: 0 };
    expect(migrationPathsToRead([...paths, 'm/150_b.up.sql', 'm/150_b.down.sql'], [changed])).toEqual(
      expect.arrayContaining(['m/150_b.up.sql', 'm/150_b.down.sql']),
    );
  });

  it('Knex has no migrations in a folder of what helps them, though it is given Knex and called after them', () => {
    const helper =
      "import type { Knex } from 'knex';\n\nexport async function addStamps(knex: Knex, name: string) {\n  await knex.schema.alterTable(name, (table) => table.timestamps());\n}\n";
    const tools = factsOf({
      'package.json': JSON.stringify({ dependencies: { knex: '3' } }),
      'src/db/migrations/20260101000000_a.ts':
        "import type { Knex } from 'knex';\n\nexport async function up(knex: Knex) {\n  await knex.raw('SELECT 1');\n}\n",
      'src/db/utils/migrations/stamps.ts': helper,
    }).migrationTools;
    expect(tools.map(({ id, folder }) => `${id} ${folder}`)).toEqual(['knex src/db/migrations']);
  });

  it('Umzug is given migrations that take the interface of Sequelize from all of it', () => {
    const tools = factsOf({
      'db/package.json': JSON.stringify({ dependencies: { sequelize: '6', umzug: '3' } }),
      'db/src/migrations/2026.07.01T15.57.60.create-a.ts':
        "export const up = async ({ context: sequelize }) => {\n  await sequelize.getQueryInterface().createTable('a', {});\n};\n",
    }).migrationTools;
    expect(tools.map(({ id, folder }) => `${id} ${folder}`)).toEqual(['sequelize db/src/migrations']);
  });
});
