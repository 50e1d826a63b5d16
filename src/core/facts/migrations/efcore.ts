import { baseName, folderOf } from '../paths';
import type { MigrationTool } from './migrationTool';
import { efcoreDirections } from './orm/efcore';

/** EF Core: `<timestamp>_Name.cs` with a designer file and a model snapshot. https://learn.microsoft.com/ef/core/managing-schemas/migrations/ */
export const efcore: MigrationTool = {
  id: 'efcore',
  folderOfMigration: (path) => (/^\d{14}_\w+(?:\.Designer)?\.cs$/u.test(baseName(path)) ? folderOf(path) : undefined),
  mark: /\bMicrosoft\.EntityFrameworkCore\b/u,
  // Entity Framework 6 keeps resources beside each migration.
  accepts: ({ paths }, { files }) => !paths.some((path) => files.has(path.replace(/(?:\.Designer)?\.cs$/u, '.resx'))),
  directions: (_path, text) => efcoreDirections(text),
  isPart: (path) => path.endsWith('.Designer.cs'),
};
