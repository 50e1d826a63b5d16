import { describe, expect, it } from 'vitest';
import { appendedChangeSets } from '../../../../../src/core/facts/migrations/appendedChangeSets';
import type { Patch } from '../../../../../src/core/facts/schema';
import { factsOf } from '../../../../support/aWorkspace';

const file = 'src/main/resources/migrations.xml';
const changelog = [
  '<databaseChangeLog>',
  '  <changeSet id="1" author="a">',
  '    <dropTable tableName="old"/>',
  '  </changeSet>',
  '',
  '  <changeSet id="2" author="a">',
  '    <createTable tableName="refunds"/>',
  '  </changeSet>',
  '</databaseChangeLog>',
];
const text = changelog.join('\n');
const second = ['<databaseChangeLog>', '', '', '', '', ...changelog.slice(5)].join('\n');

function linesOf(...numbers: readonly number[]): Patch['added'] {
  return numbers.map((line) => ({ line, text: changelog[line - 1] ?? '' }));
}

describe('a changelog that grew', () => {
  it.each<readonly [string, Patch, string | undefined]>([
    ['holds its new change sets alone', { added: linesOf(5, 6, 7, 8), deleted: [] }, second],
    ['does so where a diff counts an end to the next one', { added: linesOf(4, 5, 6, 7), deleted: [] }, second],
    ['was edited where an older change set has a new line', { added: linesOf(3), deleted: [] }, undefined],
    [
      'was edited where a line is gone',
      { added: linesOf(6, 7, 8), deleted: [{ line: 3, text: '    <dropTable tableName="older"/>' }] },
      undefined,
    ],
    ['holds nothing new where only a comment came', { added: linesOf(5), deleted: [] }, undefined],
  ])('%s', (_what, patch, kept) => {
    expect(appendedChangeSets(file, text, patch)).toBe(kept);
  });

  it('is read in YAML and in SQL, too', () => {
    const yaml = 'databaseChangeLog:\n- changeSet:\n    id: 1\n- changeSet:\n    id: 2\n';
    const sql = '--liquibase formatted sql\n--changeset a:1\nDROP TABLE old;\n--changeset a:2\nSELECT 1;';
    const added = [
      { line: 4, text: '' },
      { line: 5, text: '' },
    ];
    expect(appendedChangeSets('db.changelog.yaml', yaml, { added, deleted: [] })).toBe(
      'databaseChangeLog:\n\n\n- changeSet:\n    id: 2\n',
    );
    expect(appendedChangeSets('db.changelog.sql', sql, { added, deleted: [] })).toBe(
      '--liquibase formatted sql\n\n\n--changeset a:2\nSELECT 1;',
    );
  });

  it('is a migration that the release adds', () => {
    const release = { files: [{ path: file, status: 'modified' as const, added: 4, deleted: 0 }] };
    const patches = new Map([[file, { added: linesOf(5, 6, 7, 8), deleted: [] }]]);
    expect(factsOf({ [file]: text }, release, patches).migrations.map(({ change }) => change)).toEqual(['added']);
    const edits = new Map([[file, { added: linesOf(3), deleted: [] }]]);
    expect(factsOf({ [file]: text }, release, edits).migrations.map(({ change }) => change)).toEqual(['edited']);
  });
});
