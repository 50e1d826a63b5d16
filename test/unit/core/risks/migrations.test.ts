import { describe, expect, it } from 'vitest';
import { loadSqlParser } from '../../../../src/adapters/sqlParser';
import type { Migration, MigrationEffect } from '../../../../src/core/facts/schema';
import { analysisOf, risksIn } from '../../../support/aRiskyRelease';
import { aRelease } from '../../../support/aWorkspace';

const parseSql = await loadSqlParser();

const knex = { 'knexfile.js': '', 'package.json': '{ "dependencies": { "knex": "3.1.0", "pg": "8.13.1" } }' };
const flyway = {
  'pom.xml':
    '<project><dependencies><dependency><groupId>org.flywaydb</groupId><artifactId>flyway-core</artifactId></dependency><dependency><groupId>org.postgresql</groupId><artifactId>postgresql</artifactId></dependency></dependencies></project>',
};
const rails = { Gemfile: 'gem "rails"\ngem "pg"\n' };
const sql = (name: string): string => `src/main/resources/db/migration/${name}.sql`;
const base: Readonly<Record<string, string>> = {
  ...flyway,
  [sql('V1__users')]: 'CREATE TABLE users (id int);\n',
  [sql('V2__teams')]: 'CREATE TABLE teams (id int);\n',
};
const migrationOf = (file: string): Migration => ({
  ...{ tool: 'flyway', file, change: 'added', reversible: 'no', phase: 'expand', findings: [] },
});
const about = (rule: string, found: readonly string[]): readonly string[] =>
  found.filter((each) => each.startsWith(`${rule} `));

