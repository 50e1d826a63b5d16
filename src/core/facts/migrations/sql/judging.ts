import type { Node, RangeVar } from 'libpg-query';
import type { MigrationEffect, MigrationFinding } from '../../schema';
import type { Change } from './changes';
import type { FormerFunction } from './formerFunctions';
import type { FormerType } from './formerTypes';
import { hazard, type Hazard, type HazardRule } from './hazards';

/** What one migration leaves for those that run after it in the same release. */
export interface Carried {
  /** `kind:name` of what was created: empty, or used by nobody yet. */
  readonly created: ReadonlySet<string>;
  readonly notValid: Judging['notValid'];
  readonly provenNotNull: ReadonlySet<string>;
}

/** What the statements before said, and what this one adds: the working state of one file. */
export interface Judging {
  readonly pgVersion: number;
  /** It runs on another database: what is said of locks, scans and rewrites was measured on PostgreSQL only. */
  readonly elsewhere: boolean;
  readonly findings: MigrationFinding[];
  /** Lines of statements that refuse rows which were taken before. */
  readonly refuses: number[];
  readonly changes: Change[];
  /** `kind:name` of what this file creates: empty, or used by nobody yet. */
  readonly created: Set<string>;
  /** Everything that any statement of the file creates, also further down. */
  readonly createdAnywhere: ReadonlySet<string>;
  /** `table.column` that the running version ignores, with the place that says so. */
  readonly ignored: ReadonlyMap<string, string>;
  /** What a column was before, where the migrations before tell. */
  readonly formerType: FormerType;
  readonly formerFunction: FormerFunction;
  /** NOT VALID constraints of the current transaction or file, by name; for `x IS NOT NULL` with the column. */
  readonly notValid: Map<string, { readonly column: string | undefined; readonly inTransaction: boolean }>;
  /** `table.column` that a validated CHECK proves to be filled, and tables where one was validated from elsewhere. */
  readonly provenNotNull: Set<string>;
  /** `table.column` that a CHECK of an earlier migration of the same release demands: the running version may not know. */
  readonly newlyDemanded: ReadonlySet<string>;
  /** Tables that the transaction which is still open has locked against reads as well, with the line that did it. */
  readonly lockedForAll: Map<string, number>;
  /** Tables that were emptied and hold nothing yet, with the index of the finding that says so. */
  readonly emptied: Map<string, number>;
  /** Values added to enums that were there before, in the transaction that is still open. */
  readonly newEnumValues: Map<string, string>;
  /**
   * What surrounds the whole text: the tool's own transaction, or the one that PostgreSQL makes of statements that are
   * sent together. BEGIN turns the latter into an ordinary one, without a warning.
   */
  readonly surrounding: 'none' | 'implicit' | 'wrapped';
  transaction: 'none' | 'implicit' | 'opened' | 'wrapped';
}

/** What a statement takes away is the same in every database; how it locks and when it fails is not. */
const everywhere: ReadonlySet<string> = new Set<MigrationEffect>(['data-loss', 'breakage', 'unknown']);

export function report(
  judging: Judging,
  rule: HazardRule,
  line: number,
  message: string,
  milder?: Partial<Hazard>,
): void {
  const found = hazard(rule, line, message, milder);
  const effects = judging.elsewhere ? found.effects.filter((effect) => everywhere.has(effect)) : found.effects;
  if (effects.length > 0 || !judging.elsewhere) judging.findings.push({ ...found, effects });
}

/** The last part of a qualified name as the database keeps it: the parser has put what was not quoted into lower case. */
export function relationName(relation: RangeVar | undefined): string {
  return relation?.relname ?? '';
}

/** The strings of a list of name nodes: `a.b.c`. */
export function nameParts(nodes: readonly Node[] | undefined): readonly string[] {
  return (nodes ?? []).flatMap((node) => ('String' in node ? [node.String.sval ?? ''] : []));
}

/** The same of a list of name nodes. */
export function lastName(nodes: readonly Node[] | undefined): string {
  return nameParts(nodes).at(-1) ?? '';
}
