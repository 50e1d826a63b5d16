import type { MigrationToolFinding } from '../schema';
import { databaseOf } from './database';
import {
  DEFAULT_PG_VERSION,
  judgeDirections,
  judgeSqlMigration,
  type JudgeOptions,
  type Judgement,
} from './judgeSqlMigration';
import { migrationOrder, type MigrationTool, type ToolContext } from './migrationTool';
import { directionsOf } from './sql/directions';
import { formerFunctions, replacesFunctions } from './sql/formerFunctions';
import { formerTypes } from './sql/formerTypes';
import { hazard } from './sql/hazards';
import { judgeSql } from './sql/judgeSql';
import type { Carried } from './sql/judging';
import type { ParseSql } from './sql/syntax';

/**
 * Judges one migration of a folder; what cannot be read is unknown.
 *
 * @param before what migrations of the same release have done before it, and what the running version ignores.
 */
export function judgeMigration(
  tool: MigrationTool,
  owner: MigrationToolFinding,
  path: string,
  context: ToolContext,
  parse: ParseSql | undefined,
  { carried, ignored = new Map() }: Pick<JudgeOptions, 'carried' | 'ignored'> = {},
): Judgement {
  const text = context.files.text(path);
  const companion = (name: string): string | undefined => context.files.text(name);
  if (text === undefined) return notRead('The file could not be read, so it was not judged.');
  const options = { parse, pgVersion: DEFAULT_PG_VERSION, ignored, ...(carried === undefined ? {} : { carried }) };
  const dialect = databaseOf(owner, context);
  if (path.endsWith('.sql')) {
    const before = (): readonly string[] => sqlBefore(tool, path, context);
    const former =
      parse === undefined
        ? {}
        : { formerType: formerTypes(before, parse), formerFunction: formerFunctions(before, parse) };
    return judgeSqlMigration({ path, text, tool: tool.id, dialect, companion }, { ...options, ...former });
  }
  if (tool.directions === undefined)
    return notRead(`What migrations of ${tool.id} in this language do was not examined.`);
  const elsewhere = dialect !== undefined && dialect !== 'PostgreSQL';
  const judged = judgeDirections(
    tool.directions(path, text, companion, () => textsBefore(tool, path, context)),
    { ...options, elsewhere },
  );
  if (!elsewhere) return judged;
  return {
    ...judged,
    findings: [
      ...judged.findings,
      hazard('locks-not-examined', 1, `Which locks this takes was not examined: the database is ${dialect}.`),
    ],
  };
}

/** What holds after a migration for those that run after it, on top of what held before. */
export function carriedBy(
  tool: MigrationTool,
  path: string,
  context: ToolContext,
  parse: ParseSql | undefined,
  before: Carried | undefined,
): Carried | undefined {
  const { files } = context;
  const text = files.text(path);
  if (text === undefined || parse === undefined) return before;
  const companion = (name: string): string | undefined => files.text(name);
  const directions = path.endsWith('.sql')
    ? directionsOf(path, text, tool.id, companion)
    : tool.directions?.(path, text, companion, () => textsBefore(tool, path, context));
  if (directions === undefined) return before;
  const options = { parse, pgVersion: DEFAULT_PG_VERSION, wrapped: directions.wrapped };
  return (
    judgeSql(directions.up, { ...options, ...(before === undefined ? {} : { carried: before }) }).carried ?? before
  );
}

/** As far back as they were read without a gap: behind one, an older definition would pass for the latest. */
function textsBefore(tool: MigrationTool, path: string, { files }: ToolContext): readonly string[] {
  const before = migrationsBefore(tool, path, files.paths);
  const gap = before.findIndex((each) => files.text(each) === undefined);
  return before.slice(0, gap < 0 ? before.length : gap).flatMap((each) => files.text(each) ?? []);
}

/** Whether it makes a difference to a migration in SQL what columns or functions were before. */
export function changesType(path: string, text: string): boolean {
  return path.endsWith('.sql') && (/\balter\s[^;]*\stype\s/iu.test(text) || replacesFunctions(text));
}

/** The SQL that the migrations before ran, without their ways back. */
function sqlBefore(tool: MigrationTool, path: string, context: ToolContext): readonly string[] {
  const companion = (): undefined => undefined;
  const before = migrationsBefore(tool, path, context.files.paths).filter((each) => tool.isPart?.(each) !== true);
  const texts = before.map((each) => [each, context.files.text(each)] as const);
  const gap = texts.findIndex(([, text]) => text === undefined);
  return texts
    .slice(0, gap < 0 ? texts.length : gap)
    .flatMap(([each, text]) =>
      text === undefined || !each.endsWith('.sql') ? [] : [directionsOf(each, text, tool.id, companion).up],
    );
}

/** More are history that a squashed migration would have replaced. */
const EARLIER_LIMIT = 300;
/** The migrations of the folder before one, the latest first. */
export function migrationsBefore(tool: MigrationTool, path: string, paths: readonly string[]): readonly string[] {
  const folder = tool.folderOfMigration(path);
  return paths
    .filter((each) => tool.folderOfMigration(each) === folder && migrationOrder.compare(each, path) < 0)
    .sort((one, other) => migrationOrder.compare(other, one))
    .slice(0, EARLIER_LIMIT);
}

function notRead(message: string): Judgement {
  return { reversible: 'unknown', findings: [hazard('not-examined', 1, message)] };
}

/** What may be used by nobody, but waits all the same until nobody can. */
const takesAway: ReadonlySet<string> = new Set(['dropping-object', 'renaming-object', 'revoking-privilege']);

/**
 * Whether the running version lives on with a migration: `expand` when everything in it was judged and nothing breaks,
 * `contract` when something that the running version uses goes away, is renamed or is newly demanded.
 */
export function phaseOf({ findings }: Pick<Judgement, 'findings'>): 'expand' | 'contract' | 'unknown' {
  const breaks = findings.some(
    ({ rule, severity, effects }) =>
      takesAway.has(rule) || (severity === 'error' && (effects.includes('breakage') || effects.includes('data-loss'))),
  );
  if (breaks) return 'contract';
  return findings.some(({ effects }) => effects.includes('unknown')) ? 'unknown' : 'expand';
}
