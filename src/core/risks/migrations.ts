import type { Evidence, Facts, Migration, MigrationEffect, MigrationFinding } from '../facts/schema';
import type { RiskRule } from './rule';
import { count, filesIn, inOrder, listed } from './wording';

/** Migrations that cannot be undone, all in one risk. */
export const irreversibleMigration: RiskRule = {
  id: 'irreversible-migration',
  dimension: 'failure-modes',
  find: ({ facts }) => {
    // Columns that nobody uses any more are a loss of data, and no hindrance on the way back.
    const migrations = addedIn(facts).filter(
      ({ reversible, leaves }) => reversible === 'no' && leaves !== 'unused columns',
    );
    // What the schema does to the version before weighs more than what is left of rows.
    const first = migrations.find(({ leaves }) => leaves === undefined) ?? migrations[0];
    if (first === undefined) return [];
    const left = migrations.every(({ leaves }) => leaves !== undefined) ? first.leaves : undefined;
    const losing = found(migrations, 'data-loss');
    const names = listed(migrations.map(({ file }) => file));
    return [
      {
        issue:
          migrations.length === 1
            ? `Migration ${first.file} cannot be undone.`
            : `${count(migrations.length, 'migration')} cannot be undone: ${names}.`,
        evidence: inOrder(migrations.map(placeOf)),
        trigger: 'The release is rolled back after the migration ran.',
        impact: losing.length > 0 ? 5 : left === undefined ? 4 : 3,
        impactWhy:
          losing[0] !== undefined
            ? `data goes with it (${losing[0].message})`
            : left === undefined
              ? `the previous version would run against the schema that ${listed([first.file])} leaves behind`
              : `the schema is one that the previous version knows, but ${leftOf[left]} stay as ${listed([first.file])} leaves them`,
        probability: left === undefined ? 3 : 2,
        probabilityWhy:
          left === undefined
            ? `no way back gives back what ${listed([first.file])} changes, so every rollback after it meets that`
            : `every rollback after it meets ${leftOf[left]}; whether the previous version can read them was not seen`,
        fails:
          left === undefined
            ? 'The previous version runs against a schema it was not written for.'
            : `The previous version meets ${leftOf[left]} that it did not write.`,
        detect:
          left === undefined
            ? 'Errors of the previous version that name columns or tables, right after the rollback.'
            : 'Errors of the previous version where it reads those rows, and wrong output, right after the rollback.',
        recover: 'Roll forward, or restore the data that the migration changed from a backup taken before Stage 1.',
        monitor: 'Database errors of both versions, and whether the migration tool reports a finished state.',
        mitigation:
          left === undefined
            ? 'Deploy a schema change that both versions can live with first, and the change that needs it later.'
            : 'Save the rows that it touches before Stage 1, and try the previous version on a copy that has run it.',
      },
    ];
  },
};

/** What stays of a migration that leaves the schema as the previous version knows it. */
const leftOf = {
  rows: 'the rows that it wrote over',
  values: 'rows with the new values of the enum',
  'unused columns': 'the columns',
} as const;

/** Migrations of which nobody knows whether they can be undone, all in one risk. */
export const unprovenMigration: RiskRule = {
  id: 'unproven-migration',
  dimension: 'failure-modes',
  find: ({ facts }) => {
    const unknown = addedIn(facts).filter(({ reversible }) => reversible === 'unknown');
    const migrations = [...unknown.map(placeOf), ...facts.otherMigrations];
    const [first] = migrations;
    if (first === undefined) return [];
    return [
      {
        issue: `Nobody has shown that ${
          migrations.length === 1
            ? `migration ${first.file}`
            : `${count(migrations.length, 'migration')} (${listed(
                migrations.map(({ file }) => file),
                2,
              )})`
        } can be undone.`,
        evidence: inOrder(migrations),
        trigger: 'The release is rolled back after the migration ran.',
        impact: 4,
        impactWhy: 'if there is no way back, the previous version runs against a changed schema',
        probability: 2,
        probabilityWhy: `what ${first.file} does could not be judged, so neither its way back nor its harmlessness is known`,
        fails: 'The previous version may run against a schema it was not written for.',
        detect: 'Errors of the previous version that name columns or tables, right after the rollback.',
        recover: 'Run the way back that was tried on a copy, or roll forward.',
        monitor: 'Database errors of both versions, and whether the migration tool reports a finished state.',
        mitigation:
          'Run it forth and back on a copy of the production schema before Stage 1, with the old version on top.',
      },
    ];
  },
};

