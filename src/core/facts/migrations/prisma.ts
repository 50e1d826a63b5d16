import { baseName, folderOf, inFolder } from '../paths';
import type { MigrationTool } from './migrationTool';

/**
 * Prisma Migrate: `migrations/<timestamp>_<name>/migration.sql` beside a lock file that names the provider.
 * https://www.prisma.io/docs/orm/prisma-migrate/understanding-prisma-migrate/migration-histories
 */
export const prisma: MigrationTool = {
  id: 'prisma',
  folderOfMigration: (path) =>
    path.endsWith('/migration.sql') && /^\d+_/u.test(baseName(folderOf(path))) ? folderOf(folderOf(path)) : undefined,
  readsConfig: (path) => path.endsWith('migration_lock.toml'),
  // Drizzle's newer layout has a snapshot beside each migration.
  accepts: ({ paths }, { files }) => !paths.some((path) => files.has(inFolder(folderOf(path), 'snapshot.json'))),
  evidence: ({ folder }, { files }) => {
    const lock = inFolder(folder, 'migration_lock.toml');
    return files.has(lock) ? [{ file: lock }] : [];
  },
};
