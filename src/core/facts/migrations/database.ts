import type { DeclaredDependency } from '../declaredDependencies';
import { textAt } from '../looseValue';
import { folderOf, inFolder, isWithin } from '../paths';
import type { MigrationToolFinding } from '../schema';
import { cargoDatabase } from './cargoFeatures';
import { configuredDatabase } from './databaseSettings';
import type { ToolContext } from './migrationTool';
import { prismaDialect } from './prismaDialect';
import type { Dialect } from './sql/dialect';

/** Drivers by the names their packages have in each ecosystem. */
const drivers: readonly (readonly [Dialect, RegExp])[] = [
  [
    'PostgreSQL',
    /^(?:pg|postgres|pg-promise|@neondatabase\/serverless|@vercel\/postgres|github\.com\/lib\/pq|github\.com\/jackc\/pgx(?:\/v\d+)?|psycopg2?(?:-binary)?|asyncpg|org\.postgresql:(?:postgresql|r2dbc-postgresql)|postgrex|psycopg-pool|tokio-postgres|ext-pgsql|ext-pdo_pgsql|npgsql(?:\..*)?|aspire\.npgsql.*)$/iu,
  ],
  [
    'MySQL',
    /^(?:mysql2?|myxql|mariadb|github\.com\/go-sql-driver\/mysql|mysqlclient|pymysql|aiomysql|mysql-connector-python|mysql:mysql-connector-java|com\.mysql:mysql-connector-j|org\.mariadb\.jdbc:.*|trilogy|ext-mysqli|ext-pdo_mysql|pomelo\.entityframeworkcore\.mysql|mysql\.entityframeworkcore)$/iu,
  ],
  [
    'SQL Server',
    /^(?:tedious|mssql|tds|github\.com\/(?:microsoft|denisenkom)\/go-mssqldb|pyodbc|com\.microsoft\.sqlserver:.*|microsoft\.entityframeworkcore\.sqlserver)$/iu,
  ],
  [
    'SQLite',
    /^(?:better-sqlite3|sqlite3|ecto_sqlite3|exqlite|aiosqlite|sqlite|@libsql\/client|libsql|github\.com\/mattn\/go-sqlite3|modernc\.org\/sqlite|rusqlite|org\.xerial:sqlite-jdbc|microsoft\.entityframeworkcore\.sqlite)$/iu,
  ],
];

const folderNames: readonly (readonly [RegExp, Dialect])[] = [
  [/^(?:postgres(?:ql)?|pgsql|pg)$/iu, 'PostgreSQL'],
  [/^(?:mysql|mariadb)$/iu, 'MySQL'],
  [/^(?:sqlite3?|d1|libsql|turso)$/iu, 'SQLite'],
  [/^(?:mssql|sqlserver)$/iu, 'SQL Server'],
  [/^oracle$/iu, 'Oracle'],
  [/^clickhouse$/iu, 'ClickHouse'],
  [
    /^(?:cassandra|scylla|spanner|snowflake|bigquery|neo4j|h2|db2|hsqldb|cockroach(?:db)?|ydb|mongo(?:db)?)$/iu,
    'another database',
  ],
];

const journalDialects: ReadonlyMap<string, Dialect> = new Map([
  ['postgresql', 'PostgreSQL'],
  ['pg', 'PostgreSQL'],
  ['mysql', 'MySQL'],
  ['sqlite', 'SQLite'],
  ['turso', 'SQLite'],
]);

/** The database that a folder is called after, its own name before those around it. */
export function databaseOfFolder(folder: string): Dialect | undefined {
  for (const part of folder.split('/').reverse()) {
    const named = folderNames.find(([pattern]) => pattern.test(part));
    if (named !== undefined) return named[1];
  }
  return undefined;
}

/** The database that the journal of Drizzle Kit (`meta/_journal.json`) names. */
export function drizzleDialect(journal: unknown): Dialect | undefined {
  return journalDialects.get(textAt(journal, 'dialect') ?? '');
}

/**
 * The database that a folder of migrations is for: what its own lock file or journal says, a folder name, what its crate
 * is built for, the settings around it, else the driver that the code around it, or any code here, depends on. Undefined when nothing tells.
 */
export function databaseOf(
  { id, folder }: MigrationToolFinding,
  { files, declared }: ToolContext,
): Dialect | undefined {
  if (id === 'prisma') {
    const locked = prismaDialect(files.text(inFolder(folder, 'migration_lock.toml')));
    if (locked !== undefined) return locked;
  }
  const named =
    (id === 'drizzle' ? drizzleDialect(files.json(inFolder(folder, 'meta/_journal.json'))?.value) : undefined) ??
    (id === 'efcore' ? efcoreProvider(folder, files) : undefined) ??
    databaseOfFolder(folder) ??
    cargoDatabase(folder, files);
  if (named !== undefined) return named;
  const configured = configuredDatabase(folder, files);
  const around = declared.filter(({ file }) => isWithin(folder, folderOf(file)));
  const driver = driverOf(around) ?? driverOf(declared);
  // A file is what templates and tests of Python name; the driver of a server is installed for production.
  const isStandIn =
    driver !== undefined &&
    ((configured === 'SQLite' && (id === 'alembic' || id === 'django')) ||
      // H2, which Spring's settings name, stands in for the server on developers' machines.
      (configured === 'another database' && (id === 'flyway' || id === 'liquibase')));
  return isStandIn ? driver : (configured ?? driver);
}

/** What EF Core's providers write into a migration and its designer file, or types of one database only. */
const providerMarks: readonly (readonly [Dialect, RegExp])[] = [
  ['SQL Server', /\bSqlServer(?:\w*Extensions|:)|"(?:nvarchar|datetime2|datetimeoffset|uniqueidentifier)\b/u],
  ['PostgreSQL', /\bNpgsql(?:\w*Extensions|:)/u],
  ['MySQL', /\bMySql(?:\w*Extensions|:)/u],
  ['SQLite', /"Sqlite:/u],
];

function efcoreProvider(folder: string, files: ToolContext['files']): Dialect | undefined {
  const texts = files.loaded
    .filter((path) => path.endsWith('.cs') && folderOf(path) === folder)
    .map((path) => files.text(path) ?? '');
  return providerMarks.find(([, mark]) => texts.some((text) => mark.test(text)))?.[0];
}

function driverOf(declared: readonly DeclaredDependency[]): Dialect | undefined {
  const deployed = declared.filter(({ development }) => !development);
  return drivers.find(([, pattern]) => deployed.some(({ name }) => pattern.test(name)))?.[0];
}
