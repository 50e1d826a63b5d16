import { evidenceAt } from '../detector';
import { textAt, valueAt } from '../looseValue';
import { baseName, folderOf, inFolder, isForeign, roleOf } from '../paths';
import type { MigrationRuns } from '../schema';
import type { WorkspaceFiles } from '../workspaceFiles';
import { transactional, type Speak } from './commandParts';
import type { MigrationTool } from './migrationTool';

/**
 * Hasura: `migrations/<database>/<timestamp>_<name>/up.sql` with `down.sql`, beside the `config.yaml` of its command line.
 * https://hasura.io/docs/2.0/migrations-metadata-seeds/manage-migrations/
 */
export const hasura: MigrationTool = {
  id: 'hasura',
  folderOfMigration: (path) =>
    /\/(?:up|down)\.sql$/u.test(path) && /^\d{10,14}_/u.test(baseName(folderOf(path)))
      ? folderOf(folderOf(path))
      : undefined,
  readsConfig: (path) => baseName(path) === 'config.yaml',
  accepts: ({ folder }, { files }) => projectOf(folder, files) !== undefined,
  evidence: ({ folder }, { files }) => {
    const project = projectOf(folder, files);
    const file = project === undefined ? undefined : inFolder(project, 'config.yaml');
    return file === undefined ? [] : [evidenceAt(file, files.yaml(file)?.[0]?.lineOf(['metadata_directory']))];
  },
  isPart: (path) => path.endsWith('/down.sql'),
};

/** The folder of Hasura's project that a folder of migrations belongs to; version 2 of its configuration has one database. */
function projectOf(folder: string, files: WorkspaceFiles): string | undefined {
  return [folderOf(folder), folderOf(folderOf(folder))].find((each) => {
    const value = files.yaml(inFolder(each, 'config.yaml'))?.[0]?.value;
    return valueAt(value, 'version') !== undefined && textAt(value, 'metadata_directory') !== undefined;
  });
}

/** The image that applies migrations and metadata before it starts: https://hasura.io/docs/2.0/migrations-metadata-seeds/auto-apply-migrations/. */
const migratingImage = /graphql-engine:[\w.-]*cli-migrations/u;

/** Where an image that migrates as it starts is built on, or named to be run. */
export function hasuraRuns(files: WorkspaceFiles): readonly MigrationRuns[] {
  return files.loaded
    .filter((path) => /Dockerfile|\.ya?ml$/u.test(baseName(path)) && roleOf(path) === undefined && !isForeign(path))
    .flatMap((file): readonly MigrationRuns[] => {
      const line = (files.text(file) ?? '').split('\n').findIndex((each) => migratingImage.test(each));
      return line < 0 ? [] : [{ when: 'entrypoint', evidence: { file, line: line + 1 } }];
    });
}

/** https://hasura.io/docs/2.0/hasura-cli/commands/hasura_migrate/; the secret of an administrator comes from HASURA_GRAPHQL_ADMIN_SECRET. */
export const hasuraCommands: Speak = ({ folder, context: { files } }) => {
  const cwd = projectOf(folder, files);
  if (cwd === undefined) return undefined;
  const database = baseName(folder) === 'migrations' ? '' : ` --database-name ${baseName(folder)}`;
  const at = `--endpoint {{blank:hasura-endpoint}}${database}`;
  return {
    apply: `hasura migrate apply ${at}`,
    status: `hasura migrate status ${at}`,
    undo: `hasura migrate apply --down 1 ${at}`,
    cwd,
    recover: `${transactional} The metadata is applied apart (\`hasura metadata apply\`).`,
    blanks: [
      {
        id: 'hasura-endpoint',
        question: 'What is the address of Hasura in production, such as https://graphql.example.com?',
      },
    ],
  };
};
