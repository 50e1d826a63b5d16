import { baseName, folderOf } from '../paths';
import type { MigrationToolId } from '../ids';

/**
 * What a database remembers an applied migration by, where a path tells it. With the others it stands inside the file
 * (Alembic, TypeORM, Drizzle), or they run nothing more when a name is missing, which is another risk.
 * EF Core keeps it in a file beside the migration, which it names alike: https://learn.microsoft.com/en-us/ef/core/managing-schemas/migrations/,
 * https://docs.djangoproject.com/en/stable/topics/migrations/ (table django_migrations),
 * https://sequelize.org/docs/v6/other-topics/migrations/ (table SequelizeMeta), https://laravel.com/docs/migrations (table
 * migrations), https://www.prisma.io/docs/orm/prisma-migrate (table _prisma_migrations: the folder),
 * https://guides.rubyonrails.org/active_record_migrations.html, https://hexdocs.pm/ecto_sql/Ecto.Migration.html,
 * https://github.com/amacneil/dbmate, https://github.com/pressly/goose, https://diesel.rs/guides/getting-started, https://hasura.io/docs/2.0/migrations-metadata-seeds/manage-migrations/,
 * https://github.com/golang-migrate/migrate/blob/master/MIGRATIONS.md (versions),
 * https://docs.liquibase.com/concepts/changelogs/attributes/logicalfilepath.html (path, unless a logical one is given)
 */
const rememberedBy: Partial<Readonly<Record<MigrationToolId, (path: string) => string>>> = {
  django: fileStem,
  laravel: fileStem,
  sequelize: baseName,
  prisma: folderName,
  efcore: (path) => version(baseName(path)),
  rails: (path) => version(baseName(path)),
  ecto: (path) => version(baseName(path)),
  dbmate: (path) => version(baseName(path)),
  goose: (path) => version(baseName(path)),
  diesel: (path) => version(folderName(path)),
  hasura: (path) => version(folderName(path)),
  'golang-migrate': (path) => version(baseName(path)),
  liquibase: (path) => path,
};

/**
 * Whether a database takes a migration that was renamed for the one that it has applied; undefined where the path alone does not
 * tell what a tool remembers.
 */
export function isRemembered(tool: MigrationToolId, from: string, path: string): boolean | undefined {
  const identity = rememberedBy[tool];
  return identity === undefined ? undefined : identity(path) === identity(from);
}

function fileStem(path: string): string {
  return baseName(path).replace(/\.\w+$/u, '');
}

function folderName(path: string): string {
  return baseName(folderOf(path));
}

/** Leading digits; diesel leaves out dashes. */
function version(name: string): string {
  return /^[\d-]+/u.exec(name)?.[0].replaceAll('-', '') ?? name;
}
