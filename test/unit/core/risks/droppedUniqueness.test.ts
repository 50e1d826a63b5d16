import { describe, expect, it } from 'vitest';
import { loadSqlParser } from '../../../../src/adapters/sqlParser';
import { judgeRollbackSafety } from '../../../../src/core/planning/verdict';
import { aPlanningInput } from '../../../support/aPlanningInput';
import { factsOf } from '../../../support/aWorkspace';
import { risksIn } from '../../../support/aRiskyRelease';

const parseSql = await loadSqlParser();
const up = 'migrations/1_a.up.sql';
const told = (statements: string, back: string): readonly string[] =>
  risksIn({ head: { [up]: statements, 'migrations/1_a.down.sql': back }, parseSql }).filter((risk) =>
    risk.startsWith('dropped-uniqueness'),
  );

describe('dropped-uniqueness', () => {
  it.each([
    ['DROP INDEX CONCURRENTLY one;\n', 'CREATE UNIQUE INDEX CONCURRENTLY one ON carts (user_id);\n', true],
    ['ALTER TABLE carts DROP CONSTRAINT one;\n', 'ALTER TABLE carts ADD CONSTRAINT one UNIQUE (user_id);\n', true],
    ['DROP INDEX one;\n', 'CREATE INDEX one ON carts (user_id);\n', false],
    [
      'DROP INDEX one;\nALTER TABLE carts DROP COLUMN user_id;\n',
      'ALTER TABLE carts ADD COLUMN user_id int;\nCREATE UNIQUE INDEX one ON carts (user_id);\n',
      false,
    ],
    [
      'DROP INDEX one;\nCREATE UNIQUE INDEX one ON carts (user_id, shop_id);\n',
      'DROP INDEX one;\nCREATE UNIQUE INDEX one ON carts (user_id);\n',
      false,
    ],
  ])('%j / %j', (statements, back, fires) => {
    expect(told(statements, back)).toEqual(fires ? [`dropped-uniqueness ${up}:1`] : []);
  });

  it('keeps the verdict from calling the way back safe', () => {
    const texts = {
      [up]: 'DROP INDEX one;\n',
      'migrations/1_a.down.sql': 'CREATE UNIQUE INDEX one ON carts (user_id);\n',
    };
    const files = [{ path: up, status: 'added', added: 1, deleted: 0 } as const];
    const facts = factsOf(texts, { files }, undefined, undefined, parseSql);
    expect(judgeRollbackSafety(aPlanningInput({ facts }))).toBe(
      `Not shown to be rollback-safe: once equal rows are in, what kept them apart until ${up} cannot be made again.`,
    );
  });
});

it('names rows that are refused from the release on', () => {
  const refused = (statements: string): readonly string[] =>
    risksIn({ head: { [up]: statements, 'migrations/1_a.down.sql': '' }, parseSql }).filter((risk) =>
      risk.startsWith('newly-refused-rows'),
    );
  expect(refused('\nCREATE UNIQUE INDEX CONCURRENTLY one ON carts (user_id);\n')).toEqual([
    `newly-refused-rows ${up}:2`,
  ]);
  expect(refused('DROP INDEX one;\nCREATE UNIQUE INDEX one ON carts (user_id, shop_id);\n')).toEqual([]);
});
