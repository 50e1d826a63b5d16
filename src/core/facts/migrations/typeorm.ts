import { folderOfScript } from './javaScript';
import type { MigrationTool } from './migrationTool';
import { typeormDirections } from './orm/typeorm';

/** TypeORM: classes that implement MigrationInterface. https://typeorm.io/docs/migrations/why/ */
export const typeorm: MigrationTool = {
  id: 'typeorm',
  folderOfMigration: folderOfScript,
  mark: /\bMigrationInterface\b|\bqueryRunner\s*:\s*QueryRunner\b|\basync\s+up\s*\(\s*queryRunner\b/u,
  directions: (_path, text) => typeormDirections(text),
};
