import { describe, expect, it } from 'vitest';
import { databaseOf } from '../../../../../src/core/facts/migrations/database';
import { readsForDatabase } from '../../../../../src/core/facts/migrations/databaseSettings';
import type { MigrationToolId } from '../../../../../src/core/facts/ids';
import type { MigrationToolFinding } from '../../../../../src/core/facts/schema';
import { openWorkspace } from '../../../../../src/core/facts/workspaceFiles';

const databaseIn = (
  texts: Readonly<Record<string, string>>,
  folder: string,
  id: MigrationToolId = 'sql',
  drivers: readonly string[] = [],
) => {
  const finding: MigrationToolFinding = { id, folder, evidence: [] };
  return databaseOf(finding, {
    files: openWorkspace(Object.keys(texts), new Map(Object.entries(texts))),
    declared: drivers.map((name) => ({ ecosystem: 'maven', name, file: 'build.gradle', line: 1, development: false })),
  });
};

describe('the database of a folder of migrations', () => {
  it.each([
    ['PostgreSQL', 'config/database.yml', 'production:\n  adapter: postgresql\n'],
    ['MySQL', 'config/database.yml', 'default:\n  # adapter: postgresql\n  adapter: mysql2\n'],
    ['MySQL', 'knexfile.js', "module.exports = { client: 'mysql2', connection: {} };"],
    ['MySQL', 'alembic.ini', '[alembic]\nsqlalchemy.url = mysql+pymysql://user@localhost/a\n'],
    ['SQL Server', 'config/config.json', '{ "production": { "dialect": "mssql" } }'],
    ['SQLite', 'drizzle.config.ts', "export default { dialect: 'sqlite', out: './db' };"],
    ['MySQL', '.env.example', 'REDIS_URL=redis://localhost\nDB_CONNECTION=mysql\n'],
    ['PostgreSQL', '.env.example', 'DATABASE_URL="postgres://localhost/a"\n'],
    ['Oracle', 'flyway.conf', 'flyway.url=jdbc:oracle:thin:@localhost:1521:a\n'],
    ['PostgreSQL', 'src/main/resources/application.yml', 'spring:\n  datasource:\n    url: jdbc:postgresql://db/a\n'],
    ['MySQL', 'site/settings.py', "DATABASES = {'default': {'ENGINE': 'django.db.backends.mysql'}}\n"],
    ['another database', 'src/main/resources/application.properties', 'spring.datasource.url=jdbc:h2:mem:a\n'],
  ])('is %s by %s', (database, file, text) => {
    expect(readsForDatabase(file)).toBe(true);
    expect(databaseIn({ [file]: text }, 'db/changes')).toBe(database);
  });

  it('is the one that the crate around it is built for', () => {
    const member = '[dependencies]\nsqlx = { workspace = true, features = ["sqlite"] }\n';
    const texts = (shared: string) => ({
      'Cargo.toml': `[workspace.dependencies]\nsqlx = { version = "0.8", features = [${shared}] }\n`,
      'crates/a/Cargo.toml': member,
    });
    expect(databaseIn(texts('"macros"'), 'crates/a/migrations', 'sqlx')).toBe('SQLite');
    expect(databaseIn(texts('"postgres"'), 'crates/a/migrations', 'sqlx')).toBeUndefined();
  });

  it('is that of the driver where H2 stands in for a server', () => {
    const texts = { 'src/main/resources/application.yml': 'url: jdbc:h2:mem:a;MODE=PostgreSQL\n' };
    const of = (...drivers: string[]) => databaseIn(texts, 'src/main/resources/db/migration', 'flyway', drivers);
    expect(of('org.postgresql:postgresql')).toBe('PostgreSQL');
    expect(of()).toBe('another database');
  });

  it('is not decided by a setting that names several, nor by those of tests', () => {
    expect(databaseIn({ 'knexfile.js': "{ a: { client: 'sqlite3' }, b: { client: 'pg' } }" }, 'db')).toBeUndefined();
    expect(databaseIn({ 'test/knexfile.js': "{ client: 'sqlite3' }" }, 'db')).toBeUndefined();
  });

  it('is that of the nearest setting, and of the folder name before any setting', () => {
    const texts = {
      '.env.example': 'DATABASE_URL=mysql://localhost/a',
      'services/one/.env.example': 'DATABASE_URL=postgres://localhost/a',
    };
    expect(databaseIn(texts, 'services/one/migrations')).toBe('PostgreSQL');
    expect(databaseIn(texts, 'services/two/migrations')).toBe('MySQL');
    expect(databaseIn(texts, 'services/two/migrations/sqlite')).toBe('SQLite');
  });
});
