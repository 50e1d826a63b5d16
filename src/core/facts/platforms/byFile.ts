import { findingsByRole, type RoledEvidence } from '../detector';
import { isForeign } from '../paths';
import type { PlatformId } from '../ids';
import type { Role } from '../schema';
import type { WorkspaceFiles } from '../workspaceFiles';
import { configRole } from './configRole';
import type { Platform } from './platform';

/** A platform that is recognised by one kind of file and a line in it. */
export function byFile(
  id: PlatformId,
  matches: (path: string) => boolean,
  proofLine: (files: WorkspaceFiles, file: string) => number | undefined,
  roleAt: (file: string, files: WorkspaceFiles) => Role | undefined = configRole,
): Platform {
  const reads = (path: string): boolean => matches(path) && !isForeign(path);
  return {
    id,
    reads,
    detect: (files) =>
      findingsByRole(
        id,
        files.loaded.filter(reads).flatMap((file): readonly RoledEvidence[] => {
          const line = proofLine(files, file);
          return line === undefined ? [] : [{ role: roleAt(file, files), evidence: { file, line } }];
        }),
      ),
  };
}
