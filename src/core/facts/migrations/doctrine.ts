import { baseName, folderOf } from '../paths';
import type { MigrationTool } from './migrationTool';
import { doctrineDirections } from './orm/doctrine';

/** Doctrine Migrations of PHP. https://www.doctrine-project.org/projects/doctrine-migrations/en/current/ */
export const doctrine: MigrationTool = {
  id: 'doctrine',
  folderOfMigration: (path) => (/^Version\w+\.php$/u.test(baseName(path)) ? folderOf(path) : undefined),
  // A project may put a class of its own between.
  mark: /\bDoctrine\\(?:DBAL\\)?Migrations\\AbstractMigration\b|\bDoctrine\\DBAL\\Schema\\Schema\b[^]{0,2000}\bclass\s+Version\d{10,}\w*\s+extends\b/u,
  directions: (_path, text) => doctrineDirections(text),
};
