import type { MigrationToolId } from '../ids';
import type { MigrationFinding } from '../schema';
import {
  bringsSomething,
  canBeTakenBack,
  type Change,
  isUndoneBy,
  type Left,
  leftBehind,
  lostUniqueness,
  type Reversible,
  worst,
} from './sql/changes';
import { type Dialect, dialectOf } from './sql/dialect';
import { directionsOf, type Directions, type ReadCompanion } from './sql/directions';
import type { FormerFunction } from './sql/formerFunctions';
import type { FormerType } from './sql/formerTypes';
import { hazard } from './sql/hazards';
import { judgeSql } from './sql/judgeSql';
import type { Carried } from './sql/judging';
import { isEmptySql, lexSql } from './sql/lexSql';
import type { ParseSql } from './sql/syntax';

/** What is said of a migration. */
export interface Judgement {
  readonly reversible: Reversible;
  readonly findings: readonly MigrationFinding[];
  /** Whether it makes or renames something that code may use. */
  readonly brings?: boolean;
  /** All that stays, where it cannot be undone. */
  readonly leaves?: Left;
  /** Where the first statement stands, for a migration that is spoken of without a finding. */
  readonly line?: number;
  /** Where rows are refused from now on that were taken before. */
  readonly refuses?: number;
}

export interface SqlMigration {
  readonly path: string;
  readonly text: string;
  /** Undefined where only the file is known. */
  readonly tool?: MigrationToolId | undefined;
  readonly dialect?: Dialect | undefined;
  readonly companion: ReadCompanion;
}

/** The version of PostgreSQL that statements are judged for where nobody says another. */
export const DEFAULT_PG_VERSION = 15;

/**
 * Judges a SQL migration. `reversible` is about the data and the schema that were there before: a way back that is
 * empty, missing or incomplete is `no`, and so is one that only puts an empty column back. Where the kind of file has
 * no way back at all (Prisma, Drizzle, Flyway, plain SQL), the statements decide: `yes` says that each can be taken back
 * without losing anything, not that somebody has written how.
 */
export function judgeSqlMigration(
  { path, text, tool, dialect, companion }: SqlMigration,
  options: JudgeOptions,
): Judgement {
  return judgeDirections(directionsOf(path, text, tool, companion), { ...options, dialect });
}

export interface JudgeOptions {
  readonly parse: ParseSql | undefined;
  /** Major version of PostgreSQL. */
  readonly pgVersion: number;
  readonly dialect?: Dialect | undefined;
  /** What migrations of the same release that run before this one have done: nobody waits for a new table. */
  readonly carried?: Carried;
  /** It runs on another database than PostgreSQL, and is judged for what it takes away only. */
  readonly elsewhere?: boolean;
  /** Columns that the running version ignores, as `table.column`, with the place that says so. */
  readonly ignored?: ReadonlyMap<string, string>;
  /** What columns were before, where the migrations before tell. */
  readonly formerType?: FormerType;
  /** How functions were declared before, likewise. */
  readonly formerFunction?: FormerFunction;
}

/** Judges the SQL of a migration that was taken apart already. */
export function judgeDirections({ up, down, turnedRound, wrapped }: Directions, options: JudgeOptions): Judgement {
  const judged = judgeSql(up, { ...options, wrapped });
  const changesOf = (text: string): readonly Change[] => judgeSql(text, { ...options, wrapped }).changes;
  const back = typeof down === 'string' || isEmptySql(down.text) ? [] : changesOf(down.text);
  const made = options.carried?.created;
  const reversible = reversibility();
  const leaves = reversible === 'no' ? leftBehind(judged.changes, made) : undefined;
  const [refused] = judged.refuses ?? [];
  return {
    findings: [
      ...judged.findings,
      ...lostUniqueness(judged.changes, back).map(({ name, table, line }) =>
        hazard(
          'dropping-uniqueness',
          line,
          `${name} keeps rows of ${table} apart no more: equal ones can come in, and while any are there it cannot be made again.`,
        ),
      ),
    ],
    reversible,
    brings: bringsSomething(judged.changes),
    ...(leaves === undefined ? {} : { leaves }),
    ...(judged.findings.length > 0 || reversible === 'yes' ? {} : { line: firstLine(up) }),
    ...(refused === undefined ? {} : { refuses: refused }),
  };

  function reversibility(): Reversible {
    if (isEmptySql(up)) return 'yes';
    if (down !== 'none' && (down === 'missing' || isEmptySql(down.text))) return 'no';
    // Of another database's SQL only the plainest statements are read.
    if (dialectOf(up, options.dialect) !== undefined) return 'unknown';
    if (down === 'none') return canBeTakenBack(judged.changes, made);
    if (turnedRound === undefined) return isUndoneBy(judged.changes, back, made);
    const byItself = turnedRound.split('\n');
    const others = up.split('\n').map((line, index) => ((byItself[index] ?? '').trim() === '' ? line : ''));
    return worst([canBeTakenBack(changesOf(turnedRound), made), isUndoneBy(changesOf(others.join('\n')), back, made)]);
  }
}

function firstLine(sql: string): number {
  return sql.slice(0, lexSql(sql)[0]?.start ?? 0).split('\n').length;
}
