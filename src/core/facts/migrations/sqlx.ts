import { baseName, folderOf, isWithin } from '../paths';
import type { MigrationTool } from './migrationTool';
import { folderOfPair, ownerOfPairs } from './pairedSql';
import { isDownFile } from './sql/directions';

/** sqlx: `1_x.sql`, or both directions in two files, beside a crate that depends on sqlx. https://docs.rs/sqlx/latest/sqlx/macro.migrate.html */
export const sqlx: MigrationTool = {
  id: 'sqlx',
  folderOfMigration: (path) =>
    folderOfPair(path) ?? (/^\d+_[^/]+\.sql$/u.test(baseName(path)) ? folderOf(path) : undefined),
  accepts: (candidate, context) => {
    const { declared, files } = context;
    if (candidate.paths.some((path) => folderOfPair(path) !== undefined))
      return ownerOfPairs(candidate, context) === 'sqlx';
    const near = declared.some(
      ({ ecosystem, name, file }) =>
        ecosystem === 'cargo' && name === 'sqlx' && isWithin(candidate.folder, folderOf(file)),
    );
    const isNamed = /migrations?$/iu.test(candidate.folder);
    const calls = files.paths.some((path) => path.endsWith('Cargo.toml'));
    const anywhere = declared.some(({ ecosystem, name }) => ecosystem === 'cargo' && name === 'sqlx');
    return isNamed && (near || (calls && anywhere));
  },
  evidence: (_candidate, { declared }) => {
    const dependency = declared.find(({ ecosystem, name }) => ecosystem === 'cargo' && name === 'sqlx');
    return dependency === undefined ? [] : [{ file: dependency.file, line: dependency.line }];
  },
  isPart: isDownFile,
};
