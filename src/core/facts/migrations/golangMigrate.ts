import type { MigrationTool } from './migrationTool';
import { folderOfPair, ownerOfPairs } from './pairedSql';
import { isDownFile } from './sql/directions';

/** golang-migrate: `1_x.up.sql` with `1_x.down.sql`. https://github.com/golang-migrate/migrate */
export const golangMigrate: MigrationTool = {
  id: 'golang-migrate',
  folderOfMigration: folderOfPair,
  accepts: (candidate, context) => ownerOfPairs(candidate, context) === 'golang-migrate',
  evidence: (_candidate, { declared }) => {
    const dependency = declared.find(({ name }) =>
      /^github\.com\/(?:golang-migrate|mattes)\/migrate(?:\/|$)/u.test(name),
    );
    return dependency === undefined ? [] : [{ file: dependency.file, line: dependency.line }];
  },
  isPart: isDownFile,
};
