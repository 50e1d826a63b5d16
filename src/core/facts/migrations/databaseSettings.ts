import { baseName, folderOf, isForeign, roleOf } from '../paths';
import type { WorkspaceFiles } from '../workspaceFiles';
import type { Dialect } from './sql/dialect';

/** Databases by what connection strings, adapters and providers call them. */
const names: ReadonlyMap<string, Dialect> = new Map([
  ['postgres', 'PostgreSQL'],
  ['postgresql', 'PostgreSQL'],
  ['postgis', 'PostgreSQL'],
  ['psql', 'PostgreSQL'],
  ['pgsql', 'PostgreSQL'],
  ['pg', 'PostgreSQL'],
  ['mysql', 'MySQL'],
  ['mysql2', 'MySQL'],
  ['mariadb', 'MySQL'],
  ['trilogy', 'MySQL'],
  ['sqlite', 'SQLite'],
  ['sqlite3', 'SQLite'],
  ['better-sqlite3', 'SQLite'],
  ['turso', 'SQLite'],
  ['sqlserver', 'SQL Server'],
  ['mssql', 'SQL Server'],
  ['sqlsrv', 'SQL Server'],
  ['oracle', 'Oracle'],
  ['oracledb', 'Oracle'],
  ['clickhouse', 'ClickHouse'],
  ['h2', 'another database'],
  ['cockroachdb', 'another database'],
]);

/** Where a setting names its database: URLs everywhere, and the key of the framework. */
const settings: readonly (readonly [file: RegExp, patterns: readonly RegExp[]])[] = [
  [/^database\.ya?ml$/u, [/^\s*adapter:\s*["']?([\w-]+)/gmu]],
  [/^knexfile\.[cm]?[jt]s$/u, [/\bclient\s*:\s*["']([\w-]+)["']/gu]],
  [/^alembic\.ini$/u, []],
  [/^doctrine\.ya?ml$/u, [/^\s*driver:\s*["']?(?:pdo_)?(\w+)/gmu]],
  [/^(?:config|database)\.(?:json|[cm]?js)$/u, [/["']?dialect["']?\s*:\s*["']([\w-]+)["']/gu]],
  [/^drizzle(?:[.-][\w.-]+)?\.config\.[cm]?[jt]s$/u, [/\bdialect\s*:\s*["']([\w-]+)["']/gu]],
  [/^schema\.prisma$/u, [/^\s*provider\s*=\s*"([\w-]+)"/gmu]],
  [/^(?:ormconfig\.(?:json|[cm]?[jt]s)|data-?source\.[cm]?[jt]s)$/iu, [/\btype["']?\s*:\s*["']([\w-]+)["']/gu]],
  [/^(?:flyway\.(?:conf|toml|properties)|liquibase\.properties|application\.(?:ya?ml|properties))$/u, []],
  [/^\.env\.(?:example|sample|dist|template|production)$/u, [/^\s*DB_CONNECTION\s*=\s*["']?([\w-]+)/gmu]],
  [
    /^(?:settings|base|production|prod)\.py$/u,
    [/["']ENGINE["']\s*:\s*["']django\.(?:contrib\.gis\.)?db\.backends\.(\w+)/gu],
  ],
];

/** `postgres://…`, `mysql+pymysql://…`, `jdbc:postgresql:…`. */
const url = /\b(?:jdbc:([a-z][a-z\d]*):|([a-z][a-z\d]*)(?:\+\w+)?:\/\/)/gu;

function patternsOf(path: string): readonly RegExp[] | undefined {
  return settings.find(([file]) => file.test(baseName(path)))?.[1];
}

/** Whether the text of this path may say which database the migrations are for. */
export function readsForDatabase(path: string): boolean {
  // The name of `.env.example` says nothing about the folder it lies in.
  return patternsOf(path) !== undefined && !isForeign(path) && roleOf(`${folderOf(path)}/`) === undefined;
}

/**
 * The database that the settings around a folder name, the nearest file first. A file that names several (one for tests,
 * one for production) decides nothing.
 */
export function configuredDatabase(folder: string, files: WorkspaceFiles): Dialect | undefined {
  const found = files.loaded
    .filter((path) => readsForDatabase(path) && !/(?:^|\/)(?:tests?|specs?)\//u.test(path))
    .map((path) => ({ path, steps: stepsBetween(folder, folderOf(path)) }))
    .sort((one, other) => one.steps - other.steps || one.path.length - other.path.length);
  for (const { path } of found) {
    const named = new Set(namedIn(files.text(path) ?? '', patternsOf(path) ?? []));
    const [only, ...others] = named;
    if (only !== undefined && others.length === 0) return only;
  }
  return undefined;
}

function namedIn(text: string, patterns: readonly RegExp[]): readonly Dialect[] {
  const said = text.replace(/^\s*(?:#|\/\/|;|--).*$/gmu, '');
  return [...patterns, url].flatMap((pattern) =>
    [...said.matchAll(pattern)].flatMap(([, one, other]) => names.get((one ?? other ?? '').toLowerCase()) ?? []),
  );
}

/** How many folders lie between two, up and down again. */
function stepsBetween(folder: string, other: string): number {
  const parts = partsOf(folder);
  const others = partsOf(other);
  const different = others.findIndex((part, index) => part !== parts[index]);
  const shared = different < 0 ? others.length : different;
  return parts.length + others.length - 2 * shared;
}

function partsOf(folder: string): readonly string[] {
  return folder === '.' ? [] : folder.split('/');
}
