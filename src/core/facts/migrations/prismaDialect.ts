import { parse } from 'smol-toml';
import { textAt } from '../looseValue';
import type { Dialect } from './sql/dialect';

const dialects: Readonly<Record<string, Dialect>> = {
  postgresql: 'PostgreSQL',
  postgres: 'PostgreSQL',
  cockroachdb: 'another database',
  mysql: 'MySQL',
  sqlite: 'SQLite',
  sqlserver: 'SQL Server',
};

/** The database that Prisma's `migration_lock.toml` names; undefined when it does not. */
export function prismaDialect(lock: string | undefined): Dialect | undefined {
  if (lock === undefined) return undefined;
  try {
    const provider = textAt(parse(lock), 'provider');
    return provider === undefined ? undefined : dialects[provider];
  } catch {
    return undefined;
  }
}
