import { describe, expect, it } from 'vitest';
import { loadSqlParser } from '../../../../../src/adapters/sqlParser';
import { liquibaseDirections } from '../../../../../src/core/facts/migrations/orm/liquibase';
import { judgedBy } from './judgedBy';

const judged = judgedBy(await loadSqlParser());
const xml = (...changeSets: readonly string[]) =>
  judged(
    liquibaseDirections(
      'changelog.xml',
      `<?xml version="1.0"?>\n<databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog">\n${changeSets.join('\n')}\n</databaseChangeLog>\n`,
    ),
  );
const changeSet = (changes: string, attributes = '') =>
  xml(`<changeSet id="1" author="a"${attributes}>\n${changes}\n</changeSet>`);
const addition = (rest: string) => `<addColumn tableName="a">\n<column name="b" type="int" ${rest}</addColumn>`;

describe('Liquibase', () => {
  it.each<readonly [expected: readonly string[], changes: string]>([
    [['yes'], '<createTable tableName="a"><column name="b" type="int"/></createTable>'],
    [['yes'], addition('/>')],
    [['yes', 'adding-required-field:5'], addition('><constraints nullable="false"/></column>')],
    [['yes'], addition('defaultValueNumeric="1"><constraints nullable="false"/></column>')],
    [['yes'], addition('defaultValueComputed="now()"/>')],
    [['yes', 'adding-field-with-default:5'], addition('defaultValueComputed="gen_random_uuid()"/>')],
    [
      ['yes', 'require-concurrent-index-creation:4'],
      '<createIndex tableName="a" indexName="i"><column name="b"/></createIndex>',
    ],
    [['no', 'ban-drop-column:4'], '<dropColumn tableName="a" columnName="b"/>'],
    [['no', 'ban-drop-table:4'], '<dropTable tableName="a"/>'],
    [['yes', 'renaming-column:4'], '<renameColumn tableName="a" oldColumnName="b" newColumnName="c"/>'],
    [['no', 'changing-column-type:4'], '<modifyDataType tableName="a" columnName="b" newDataType="bigint"/>'],
    [
      ['no', 'adding-not-nullable-field:4'],
      '<addNotNullConstraint tableName="a" columnName="b" defaultNullValue="x"/>',
    ],
    [
      ['yes', 'adding-foreign-key-constraint:4', 'constraint-missing-not-valid:4'],
      '<addForeignKeyConstraint baseTableName="a" constraintName="f" referencedTableName="c"/>',
    ],
    [['no', 'deleting-every-row:4'], '<sql>DELETE FROM a</sql>'],
    [
      ['yes', 'require-concurrent-index-creation:4'],
      '<sql>CREATE INDEX i ON a (b)</sql><rollback>DROP INDEX i</rollback>',
    ],
    [['no', 'require-concurrent-index-creation:4'], '<sql>CREATE INDEX i ON a (b)</sql><rollback/>'],
    [['no', 'not-examined:4'], '<customChange class="x.Y"/>'],
  ])('%j: %s', (expected, changes) => {
    expect(changeSet(changes)).toEqual(expected);
  });

  it('leaves out what is for another database', () => {
    const drop = '<dropTable tableName="a"/>';
    expect(changeSet(drop, ' dbms="h2, mysql"')).toEqual(['yes']);
    expect(changeSet(drop, ' dbms="!postgresql"')).toEqual(['yes']);
    expect(changeSet(drop, ' dbms="!h2"')).toEqual(['no', 'ban-drop-table:4']);
  });

  it('reads YAML and JSON alike', () => {
    const yaml = `databaseChangeLog:
  - changeSet:
      id: 1
      author: a
      changes:
        - addColumn:
            tableName: a
            columns:
              - column:
                  name: b
                  type: int
                  constraints:
                    nullable: false
        - dropColumn:
            tableName: a
            columnName: c
  - include:
      file: other.yaml
`;
    expect(judged(liquibaseDirections('changelog.yaml', yaml))).toEqual([
      'no',
      'adding-required-field:9',
      'ban-drop-column:14',
    ]);
    const json = JSON.stringify({
      databaseChangeLog: [
        { changeSet: { id: 1, author: 'a', changes: [{ renameTable: { oldTableName: 'a', newTableName: 'b' } }] } },
      ],
    });
    expect(judged(liquibaseDirections('changelog.json', json))).toEqual(['yes', 'renaming-table:1']);
  });

  it('says that a broken changelog was not examined', () => {
    expect(judged(liquibaseDirections('changelog.xml', '<databaseChangeLog>'))).toEqual(['unknown', 'not-examined:1']);
    expect(judged(liquibaseDirections('changelog.yaml', 'a: [')).slice(0, 1)).toEqual(['unknown']);
  });
});