describe('a release that brings a migration', () => {
  const bring = (given: Partial<Migration>, effect?: MigrationEffect): readonly string[] =>
    risksIn({
      head: base,
      facts: {
        migrations: [
          {
            ...{ tool: 'flyway', file: 'V3.sql', change: 'added', reversible: 'yes', phase: 'expand' },
            findings:
              effect === undefined
                ? []
                : [{ rule: 'ban-drop-table', severity: 'error', line: 7, message: 'It is gone.', effects: [effect] }],
            ...given,
          },
        ],
      },
    }).filter((risk) => risk.includes('migration'));

  it.each<[string, Partial<Migration>, MigrationEffect | undefined]>([
    ['irreversible-migration V3.sql:1', { reversible: 'no' }, undefined],
    ['unproven-migration V3.sql:1', { reversible: 'unknown' }, undefined],
    ['breaking-migration V3.sql:7', {}, 'breakage'],
    ['migration-loses-data V3.sql:7', {}, 'data-loss'],
    ['locking-migration V3.sql:7', {}, 'rewrite'],
    ['failing-migration V3.sql:7', {}, 'failure'],
  ])('has the risk %s', (risk, given, effect) => {
    expect(bring(given, effect)).toEqual([risk]);
  });

  it('that leaves rows or unused columns behind is told as such', () => {
    const of = (leaves: Migration['leaves'], findings: Migration['findings'] = []) =>
      analysisOf({
        head: base,
        facts: {
          migrations: [
            {
              ...{ tool: 'flyway', file: 'V3.sql', change: 'added', reversible: 'no', phase: 'expand', findings },
              ...(leaves && { leaves }),
            },
          ],
        },
      }).risks.map((risk) => [risk.rule, risk.impact, risk.impactWhy]);
    expect(of(undefined)).toEqual([
      ['irreversible-migration', 4, 'the previous version would run against the schema that V3.sql leaves behind'],
    ]);
    const values = { ...migrationOf('V2.sql'), leaves: 'values' } as const;
    expect(
      analysisOf({ head: base, facts: { migrations: [values, migrationOf('V3.sql')] } }).risks.map(
        (risk) => risk.impactWhy,
      ),
    ).toEqual(['the previous version would run against the schema that V3.sql leaves behind']);
    expect(of('rows')).toEqual([
      [
        ...['irreversible-migration', 3],
        'the schema is one that the previous version knows, but the rows that it wrote over stay as V3.sql leaves them',
      ],
    ]);
    const gone = {
      rule: 'ban-drop-column',
      severity: 'warning',
      line: 7,
      message: 'Gone.',
      effects: ['data-loss'],
    } as const;
    expect(of('unused columns', [gone])).toEqual([
      ['migration-loses-data', 5, 'a way back brings the structure back, not the rows'],
    ]);
  });

  it('whose lock lets readers pass says so', () => {
    const waiting = (...rules: readonly string[]) =>
      analysisOf({
        head: base,
        facts: {
          migrations: [
            {
              ...{ tool: 'flyway', file: 'V3.sql', change: 'added', reversible: 'yes', phase: 'expand' },
              findings: rules.map((rule) => ({
                rule,
                severity: 'error',
                line: 7,
                message: 'x',
                effects: ['lock', 'scan'],
              })),
            },
          ],
        },
      }).risks.map(({ impactWhy }) => impactWhy);
    const reads = ['writes to the table queue behind the lock, those of the running version too; reads go on'];
    expect(waiting('require-concurrent-index-creation')).toEqual(reads);
    expect(waiting('adding-foreign-key-constraint', 'constraint-missing-not-valid')).toEqual(reads);
    expect(waiting('updating-every-row')).toEqual(reads);
    expect(waiting('constraint-missing-not-valid')).toEqual([
      'all queries on the table queue behind the lock, those of the running version too',
    ]);
  });

  it('which writes every row locks them for as long as that takes, and the table where it changed it before', () => {
    const of = (text: string) =>
      analysisOf({ base, head: { ...base, [sql('V3__fill')]: text }, parseSql })
        .risks.filter(({ rule }) => rule === 'locking-migration')
        .map(({ issue, impactWhy, probability }) => [
          issue.split(': ')[1]?.slice(0, 39),
          impactWhy?.slice(0, 6),
          probability,
        ]);
    expect(of("UPDATE teams SET name = '';")).toEqual([['Every row of teams is locked until the ', 'writes', 3]]);
    expect(of("ALTER TABLE teams ADD COLUMN name text;\nUPDATE teams SET name = '';")).toEqual([
      ['Every row of teams is written while the', 'all qu', 3],
    ]);
  });

  it('which lets a column be NULL has a risk about what is stored then, and breaks nothing by itself', () => {
    const rule = { rule: 'ban-drop-not-null', severity: 'warning', effects: ['breakage'] } as const;
    const findings = [7, 9].map((line) => ({ ...rule, line, message: `a.b${String(line)} may be NULL from now on.` }));
    const { risks } = analysisOf({
      head: base,
      facts: {
        migrations: [{ tool: 'flyway', file: 'V3.sql', change: 'added', reversible: 'yes', phase: 'expand', findings }],
      },
    });
    expect(risks.map(({ rule: id, issue, evidence, impact }) => [id, issue, evidence, impact])).toEqual([
      [
        'newly-nullable-column',
        'a.b7 may be NULL from now on. The same holds for 1 more column.',
        [
          { file: 'V3.sql', line: 7 },
          { file: 'V3.sql', line: 9 },
        ],
        4,
      ],
    ]);
  });

  it('which only adds has none of them', () => {
    expect(bring({})).toEqual([]);
  });

  it('which loses data for good has one risk about that', () => {
    expect(bring({ reversible: 'no' }, 'data-loss')).toEqual(['irreversible-migration V3.sql:7']);
  });
});

