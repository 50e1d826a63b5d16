import { folderOf } from '../paths';
import type { MigrationTool } from './migrationTool';

/** Goose: SQL with `-- +goose Up`, or Go files that register themselves. https://pressly.github.io/goose/ */
export const goose: MigrationTool = {
  id: 'goose',
  folderOfMigration: (path) =>
    /(?:^|\/)\d+_[^/]+\.(?:sql|go)$/u.test(path) && !path.endsWith('_test.go') ? folderOf(path) : undefined,
  mark: /^--\s*\+goose\s+up\b|\bgoose\.AddMigration|\bgoose\.AddNamedMigration/imu,
};
