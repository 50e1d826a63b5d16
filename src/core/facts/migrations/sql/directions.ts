import { baseName, folderOf, inFolder } from '../../paths';
import type { MigrationToolId } from '../../ids';
import type { Wrapping } from './judgeSql';

/** A SQL migration taken apart: each direction keeps its lines, the rest of the file is blank. */
export interface Directions {
  readonly up: string;
  /** `none`: this kind of file has no way back; `missing`: its kind has one, and here there is none. */
  readonly down: { readonly text: string } | 'none' | 'missing';
  /** Lines of `up`, in their places, that the tool turns round by itself: `down` is about the others. */
  readonly turnedRound?: string;
  readonly wrapped: Wrapping;
}

/** Reads another file of the repository; undefined when there is none. */
export type ReadCompanion = (path: string) => string | undefined;

interface Marks {
  readonly tool: MigrationToolId | undefined;
  readonly up: RegExp;
  readonly down: RegExp;
  /** Says that the file runs outside a transaction. */
  readonly unwrapped: RegExp;
  readonly wrapped: Wrapping;
}

const marks: readonly Marks[] = [
  // https://pressly.github.io/goose/documentation/annotations/
  {
    tool: 'goose',
    up: /^--\s*\+goose\s+up\b/iu,
    down: /^--\s*\+goose\s+down\b/iu,
    unwrapped: /^--\s*\+goose\s+no\s+transaction\b/imu,
    wrapped: 'yes',
  },
  // https://github.com/amacneil/dbmate#migration-options
  {
    tool: 'dbmate',
    up: /^--\s*migrate:up\b/iu,
    down: /^--\s*migrate:down\b/iu,
    unwrapped: /^--\s*migrate:up\b.*\btransaction:false\b/imu,
    wrapped: 'yes',
  },
  // https://github.com/rubenv/sql-migrate
  {
    tool: undefined,
    up: /^--\s*\+migrate\s+up\b/iu,
    down: /^--\s*\+migrate\s+down\b/iu,
    unwrapped: /^--\s*\+migrate\s+up\b.*\bnotransaction\b/imu,
    wrapped: 'yes',
  },
  // https://salsita.github.io/node-pg-migrate/
  {
    tool: undefined,
    up: /^--\s*up migration\b/iu,
    down: /^--\s*down migration\b/iu,
    unwrapped: /^\b$/u,
    wrapped: 'yes',
  },
  {
    tool: undefined,
    up: /^--\s*rambler\s+up\b/iu,
    down: /^--\s*rambler\s+down\b/iu,
    unwrapped: /^\b$/u,
    wrapped: 'no',
  },
  // https://www.playframework.com/documentation/latest/Evolutions: each statement is committed by itself.
  {
    tool: undefined,
    up: /^(?:#|--)\s*-*\s*!Ups\b/u,
    down: /^(?:#|--)\s*-*\s*!Downs\b/u,
    unwrapped: /^\b$/u,
    wrapped: 'no',
  },
  {
    tool: undefined,
    up: /^\b$/u,
    down: /^-{4}\s*create above \/ drop below\s*-{4}/iu,
    unwrapped: /^\b$/u,
    wrapped: 'yes',
  },
];

/** The tool whose marks a text bears. */
export function markedTool(text: string): MigrationToolId | undefined {
  if (/^--\s*liquibase\s+formatted\s+sql\b/imu.test(text.slice(0, 2000))) return 'liquibase';
  return marksOf(text)?.tool;
}

/** Whether any tool's marks for both directions are in the text. */
export function isMarked(text: string): boolean {
  return marksOf(text) !== undefined || markedTool(text) !== undefined;
}

function marksOf(text: string): Marks | undefined {
  if (!/--|!Ups/u.test(text)) return undefined;
  const lines = text.split('\n').filter((line) => /^(?:--|#)/u.test(line));
  return marks.find(({ up, down }) => lines.some((line) => up.test(line) || down.test(line)));
}

/** Files that hold the way back of a migration, most likely first; empty where its kind has none. */
export function downFilesOf(path: string): readonly string[] {
  const name = baseName(path);
  const beside = (other: string): string => inFolder(folderOf(path), other);
  if (name === 'up.sql') return [beside('down.sql')];
  const paired = /^(.+?)([._-])up\.sql$/iu.exec(name);
  if (paired?.[1] !== undefined && paired[2] !== undefined) return [beside(`${paired[1]}${paired[2]}down.sql`)];
  const done = /^(.+)\.do(\..+)?\.sql$/iu.exec(name);
  if (done?.[1] !== undefined) return [beside(`${done[1]}.undo${done[2] ?? ''}.sql`)];
  return [];
}

/** Flyway's undo migration of a versioned one; it is optional. */
export function undoFileOf(path: string): string | undefined {
  const name = baseName(path);
  return /^V\d[\w.]*__.+\.sql$/u.test(name) ? inFolder(folderOf(path), `U${name.slice(1)}`) : undefined;
}

/** Whether a file is the way back of another one. */
export function isDownFile(path: string): boolean {
  return (
    /(?:^|[._-])(?:down|undo)(?:\.[^/.]+)?\.sql$/iu.test(baseName(path)) || /^U\d[\w.]*__.+\.sql$/u.test(baseName(path))
  );
}

/** Takes a SQL migration apart by the conventions of its tool; without a tool, by its own marks and name. */
export function directionsOf(
  path: string,
  text: string,
  tool: MigrationToolId | undefined,
  companion: ReadCompanion,
): Directions {
  if (markedTool(text) === 'liquibase') return liquibaseDirections(text);
  const found = marksOf(text);
  if (found !== undefined) return markedDirections(text, found);
  const wrapped = wrappingOf(path, text, tool ?? toolByName(path), companion);
  const downs = downFilesOf(path);
  if (downs.length > 0) {
    const down = downs.map(companion).find((content) => content !== undefined);
    return { up: text, down: down === undefined ? 'missing' : { text: down }, wrapped };
  }
  const undo = undoFileOf(path);
  const undone = undo === undefined ? undefined : companion(undo);
  return { up: text, down: undone === undefined ? 'none' : { text: undone }, wrapped };
}

function toolByName(path: string): MigrationToolId | undefined {
  const name = baseName(path);
  if (name === 'migration.sql' && /^\d+_/u.test(baseName(folderOf(path)))) return 'prisma';
  if (name === 'up.sql' && /^\d{4}-?\d{2}-?\d{2}/u.test(baseName(folderOf(path)))) return 'diesel';
  if (/^[VR](?:\d[\w.]*)?__.+\.sql$/u.test(name)) return 'flyway';
  return undefined;
}

/**
 * Prisma and golang-migrate send a file as one query, which PostgreSQL runs as one transaction when it holds several
 * statements; Drizzle runs all migrations in one transaction, Hasura each file in one; Diesel and sqlx wrap each file unless it says otherwise.
 */
function wrappingOf(path: string, text: string, tool: MigrationToolId | undefined, companion: ReadCompanion): Wrapping {
  switch (tool) {
    case 'prisma':
    case 'golang-migrate':
      return 'several statements';
    case 'drizzle':
    case 'hasura':
      return 'yes';
    case 'flyway':
      return 'unless concurrent';
    case 'sqlx':
      return /^--\s*no-transaction/u.test(text) ? 'no' : 'yes';
    case 'diesel': {
      const metadata = companion(inFolder(folderOf(path), 'metadata.toml')) ?? '';
      return /^\s*run_in_transaction\s*=\s*false\b/mu.test(metadata) ? 'no' : 'yes';
    }
    default:
      return 'no';
  }
}

function markedDirections(text: string, { up, down, unwrapped, wrapped }: Marks): Directions {
  let direction: 'up' | 'down' = 'up';
  const ups: string[] = [];
  const downs: string[] = [];
  let hasDown = false;
  for (const each of text.split('\n')) {
    // A comment of Play's evolutions is none of SQL.
    const line = each.startsWith('#') && (up.test(each) || down.test(each)) ? each.replace('#', '--') : each;
    if (up.test(line)) direction = 'up';
    else if (down.test(line)) {
      direction = 'down';
      hasDown = true;
    }
    ups.push(direction === 'up' ? line : '');
    downs.push(direction === 'down' ? line : '');
  }
  return {
    up: ups.join('\n'),
    down: hasDown ? { text: downs.join('\n') } : 'missing',
    wrapped: unwrapped.test(text) ? 'no' : wrapped,
  };
}

/** Formatted SQL: `--rollback` lines are the way back. https://docs.liquibase.com/concepts/changelogs/sql-format.html */
function liquibaseDirections(text: string): Directions {
  const lines = text.split('\n');
  const rollback = /^\s*--\s*rollback\s(.*)$/iu;
  const changesets = lines.filter((line) => /^\s*--\s*changeset\s/iu.test(line)).length;
  const downs = lines
    .flatMap((line) => rollback.exec(line)?.[1] ?? [])
    .filter((line) => !/^(?:empty|not required)\b/iu.test(line));
  return {
    up: lines.map((line) => (rollback.test(line) ? '' : line)).join('\n'),
    down: changesets > 1 || downs.length === 0 ? 'none' : { text: downs.join('\n') },
    wrapped: /runInTransaction\s*:\s*false/iu.test(text) ? 'no' : 'yes',
  };
}
