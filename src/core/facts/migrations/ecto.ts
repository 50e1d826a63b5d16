import type { MigrationTool } from './migrationTool';
import { ectoDirections } from './orm/ecto';

/** Ecto: `priv/<repo>/migrations`. https://hexdocs.pm/ecto_sql/Ecto.Migration.html */
export const ecto: MigrationTool = {
  id: 'ecto',
  folderOfMigration: (path) =>
    path.endsWith('.exs')
      ? /^((?:.*\/)?priv\/[^/]+\/[\w-]*migrations)\/(?:.*\/)?\d{8,}_[^/]+\.exs$/u.exec(path)?.[1]
      : undefined,
  mark: /\buse\s+[\w.]*Migration\b/u,
  directions: (_path, text) => ectoDirections(text),
};
