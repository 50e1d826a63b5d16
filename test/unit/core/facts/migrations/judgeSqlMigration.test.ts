import { describe, expect, it } from 'vitest';
import { loadSqlParser } from '../../../../../src/adapters/sqlParser';
import { judgeSqlMigration } from '../../../../../src/core/facts/migrations/judgeSqlMigration';
import type { MigrationToolId } from '../../../../../src/core/facts/ids';

const parse = await loadSqlParser();

function judge(files: Readonly<Record<string, string>>, tool?: MigrationToolId) {
  const [[path, text] = ['', '']] = Object.entries(files);
  return judgeSqlMigration({ path, text, tool, companion: (name) => files[name] }, { parse, pgVersion: 15 });
}
const reversible = (files: Readonly<Record<string, string>>, tool?: MigrationToolId) => judge(files, tool).reversible;
const forward = (sql: string) => reversible({ 'db/1.sql': sql });
const pair = (up: string, down: string) => reversible({ 'm/1_a.up.sql': up, 'm/1_a.down.sql': down });

describe('reversible', () => {
  it.each([
    ['CREATE TABLE a (); CREATE INDEX i ON a (b);', 'yes'],
    ['ALTER TABLE a ADD b int; UPDATE a SET b = 1;', 'yes'],
    ['ALTER TABLE a RENAME b TO c;', 'yes'],
    ['ALTER TABLE a ALTER b SET NOT NULL;', 'yes'],
    ["INSERT INTO a VALUES (1); COMMENT ON TABLE a IS 'x';", 'yes'],
    ['-- nothing', 'yes'],
    ['ALTER TABLE a DROP b;', 'no'],
    ['DROP TABLE a;', 'no'],
    ['TRUNCATE a;', 'no'],
    ['DELETE FROM a WHERE b;', 'no'],
    ['UPDATE a SET b = 1 WHERE c;', 'no'],
    ["ALTER TYPE e ADD VALUE 'x';", 'no'],
    ['ALTER TABLE a ALTER b TYPE bigint;', 'unknown'],
    ['SELECT fix_everything();', 'unknown'],
    ['ALTER TABLE `a` ADD b int;', 'unknown'],
    ['CREATE TABLE a (); DROP TABLE a;', 'yes'],
    ['CREATE TABLE a (); UPDATE b SET x = 1;', 'no'],
  ])('from the statements alone: %s is %s', (sql, expected) => {
    expect(forward(sql)).toBe(expected);
  });

  it.each([
    ['CREATE TABLE a (); CREATE INDEX i ON a (b);', 'DROP TABLE a;', 'yes'],
    ['CREATE TABLE a (); CREATE TABLE b ();', 'DROP TABLE a;', 'no'],
    ['CREATE TABLE a ();', '', 'no'],
    ['CREATE TABLE a ();', '-- DROP TABLE a;\n/* later */', 'no'],
    ['CREATE TABLE a ();', 'SELECT 1;', 'no'],
    ['ALTER TABLE a DROP b;', 'ALTER TABLE a ADD b text;', 'no'],
    ['DROP TABLE a;', 'CREATE TABLE a (b text);', 'no'],
    ['ALTER TABLE a ADD b int;', 'ALTER TABLE a DROP b;', 'yes'],
    ['ALTER TABLE a ADD b int;', 'ALTER TABLE a DROP c;', 'no'],
    ['ALTER TABLE a RENAME b TO c;', 'ALTER TABLE a RENAME c TO b;', 'yes'],
    ['ALTER TABLE a RENAME b TO c;', 'ALTER TABLE a RENAME COLUMN d TO b;', 'no'],
    ['ALTER TABLE a ALTER b SET NOT NULL;', 'ALTER TABLE a ALTER b DROP NOT NULL;', 'yes'],
    ['ALTER TABLE a ALTER b TYPE bigint;', 'ALTER TABLE a ALTER b TYPE int;', 'unknown'],
    ['DROP INDEX i;', 'CREATE INDEX i ON a (b);', 'yes'],
    ['ALTER TABLE a ADD b int; CREATE INDEX i ON a (c, b);', 'ALTER TABLE a DROP b;', 'yes'],
    ['ALTER TABLE a ADD b int; CREATE INDEX i ON a (c);', 'ALTER TABLE a DROP b;', 'no'],
    [
      "CREATE OR REPLACE FUNCTION f() RETURNS int AS 'SELECT 2' LANGUAGE sql;",
      "CREATE OR REPLACE FUNCTION f() RETURNS int AS 'SELECT 1' LANGUAGE sql;",
      'yes',
    ],
    [
      "CREATE OR REPLACE FUNCTION f() RETURNS int AS 'SELECT 2' LANGUAGE sql;",
      "CREATE OR REPLACE FUNCTION g() RETURNS int AS 'SELECT 1' LANGUAGE sql;",
      'no',
    ],
    ['DROP VIEW v;', 'CREATE VIEW v AS SELECT 1;', 'yes'],
    ['INSERT INTO a VALUES (1);', 'DELETE FROM a WHERE b = 1;', 'yes'],
    ['UPDATE a SET b = b * 100;', 'UPDATE a SET b = b / 100;', 'unknown'],
    ['UPDATE a SET b = 1;', 'SELECT 1;', 'no'],
    ['CREATE EXTENSION citext; CREATE TABLE a ();', 'DROP TABLE a;', 'yes'],
    ['CREATE TABLE a ();', 'SELECT tidy_up();', 'unknown'],
  ])('with a way back: %s by %s is %s', (up, down, expected) => {
    expect(pair(up, down)).toBe(expected);
  });

  it('knows where each tool keeps the way back', () => {
    const up = 'CREATE TABLE a ();';
    const down = 'DROP TABLE a;';
    expect(reversible({ 'm/1_a.up.sql': up })).toBe('no');
    expect(reversible({ 'm/2025-01-01-000000_a/up.sql': up, 'm/2025-01-01-000000_a/down.sql': down })).toBe('yes');
    expect(reversible({ 'conf/evolutions/default/1.sql': `# --- !Ups\n${up}\n# --- !Downs\n${down}\n` })).toBe('yes');
    expect(reversible({ 'conf/evolutions/default/1.sql': `-- !Ups\n${up}\n-- !Downs\n` })).toBe('no');
    expect(reversible({ 'm/V1__a.sql': up })).toBe('yes');
    expect(reversible({ 'm/V1__a.sql': up, 'm/U1__a.sql': '' })).toBe('no');
    expect(reversible({ 'm/1.sql': `-- +goose Up\n${up}\n-- +goose Down\n${down}` })).toBe('yes');
    expect(reversible({ 'm/1.sql': `-- +goose Up\n${up}\n-- +goose Down\n` })).toBe('no');
    expect(reversible({ 'm/1.sql': `-- +goose Up\n${up}` })).toBe('no');
    expect(reversible({ 'm/1.sql': `-- migrate:up\n${up}\n\n-- migrate:down\n${down}` })).toBe('yes');
    expect(reversible({ 'm/1.sql': `-- migrate:up\n${up}\n\n-- migrate:down\n` })).toBe('no');
    expect(reversible({ 'm/1.sql': `--liquibase formatted sql\n--changeset me:1\n${up}\n--rollback ${down}` })).toBe(
      'yes',
    );
  });

  it('keeps the lines of each direction and judges only the way there', () => {
    const text = '-- +goose Up\nALTER TABLE a ADD b int NOT NULL;\n-- +goose Down\nALTER TABLE a DROP b;\n';
    expect(judge({ 'm/1.sql': text }).findings.map(({ rule, line }) => [rule, line])).toEqual([
      ['adding-required-field', 2],
    ]);
  });

  it('knows which tools wrap a file in a transaction', () => {
    const index = 'CREATE INDEX CONCURRENTLY i ON a (b);';
    const fails = (files: Readonly<Record<string, string>>, tool?: MigrationToolId) =>
      judge(files, tool).findings.length > 0;
    expect(fails({ 'm/1.sql': `-- +goose Up\n${index}` })).toBe(true);
    expect(fails({ 'm/1.sql': `-- +goose NO TRANSACTION\n-- +goose Up\n${index}` })).toBe(false);
    expect(fails({ 'm/1.sql': `-- migrate:up\n${index}` })).toBe(true);
    expect(fails({ 'm/1.sql': `-- migrate:up transaction:false\n${index}` })).toBe(false);
    expect(fails({ 'm/20250101_a/migration.sql': index })).toBe(false);
    expect(fails({ 'm/20250101_a/migration.sql': index + index })).toBe(true);
    expect(fails({ 'm/2025-01-01-000000_a/up.sql': index })).toBe(true);
    expect(
      fails({
        'm/2025-01-01-000000_a/up.sql': index,
        'm/2025-01-01-000000_a/metadata.toml': 'run_in_transaction = false',
      }),
    ).toBe(false);
    expect(fails({ 'm/1_a.sql': index }, 'sqlx')).toBe(true);
    expect(fails({ 'm/1_a.sql': `-- no-transaction\n${index}` }, 'sqlx')).toBe(false);
    expect(fails({ 'm/1_a.up.sql': index })).toBe(false);
  });
});

