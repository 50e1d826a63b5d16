import { baseName, folderOf } from '../paths';
import type { MigrationTool } from './migrationTool';
import { laravelDirections } from './orm/laravel';

/** Laravel: `database/migrations`, also of modules and packages. https://laravel.com/docs/migrations */
export const laravel: MigrationTool = {
  id: 'laravel',
  folderOfMigration: (path) =>
    /^\d{4}_\d{2}_\d{2}_\d{4,6}_\w+\.php$/u.test(baseName(path)) ? folderOf(path) : undefined,
  mark: /\bIlluminate\\Database\\(?:Migrations\\Migration|Schema\\Blueprint)\b|\bextends\s+Migration\b/u,
  directions: (_path, text, _companion, earlier) => laravelDirections(text, earlier),
  needsEarlier: (text) => text.includes('->change('),
};
