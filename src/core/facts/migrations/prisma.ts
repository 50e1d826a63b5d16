import { baseName, folderOf, isForeign, isWithin, roleOf } from '../paths';
import type { MigrationToolFinding } from '../schema';
import type { MigrationTool } from './migrationTool';

/** Prisma Migrate: `migrations/<timestamp>_<name>/migration.sql` beside a lock file that names the provider. */
export const prisma: MigrationTool = {
  id: 'prisma',
  reads: () => false,
  detect: (files) =>
    [...new Set(files.paths.filter(isPrismaMigration).map((path) => folderOf(folderOf(path))))].map(
      (folder): MigrationToolFinding => {
        const role = roleOf(`${folder}/`);
        const lock = `${folder}/migration_lock.toml`;
        const first = files.paths.find((path) => isPrismaMigration(path) && isWithin(path, folder));
        const evidence = [{ file: files.has(lock) ? lock : (first ?? folder) }];
        return role === undefined ? { id: 'prisma', folder, evidence } : { id: 'prisma', folder, role, evidence };
      },
    ),
  isMigration: (path, folder) => isWithin(path, folder) && isPrismaMigration(path),
};

function isPrismaMigration(path: string): boolean {
  return path.endsWith('/migration.sql') && /^\d+_/u.test(baseName(folderOf(path))) && !isForeign(path);
}
