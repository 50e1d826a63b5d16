import { databaseOfFolder, drizzleDialect } from '../core/facts/migrations/database';
import { prismaDialect } from '../core/facts/migrations/prismaDialect';
import { DEFAULT_PG_VERSION, judgeSqlMigration, type Judgement } from '../core/facts/migrations/judgeSqlMigration';
import { downFilesOf, undoFileOf } from '../core/facts/migrations/sql/directions';
import { badInput } from './errors';
import type { Ports } from './ports';

/** The verdict on one file, named as it was asked for. */
export interface JudgedMigration extends Judgement {
  readonly file: string;
}

/**
 * Judges SQL migrations, each with the files beside it that say how it is taken back, outside a transaction, or for
 * which database it is. `locate` turns a name into an absolute path.
 * @throws UserFacingError when there is no such file.
 */
export async function judgeMigrations(
  ports: Pick<Ports, 'files' | 'loadSqlParser'>,
  files: readonly string[],
  locate: (file: string) => string,
  pgVersion: number = DEFAULT_PG_VERSION,
): Promise<readonly JudgedMigration[]> {
  const parse = await ports.loadSqlParser();
  return Promise.all(
    files.map(async (file) => {
      const path = locate(file).replaceAll('\\', '/');
      const text = await ports.files.readText(path);
      if (text === undefined) throw badInput(`There is no file ${file}.`);
      const folder = path.slice(0, path.lastIndexOf('/'));
      const lock = `${folder.slice(0, folder.lastIndexOf('/'))}/migration_lock.toml`;
      const journal = `${folder}/meta/_journal.json`;
      const undo = undoFileOf(path);
      const wanted = [
        ...downFilesOf(path),
        ...(undo === undefined ? [] : [undo]),
        `${folder}/metadata.toml`,
        lock,
        journal,
      ];
      const texts = new Map(
        await Promise.all(wanted.map(async (name) => [name, await ports.files.readText(name)] as const)),
      );
      // Folders further out are the machine's, not the repository's.
      const near = folder.split('/').slice(-2).join('/');
      const dialect =
        prismaDialect(texts.get(lock)) ?? drizzleDialect(journalOf(texts.get(journal))) ?? databaseOfFolder(near);
      const { reversible, findings } = judgeSqlMigration(
        { path, text, dialect, companion: (name) => texts.get(name) },
        { parse, pgVersion },
      );
      return { file, reversible, findings };
    }),
  );
}

function journalOf(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