describe('a released migration', () => {
  it('that was edited is a risk, and not where only a comment changed', () => {
    const edited = (text: string): readonly string[] =>
      about('edited-migration', risksIn({ base, head: { ...base, [sql('V1__users')]: text } }));
    expect(edited('CREATE TABLE users (id bigint);\n')).toEqual([`edited-migration ${sql('V1__users')}:1`]);
    expect(edited('-- Everybody who signs in.\nCREATE TABLE users (id int);\n')).toEqual([]);
  });

  it('that is repeatable is run again by what remembers its checksum', () => {
    const [view, head] = ['src/main/resources/db/migration/R__view.sql', 'CREATE OR REPLACE VIEW v AS SELECT 1;\n'];
    const before = { ...base, [view]: head };
    expect(
      about('edited-migration', risksIn({ base: before, head: { ...before, [view]: head.replace('1', '2') } })),
    ).toEqual([]);
  });

  it('that only got a way back runs forward as it did', () => {
    const path = 'shop/migrations/0002_b.py';
    const python = (how: string): string =>
      `from django.db import migrations\n\nclass Migration(migrations.Migration):\n    operations = [migrations.RunPython(b${how})]\n`;
    const edited = (how: string): readonly string[] =>
      about('edited-migration', risksIn({ base: { [path]: python('') }, head: { [path]: python(how) } }));
    expect(edited(', reverse_code=migrations.RunPython.noop')).toEqual([]);
    expect(edited(', elidable=True')).toEqual([`edited-migration ${path}:4`]);
  });

  it('that was edited stops a tool that compares checksums, and changes nothing in production with any other', () => {
    const of = (others: Readonly<Record<string, string>>, path: string, before: string, after: string) =>
      analysisOf({ base: { ...others, [path]: before }, head: { ...others, [path]: after } })
        .risks.filter(({ rule }) => rule === 'edited-migration')
        .map(({ impact, probability, impactWhy }) => [impact, probability, impactWhy]);
    const users = sql('V1__users');
    expect(of(flyway, users, 'CREATE TABLE users (id int);\n', 'CREATE TABLE users (id bigint);\n')).toEqual([
      [4, 4, 'flyway compares checksums and refuses to run anything, so the release stops at its migrations'],
    ]);
    const ruby = (table: string): string =>
      `class X < ActiveRecord::Migration[8.0]\n  def change\n    create_table :${table}\n  end\nend\n`;
    expect(of(rails, 'db/migrate/20260101000000_x.rb', ruby('x'), ruby('y'))).toEqual([
      [3, 2, 'production keeps what the old text made, while new databases and tests get what the edited one makes'],
    ]);
  });

  it('that is gone is critical where the tool then refuses to run', () => {
    const head = { ...flyway, [sql('V2__teams')]: base[sql('V2__teams')] ?? '' };
    const [risk] = analysisOf({ base, head }).risks.filter(({ rule }) => rule === 'removed-migration');
    expect(risk).toMatchObject({
      issue: `Migration ${sql('V1__users')} was released and is not there any more.`,
      evidence: [{ file: sql('V1__users') }],
      impact: 4,
      probability: 4,
      impactWhy: 'flyway refuses to run anything, so the release stops at its migrations',
    });
  });

  it('that is gone is less where the tool goes on', () => {
    const users = 'db/migrate/20260101000000_create_users.rb';
    const teams = 'db/migrate/20260102000000_create_teams.rb';
    const ruby = 'class X < ActiveRecord::Migration[8.0]\n  def change\n    create_table :x\n  end\nend\n';
    const { risks } = analysisOf({
      base: { ...rails, [users]: ruby, [teams]: ruby },
      head: { ...rails, [teams]: ruby },
    });
    expect(risks.filter(({ rule }) => rule === 'removed-migration')).toMatchObject([
      { evidence: [{ file: users }], impact: 3, probability: 3 },
    ]);
  });

  it('that got another name is gone for a tool that remembers names', () => {
    const renamed = (tool: Readonly<Record<string, string>>, from: string, path: string, text: string) =>
      about(
        'removed-migration',
        risksIn({
          base: { ...tool, [from]: text },
          head: { ...tool, [path]: text },
          facts: { release: { ...aRelease, files: [{ path, from, status: 'renamed', added: 0, deleted: 0 }] } },
        }),
      );
    const program =
      'exports.up = (knex) => knex.schema.createTable("x", () => {});\nexports.down = (knex) => knex.schema.dropTable("x");\n';
    expect(renamed(knex, 'migrations/20260101_a.js', 'migrations/20260101_b.js', program)).toEqual([
      'removed-migration migrations/20260101_a.js',
    ]);
    // The folder is none of what it remembers.
    expect(renamed(knex, 'api/migrations/20260101_a.js', 'migrations/20260101_a.js', program)).toEqual([]);
    const ruby = 'class X < ActiveRecord::Migration[8.0]\n  def change\n    create_table :x\n  end\nend\n';
    expect(renamed(rails, 'db/migrate/20260101000000_a.rb', 'db/migrate/20260101000000_b.rb', ruby)).toEqual([]);
  });

  it('that got another name runs again with a tool that remembers the name, or the number in front of it', () => {
    const renamed = (others: Readonly<Record<string, string>>, from: string, path: string, text: string) =>
      about(
        'renamed-migration',
        risksIn({
          base: { ...others, [from]: text },
          head: { ...others, [path]: text },
          facts: { release: { ...aRelease, files: [{ path, from, status: 'renamed', added: 0, deleted: 0 }] } },
        }),
      );
    const ruby = 'class X < ActiveRecord::Migration[8.0]\n  def change\n    create_table :x\n  end\nend\n';
    expect(renamed(rails, 'db/migrate/20260101000000_a.rb', 'db/migrate/20260102000000_a.rb', ruby)).toEqual([
      'renamed-migration db/migrate/20260102000000_a.rb',
    ]);
    expect(renamed(rails, 'db/migrate/20260101000000_a.rb', 'db/migrate/20260101000000_b.rb', ruby)).toEqual([]);
    expect(renamed(rails, 'lib/20260101000000_a.rb', 'db/migrate/20260102000000_a.rb', ruby)).toEqual([]);
    const liquibase = {
      'pom.xml':
        '<project><dependencies><dependency><artifactId>liquibase-core</artifactId></dependency></dependencies></project>',
      'src/main/resources/db/changelog/db.changelog-master.yaml':
        'databaseChangeLog:\n  - includeAll: { path: db/changelog/changes }\n',
    };
    const at = (name: string) => `src/main/resources/db/changelog/changes/${name}`;
    const changelog = 'databaseChangeLog:\n  - changeSet: { id: 1, author: ada, changes: [] }\n';
    expect(renamed(liquibase, at('1.yaml'), at('2.yaml'), changelog)).toEqual([`renamed-migration ${at('2.yaml')}`]);
    expect(renamed(liquibase, at('1.yaml'), at('2.yaml'), `${changelog}  - logicalFilePath: a\n`)).toEqual([]);
    expect(
      renamed(liquibase, at('1.sql'), at('2.sql'), '--liquibase formatted sql\n--changeset ada:1\nSELECT 1;\n'),
    ).toEqual([`renamed-migration ${at('2.sql')}`]);
    expect(renamed(liquibase, at('1.sql'), at('2.sql'), 'SELECT 1;\n')).toEqual([]);
  });

  it('that is gone with its folder is known by what the folder is called, and one that was made of it runs', () => {
    const csharp = (name: string, table: string): string =>
      `using Microsoft.EntityFrameworkCore.Migrations;\npublic partial class ${name} : Migration {\n  protected override void Up(MigrationBuilder migrationBuilder) { migrationBuilder.DropTable(name: "${table}"); }\n}\n`;
    const from = 'src/Shop.Data/Migrations/20260101000000_First.cs';
    const path = 'src/Shop/Data/Migrations/20260701000000_Initial.cs';
    const gone = 'src/Shop.Data/Migrations/20260102000000_Second.cs';
    const release = {
      base: { [from]: csharp('First', 'a'), [gone]: csharp('Second', 'b') },
      head: { [path]: csharp('Initial', 'b') },
      facts: {
        release: {
          ...aRelease,
          files: [
            { path, from, status: 'renamed', added: 4, deleted: 4 },
            { path: gone, status: 'deleted', added: 0, deleted: 4 },
          ],
        },
      },
    } as const;
    const found = risksIn(release);
    expect(about('renamed-migration', found)).toEqual([`renamed-migration ${path}`]);
    expect(about('removed-migration', found)).toEqual([`removed-migration ${gone}`]);
    expect(about('edited-migration', found)).toEqual([]);
  });

  it('that came and went within the release is none', () => {
    expect(about('removed-migration', risksIn({ base, head: base }))).toEqual([]);
  });
});