/** Migrations that the running version does not survive. */
export const breakingMigration: RiskRule = {
  id: 'breaking-migration',
  dimension: 'failure-modes',
  find: ({ facts }) => {
    // That a column may be NULL breaks nothing by itself: it has a rule of its own.
    const breaking = found(addedIn(facts), 'breakage').filter(({ rule }) => rule !== 'ban-drop-not-null');
    const [first] = breaking;
    if (first === undefined) return [];
    return [
      {
        issue: `${count(breaking.length, 'statement')} of the migrations ${breaking.length === 1 ? 'breaks' : 'break'} the version that is still running (${filesIn(breaking)}): ${first.message}`,
        evidence: inOrder(breaking),
        trigger:
          'The migration ends while instances of the running version still serve: always, unless all are stopped.',
        impact: 5,
        impactWhy: `the old version still serves when the migration runs, and it ${losesBy(first.rule)} (${first.rule})`,
        probability: 4,
        probabilityWhy: losesBy(first.rule).startsWith('does not give')
          ? 'it follows from the statement itself, unless the running version always fills the column'
          : 'it follows from the statement itself, unless the running version no longer touches that object',
        fails: 'Requests of the running version that read or write the changed object.',
        detect: 'Database errors of the running version, within seconds of the migration.',
        recover: 'Undo the migration where no data goes with it; otherwise bring the new version to all traffic.',
        monitor: 'Database errors of the running version while the migration runs and 15 minutes after.',
        mitigation: splitting[first.rule] ?? withoutUse,
      },
    ];
  },
};

const withoutUse =
  'Split the release: first a version that no longer uses the object, then, in a later release, this migration.';

/** How a change that the old version does not know is spread over releases, by the rule that sees it. */
const splitting: Readonly<Record<string, string>> = {
  'adding-required-field':
    'Let the column be NULL, or keep its default in the database, until a release after this one demands a value.',
  'adding-not-nullable-field':
    'Split the release: first a version that always fills the column, then, in a later release, this migration.',
  'renaming-column':
    'Split the release: add the new name beside the old one and write both, read the new one next, drop the old one last.',
  'renaming-table': 'Split the release: keep the old name as a view until no running version uses it.',
  'changing-column-type':
    'Split the release: add a column of the new type beside the old one and write both, read the new one next, drop the old one last.',
};

/** What the old version meets. */
function losesBy(rule: string): string {
  return rule === 'adding-required-field' || rule === 'adding-not-nullable-field'
    ? 'does not give the value that is demanded from then on'
    : 'uses what is changed or taken away';
}

/** Migrations that take data away. The irreversible ones among them are named there as well: this is about the data. */
export const dataLoss: RiskRule = {
  id: 'migration-loses-data',
  dimension: 'data-flow',
  find: ({ facts }) => {
    const losing = found(
      addedIn(facts).filter(({ reversible, leaves }) => reversible !== 'no' || leaves === 'unused columns'),
      'data-loss',
    );
    const [first] = losing;
    if (first === undefined) return [];
    return [
      {
        issue: `${count(losing.length, 'statement')} of the migrations ${losing.length === 1 ? 'takes' : 'take'} data away (${filesIn(losing)}): ${first.message}`,
        evidence: inOrder(losing),
        trigger: 'The migration runs.',
        impact: 5,
        impactWhy: 'a way back brings the structure back, not the rows',
        probability: 3,
        probabilityWhy: `${first.rule} removes stored values; whether anybody still needs them was not seen`,
        fails: 'What was stored there is gone, for the old version as for the new one.',
        detect: 'Count the values that would go before Stage 1.',
        recover: 'Restore them from a backup taken right before the migration.',
        monitor: 'Row counts of the touched tables, before and after.',
        mitigation: 'Keep the column or table for one more release, or take a backup and name it in the runbook.',
      },
    ];
  },
};

