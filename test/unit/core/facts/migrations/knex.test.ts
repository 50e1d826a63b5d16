import { describe, expect, it } from 'vitest';
import { loadSqlParser } from '../../../../../src/adapters/sqlParser';
import { knexDirections } from '../../../../../src/core/facts/migrations/orm/knex';
import { judgedBy } from './judgedBy';

const judged = judgedBy(await loadSqlParser());
const migration = (up: string, down: string) =>
  judged(
    knexDirections(
      `exports.up = async (knex) => {\n${up}\n};\n\nexports.down = async function down(knex) {\n${down}\n};\n`,
    ),
  );
const table = (up: string, down: string) =>
  migration(
    `await knex.schema.alterTable('a', (t) => {\n${up}\n});`,
    `await knex.schema.table('a', t => {\n${down}\n})`,
  );

describe('Knex', () => {
  it.each<readonly [expected: readonly string[], up: string, down: string]>([
    [['yes'], "t.string('b')", "t.dropColumn('b')"],
    [['yes'], "t.string('b').notNullable().defaultTo('x');", "t.dropColumn('b');"],
    [['yes', 'adding-required-field:3'], "t.integer('b').notNullable()", "t.dropColumns('b')"],
    [['yes'], "t.timestamp('b').defaultTo(knex.fn.now())", "t.dropColumn('b')"],
    [
      ['yes', 'adding-field-with-default:3'],
      "t.uuid('b').defaultTo(knex.raw('gen_random_uuid()'))",
      "t.dropColumn('b')",
    ],
    [
      ['yes', 'adding-foreign-key-constraint:3'],
      "t.integer('b')\n.references('id')\n.inTable('c')",
      "t.dropColumn('b')",
    ],
    [['yes', 'require-concurrent-index-creation:3'], "t.index(['b', 'c'])", "t.dropIndex(['b', 'c'])"],
    [
      ['yes', 'disallowed-unique-constraint:3', 'adding-unique-index:3', 'constraint-missing-not-valid:3'],
      "t.unique(['b'])",
      "t.dropUnique(['b'])",
    ],
    [['no', 'ban-drop-column:3'], "t.dropColumn('b')", "t.string('b')"],
    [['yes', 'renaming-column:3'], "t.renameColumn('b', 'c')", "t.renameColumn('c', 'b')"],
    [
      ['unknown', 'changing-column-type:3', 'adding-not-nullable-field:3'],
      "t.text('b').notNullable().alter()",
      "t.string('b').nullable().alter()",
    ],
    [['yes', 'adding-not-nullable-field:3'], "t.dropNullable('b')", "t.setNullable('b')"],
    [['no'], "t.string('b')", ''],
    [['unknown', 'not-examined:3'], "t.string('b').quantum()", "t.dropColumn('b')"],
    [['unknown', 'not-examined:3'], "if (x) { t.dropColumn('b') }", "t.string('b')"],
  ])('%j: %s / %s', (expected, up, down) => {
    expect(table(up, down)).toEqual(expected);
  });

  it.each<readonly [expected: readonly string[], up: string, down: string]>([
    [['yes'], "return knex.schema.createTable('a', (t) => { t.increments() })", "return knex.schema.dropTable('a')"],
    [
      ['no', 'ban-drop-table:2'],
      "await knex.schema.dropTableIfExists('a')",
      "await knex.schema.createTable('a', () => {})",
    ],
    [['yes', 'renaming-table:2'], "await knex.schema.renameTable('a', 'b')", "await knex.schema.renameTable('b', 'a')"],
    [
      ['yes', 'require-concurrent-index-creation:2'],
      'return knex.raw(`CREATE INDEX i ON a (b)`)',
      "return knex.schema.raw('DROP INDEX i')",
    ],
    [['no', 'not-examined:2'], 'await knex.raw(`DROP TABLE ${name}`)', ''],
    [['no', 'not-examined:2'], "await knex('a').where('b', 1).update({ c: 2 })", ''],
    [['no', 'ban-drop-table:3'], "const A = 'a'\nawait knex.schema.dropTable(A)", ''],
    [
      ['yes', 'renaming-table:3'],
      "return knex.schema.createTable('c', () => {})\n.then(() => knex.schema.renameTable('a', 'b'))",
      "return Promise.all([knex.schema.dropTable('c'), knex.schema.renameTable('b', 'a')])",
    ],
  ])('%j: %s / %s', (expected, up, down) => {
    expect(migration(up, down)).toEqual(expected);
  });

  it('knows functions however they are written, and a migration outside a transaction', () => {
    const typed = `import type { Knex } from 'knex';
export const config = { transaction: false };
export async function up(knex: Knex): Promise<void> {
  await knex.raw('CREATE INDEX CONCURRENTLY i ON a (b)');
}
export async function down(knex: Knex): Promise<void> {
  throw new Error('no way back');
}
`;
    expect(judged(knexDirections(typed))).toEqual(['no']);
    expect(judged(knexDirections(typed.replace('transaction: false', 'x: 1')))).toEqual([
      'no',
      'ban-concurrent-index-creation-in-transaction:4',
    ]);
    expect(
      judged(
        knexDirections("exports.up = knex => knex.schema.dropTable('a')\nexports.down = () => Promise.resolve()\n"),
      ),
    ).toEqual(['no', 'ban-drop-table:1']);
  });
});
