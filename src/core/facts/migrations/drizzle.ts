import { baseName, folderOf, inFolder } from '../paths';
import { matchIn, type MigrationTool } from './migrationTool';

const config = /^drizzle(?:[.-][\w.-]+)?\.config\.[cm]?[jt]s$|^drizzle\.config\.json$/u;

/**
 * Drizzle Kit: numbered SQL beside `meta/_journal.json`, or since 1.0 a folder with `migration.sql` and `snapshot.json`.
 * https://orm.drizzle.team/docs/drizzle-kit-generate
 */
export const drizzle: MigrationTool = {
  id: 'drizzle',
  folderOfMigration: (path) => {
    if (!path.endsWith('.sql')) return undefined;
    if (path.endsWith('/migration.sql') && /^\d+_/u.test(baseName(folderOf(path)))) return folderOf(folderOf(path));
    return /^\d{4,}_[\w-]+\.sql$/u.test(baseName(path)) ? folderOf(path) : undefined;
  },
  readsConfig: (path) => config.test(baseName(path)) || path.endsWith('/meta/_journal.json'),
  accepts: ({ folder, paths }, { files }) =>
    files.has(inFolder(folder, 'meta/_journal.json')) ||
    paths.some((path) => path.endsWith('/migration.sql') && files.has(inFolder(folderOf(path), 'snapshot.json'))),
  evidence: ({ folder }, context) => {
    const journal = inFolder(folder, 'meta/_journal.json');
    const configured = context.files.paths
      .filter(
        (path) => config.test(baseName(path)) && (folderOf(path) === '.' || folder.startsWith(`${folderOf(path)}/`)),
      )
      .flatMap((path) => matchIn(context, path, /\bout\s*["']?\s*:/u) ?? []);
    return configured.length === 0 && context.files.has(journal) ? [{ file: journal }] : configured;
  },
};