describe('rows that are refused from a migration on', () => {
  const refuses = (sql: string): number | undefined => judge({ 'db/1.sql': sql }).refuses;
  it.each([
    ['ALTER TABLE a ADD CONSTRAINT c CHECK (length(b) < 9) NOT VALID;', 1],
    ['\nCREATE UNIQUE INDEX CONCURRENTLY i ON a (b);', 2],
    ['ALTER TABLE a ADD CONSTRAINT c UNIQUE (b);', 1],
    ['ALTER TABLE a ADD CONSTRAINT c FOREIGN KEY (b) REFERENCES d;', 1],
    ['ALTER TABLE a ADD CONSTRAINT c CHECK (b IS NOT NULL) NOT VALID;', undefined],
    ['CREATE UNIQUE INDEX i ON a (id);', undefined],
    ['CREATE INDEX i ON a (b);', undefined],
    ['CREATE TABLE a (b int); CREATE UNIQUE INDEX i ON a (b);', undefined],
    ['ALTER TABLE a ADD b int; ALTER TABLE a ADD CONSTRAINT c FOREIGN KEY (b) REFERENCES d;', undefined],
    ['ALTER TABLE a ADD b int; CREATE UNIQUE INDEX i ON a (x);', undefined],
  ])('%s', (sql, line) => {
    expect(refuses(sql)).toBe(line);
  });
});

