import { baseName, folderOf, inFolder } from '../paths';
import { namesLikeFlyway } from './flyway';
import type { MigrationTool } from './migrationTool';
import { isDownFile } from './sql/directions';
import { lexSql, splitStatements } from './sql/lexSql';

/** A number or a date in front gives the order: `001_users.sql`, `20251027_users.sql`, `2025-10-27-users.sql`. */
const ordered = /^\d[\d-]*[._-]?[^/]*\.sql$/iu;
/** `V1__users.sql` of tools that are not Flyway. */
const versioned = /^V\d[\w.]*__[^/]+\.sql$/u;
const speaking =
  /(?:^|[/._-])(?:migrat\w*|upgrades?|updates?|patch(?:es)?|schemas?|ddl|deltas?|changes?|evolutions|versions?|db|database|sql)(?=[/._-]|$)/iu;
const otherwise =
  /(?:^|[/._-])(?:seeds?|seeders?|init|initdb|initdb\.d|entrypoint-initdb|dumps?|quer(?:y|ies)|exercises?|lessons?|reports?|views|functions|procedures|snippets|backups?|bench\w*|perf|tpc\w*|data)(?=[/._-]|$)/iu;

/** Home-made migrations: a folder of numbered SQL files that belong to no other tool. Asked last. */
export const sql: MigrationTool = {
  id: 'sql',
  folderOfMigration: (path) =>
    path.endsWith('.sql') && (ordered.test(baseName(path)) || versioned.test(baseName(path)))
      ? withoutVersion(folderOf(path))
      : undefined,
  accepts: ({ folder, paths }, { declared, files }) => {
    if (paths.every((path) => versioned.test(baseName(path)))) return namesLikeFlyway(declared);
    // Beside Django's migrations: what they do, written out for people.
    if (files.has(inFolder(folder, '__init__.py'))) return false;
    // Beside migrations: what they add up to.
    const isSchema = /^schemas?$/iu.test(baseName(folder));
    const migrations = inFolder(folderOf(folder), 'migrations/');
    if (isSchema && files.paths.some((path) => path.startsWith(migrations) && path.endsWith('.sql'))) return false;
    if (/(?:^|[/._-])migrat/iu.test(folder)) return true;
    // Numbers that several files share put an initialisation in order: what of it has run is kept nowhere.
    const numbers = new Set(paths.map((path) => /^\d[\d-]*/u.exec(baseName(path))?.[0]));
    if (numbers.size * 2 < paths.length) return false;
    if (paths.length < 2 || !speaking.test(folder) || otherwise.test(folder)) return false;
    const texts = paths.flatMap((path) => files.text(path) ?? []);
    return texts.length === 0 || !texts.every(onlyAsks);
  },
  isPart: isDownFile,
};

/** Whether a script changes nothing: reports and checks of data are numbered, too. */
function onlyAsks(text: string): boolean {
  const statements = splitStatements(text);
  return statements.length > 0 && statements.every(({ text: statement }) => isQuestion(statement));
}

function isQuestion(statement: string): boolean {
  const words = lexSql(statement).flatMap(({ kind, text }) => (kind === 'word' ? [text.toLowerCase()] : []));
  // What follows the names of `with` may change rows.
  return (
    ['select', 'with', 'explain', 'show'].includes(words[0] ?? '') &&
    !words.some((word) => ['insert', 'update', 'delete', 'merge'].includes(word))
  );
}

/** One folder for each version, as yuniql has them, is one history: https://yuniql.io/docs/how-yuniql-works/ */
function withoutVersion(folder: string): string {
  const outer = folderOf(folder);
  return /^v\d+(?:\.\d+)+$/iu.test(baseName(folder)) && /(?:^|[/._-])(?:migrat|db|database)/iu.test(outer)
    ? outer
    : folder;
}
