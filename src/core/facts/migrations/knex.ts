import { baseName } from '../paths';
import { folderOfScript } from './javaScript';
import { matchIn, type MigrationTool } from './migrationTool';
import { knexDirections } from './orm/knex';

/** Knex: `up(knex)` and `down(knex)`; the folder is set in the knexfile. https://knexjs.org/guide/migrations.html */
export const knex: MigrationTool = {
  id: 'knex',
  folderOfMigration: folderOfScript,
  mark: /\bup\b[^\n]{0,60}\(\s*knex\b|\bknex\s*\.\s*schema\b|\(\s*\w+\s*:\s*Knex\b|from\s+['"]knex['"]|import\(['"]knex['"]\)|require\(['"]knex['"]\)/u,
  readsConfig: (path) => /^knexfile\.[cm]?[jt]s$/u.test(baseName(path)),
  directions: (_path, text) => knexDirections(text),
  evidence: ({ folder }, context) =>
    context.files.paths
      .filter((path) => /^knexfile\.[cm]?[jt]s$/u.test(baseName(path)))
      .flatMap((path) => {
        const text = context.files.text(path) ?? '';
        const named = [...text.matchAll(/\bdirectory\s*:[^'"`\n]{0,80}['"`]([^'"`\n]+)['"`]/gu)].some(
          ([, directory = '']) =>
            `/${folder}`.endsWith(`/${directory.replace(/^(?:\.{0,2}\/)+/u, '').replace(/\/$/u, '')}`),
        );
        return named ? [matchIn(context, path, /\bdirectory\s*:/u) ?? { file: path }] : [];
      }),
};