it('tells where the first statement stands of what is spoken of without a finding', () => {
  expect(judge({ 'db/1.sql': '-- Why.\n\nUPDATE a SET b = 1 WHERE c;' }).line).toBe(3);
  expect(judge({ 'db/1.sql': 'CREATE TABLE a ();' }).line).toBeUndefined();
});

it('takes a name that stays for none that changes', () => {
  expect(judge({ 'db/1.sql': 'ALTER TABLE a RENAME b TO b;' })).toMatchObject({ reversible: 'yes', findings: [] });
});

describe('a table that is emptied', () => {
  it.each([
    ['DELETE FROM a; INSERT INTO a VALUES (1);', 'warning', [], 'rows'],
    ['TRUNCATE a; INSERT INTO a VALUES (1);', 'warning', ['lock'], 'rows'],
    ['INSERT INTO a VALUES (1); DELETE FROM a;', 'error', ['data-loss'], undefined],
    ['DELETE FROM a; INSERT INTO b VALUES (1);', 'error', ['data-loss'], undefined],
  ])('%s', (text, severity, effects, leaves) => {
    const { findings, reversible: back, ...judged } = judge({ 'db/1.sql': text });
    expect([findings.map((each) => [each.severity, each.effects]), back, judged.leaves]).toEqual([
      [[severity, effects]],
      'no',
      leaves,
    ]);
  });
});
