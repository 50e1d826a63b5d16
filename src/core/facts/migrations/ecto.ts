import type { MigrationTool } from './migrationTool';

/** Ecto: `priv/<repo>/migrations`. https://hexdocs.pm/ecto_sql/Ecto.Migration.html */
export const ecto: MigrationTool = {
  id: 'ecto',
  folderOfMigration: (path) =>
    path.endsWith('.exs')
      ? /^((?:.*\/)?priv\/[^/]+\/[\w-]*migrations)\/(?:.*\/)?\d{8,}_[^/]+\.exs$/u.exec(path)?.[1]
      : undefined,
  mark: /\buse\s+[\w.]*Migration\b/u,
};
