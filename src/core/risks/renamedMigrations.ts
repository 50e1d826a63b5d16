import { migrationFolderOf, toolsInUse } from '../facts/migrations/migrationTools';
import { baseName, folderOf } from '../facts/paths';
import type { MigrationToolId } from '../facts/ids';
import type { RiskRule } from './rule';
import { count } from './wording';

/**
 * What a database remembers an applied migration by, where a path tells it. With the others it stands inside the file
 * (Alembic, TypeORM, EF Core, Drizzle), or they run nothing more when a name is missing, which is another risk.
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
  rails: (path) => version(baseName(path)),
  ecto: (path) => version(baseName(path)),
  dbmate: (path) => version(baseName(path)),
  goose: (path) => version(baseName(path)),
  diesel: (path) => version(folderName(path)),
  hasura: (path) => version(folderName(path)),
  'golang-migrate': (path) => version(baseName(path)),
  liquibase: (path) => path,
};

/** Migrations that were released and have another name now, by which the tool takes them for new ones. */
export const renamedMigration: RiskRule = {
  id: 'renamed-migration',
  dimension: 'data-flow',
  find: ({ facts, files }) => {
    const inUse = toolsInUse(facts.migrationTools);
    const renamed = facts.release.files.flatMap(({ path, from, status }) => {
      if (status !== 'renamed' || from === undefined) return [];
      const owner = migrationFolderOf(path, inUse);
      const identity = owner === undefined ? undefined : rememberedBy[owner.id];
      if (owner === undefined || identity === undefined || migrationFolderOf(from, inUse)?.id !== owner.id) return [];
      if (owner.id === 'liquibase' && !isKnownByPath(path, files.text(path))) return [];
      return identity(path) === identity(from) ? [] : [{ path, from, tool: owner.id }];
    });
    const [first] = renamed;
    if (first === undefined) return [];
    const { path, from, tool } = first;
    const others = renamed.length - 1;
    return [
      {
        issue: `Migration ${from} was released and is called ${path} now${others === 0 ? '' : `, and ${count(others, 'other')} likewise`}.`,
        evidence: renamed.map((each) => ({ file: each.path })),
        trigger: `A database has applied this migration under its former name, by which ${tool} remembers it.`,
        impact: 4,
        impactWhy: `${tool} takes it for a new one: it fails where its tables exist already, or changes data a second time`,
        probability: 4,
        probabilityWhy: `${from} is part of the base that is live, so production has most likely run it`,
        fails: `The migration command of ${tool}, at ${path}.`,
        detect: 'The status command of the migration tool, on a copy of the production schema.',
        recover: 'Give the file its former name back.',
        monitor: 'Exit code and output of the migration command in Stage 1.',
        mitigation:
          'Give the file its former name back, or rename the entry in the table of applied migrations of every database first.',
      },
    ];
  },
};

/** Whether Liquibase knows the change sets of a changelog by its path. What a change set only includes is no changelog. */
function isKnownByPath(path: string, text = ''): boolean {
  if (/logicalFilePath/iu.test(text)) return false;
  return path.endsWith('.sql') ? /^--\s*liquibase\s+formatted\s+sql\b/imu.test(text) : text.includes('changeSet');
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
