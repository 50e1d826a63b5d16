import type { Migration } from '../facts/schema';
import type { RiskRule } from './rule';

/** A migration that cannot be undone, or of which nobody knows whether it can. */
export const irreversibleMigration: RiskRule = {
  id: 'irreversible-migration',
  dimension: 'failure-modes',
  find: ({ facts }) =>
    facts.migrations
      .filter(({ reversible }) => reversible !== 'yes')
      .map((migration) => ({
        key: migration.file,
        issue:
          migration.reversible === 'no'
            ? `Migration ${migration.file} cannot be undone.`
            : `Nobody has shown that migration ${migration.file} can be undone.`,
        evidence: [{ file: migration.file, line: firstLine(migration) }],
        trigger: 'The release is rolled back after the migration ran.',
        impact: 4,
        probability: migration.reversible === 'no' ? 3 : 2,
        fails: 'The previous version runs against a schema it was not written for.',
        detect: 'Errors of the previous version that name columns or tables, right after the rollback.',
        recover: 'Roll forward, or restore the data that the migration changed from a backup taken before Stage 1.',
        monitor: 'Database errors of both versions, and whether the migration tool reports a finished state.',
        mitigation:
          'Deploy a schema change that both versions can live with first, and the change that needs it later.',
      })),
};

/** An edited migration: databases that already ran it will never see the change. */
export const editedMigration: RiskRule = {
  id: 'edited-migration',
  dimension: 'data-flow',
  find: ({ facts }) =>
    facts.migrations
      .filter(({ change }) => change === 'edited')
      .map((migration) => ({
        key: migration.file,
        issue: `Migration ${migration.file} was edited after it had been released.`,
        evidence: [{ file: migration.file, line: firstLine(migration) }],
        trigger: 'A database has already applied the earlier text of this migration.',
        impact: 4,
        probability: 3,
        fails: 'Production keeps the old schema while new databases get the edited one, or the tool refuses to run.',
        detect: 'The migration tool reports a changed checksum, or a column is missing in production only.',
        recover: 'Put the old text back and write the change as a new migration.',
        monitor: 'The status command of the migration tool before and after Stage 1.',
        mitigation: 'Restore the released text and add a new migration.',
      })),
};

function firstLine(migration: Migration): number {
  return migration.findings[0]?.line ?? 1;
}
