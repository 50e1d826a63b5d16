import { folderOf } from '../paths';
import type { MigrationTool } from './migrationTool';

/** dbmate: SQL with `-- migrate:up`, by default in `db/migrations`. https://github.com/amacneil/dbmate */
export const dbmate: MigrationTool = {
  id: 'dbmate',
  folderOfMigration: (path) => (/(?:^|\/)\d+[^/]*\.sql$/u.test(path) ? folderOf(path) : undefined),
  mark: /^--\s*migrate:up\b/imu,
};
