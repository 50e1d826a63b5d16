import { baseName, folderOf, isWithin } from '../paths';
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
  evidence: ({ folder }, { files, declared }) => {
    // Of several packages, the one that holds the folder.
    const nearest = <T extends { readonly file: string }>(among: readonly T[]): T | undefined =>
      among.find(({ file }) => isWithin(folder, folderOf(file)));
    const configs = files.paths.filter((path) => baseName(path) === 'diesel.toml').map((file) => ({ file }));
    const uses = declared.filter(({ ecosystem, name }) => ecosystem === 'cargo' && name.startsWith('diesel'));
    const found = nearest(configs) ?? nearest(uses) ?? configs[0] ?? uses[0];
    if (found === undefined) return [];
    return ['line' in found ? { file: found.file, line: found.line } : { file: found.file }];
  },
  isPart: (path) => path.endsWith('/down.sql'),
};
