import { describe, expect, it } from 'vitest';
import { loadSqlParser } from '../../../../../src/adapters/sqlParser';
import { efcoreDirections } from '../../../../../src/core/facts/migrations/orm/efcore';
import { judgedBy } from './judgedBy';

const judged = judgedBy(await loadSqlParser());
const migration = (up: string, down: string) =>
  judged(
    efcoreDirections(
      `public partial class A : Migration\n{\nprotected override void Up(MigrationBuilder migrationBuilder)\n{\n${up}\n}\n\nprotected override void Down(MigrationBuilder migrationBuilder)\n{\n${down}\n}\n}\n`,
    ),
  );
const drop = 'migrationBuilder.DropColumn(name: "B", table: "A");';
const add = (rest: string) => `migrationBuilder.AddColumn<string>(\nname: "B",\ntable: "A",\ntype: "text",\n${rest});`;
const alter = (now: string, before: string) =>
  `migrationBuilder.AlterColumn<string>(name: "B", table: "A", ${now}, oldClrType: typeof(string), ${before});`;

describe('EF Core', () => {
  it.each<readonly [expected: readonly string[], up: string, down: string]>([
    [['yes'], add('nullable: true'), drop],
    [['yes'], add('nullable: false, defaultValue: ""'), drop],
    [['yes', 'adding-required-field:5'], add('nullable: false'), drop],
    [['yes', 'adding-field-with-default:5'], add('nullable: false, defaultValueSql: "gen_random_uuid()"'), drop],
    [['no', 'ban-drop-column:5'], drop, add('nullable: true')],
    [
      ['yes', 'require-concurrent-index-creation:5', 'adding-unique-index:5'],
      'migrationBuilder.CreateIndex(name: "I", table: "A", column: "B", unique: true);',
      'migrationBuilder.DropIndex(name: "I", table: "A");',
    ],
    [
      ['yes', 'adding-foreign-key-constraint:5', 'constraint-missing-not-valid:5'],
      'migrationBuilder.AddForeignKey(name: "F", table: "A", column: "B", principalTable: "C", principalColumn: "Id");',
      'migrationBuilder.DropForeignKey(name: "F", table: "A");',
    ],
    [
      ['yes', 'adding-not-nullable-field:5'],
      alter('type: "text", nullable: false, defaultValue: ""', 'oldType: "text", oldNullable: true'),
      alter('type: "text", nullable: true', 'oldType: "text"'),
    ],
    [
      ['unknown', 'changing-column-type:5'],
      alter('type: "integer", nullable: true', 'oldType: "bigint", oldNullable: true'),
      alter('type: "bigint", nullable: true', 'oldType: "integer", oldNullable: true'),
    ],
    [
      ['yes', 'renaming-column:5'],
      'migrationBuilder.RenameColumn(name: "B", table: "A", newName: "C");',
      'migrationBuilder.RenameColumn(name: "C", table: "A", newName: "B");',
    ],
    [
      ['no', 'ban-drop-table:5'],
      'migrationBuilder.DropTable(name: "A");',
      'migrationBuilder.CreateTable(name: "A", columns: t => new {});',
    ],
    [['no', 'ban-drop-table:5'], 'migrationBuilder.Sql(@"DROP TABLE ""A"";");', ''],
    [['no', 'not-examined:5'], 'migrationBuilder.Sql($"DROP TABLE {name}");', ''],
    [
      ['no', 'not-examined:5'],
      'migrationBuilder.AlterDatabase().Annotation("Npgsql:PostgresExtension:citext", ",,");',
      '',
    ],
    [['no'], add('nullable: true'), ''],
  ])('%j: %s / %s', (expected, up, down) => {
    expect(migration(up, down)).toEqual(expected);
  });

  it('knows an index that Npgsql builds concurrently, and what runs outside a transaction', () => {
    const index =
      'migrationBuilder.CreateIndex(name: "I", table: "A", column: "B").Annotation("Npgsql:CreatedConcurrently", true);';
    expect(migration(index, 'migrationBuilder.DropIndex(name: "I", table: "A");')).toEqual(['yes']);
    expect(
      migration(
        'migrationBuilder.Sql("CREATE INDEX CONCURRENTLY i ON a (b)", suppressTransaction: true);',
        'migrationBuilder.Sql("DROP INDEX CONCURRENTLY i", suppressTransaction: true);',
      ),
    ).toEqual(['yes']);
  });
});
