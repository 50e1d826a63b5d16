import type { MigrationToolId } from '../facts/ids';
import { formerToolOf, migrationFolderOf, toolsInUse } from '../facts/migrations/migrationTools';
import { baseName } from '../facts/paths';
import type { Patch } from '../facts/schema';
import type { RiskRule } from './rule';
import { count, inOrder, listed } from './wording';

/**
 * Tools that run nothing any more when the text of an applied migration has changed:
 * https://documentation.red-gate.com/fd/validate-184127470.html, https://docs.liquibase.com/concepts/changelogs/changeset-checksums.html,
 * https://docs.rs/sqlx/latest/sqlx/migrate/enum.MigrateError.html#variant.VersionMismatch.
 */
const editsRefused: ReadonlySet<MigrationToolId> = new Set(['flyway', 'liquibase', 'sqlx']);

/** Edited migrations: databases that already ran them will never see the change. */
export const editedMigration: RiskRule = {
  id: 'edited-migration',
  dimension: 'data-flow',
  find: ({ facts, patches }) => {
    const migrations = facts.migrations.filter(
      ({ change, file, tool }) =>
        change === 'edited' &&
        // What the schema shall be, not how it gets there: such a file is edited with every migration.
        !(tool === 'sql' && /(?:^|\/)schemas?(?:\/|\.sql$)/u.test(file)) &&
        // Flyway runs a repeatable one again whenever its text has changed.
        !(tool === 'flyway' && /(?:^|\/)R__[^/]*$/u.test(file)) &&
        changesMeaning(file, patches.get(file)),
    );
    const [first] = migrations;
    if (first === undefined) return [];
    const refused = migrations.find(({ tool }) => editsRefused.has(tool));
    return [
      {
        issue:
          migrations.length === 1
            ? `Migration ${first.file} was edited after it had been released.`
            : `${count(migrations.length, 'migration')} were edited after they had been released: ${listed(migrations.map(({ file }) => file))}.`,
        evidence: inOrder(migrations.map(({ file }) => ({ file, line: firstChanged(patches.get(file)) }))),
        trigger: 'A database has already applied the earlier text of this migration.',
        impact: refused === undefined ? 3 : 4,
        impactWhy:
          refused === undefined
            ? 'production keeps what the old text made, while new databases and tests get what the edited one makes'
            : `${refused.tool} compares checksums and refuses to run anything, so the release stops at its migrations`,
        probability: refused === undefined ? 2 : 4,
        probabilityWhy:
          refused === undefined
            ? `${first.file} is part of the base that is live: production has most likely run it, and ${first.tool === 'sql' ? 'nothing here tells that it would run' : `${first.tool} does not run it`} again`
            : `${refused.file} is part of the base that is live, so production has most likely run it`,
        fails:
          refused === undefined
            ? 'What the edited lines do never reaches production; a schema tested on a new database is not the one there.'
            : `The migration command of ${refused.tool}, which names the file.`,
        detect:
          refused === undefined
            ? "Compare production's schema with that of a database made anew from the release."
            : 'The status command of the migration tool, on a copy of the production schema.',
        recover: 'Put the old text back and write the change as a new migration.',
        monitor:
          refused === undefined
            ? 'Database errors of the new version that name what the edited lines change.'
            : 'Exit code and output of the migration command in Stage 1.',
        mitigation: 'Restore the released text and add a new migration, where production needs the change as well.',
      },
    ];
  },
};

/**
 * Tools that run nothing any more when a migration that the database has applied is not among the files:
 * https://documentation.red-gate.com/fd/validate-184127470.html, https://knexjs.org/guide/migrations.html,
 * https://docs.rs/sqlx/latest/sqlx/migrate/enum.MigrateError.html#variant.VersionMissing.
 */
const missingRefused: ReadonlySet<MigrationToolId> = new Set(['flyway', 'knex', 'sqlx']);

