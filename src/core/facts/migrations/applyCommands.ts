import type { MigrationToolId } from '../ids';

/** The command of each tool that applies migrations, wherever it is written. What only shows what it would do is none. */
export const applyCommands: Readonly<Record<MigrationToolId, RegExp | undefined>> = {
  prisma: /\bprisma\s+migrate\s+deploy\b/u,
  knex: /\bknex(?:\.js)?\b[^|&;\n]*\bmigrate:(?:latest|up)\b/u,
  typeorm: /\btypeorm\b[^|&;\n]*\bmigrations?:run\b/u,
  sequelize: /\bsequelize(?:-cli)?\b[^|&;\n]*\bdb:migrate(?![:\w])/u,
  drizzle: /\bdrizzle-kit\s+migrate\b/u,
  rails: /\b(?:rails|rake)\b[^|&;\n]*\bdb:(?:migrate|prepare)(?![:\w])/u,
  django:
    /\bmanage(?:\.py)?["',\s]+migrate(?![\w-])(?![^|&;\n]*--(?:check|plan)\b)|\bdjango-admin\s+migrate\b(?![^|&;\n]*--(?:check|plan)\b)/u,
  alembic: /\balembic\b[^|&;\n]*\bupgrade\b(?![^|&;\n]*--sql\b)|\bflask\s+db\s+upgrade\b(?![^|&;\n]*--sql\b)/u,
  flyway: /\bflyway\b[^|&;\n]*\bmigrate\b|\bflywayMigrate\b/u,
  // Dropwizard's bundle: `java -jar service.jar db migrate config.yml`.
  liquibase: /\bliquibase\b[^|&;\n]*\bupdate\b(?!-sql)|\bjava\b[^|&;\n]*\bdb["',\s]+migrate\b/u,
  goose: /\bgoose\b[^|&;\n]*\bup\b/u,
  'golang-migrate': /\bmigrate\b[^|&;\n]*-(?:path|source|database)\b[^|&;\n]*\bup\b/u,
  dbmate: /\bdbmate\b[^|&;\n]*\b(?:up|migrate)\b/u,
  ecto: /\becto\.migrate\b|\bRelease\.migrate\b|\bbin\/migrate\b/u,
  laravel: /\bartisan\b["',\s]+migrate(?![:\w])/u,
  doctrine: /\bdoctrine:migrations:(?:migrate|execute)\b|\bdoctrine-migrations(?:\.php)?["',\s]+migrate\b/u,
  efcore: /\bdotnet[\s-]ef\s+database\s+update\b|(?<!\bmigrations\s+bundle\b[^\n|&;]*)\befbundle\b/u,
  diesel: /\bdiesel\b[^|&;\n]*\b(?:migration\s+run|setup)\b/u,
  hasura: /\bhasura\b[^|&;\n]*\b(?:migrate\s+apply|deploy)\b/u,
  sqlx: /\bsqlx\b[^|&;\n]*\b(?:migrate\s+run|database\s+setup)\b/u,
  // A program of the project that migrates by a command of its own: `./shop migrate`.
  sql: /(?:^|[\s"'[;&])(?:\.\/|\/)(?:[\w.-]+\/)*[\w.-]+["',\s]+(?:db["',\s:]+)?migrate(?=$|[\s"',;&\]])|\bwrangler\b[^|&;\n]*\bd1\s+migrations\s+apply\b(?![^|&;\n]*--local)|\bsupabase\b[^|&;\n]*\bdb\s+push\b(?![^|&;\n]*--(?:local|dry-run))/u,
};

/** Whether a line of shell applies the migrations of one of the tools. */
export function appliesMigrations(line: string): boolean {
  return Object.values(applyCommands).some((command) => command?.test(line) === true);
}
