import { baseName, folderOf } from '../paths';
import type { MigrationTool } from './migrationTool';

/** Diesel: `migrations/<timestamp>_<name>/up.sql` with `down.sql`. https://diesel.rs/guides/getting-started */
export const diesel: MigrationTool = {
  id: 'diesel',
  folderOfMigration: (path) => {
    if (!/\/(?:up|down)\.sql$/u.test(path)) return undefined;
    const name = baseName(folderOf(path));
    return /^(?:\d{4}-\d{2}-\d{2}-\d{6}|\d{14}|\d{4}-\d{2}-\d{2}|\d{1,10})(?:-\d+)?_/u.test(name)
      ? folderOf(folderOf(path))
      : undefined;
  },
  readsConfig: (path) => baseName(path) === 'diesel.toml',
  accepts: (_candidate, { files, declared }) =>
    files.paths.some((path) => baseName(path) === 'diesel.toml') ||
    declared.some(({ ecosystem, name }) => ecosystem === 'cargo' && name.startsWith('diesel')),
  evidence: (_candidate, { files, declared }) => {
    const config = files.paths.find((path) => baseName(path) === 'diesel.toml');
    if (config !== undefined) return [{ file: config }];
    const dependency = declared.find(({ ecosystem, name }) => ecosystem === 'cargo' && name.startsWith('diesel'));
    return dependency === undefined ? [] : [{ file: dependency.file, line: dependency.line }];
  },
  isPart: (path) => path.endsWith('/down.sql'),
};
