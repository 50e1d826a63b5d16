import { describe, expect, it } from 'vitest';
import { loadSqlParser } from '../../../../../src/adapters/sqlParser';
import { sequelizeDirections } from '../../../../../src/core/facts/migrations/orm/sequelize';
import { judgedBy } from './judgedBy';

const judged = judgedBy(await loadSqlParser());
const migration = (up: string, down: string) =>
  judged(
    sequelizeDirections(
      `module.exports = {\n  async up(queryInterface, Sequelize) {\n${up}\n  },\n  async down(queryInterface, Sequelize) {\n${down}\n  },\n};\n`,
    ),
  );

describe('Sequelize', () => {
  it.each<readonly [expected: readonly string[], up: string, down: string]>([
    [['yes'], "add('b', { type: Sequelize.STRING })", "remove('b')"],
    [['yes'], "add('b', { type: Sequelize.BOOLEAN, allowNull: false, defaultValue: false })", "remove('b')"],
    [['yes', 'adding-required-field:3'], "add('b', { type: Sequelize.STRING, allowNull: false })", "remove('b')"],
    [['yes'], "add('b', { type: Sequelize.DATE, defaultValue: Sequelize.fn('now') })", "remove('b')"],
    [
      ['yes', 'adding-field-with-default:3'],
      "add('b', { type: Sequelize.UUID, defaultValue: Sequelize.literal('gen_random_uuid()') })",
      "remove('b')",
    ],
    [
      ['yes', 'adding-foreign-key-constraint:3'],
      "add('b', { type: Sequelize.UUID, references: { model: 'c' } })",
      "remove('b')",
    ],
    [['no', 'ban-drop-column:3'], "remove('b')", "add('b', { type: Sequelize.STRING })"],
    [
      ['yes', 'require-concurrent-index-creation:3'],
      "await queryInterface.addIndex('a', ['b'])",
      "await queryInterface.removeIndex('a', ['b'])",
    ],
    [
      ['yes'],
      "await queryInterface.addIndex('a', ['b'], { concurrently: true, name: 'i' })",
      "await queryInterface.removeIndex('a', 'i', { concurrently: true })",
    ],
    [
      ['unknown', 'changing-column-type:3', 'adding-not-nullable-field:3'],
      "await queryInterface.changeColumn('a', 'b', { type: Sequelize.TEXT, allowNull: false })",
      "await queryInterface.changeColumn('a', 'b', { type: Sequelize.TEXT, allowNull: true })",
    ],
    [
      ['yes', 'renaming-column:3'],
      "await queryInterface.renameColumn('a', 'b', 'c')",
      "await queryInterface.renameColumn('a', 'c', 'b')",
    ],
    [['no', 'ban-drop-table:3'], "await queryInterface.dropTable('a')", "await queryInterface.createTable('a', {})"],
    [
      ['yes', 'disallowed-unique-constraint:3', 'adding-unique-index:3', 'constraint-missing-not-valid:3'],
      "await queryInterface.addConstraint('a', { type: 'unique', fields: ['b'], name: 'u' })",
      "await queryInterface.removeConstraint('a', 'u')",
    ],
    [['no', 'ban-drop-table:3'], "await queryInterface.sequelize.query('DROP TABLE a')", ''],
    [['unknown', 'not-examined:3'], 'for (const one of rows) { await one.save() }', "remove('b')"],
    [['no'], "add('b', { type: Sequelize.STRING })", '// nothing'],
  ])('%j: %s / %s', (expected, up, down) => {
    const written = (code: string): string =>
      code
        .replace(/^add\((.*)\)$/u, "await queryInterface.addColumn('a', $1)")
        .replace(/^remove\((.*)\)$/u, "return queryInterface.removeColumn('a', $1)");
    expect(migration(written(up), written(down))).toEqual(expected);
  });

  it('opens a transaction only where the migration says so', () => {
    const index = "await queryInterface.addIndex({ tableName: 'a' }, ['b'], { concurrently: true, transaction });";
    const inside = `await queryInterface.sequelize.transaction(async (transaction) => {\n${index}\n});`;
    expect(migration(inside, "await queryInterface.removeIndex('a', ['b'])")).toEqual([
      'yes',
      'ban-concurrent-index-creation-in-transaction:4',
    ]);
  });
});
