import { baseName, folderOf } from '../paths';
import type { MigrationTool } from './migrationTool';
import { doctrineDirections } from './orm/doctrine';

/** Doctrine Migrations of PHP. https://www.doctrine-project.org/projects/doctrine-migrations/en/current/ */
export const doctrine: MigrationTool = {
  id: 'doctrine',
  folderOfMigration: (path) => (/^Version\w+\.php$/u.test(baseName(path)) ? folderOf(path) : undefined),
  mark: /\bDoctrine\\(?:DBAL\\)?Migrations\\AbstractMigration\b/u,
  directions: (_path, text) => doctrineDirections(text),
};
