import { findConflicts, type LeftConflict, showsOnPurpose } from '../core/checks/conflictMarkers';
import type { Repository } from './ports';

/**
 * Conflicts in these files of `head`, as they are committed. They may be meant where the path says so, where git's
 * attributes let the file hold them (`conflict-marker-size`), and where what is live now holds them already.
 */
export async function readConflicts(
  repository: Pick<Repository, 'readFiles' | 'conflictsAt' | 'holdingMarkers'>,
  base: string,
  head: string,
  paths: readonly string[],
): Promise<readonly LeftConflict[]> {
  const found = await repository.conflictsAt(head, paths);
  if (found.length === 0) return [];
  const suspects = [...new Set(found.map(({ file }) => file))].filter((file) => showsOnPurpose(file) === undefined);
  const before = await repository.readFiles(base, suspects);
  const allowed = new Set(await repository.holdingMarkers(suspects));
  return found.map(({ file, line }) => {
    const meant =
      showsOnPurpose(file) ??
      (allowed.has(file) ? '.gitattributes lets it hold them' : undefined) ??
      (findConflicts(before.get(file) ?? '').length > 0 ? 'the version before this release holds it too' : undefined);
    return { file, line, ...(meant === undefined ? {} : { meant }) };
  });
}
