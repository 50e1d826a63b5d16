import type { MigrationFinding } from '../../schema';

export type Hazard = Pick<MigrationFinding, 'severity' | 'effects'>;

/**
 * What each rule stands for. Names are those of squawk's documentation (https://squawkhq.com/docs/rules) where it knows
 * the hazard; the others are ours. Error: breaks the running version, loses data, fails, or holds a lock for as long as
 * the table is large. Warning: the lock is short, or it depends on what stands elsewhere. Effects were measured on
 * PostgreSQL 15.
 */
export const hazards = {
  'adding-field-with-default': { severity: 'error', effects: ['lock', 'rewrite'] },
  'adding-foreign-key-constraint': { severity: 'error', effects: ['lock', 'scan'] },
  'adding-not-nullable-field': { severity: 'error', effects: ['lock', 'scan', 'breakage'] },
  'adding-required-field': { severity: 'error', effects: ['failure', 'breakage'] },
  'adding-serial-primary-key-field': { severity: 'error', effects: ['lock', 'rewrite'] },
  'attaching-partition': { severity: 'warning', effects: ['lock', 'scan'] },
  'adding-unique-index': { severity: 'warning', effects: ['failure'] },
  'ban-alter-domain-with-add-constraint': { severity: 'warning', effects: ['lock', 'scan'] },
  'ban-concurrent-index-creation-in-transaction': { severity: 'error', effects: ['failure'] },
  'ban-create-domain-with-constraint': { severity: 'warning', effects: [] },
  'ban-drop-column': { severity: 'error', effects: ['data-loss', 'breakage'] },
  'ban-drop-database': { severity: 'error', effects: ['data-loss', 'breakage'] },
  'ban-drop-not-null': { severity: 'warning', effects: ['breakage'] },
  'ban-drop-table': { severity: 'error', effects: ['data-loss', 'breakage'] },
  'ban-truncate-cascade': { severity: 'error', effects: ['lock', 'data-loss'] },
  'ban-uncommitted-transaction': { severity: 'error', effects: ['failure'] },
  'changing-column-type': { severity: 'error', effects: ['lock', 'rewrite', 'breakage'] },
  'constraint-missing-not-valid': { severity: 'error', effects: ['lock', 'scan'] },
  'deleting-every-row': { severity: 'error', effects: ['data-loss'] },
  'disallowed-unique-constraint': { severity: 'error', effects: ['lock', 'scan'] },
  'dropping-object': { severity: 'warning', effects: ['breakage'] },
  'dropping-uniqueness': { severity: 'warning', effects: [] },
  'dropping-schema': { severity: 'error', effects: ['data-loss', 'breakage'] },
  'enabling-row-security': { severity: 'warning', effects: ['breakage'] },
  'locks-not-examined': { severity: 'warning', effects: [] },
  'locking-table': { severity: 'warning', effects: ['lock'] },
  'not-examined': { severity: 'warning', effects: ['unknown'] },
  'prefer-repack': { severity: 'error', effects: ['lock', 'rewrite'] },
  'refreshing-materialized-view': { severity: 'warning', effects: ['lock'] },
  'renaming-column': { severity: 'error', effects: ['breakage'] },
  'renaming-object': { severity: 'warning', effects: ['breakage'] },
  'renaming-table': { severity: 'error', effects: ['breakage'] },
  'replacing-function': { severity: 'error', effects: ['failure'] },
  'require-concurrent-index-creation': { severity: 'error', effects: ['lock', 'scan'] },
  'require-concurrent-index-deletion': { severity: 'warning', effects: ['lock'] },
  'require-concurrent-partition-detach': { severity: 'warning', effects: ['lock'] },
  'require-concurrent-reindex': { severity: 'error', effects: ['lock', 'scan'] },
  'revoking-privilege': { severity: 'warning', effects: ['breakage'] },
  'rewriting-table': { severity: 'error', effects: ['lock', 'rewrite'] },
  'syntax-error': { severity: 'error', effects: ['unknown'] },
  'transaction-nesting': { severity: 'warning', effects: [] },
  'truncating-table': { severity: 'error', effects: ['lock', 'data-loss'] },
  'updating-every-row': { severity: 'warning', effects: ['lock'] },
  'using-new-enum-value-in-transaction': { severity: 'error', effects: ['failure'] },
} as const satisfies Readonly<Record<string, Hazard>>;

export type HazardRule = keyof typeof hazards;

/** A finding of a rule, with the rule's severity and effects unless the statement is known to be milder. */
export function hazard(
  rule: HazardRule,
  line: number,
  message: string,
  { severity, effects }: Partial<Hazard> = {},
): MigrationFinding {
  return {
    rule,
    line,
    severity: severity ?? hazards[rule].severity,
    message,
    effects: [...(effects ?? hazards[rule].effects)],
  };
}
