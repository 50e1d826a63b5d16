import { baseName, folderOf, inFolder } from '../paths';
import { matchIn, type MigrationTool } from './migrationTool';
import { alembicDirections } from './orm/alembic';

/** Alembic and Flask-Migrate: revisions in `<script_location>/versions`. https://alembic.sqlalchemy.org/en/latest/tutorial.html */
export const alembic: MigrationTool = {
  id: 'alembic',
  folderOfMigration: (path) => {
    if (!path.endsWith('.py') || baseName(path).startsWith('__')) return undefined;
    const versions = /^((?:.*\/)?(?:versions|revisions|alembic_versions))\//u.exec(path)?.[1];
    if (versions !== undefined) return versions;
    return /(?:^|\/)(?:alembic|migrations?)\//u.test(path) && !/^(?:env|\d{4}_\w+)\.py$/u.test(baseName(path))
      ? folderOf(path)
      : undefined;
  },
  mark: /^down_revision\b/mu,
  readsConfig: (path) => baseName(path) === 'alembic.ini',
  evidence: ({ folder }, context) => {
    const configured = context.files.paths
      .filter((path) => baseName(path) === 'alembic.ini')
      .flatMap((path) => {
        const text = context.files.text(path) ?? '';
        const location = /^script_location\s*=\s*(\S+)/mu
          .exec(text)?.[1]
          ?.replace(/^%\(here\)s\/?/u, '')
          .replace(/^\.\//u, '');
        const home =
          location === undefined || location === '' || location === '.'
            ? folderOf(path)
            : inFolder(folderOf(path), location.replaceAll(':', '/'));
        const isHome =
          home === '.' ||
          folder === home ||
          folder.startsWith(`${home}/`) ||
          `/${folder}/`.includes(`/${location ?? ''}/`);
        return isHome ? [matchIn(context, path, /^script_location\s*=/mu) ?? { file: path }] : [];
      });
    const environment = inFolder(folderOf(folder), 'env.py');
    return configured.length > 0 || !context.files.has(environment) ? configured : [{ file: environment }];
  },
  directions: (_path, text) => alembicDirections(text),
};
