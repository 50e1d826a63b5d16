import type { Migration, MigrationToolFinding, ReleaseFile } from '../schema';
import type { MigrationTool } from './migrationTool';
import { prisma } from './prisma';
import { sql } from './sql';

/** Every migration tool that can be recognised. A new one is one file and one line here. */
export const migrationTools: readonly MigrationTool[] = [prisma, sql];

/**
 * The migrations that the release adds or edits; a rename counts only when lines changed. Whether one can be taken back
 * is not judged here: `reversible` is `unknown`.
 */
export function migrationsInRelease(
  found: readonly MigrationToolFinding[],
  changed: readonly ReleaseFile[],
): readonly Migration[] {
  return changed.flatMap(({ path, status, added, deleted }): readonly Migration[] => {
    if (status === 'deleted' || (status === 'renamed' && added + deleted === 0)) return [];
    const owner = found.find(({ id, folder }) =>
      migrationTools.some((tool) => tool.id === id && tool.isMigration(path, folder)),
    );
    if (owner === undefined) return [];
    const change = status === 'added' ? 'added' : 'edited';
    return [{ tool: owner.id, file: path, change, reversible: 'unknown', findings: [] }];
  });
}