/** Migrations that the release takes away, or calls otherwise where the name is what the database remembers. */
export const removedMigration: RiskRule = {
  id: 'removed-migration',
  dimension: 'data-flow',
  find: ({ facts }) => {
    const inUse = toolsInUse(facts.migrationTools);
    const removed = facts.release.files.flatMap(({ path, from, status }) => {
      const former = status === 'deleted' ? path : status === 'renamed' ? from : undefined;
      const tool = former === undefined ? undefined : formerToolOf(former, inUse);
      if (former === undefined || tool === undefined || tool === 'sql') return [];
      // These know a migration by the name of its file, whichever of their folders it lies in.
      const isMoved = baseName(path) === baseName(former) && migrationFolderOf(path, inUse)?.id === tool;
      const isSame = status === 'renamed' && (isMoved || !missingRefused.has(tool));
      return isSame ? [] : [{ file: former, tool }];
    });
    const refused = removed.filter(({ tool }) => missingRefused.has(tool));
    const first = refused[0] ?? removed[0];
    if (first === undefined) return [];
    const { file, tool } = first;
    const others = removed.length - 1;
    return [
      {
        issue: `Migration ${file} was released and is not there any more${others === 0 ? '' : `, and ${count(others, 'other')}`}.`,
        evidence: removed.map((each) => ({ file: each.file })),
        trigger: 'A database has applied this migration.',
        impact: refused.length > 0 ? 4 : 3,
        impactWhy:
          refused.length > 0
            ? `${tool} refuses to run anything, so the release stops at its migrations`
            : 'new databases and tests get another schema than production has, and nobody can go back over it',
        probability: refused.length > 0 ? 4 : 3,
        probabilityWhy: `${file} is part of the base that is live, so production has most likely run it`,
        fails:
          refused.length > 0
            ? `The migration command of ${tool}, which names the missing file.`
            : 'The way back over this migration, and every database that is made anew.',
        detect: 'The status command of the migration tool, on a copy of the production schema.',
        recover: 'Put the file back under its name.',
        monitor: 'Exit code and output of the migration command in Stage 1.',
        mitigation:
          'Put the file back; where old migrations are merged into one on purpose, follow what the tool has for that, and try it on a copy of production first.',
      },
    ];
  },
};

/** Where an edit begins; where it only takes away, where that stood. */
function firstChanged(patch: Patch | undefined): number {
  const lines = patch?.added.length === 0 ? patch.deleted : patch?.added;
  return lines?.[0]?.line ?? 1;
}

/** Whether an edit touches more than comments, imports, annotations of types, and blanks. */
function changesMeaning(file: string, patch: Patch | undefined): boolean {
  if (patch === undefined) return true;
  // `: int` is a type in Python and TypeScript only: elsewhere it is a symbol, or a value.
  const isTyped = /\.(?:py|[mc]?tsx?)$/u.test(file);
  const meaning = (lines: Patch['added']): string =>
    lines
      .map(({ text }) => text.trim())
      .filter(
        (text) =>
          !/^(?:$|#|\/\/|--|\*|\/\*|import\b|from\s+\S+\s+import\b|use\s|using\s|const\s.*=\s*require\()|^(?:<(?:include|property)\b|-\s*include:|file:)/u.test(
            text,
          ),
      )
      .map((text) => (isTyped ? text.replace(/:\s*[\w.[\], |]+(?=[,)=]|$)|\s*->\s*[\w.[\]]+/gu, '') : text))
      // A way back that is added changes nothing of what was run.
      .map((text) =>
        text.replace(/,?\s*(?:reverse_code\s*=\s*)?[\w.]*\bRunPython\.noop\b|,\s*reverse_code\s*=\s*[\w.]+/gu, ''),
      )
      .map((text) => text.replace(/[\s"'`;,]/gu, ''))
      .join('');
  return meaning(patch.added) !== meaning(patch.deleted);
}
