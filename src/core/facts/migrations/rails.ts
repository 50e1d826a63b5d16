import { baseName } from '../paths';
import type { MigrationTool } from './migrationTool';
import { railsDirections } from './orm/rails';

/**
 * Active Record: `db/migrate`, and `db/<name>_migrate` of further databases; those of an engine have its name before `.rb`.
 * https://guides.rubyonrails.org/active_record_migrations.html
 */
export const rails: MigrationTool = {
  id: 'rails',
  folderOfMigration: (path) => {
    if (!path.endsWith('.rb') || !/^\d{3,}_\w+(?:\.\w+)?\.rb$/u.test(baseName(path))) return undefined;
    return /^((?:.*\/)?db\/(?:\w+_)?migrate(?:_\w+)?)\//u.exec(path)?.[1];
  },
  readsConfig: (path) => path === 'config/database.yml',
  // A further database's folder that its settings do not name is applied by nothing.
  accepts: ({ folder }, { files }) => {
    const settings = files.text('config/database.yml');
    return !folder.startsWith('db/') || folder === 'db/migrate' || settings?.includes(folder) !== false;
  },
  mark: /\bActiveRecord::Migration\b|<\s*(?:\w+::)*\w*Migration\b/u,
  directions: (_path, text) => railsDirections(text),
};
