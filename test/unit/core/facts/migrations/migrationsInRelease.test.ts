import { describe, expect, it } from 'vitest';
import { loadSqlParser } from '../../../../../src/adapters/sqlParser';
import type { Migration, ReleaseFile } from '../../../../../src/core/facts/schema';
import { factsOf } from '../../../../support/aWorkspace';

type Texts = Readonly<Record<string, string>>;

const parseSql = await loadSqlParser();

describe('migrations of the release', () => {
  const file = (path: string, status: ReleaseFile['status'], lines = 1): ReleaseFile => ({
    path,
    status,
    added: lines,
    deleted: 0,
  });
  const migrations = (texts: Texts, files: readonly ReleaseFile[]): readonly Migration[] =>
    factsOf(texts, { files }, new Map(), {}, parseSql).migrations;

  it('are none of those of examples and tests', () => {
    const places = ['migrations', 'examples/a/migrations', 'tests/data/migrations'];
    const paths = places.map((place) => `${place}/002_b.sql`);
    const files = paths.map((path) => file(path, 'added'));
    const before = places.map((place) => `${place}/001_a.sql`);
    const texts = Object.fromEntries([...before, ...paths].map((path) => [path, '']));
    expect(migrations(texts, files).map((migration) => migration.file)).toEqual(['migrations/002_b.sql']);
  });

  it.each([
    ['varchar(200)', 'varchar(255)', 'expand', ['lock']],
    ['varchar(200)', 'text', 'expand', ['lock']],
    ['varchar(200)', 'varchar(50)', 'contract', ['lock', 'rewrite', 'breakage']],
    ['int', 'text', 'contract', ['lock', 'rewrite', 'breakage']],
  ])('know what a column was that changes from %s to %s', (before, after, phase, effects) => {
    const texts = {
      'migrations/001_a.up.sql': `CREATE TABLE carts (id int, name ${before});`,
      'migrations/001_a.down.sql': 'DROP TABLE carts;',
      'migrations/002_b.up.sql': 'ALTER TABLE carts ADD note text;',
      'migrations/002_b.down.sql': 'ALTER TABLE carts DROP note;',
      'migrations/003_c.up.sql': `ALTER TABLE carts ALTER COLUMN name TYPE ${after};`,
      'migrations/003_c.down.sql': '',
      'go.mod': 'module a\n\nrequire github.com/golang-migrate/migrate/v4 v4.17.0\n',
    };
    const [found, ...others] = migrations(texts, [file('migrations/003_c.up.sql', 'added')]);
    expect(others).toEqual([]);
    expect([found?.phase, found?.findings.map((each) => each.effects)]).toEqual([phase, [effects]]);
  });

  it.each([
    ['a uuid, b jsonb DEFAULT NULL', 'int', 'contract', [['breakage']]],
    ['a uuid, b jsonb', 'int', 'expand', []],
    ['c uuid', 'int', 'expand', [['failure']]],
    ['a uuid', 'text', 'expand', [['failure']]],
    ['a uuid', 'int', 'expand', []],
  ])('know what a function was that is replaced with (%s) %s', (given, returns, phase, effects) => {
    const declare = (parameters: string, result: string): string =>
      `CREATE OR REPLACE FUNCTION public.pay(${parameters}) RETURNS ${result} LANGUAGE sql AS 'SELECT 1';\n`;
    const texts = {
      'supabase/config.toml': '',
      'supabase/migrations/20260101000000_a.sql': declare('a uuid', 'int'),
      'supabase/migrations/20260102000000_b.sql': declare(given, returns),
      'supabase/migrations/20260103000000_c.sql': `DROP FUNCTION pay;\n${declare('c int', 'text')}`,
    };
    const [found, other] = migrations(texts, [
      file('supabase/migrations/20260102000000_b.sql', 'added'),
      file('supabase/migrations/20260103000000_c.sql', 'added'),
    ]);
    expect([found?.phase, found?.findings.map((each) => each.effects)]).toEqual([phase, effects]);
    expect(other?.findings.filter(({ rule }) => rule === 'replacing-function')).toEqual([]);
  });

  it('lose nothing with what only the release has made', () => {
    const texts = {
      'go.mod': 'module a\n\nrequire github.com/golang-migrate/migrate/v4 v4.17.0\n',
      'migrations/001_a.up.sql': 'CREATE TABLE carts (id int);',
      'migrations/001_a.down.sql': 'DROP TABLE carts;',
      'migrations/002_b.up.sql': 'CREATE TABLE IF NOT EXISTS notes (cart int);',
      'migrations/002_b.down.sql': 'DROP TABLE notes;',
      'migrations/003_c.up.sql': 'DROP TABLE notes;\nALTER TABLE carts ADD note text;',
      'migrations/003_c.down.sql': 'ALTER TABLE carts DROP note;\nCREATE TABLE notes (cart int);',
    };
    const later = file('migrations/003_c.up.sql', 'added');
    const reversible = (files: readonly ReleaseFile[]): unknown => migrations(texts, files).at(-1)?.reversible;
    expect(reversible([file('migrations/002_b.up.sql', 'added'), later])).toBe('yes');
    expect(reversible([later])).toBe('no');
  });

  it('are none that wait beside the package of Django for a later release', () => {
    const text = 'from django.db import migrations\n\nclass Migration(migrations.Migration):\n    operations = []\n';
    const paths = ['shop/migrations/0001_first.py', 'shop/migrations/0002_now.py', 'shop/0003_later.py'];
    const found = migrations(
      { 'manage.py': '', ...Object.fromEntries(paths.map((path) => [path, text])) },
      paths.slice(1).map((path) => file(path, 'added')),
    );
    expect(found.map((each) => each.file)).toEqual(['shop/migrations/0002_now.py']);
  });

  it('of one folder for each version are one history', () => {
    const texts = {
      'src/Migration/v0.1/01-tables.sql': 'CREATE TABLE a (b int);',
      'src/Migration/v0.9/01-tables.sql': 'CREATE TABLE orders (id int);',
      'src/Migration/v0.10/01-index.sql': 'CREATE INDEX by_id ON orders (id);',
    };
    const facts = factsOf(
      texts,
      { files: Object.keys(texts).map((path) => file(path, path.includes('v0.1/') ? 'modified' : 'added')) },
      new Map(),
      {},
      parseSql,
    );
    expect(facts.migrationTools.map(({ id, folder }) => `${id} ${folder}`)).toEqual(['sql src/Migration']);
    expect(facts.migrations.flatMap(({ findings }) => findings)).toEqual([]);
  });

  it('wait for no table that one before them makes', () => {
    const texts = {
      'migrations/9_orders.up.sql': 'CREATE TABLE orders (id int, total int);',
      'migrations/9_orders.down.sql': 'DROP TABLE orders;',
      'migrations/10_index.up.sql': 'CREATE INDEX by_total ON orders (total);\nCREATE INDEX by_name ON users (name);',
      'migrations/10_index.down.sql': 'DROP INDEX by_total;\nDROP INDEX by_name;',
      'migrations/8_early.up.sql': 'ALTER TABLE orders ADD CONSTRAINT once UNIQUE (id);',
      Makefile: 'db:\n\tmigrate -path migrations -database "$(DSN)" up\n',
    };
    const added = Object.keys(texts).filter((path) => path.endsWith('.up.sql'));
    const found = migrations(
      texts,
      added.map((path) => file(path, 'added')),
    );
    const rules = found.map((each) => [each.file, each.findings.map(({ rule, line }) => `${String(line)} ${rule}`)]);
    expect(Object.fromEntries(rules)).toEqual({
      'migrations/9_orders.up.sql': [],
      'migrations/10_index.up.sql': ['2 require-concurrent-index-creation'],
      'migrations/8_early.up.sql': [
        '1 disallowed-unique-constraint',
        '1 adding-unique-index',
        '1 constraint-missing-not-valid',
      ],
    });
  });

  it('may take away a column that one before them brings', () => {
    const folder = 'src/main/resources/db/migration';
    const texts = {
      [`${folder}/V1__rename.sql`]: 'ALTER TABLE level RENAME COLUMN description TO name;',
      [`${folder}/V2__describe.sql`]: "ALTER TABLE level ADD COLUMN description text NOT NULL DEFAULT '';",
      [`${folder}/V3__undescribe.sql`]: 'ALTER TABLE level DROP COLUMN description;',
      [`${folder}/V4__unname.sql`]: 'ALTER TABLE level DROP COLUMN code;',
    };
    const found = migrations(
      texts,
      Object.keys(texts).map((path) => file(path, 'added')),
    );
    expect(found.map((each) => [each.file.slice(-10), each.reversible, each.findings.map(({ rule }) => rule)])).toEqual(
      [
        ['rename.sql', 'yes', ['renaming-column']],
        ['scribe.sql', 'yes', []],
        ['scribe.sql', 'yes', []],
        ['unname.sql', 'no', ['ban-drop-column']],
      ],
    );
  });

  it('demand no value anew that an earlier release demands, and scan nothing that was validated', () => {
    const texts = {
      'migrations/2_old.up.sql': 'ALTER TABLE a VALIDATE CONSTRAINT b_filled;',
      'migrations/3_old.up.sql': 'ALTER TABLE a ALTER COLUMN b SET NOT NULL;',
      'migrations/4_new.up.sql': 'ALTER TABLE c ADD CONSTRAINT d_filled CHECK (d IS NOT NULL) NOT VALID;',
      'migrations/5_new.up.sql': 'ALTER TABLE c VALIDATE CONSTRAINT d_filled;',
      'migrations/6_new.up.sql': 'ALTER TABLE c ALTER COLUMN d SET NOT NULL;',
      'migrations/7_bare.up.sql': 'ALTER TABLE e ALTER COLUMN f SET NOT NULL;',
      Makefile: 'db:\n\tmigrate -path migrations -database "$(DSN)" up\n',
    };
    const added = Object.keys(texts).filter((path) => path.endsWith('.up.sql'));
    const found = migrations(
      texts,
      added.map((path) => file(path, 'added')),
    ).flatMap((each) => each.findings.map(({ rule, effects }) => [each.file, rule, effects]));
    expect(found).toEqual([
      ['migrations/6_new.up.sql', 'adding-not-nullable-field', ['breakage']],
      ['migrations/7_bare.up.sql', 'adding-not-nullable-field', ['lock', 'scan', 'breakage']],
    ]);
  });

  it('are what it adds or edits, judged with the way back beside them', () => {
    const texts = {
      'migrations/1_a.up.sql': 'CREATE TABLE a ();',
      'migrations/1_a.down.sql': 'DROP TABLE a;',
      'migrations/2_b.up.sql': 'ALTER TABLE a RENAME b TO c;',
      'migrations/2_b.down.sql': '',
      'migrations/3_c.up.sql': 'SELECT 1;',
      Makefile: 'db:\n\tmigrate -path migrations -database "$(DSN)" up\n',
    };
    const files = [
      file('migrations/1_a.up.sql', 'added'),
      file('migrations/1_a.down.sql', 'added'),
      file('migrations/2_b.up.sql', 'modified'),
      file('migrations/2_b.down.sql', 'modified'),
      { ...file('migrations/3_c.up.sql', 'renamed', 0), from: 'x.sql' },
      file('migrations/0_old.up.sql', 'deleted'),
    ];
    expect(migrations(texts, files)).toEqual([
      {
        tool: 'golang-migrate',
        file: 'migrations/1_a.up.sql',
        change: 'added',
        reversible: 'yes',
        findings: [],
        phase: 'expand',
      },
      {
        tool: 'golang-migrate',
        file: 'migrations/2_b.up.sql',
        change: 'edited',
        reversible: 'no',
        findings: [
          {
            rule: 'renaming-column',
            line: 1,
            severity: 'error',
            message: 'The running version knows a.b by its old name: its statements fail from this moment on.',
            effects: ['breakage'],
          },
        ],
        phase: 'contract',
        clashes: true,
      },
    ]);
  });

  it('are new where one was made of another, by what the database remembers', () => {
    const texts = {
      'migrations/4_d.up.sql': 'CREATE TABLE d ();',
      'migrations/5_f.up.sql': 'CREATE TABLE f ();',
      Makefile: 'db:\n\tmigrate -path migrations -database "$(DSN)" up\n',
    };
    const files = [
      { ...file('migrations/4_d.up.sql', 'renamed'), from: 'migrations/1_d.up.sql' },
      { ...file('migrations/5_f.up.sql', 'renamed'), from: 'migrations/5_e.up.sql' },
    ];
    expect(migrations(texts, files).map((each) => [each.file, each.change])).toEqual([
      ['migrations/4_d.up.sql', 'added'],
      ['migrations/5_f.up.sql', 'edited'],
    ]);
  });

  it('suit one version only where they break the running one and bring what the new one may use', () => {
    const clashes = (sql: string) =>
      migrations(
        { 'migrations/1_a.up.sql': sql, Makefile: 'db:\n\tmigrate -path migrations -database "$(DSN)" up\n' },
        [file('migrations/1_a.up.sql', 'added')],
      ).map((each) => [each.phase, each.clashes]);
    expect(clashes('ALTER TABLE a RENAME TO c;')).toEqual([['contract', true]]);
    expect(clashes('ALTER TABLE a ADD b int NOT NULL;')).toEqual([['contract', true]]);
    expect(clashes('ALTER TABLE a DROP b, ADD c int;')).toEqual([['contract', true]]);
    expect(clashes('DROP VIEW a;')).toEqual([['contract', undefined]]);
    expect(clashes('DROP VIEW a;\nCREATE VIEW a AS SELECT 1 AS b;')).toEqual([['expand', undefined]]);
    expect(clashes('ALTER VIEW a RENAME TO c;')).toEqual([['contract', true]]);
    expect(clashes('ALTER TABLE a DROP b;\nCREATE INDEX CONCURRENTLY i ON a (c);')).toEqual([['contract', undefined]]);
    expect(clashes('ALTER TABLE a ALTER b SET NOT NULL;')).toEqual([['contract', undefined]]);
    expect(clashes('ALTER TABLE a ADD b int;')).toEqual([['expand', undefined]]);
  });

  it('say what they leave where they cannot be undone and the schema stays as it was known', () => {
    const left = (sql: string) =>
      migrations(
        {
          'src/main/resources/db/migration/V2__b.sql': sql,
          'build.gradle': "dependencies { implementation 'org.flywaydb:flyway-core:10.0.0' }",
        },
        [file('src/main/resources/db/migration/V2__b.sql', 'added')],
      ).map(({ reversible, leaves }) => `${reversible} ${leaves ?? ''}`);
    expect(left("UPDATE a SET b = 'x' WHERE id = 1;")).toEqual(['no rows']);
    expect(left("ALTER TYPE state ADD VALUE 'held';")).toEqual(['no values']);
    expect(left("ALTER TABLE a ADD b int;\nUPDATE a SET c = 'x' WHERE id = 1;")).toEqual(['no rows']);
    expect(left("UPDATE a SET b = 'x' WHERE id = 1;\nDELETE FROM a WHERE id = 2;")).toEqual(['no ']);
    expect(left('ALTER TABLE a DROP COLUMN b;')).toEqual(['no ']);
    expect(left('ALTER TABLE a ADD b int;')).toEqual(['yes ']);
  });

  it('drop columns of Rails that the version before ignores without breaking it', () => {
    const path = 'db/migrate/20260102000000_remove_state.rb';
    const remove = (lines: string): string =>
      `class RemoveState < ActiveRecord::Migration[7.1]\n  def change\n${lines}  end\nend\n`;
    const dropped = (model: Texts, lines = '    remove_column :agents, :state, :string\n') => {
      const texts = { Gemfile: 'gem "rails"\ngem "pg"\n', [path]: remove(lines) };
      const added = remove(lines)
        .split('\n')
        .map((text, index) => ({ line: index + 1, text }));
      const patches = new Map([[path, { added, deleted: [] }]]);
      return factsOf(texts, { files: [file(path, 'added')] }, patches, model, parseSql).migrations.map(
        ({ reversible, phase, leaves, findings }) => [
          reversible,
          phase,
          leaves,
          findings.map(({ message }) => message),
        ],
      );
    };
    expect(
      dropped({ 'app/models/agent.rb': 'class Agent\n  # gone soon\n  self.ignored_columns += [:state]\nend\n' }),
    ).toEqual([
      [
        ...['no', 'expand', 'unused columns'],
        ['Dropping agents.state loses its data; the running version ignores the column (app/models/agent.rb:3).'],
      ],
    ]);
    const isSafe = (model: Texts, lines?: string): boolean => dropped(model, lines)[0]?.[1] === 'expand';
    expect(isSafe({ 'app/models/agent.rb': 'class Agent\n  self.ignored_columns = %w[other\n    state]\nend\n' })).toBe(
      true,
    );
    expect(
      isSafe({ 'config/initializers/tmp.rb': 'Shop::Agent.class_eval do\n  self.ignored_columns = ["state"]\nend\n' }),
    ).toBe(true);
    expect(isSafe({ 'app/models/agent.rb': 'class Agent\n  self.ignored_columns = [:other]\nend\n' })).toBe(false);
    expect(isSafe({ 'app/models/team.rb': 'class Team\n  self.ignored_columns = [:state]\nend\n' })).toBe(false);
    expect(isSafe({ 'app/models/agent.rb': 'class Agent\n  # self.ignored_columns = [:state]\nend\n' })).toBe(false);
    expect(isSafe({ 'app/models/agent.rb': 'class Agent\nend\n' })).toBe(false);
    expect(
      isSafe(
        { 'app/models/agent.rb': 'class Agent\n  self.ignored_columns = [:state]\nend\n' },
        '    remove_column :agents, :state, :string\n    remove_column :agents, :name, :string\n',
      ),
    ).toBe(false);
  });

  it('are judged for the server that production has where a file is only the stand-in', () => {
    const texts = (requirements: string): Texts => ({
      'alembic.ini': '[alembic]\nscript_location = migrations\nsqlalchemy.url = sqlite:///will/be/replaced\n',
      'requirements.txt': `alembic==1.13.0\n${requirements}\n`,
      'migrations/versions/1a2b3c4d5e6f_a.py':
        'from alembic import op\n\nrevision = "1a2b3c4d5e6f"\ndown_revision = None\n\n\ndef upgrade():\n    op.create_index("i", "a", ["b"])\n\n\ndef downgrade():\n    op.drop_index("i")\n',
    });
    const found = (requirements: string) =>
      migrations(texts(requirements), [file('migrations/versions/1a2b3c4d5e6f_a.py', 'added')])[0]?.findings.map(
        ({ rule }) => rule,
      );
    expect(found('psycopg2-binary==2.9.9')).toEqual(['require-concurrent-index-creation']);
    expect(found('flask==3.0.0')).toEqual(['locks-not-examined']);
  });

  it('are judged for the provider that EF Core names in them', () => {
    const path = 'Data/Migrations/20260101000000_Index.cs';
    const code = (column: string): string =>
      `using Microsoft.EntityFrameworkCore.Migrations;\nclass Index : Migration {\n  protected override void Up(MigrationBuilder migrationBuilder) {\n    migrationBuilder.AddColumn<string>(name: "Name", table: "Items", type: "${column}", nullable: true);\n    migrationBuilder.CreateIndex(name: "IX_Items_Name", table: "Items", column: "Name");\n  }\n  protected override void Down(MigrationBuilder migrationBuilder) {\n    migrationBuilder.DropColumn(name: "Name", table: "Items");\n  }\n}\n`;
    const found = (column: string) =>
      migrations(
        {
          [path]: code(column),
          'Data/Data.csproj':
            '<Project><ItemGroup><PackageReference Include="Npgsql.EntityFrameworkCore.PostgreSQL" Version="8.0.0" /><PackageReference Include="Microsoft.EntityFrameworkCore.SqlServer" Version="8.0.0" /></ItemGroup></Project>',
        },
        [file(path, 'added')],
      )[0];
    expect(found('text')?.findings.map(({ rule }) => rule)).toEqual(['require-concurrent-index-creation']);
    expect(found('nvarchar(450)')?.findings.map(({ message }) => message)).toEqual([
      'Which locks this takes was not examined: the database is SQL Server.',
    ]);
    expect(found('nvarchar(450)')?.phase).toBe('expand');
  });

  it('are unknown where the database is not PostgreSQL', () => {
    const [one] = migrations(
      {
        'migrations/1_a.up.sql': 'CREATE TABLE a (id int);',
        'migrations/1_a.down.sql': 'DROP TABLE a;',
        'go.mod': 'require github.com/go-sql-driver/mysql v1.7.0\n',
      },
      [file('migrations/1_a.up.sql', 'added')],
    );
    expect([one?.reversible, one?.phase, one?.findings.map(({ rule }) => rule)]).toEqual([
      'unknown',
      'unknown',
      ['not-examined'],
    ]);
  });
});
