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

  it('suit one version only where they break the running one and bring what the new one may use', () => {
    const clashes = (sql: string) =>
      migrations(
        { 'migrations/1_a.up.sql': sql, Makefile: 'db:\n\tmigrate -path migrations -database "$(DSN)" up\n' },
        [file('migrations/1_a.up.sql', 'added')],
      ).map((each) => [each.phase, each.clashes]);
    expect(clashes('ALTER TABLE a RENAME TO c;')).toEqual([['contract', true]]);
    expect(clashes('ALTER TABLE a ADD b int NOT NULL;')).toEqual([['contract', true]]);
    expect(clashes('ALTER TABLE a DROP b, ADD c int;')).toEqual([['contract', true]]);
    expect(clashes('ALTER TABLE a DROP b;\nCREATE INDEX CONCURRENTLY i ON a (c);')).toEqual([['contract', undefined]]);
    expect(clashes('ALTER TABLE a ALTER b SET NOT NULL;')).toEqual([['contract', undefined]]);
    expect(clashes('ALTER TABLE a ADD b int;')).toEqual([['expand', undefined]]);
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