/** Migrations that keep others waiting: locks, scans and rewrites of tables. */
export const lockingMigration: RiskRule = {
  id: 'locking-migration',
  dimension: 'timing',
  find: ({ facts }) => {
    const locking = [
      ...new Map(
        (['rewrite', 'scan', 'lock'] as const)
          .flatMap((effect) => found(addedIn(facts), effect))
          .map((each) => [`${each.file}:${String(each.line)}`, each]),
      ).values(),
    ];
    const [first] = locking;
    if (first === undefined) return [];
    const long = locking.filter(
      ({ rule, effects }) => effects.includes('rewrite') || effects.includes('scan') || rule === 'updating-every-row',
    );
    const lets = readsPass(locking, addedIn(facts));
    return [
      {
        issue: `${count(locking.length, 'statement')} of the migrations ${locking.length === 1 ? 'locks its table' : 'lock their tables'}${lockedFor(locking.length, long.length)} (${filesIn(locking)}): ${first.message}`,
        evidence: inOrder(locking),
        trigger: 'The table is large, or a long query holds it when the migration asks for its lock.',
        impact: 4,
        impactWhy: lets
          ? 'writes to the table queue behind the lock, those of the running version too; reads go on'
          : 'all queries on the table queue behind the lock, those of the running version too',
        probability: long.length > 0 ? 3 : 2,
        probabilityWhy:
          long.length > 0
            ? `${long[0]?.rule ?? ''} takes as long as the table is large; its size was not seen`
            : 'the lock itself is short; it hurts only behind a long query',
        fails: lets
          ? 'Requests that write to the table wait and time out; connections run out.'
          : 'Requests that touch the table wait and time out; connections run out.',
        detect:
          'Waiting queries (`pg_stat_activity.wait_event_type = Lock`) and latency of the running version in Stage 1.',
        recover: 'Cancel the migration; then clear a half-applied state with the status command of the tool.',
        monitor: 'Longest running transaction and lock waits, from before the migration until it ended.',
        mitigation: 'Set a `lock_timeout` and retry, use the form that does not lock, or run it at the quietest hour.',
      },
    ];
  },
};

/** Rules about locks that stop writers only: SHARE and SHARE ROW EXCLUSIVE of the table, or locks of rows. */
const writersOnly: ReadonlySet<string> = new Set([
  'adding-foreign-key-constraint',
  'require-concurrent-index-creation',
  'updating-every-row',
]);

/** A foreign key is validated under the lock that it was added with. */
function readsPass(locking: readonly Statement[], migrations: readonly Migration[]): boolean {
  const keys = new Set(
    found(migrations, 'lock')
      .filter(({ rule }) => rule === 'adding-foreign-key-constraint')
      .map(({ file, line }) => `${file}:${String(line)}`),
  );
  return locking.every(
    ({ rule, effects, file, line }) =>
      (writersOnly.has(rule) && !effects.includes('rewrite')) || keys.has(`${file}:${String(line)}`),
  );
}

function lockedFor(all: number, long: number): string {
  const why = 'while every row is read or written';
  if (long === 0) return '';
  return long === all ? ` ${why}` : `, ${String(long)} of them ${why}`;
}

/** Statements that fail in some cases, such as a column without default on a table with rows. */
export const failingMigration: RiskRule = {
  id: 'failing-migration',
  dimension: 'failure-modes',
  find: ({ facts }) => {
    const failing = found(addedIn(facts), 'failure');
    const [first] = failing;
    if (first === undefined) return [];
    return [
      {
        issue: `${count(failing.length, 'statement')} of the migrations may not run at all on production (${filesIn(failing)}): ${first.message}`,
        evidence: inOrder(failing),
        trigger: 'The migration meets rows that a test database does not have.',
        impact: 3,
        impactWhy: 'Stage 1 ends half-way, and the tool may refuse to go on until somebody cleans up',
        probability: 3,
        probabilityWhy: `${first.rule} depends on the data in production, which was not seen`,
        fails: 'The migration, and with it the release; the running version is not touched.',
        detect: 'Exit code and output of the migration command in Stage 1.',
        recover: 'Clear the half-applied state with the tool, correct the statement, and start again.',
        monitor: 'The status command of the migration tool.',
        mitigation: 'Try it on a copy of production data first.',
      },
    ];
  },
};

/** Migrations that the release brings. An edited one has run already. */
function addedIn({ migrations }: Facts): readonly Migration[] {
  return migrations.filter(({ change }) => change === 'added');
}

interface Statement extends MigrationFinding, Evidence {
  readonly line: number;
}

function found(migrations: readonly Migration[], effect: MigrationEffect): readonly Statement[] {
  return migrations.flatMap(({ file, findings }) =>
    findings.filter(({ effects }) => effects.includes(effect)).map((finding) => ({ ...finding, file })),
  );
}

/** The first statement of a migration that something is said of. */
export function placeOf({ file, findings, line = 1 }: Migration): Evidence {
  return { file, line: findings[0]?.line ?? line };
}
