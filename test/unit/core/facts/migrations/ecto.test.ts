import { describe, expect, it } from 'vitest';
import { loadSqlParser } from '../../../../../src/adapters/sqlParser';
import { ectoDirections } from '../../../../../src/core/facts/migrations/orm/ecto';
import { judgedBy } from './judgedBy';

const judged = judgedBy(await loadSqlParser());
const migration = (...body: readonly string[]) =>
  judged(ectoDirections(['defmodule A do', '  use Ecto.Migration', ...body, 'end'].join('\n')));
const change = (...lines: readonly string[]) => migration('  def change do', ...lines, '  end');

describe('Ecto', () => {
  it.each<readonly [expected: readonly string[], lines: readonly string[]]>([
    [['yes'], ['create table(:a) do', 'add :b, :string', 'timestamps()', 'end', 'create unique_index(:a, [:b])']],
    [['yes', 'require-concurrent-index-creation:4'], ['create(index(:a, [:b]))']],
    [
      ['yes', 'adding-required-field:5'],
      ['alter table(:a) do', 'add :b, :string, null: false', 'end'],
    ],
    [['yes'], ['alter table(:a) do', 'add :b, :string, null: false, default: "x"', 'end']],
    [['yes'], ['alter table(:a) do', 'add :b, :utc_datetime, default: fragment("now()")', 'end']],
    [
      ['yes', 'adding-field-with-default:5'],
      ['alter table(:a) do', 'add :b, :uuid, default: fragment("gen_random_uuid()")', 'end'],
    ],
    [
      ['yes', 'adding-foreign-key-constraint:5'],
      ['alter table(:a) do', 'add :b, references(:c, on_delete: :nothing)', 'end'],
    ],
    [
      ['yes', 'adding-required-field:5', 'adding-required-field:5'],
      ['alter table(:a) do', 'timestamps()', 'end'],
    ],
    [
      ['no', 'ban-drop-column:5'],
      ['alter table(:a) do', 'remove :b, :string', 'end'],
    ],
    [
      ['no', 'changing-column-type:5', 'adding-not-nullable-field:5'],
      ['alter table(:a) do', 'modify :b, :text, null: false', 'end'],
    ],
    [
      ['yes', 'adding-not-nullable-field:5'],
      ['alter table(:a) do', 'modify :b, :text, null: false, from: {:text, null: true}', 'end'],
    ],
    [['yes', 'renaming-column:4'], ['rename table(:a), :b, to: :c']],
    [['yes', 'renaming-table:4'], ['rename table("a"), to: table("b")']],
    [['no', 'ban-drop-table:4'], ['drop_if_exists table(:a)']],
    [['yes', 'constraint-missing-not-valid:4'], ['create constraint(:a, :positive, check: "b > 0")']],
    [['yes'], ['create constraint(:a, :positive, check: "b > 0", validate: false)']],
    [['no', 'updating-every-row:4'], ['execute ~s|UPDATE a SET b = 1|']],
    [['unknown', 'not-examined:4'], ['for one <- ~w(a b), do: create index(one, [:c])']],
    [
      ['unknown', 'not-examined:4'],
      ['if direction() == :up do', 'drop table(:a)', 'end'],
    ],
  ])('%j: %j', (expected, lines) => {
    expect(change(...lines)).toEqual(expected);
  });

  it('reads both directions, and believes a way back only when it brings everything back', () => {
    const up = ['def up do', 'execute("""', 'CREATE VIEW v AS SELECT 1', '""")', 'end'];
    expect(migration(...up, 'def down do', 'execute "DROP VIEW v"', 'end')).toEqual(['yes']);
    expect(migration(...up, 'def down, do: :ok')).toEqual(['no']);
    expect(migration(...up, 'def down do', 'raise "no way back"', 'end')).toEqual(['no']);
    expect(migration(...up)).toEqual(['no']);
  });

  it('takes a type that both directions state for the one that was there', () => {
    const both = (up: string, down: string) =>
      migration(
        'def up do',
        'alter table(:a) do',
        up,
        'end',
        'end',
        'def down do',
        'alter table(:a) do',
        down,
        'end',
        'end',
      );
    expect(both('modify :b, :timestamptz, null: true', 'modify :b, :timestamptz, null: false')).toEqual([
      'yes',
      'ban-drop-not-null:5',
    ]);
    expect(both('modify :b, :text', 'modify :b, :string')).toEqual(['unknown', 'changing-column-type:5']);
    expect(both('modify :b, :text, null: true', 'modify :c, :text, null: false')[1]).toBe('changing-column-type:5');
  });

  it('knows a migration outside a transaction', () => {
    const index = ['def change do', 'create index(:a, [:b], concurrently: true)', 'end'];
    expect(migration('@disable_ddl_transaction true', ...index)).toEqual(['yes']);
    expect(migration(...index)).toEqual(['yes', 'ban-concurrent-index-creation-in-transaction:4']);
  });
});
