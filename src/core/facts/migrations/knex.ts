import { baseName, folderOf, isWithin } from '../paths';
import type { Evidence } from '../schema';
import { folderOfScript } from './javaScript';
import { matchIn, type MigrationTool, type ToolContext } from './migrationTool';
import { knexDirections } from './orm/knex';

/** Knex: `up(knex)` and `down(knex)`; the folder is set in the knexfile. https://knexjs.org/guide/migrations.html */
export const knex: MigrationTool = {
  id: 'knex',
  folderOfMigration: folderOfScript,
  mark: /\bup\b[^\n]{0,60}\(\s*knex\b|\bknex\s*\.\s*schema\b|\(\s*\w+\s*:\s*Knex\b|from\s+['"]knex['"]|import\(['"]knex['"]\)|require\(['"]knex['"]\)/u,
  readsConfig: isKnexfile,
  // Migrations beside the packages that use Knex, which no settings name, are those of a program that is gone.
  accepts: ({ folder, paths }, context) => {
    // Helpers of migrations are given the library, too.
    const hasOne = paths.some(
      (path) => /^\d/u.test(baseName(path)) || /\bup\b/u.test(context.files.text(path) ?? 'up'),
    );
    if (!hasOne) return false;
    const users = context.declared.filter(({ name }) => name === 'knex').map(({ file }) => folderOf(file));
    return users.length === 0 || users.some((user) => isWithin(folder, user)) || namedBy(folder, context).length > 0;
  },
  directions: (_path, text) => knexDirections(text),
  evidence: ({ folder }, context) => namedBy(folder, context),
};

export function isKnexfile(path: string): boolean {
  return /^knexfile\.[cm]?[jt]s$/u.test(baseName(path));
}

/** Where a knexfile names the folder. */
function namedBy(folder: string, context: ToolContext): readonly Evidence[] {
  return context.files.paths.filter(isKnexfile).flatMap((path) => {
    const text = context.files.text(path) ?? '';
    const named = [...text.matchAll(/\bdirectory\s*:[^'"`\n]{0,80}['"`]([^'"`\n]+)['"`]/gu)].some(
      ([, directory = '']) =>
        `/${folder}`.endsWith(`/${directory.replace(/^(?:\.{0,2}\/)+/u, '').replace(/\/$/u, '')}`),
    );
    return named ? [matchIn(context, path, /\bdirectory\s*:/u) ?? { file: path }] : [];
  });
}
