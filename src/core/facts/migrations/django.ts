import { baseName, folderOf } from '../paths';
import type { MigrationTool } from './migrationTool';
import { djangoDirections } from './orm/django';

/** Django: each app's `migrations` package. https://docs.djangoproject.com/en/stable/topics/migrations/ */
export const django: MigrationTool = {
  id: 'django',
  folderOfMigration: (path) =>
    path.endsWith('.py') && /^\d{4}_\w+\.py$/u.test(baseName(path)) && isPackage(folderOf(path))
      ? folderOf(path)
      : undefined,
  mark: /\bfrom\s+django\.db\s+import\b[^\n]*\bmigrations\b|\bmigrations\.Migration\b|\bdjango\.db\.migrations\b/u,
  directions: (_path, text, _companion, earlier) => djangoDirections(text, earlier),
  needsEarlier: (text) => /\b(?:AlterField|RemoveField)\b/u.test(text),
};

/** What waits beside an app for a later release is none yet; MIGRATION_MODULES may give the package another name. */
function isPackage(folder: string): boolean {
  return /migrat/iu.test(baseName(folder));
}
