import { expect, it } from 'vitest';
import { loadSqlParser } from '../../../../../src/adapters/sqlParser';
import { judgeSql } from '../../../../../src/core/facts/migrations/sql/judgeSql';

const parse = await loadSqlParser();
const rules = (sql: string): readonly string[] =>
  judgeSql(sql, { parse, pgVersion: 15, wrapped: 'no' }).findings.map(({ rule, line }) => `${String(line)} ${rule}`);

it.each([
  ['CREATE TABLE new_a (b); INSERT INTO new_a (b) SELECT b FROM a; DROP TABLE a; ALTER TABLE new_a RENAME TO a;', []],
  ['ALTER TABLE a RENAME TO old; CREATE TABLE a (b); INSERT INTO a SELECT b FROM old; DROP TABLE old;', []],
  ['CREATE TABLE new_a (b); DROP TABLE a; ALTER TABLE new_a RENAME TO a;', ['1 ban-drop-table']],
  ['CREATE TABLE c (b); INSERT INTO c SELECT b FROM a; DROP TABLE a;', ['1 ban-drop-table']],
])('tells a table of SQLite that is written anew from one that goes: %s', (sql, taken) => {
  expect(rules(`PRAGMA foreign_keys=OFF; ${sql}`).slice(1)).toEqual(taken);
});

it('knows a table that a block has made as new', () => {
  const block = (made: string) => `DO $$ BEGIN IF NOT EXISTS (SELECT 1) THEN ${made} END IF; END $$;`;
  expect(rules(`${block('CREATE TABLE a (b int);')}\nALTER TABLE a DROP b;\nCREATE INDEX i ON a (c);`)).toEqual([]);
});

it('knows that a new column does not spare the table a rewrite', () => {
  expect(rules('ALTER TABLE a ADD b text;\nALTER TABLE a ALTER b TYPE int USING b::int;')).toEqual([
    '2 changing-column-type',
  ]);
});
