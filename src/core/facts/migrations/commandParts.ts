import { ancestorsOf, inFolder, isWithin } from '../paths';
import type { MigrationCommands } from '../schema';
import type { WorkspaceFiles } from '../workspaceFiles';
import type { ToolContext } from './migrationTool';

/** Where migrations lie, and what else may be looked at to tell their tool's commands. */
export interface Place {
  readonly folder: string;
  readonly context: ToolContext;
}

/** Undefined when this repository does not set up the command line of the tool. */
export type Speak = (place: Place) => MigrationCommands | undefined;

export const databaseUrl: MigrationCommands['blanks'] = [
  {
    id: 'migrate-database-url',
    question: 'Which URL, or reference to a secret such as "$DATABASE_URL", leads to the production database?',
  },
];
export const URL_BLANK = '{{blank:migrate-database-url}}';

export const transactional =
  'A migration that fails in its transaction leaves nothing behind: read the error, mend the migration and apply again. Outside a transaction, drop an index that CONCURRENTLY left invalid first.';

/** The nearest file of a name in a folder or above it. */
export function ancestorFile(folder: string, files: WorkspaceFiles, name: string): string | undefined {
  return ancestorsOf(folder)
    .map((ancestor) => inFolder(ancestor, name))
    .find((path) => files.has(path));
}

/** A path as it is written in `cwd`. */
export function relativeTo(cwd: string, path: string): string {
  return cwd === '.'
    ? path
    : isWithin(path, cwd)
      ? path.slice(cwd.length + 1)
      : `${'../'.repeat(cwd.split('/').length)}${path}`;
}
