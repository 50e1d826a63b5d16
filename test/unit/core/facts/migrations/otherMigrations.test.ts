import { describe, expect, it } from 'vitest';
import { planStages } from '../../../../../src/core/planning/deploymentPlanner';
import { judgeRollbackSafety } from '../../../../../src/core/planning/verdict';
import { factsOfChange } from '../../../../support/aChange';
import { aPlanningInput } from '../../../../support/aPlanningInput';
import { risksIn } from '../../../../support/aRiskyRelease';

const kysely =
  "import { Kysely } from 'kysely';\n\nexport async function up(db: Kysely<any>) {\n  await db.schema\n    .alterTable('users')\n    .execute();\n}\n";

describe('otherMigrations', () => {
  it.each([
    ['migrations/v12.go', 'package migrations\nfunc a() {\n\tt.Exec(`ALTER TABLE users ADD COLUMN url text`)\n}\n', 3],
    ['src/database/migrations/20260501T092214-a.ts', kysely, 5],
    [
      'lib/shop/repo/migrations/20260101000000_a.ex',
      'use Ecto.Migration\ndef change do\n  alter table(:users) do\n',
      3,
    ],
    ['internal/migrations/v6.2.0.go', 'package migrations\nvar a = `\n\tUPDATE settings\n\tSET value = 1`\n', 3],
    ['src/migrate.rs', 'const UP: &str = "CREATE UNIQUE INDEX a ON b (c)";\n', 1],
  ])('names %s', (path, after, line) => {
    expect(factsOfChange({ [path]: { before: '', after } }).otherMigrations).toEqual([{ file: path, line }]);
    expect(risksIn({ head: { [path]: after } })).toContain(`unproven-migration ${path}:${String(line)}`);
  });

  it.each([
    ['db/migrate/20260101000000_a.rb', 'class A < ActiveRecord::Migration[8.0]\n  create_table "b"\nend\n'],
    ['store/migration/LATEST.sql', 'CREATE TABLE a (b int);\nCREATE TABLE c (d int);\n'],
    ['test/migrations/a.go', 'package a\nvar b = "CREATE TABLE a (b int)"\n'],
    ['src/migrations/state.ts', 'export const a = (state: State) => ({ ...state, b: 1 });\n'],
    ['src/migrations/notes.ts', '// ALTER TABLE users\nexport {};\n'],
    ['src/reports.ts', 'const a = "CREATE TABLE a (b int)";\n'],
    ['docs/migrations/a.sql', 'CREATE TABLE a (b int);\n'],
  ])('leaves %s alone', (path, after) => {
    expect(factsOfChange({ [path]: { before: '', after } }).otherMigrations).toEqual([]);
  });

  it('keeps the verdict and the first stage from saying that there is no migration', () => {
    const file = 'src/database/migrations/20260501T092214-a.ts';
    const input = aPlanningInput({ facts: factsOfChange({ [file]: { before: '', after: kysely } }) });
    expect(judgeRollbackSafety(input)).toBe(
      `Not shown to be rollback-safe: whether migration ${file} can be undone was not proven.`,
    );
    expect(JSON.stringify(planStages({ ...input, speech: undefined }).part)).not.toContain('has no migration');
  });
});
