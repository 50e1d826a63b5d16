import type { MigrationToolId } from '../ids';
import { djangoCommandTexts } from './djangoCommands';
import { migratingCallTexts } from './migratingFunctions';

/** What an application calls to migrate by itself when it starts. */
export const migrationCalls: Partial<Readonly<Record<MigrationToolId, RegExp>>> = {
  prisma: /\bprisma["',\s]+migrate["',\s]+deploy\b/u,
  knex: /\bmigrate\s*\.\s*latest\s*\(/u,
  typeorm: /\bmigrationsRun\s*:\s*true\b|\.runMigrations\s*\(/u,
  sequelize: /\bumzug\s*\.\s*up\s*\(/u,
  drizzle: /\bfrom\s+['"]drizzle-orm\/[\w-]+\/migrator['"]/u,
  flyway: /\bFlyway\s*\.\s*configure\s*\(|\bflyway\s*\.\s*migrate\s*\(/u,
  goose: /\bgoose\.(?:Up|UpContext|UpTo)\s*\(|\bgoose\.NewProvider\s*\(/u,
  'golang-migrate': /\bmigrate\.New(?:WithDatabaseInstance|WithSourceInstance|WithInstance)?\s*\(/u,
  ecto: /\bEcto\.Migrator\b/u,
  efcore: /\.Database\s*\.\s*Migrate(?:Async)?\s*\(|\bMigrateDbContext|\bAddMigration</u,
  diesel: /\bembed_migrations!|\brun_pending_migrations\b/u,
  sqlx: /\bsqlx::migrate!/u,
  // A program that carries its migrations with it: https://pkg.go.dev/embed, https://docs.rs/refinery, https://yuniql.io/docs
  sql: /\brefinery::embed_migrations!|\.UseYuniql\s*\(|^\/\/go:embed[ \t]+(?:all:)?(?:[\w./-]*\/)?migrations?(?:\/[\w./*-]*)?[ \t]*$/mu,
};

/** Texts to look for in code, so that only the files that hold one are read. */
export const migrationCallTexts: readonly string[] = [
  'prisma migrate deploy',
  'migrate.latest(',
  'migrationsRun',
  'runMigrations(',
  'umzug.up',
  '/migrator',
  'Flyway.configure',
  'flyway.migrate(',
  'goose.Up',
  'goose.NewProvider(',
  'migrate.New',
  'Ecto.Migrator',
  'Database.Migrate',
  'MigrateDbContext',
  'embed_migrations!',
  'UseYuniql(',
  'run_pending_migrations',
  'sqlx::migrate!',
  '//go:embed',
  ...djangoCommandTexts,
  ...migratingCallTexts,
];
