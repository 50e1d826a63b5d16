import type { MigrationToolFinding, MigrationToolId } from '../schema';
import type { WorkspaceFiles } from '../workspaceFiles';

/** A way to change a database's schema: how it is recognised, and which of its files are migrations. */
export interface MigrationTool {
  readonly id: MigrationToolId;
  /** Whether `detect` wants the text of this path. Cheap: it is asked for every tracked file. */
  readonly reads: (path: string) => boolean;
  /** One finding per folder of migrations. */
  readonly detect: (files: WorkspaceFiles) => readonly MigrationToolFinding[];
  /** Whether `path` is a migration of a folder that `detect` found. */
  readonly isMigration: (path: string, folder: string) => boolean;
}
