/**
 * What a statement does to the schema or the data, in a form in which a way back can be checked against it. A target
 * is `kind:name`, columns and constraints as `column:table.name`; names are unqualified and in lower case.
 */
export type Change =
  | {
      readonly kind: 'create';
      readonly target: string;
      readonly inside?: string;
      /** What it is made of, as `column:table.name`: it goes with any of them. */
      readonly of?: readonly string[];
      /** It keeps rows apart. */
      readonly unique?: true;
    }
  | {
      readonly kind: 'drop';
      readonly target: string;
      readonly lossy: boolean;
      /** The running version does not know it any more. */
      readonly unused?: boolean;
      /** Of an index or a constraint: where the statement stands. */
      readonly line?: number;
    }
  /** Something that can be set both ways, such as NOT NULL: `to` differs from what was before. */
  | { readonly kind: 'set'; readonly target: string; readonly to: string }
  | { readonly kind: 'rename'; readonly target: string; readonly to: string }
  | {
      readonly kind: 'data';
      readonly verb: 'insert' | 'update' | 'delete';
      readonly table: string;
      readonly columns: readonly string[];
    }
  /** A statement that nothing is known about. */
  | { readonly kind: 'opaque'; readonly what: string };

export type Reversible = 'yes' | 'no' | 'unknown';

/** Whether a later version of the service may lean on what is there afterwards, other than for speed. */
export function bringsSomething(changes: readonly Change[]): boolean {
  return changes.some(
    ({ kind, target = '' }: { readonly kind: Change['kind']; readonly target?: string }) =>
      kind === 'rename' || (kind === 'create' && !/^(?:index|constraint|trigger|extension|schema):/u.test(target)),
  );
}

/**
 * What is left of a migration that cannot be undone, where that is all that stands against it and the schema stays one
 * that the version before knows: rows that it wrote over, values of enums, or nothing but columns that are gone which
 * that version does not use.
 */
export type Left = 'rows' | 'values' | 'unused columns';

/**
 * Undefined where something else cannot be undone, or where not everything is known.
 *
 * @param before what migrations of the same release have created before: the version before knows none of it.
 */
export function leftBehind(changes: readonly Change[], before?: ReadonlySet<string>): Left | undefined {
  const created = createdBy(changes, before);
  const kinds = changes.flatMap((change): readonly (Left | undefined)[] => {
    if (takenBack(change, created) === 'yes') return [];
    if (change.kind === 'data' && change.verb === 'update') return ['rows'];
    if (change.kind === 'create') return ['values'];
    return [change.kind === 'drop' && change.unused === true ? 'unused columns' : undefined];
  });
  if (kinds.includes(undefined)) return undefined;
  return (['rows', 'values', 'unused columns'] as const).find((kind) => kinds.includes(kind));
}

/**
 * Whether what a migration did can be taken back without losing what was there before, judged from its own statements:
 * additions, renames and rules can, dropped columns and tables, deleted and overwritten rows cannot. Nobody has written
 * the way back in this case; it is said that one exists.
 */
export function canBeTakenBack(up: readonly Change[], before?: ReadonlySet<string>): Reversible {
  const created = createdBy(up, before);
  return worst(up.map((change) => takenBack(change, created)));
}

/**
 * Whether `down` brings back what `up` changed. Dropped data does not come back with an empty column of the same name.
 */
export function isUndoneBy(up: readonly Change[], down: readonly Change[], before?: ReadonlySet<string>): Reversible {
  if (up.length === 0) return 'yes';
  if (down.length === 0) return 'no';
  const created = createdBy(up, before);
  const unclear: Reversible = down.some(({ kind }) => kind === 'opaque') ? 'unknown' : 'no';
  return worst(
    up.map((change) => {
      const alone = takenBack(change, created);
      if (alone === 'no' && change.kind !== 'data') return 'no';
      const undone = undoes(change, created, down);
      if (undone === 'yes') return alone;
      return undone === 'unknown' ? 'unknown' : unclear;
    }),
  );
}

function createdBy(changes: readonly Change[], before: ReadonlySet<string> = new Set()): ReadonlySet<string> {
  return new Set([...before, ...changes.flatMap((change) => (change.kind === 'create' ? [change.target] : []))]);
}

function takenBack(change: Change, created: ReadonlySet<string>): Reversible {
  switch (change.kind) {
    case 'create':
      // PostgreSQL has no statement that takes a value out of an enum.
      return change.target.startsWith('enum-value:') && !isWithinCreated(change, created) ? 'no' : 'yes';
    case 'drop':
      return change.lossy && !created.has(change.target) ? 'no' : 'yes';
    case 'rename':
      return 'yes';
    case 'set':
      return change.target.startsWith('type:') && !isNewColumn(change.target.slice(5), created) ? 'unknown' : 'yes';
    case 'data':
      if (created.has(`table:${change.table}`)) return 'yes';
      if (change.verb === 'insert') return 'yes';
      if (change.verb === 'delete') return 'no';
      return change.columns.every((column) => created.has(`column:${change.table}.${column}`)) ? 'yes' : 'no';
    case 'opaque':
      return 'unknown';
  }
}

function undoes(change: Change, created: ReadonlySet<string>, down: readonly Change[]): Reversible {
  const drops = (target: string): boolean => down.some((other) => other.kind === 'drop' && other.target === target);
  const makes = (target: string): boolean => down.some((other) => other.kind === 'create' && other.target === target);
  switch (change.kind) {
    case 'create':
      if (drops(change.target) || isWithinCreated(change, created)) return 'yes';
      // CREATE OR REPLACE of what was there before is taken back by another one.
      if (/^(?:function|view):/u.test(change.target) && makes(change.target)) return 'yes';
      if (change.inside !== undefined && homesOf(change.inside).some(drops)) return 'yes';
      if (change.of?.some(drops) === true) return 'yes';
      // Extensions and schemas that stay do no harm, and other migrations may lean on them.
      if (/^(?:extension|schema):/u.test(change.target)) return 'yes';
      return 'no';
    case 'drop':
      if (created.has(change.target)) return 'yes';
      return makes(change.target) ? 'yes' : 'no';
    case 'rename': {
      const back = `${change.target.slice(0, change.target.length - nameOf(change.target).length)}${change.to}`;
      const was = nameOf(change.target);
      return down.some((other) => other.kind === 'rename' && other.to === was && other.target === back) ? 'yes' : 'no';
    }
    case 'set': {
      const owner = change.target.slice(change.target.indexOf(':') + 1);
      if (isNewColumn(owner, created)) return 'yes';
      return down.some((other) => other.kind === 'set' && other.target === change.target) ? 'yes' : 'no';
    }
    case 'data':
      if (created.has(`table:${change.table}`)) return 'yes';
      if (
        change.columns.length > 0 &&
        change.verb === 'update' &&
        change.columns.every((column) => created.has(`column:${change.table}.${column}`))
      ) {
        return 'yes';
      }
      if (change.verb === 'insert') {
        return down.some((other) => other.kind === 'data' && other.verb === 'delete' && other.table === change.table) ||
          drops(`table:${change.table}`)
          ? 'yes'
          : 'unknown';
      }
      return down.some((other) => other.kind === 'data' && other.table === change.table) ? 'unknown' : 'no';
    case 'opaque':
      return 'unknown';
  }
}

/** Whether the thing lies in something that the same migration creates: it goes with it. */
function isWithinCreated(change: { readonly inside?: string }, created: ReadonlySet<string>): boolean {
  return change.inside !== undefined && homesOf(change.inside).some((home) => created.has(home));
}

/** An index does not say whether it lies on a table or on a materialized view. */
function homesOf(inside: string): readonly string[] {
  return [inside, inside.replace(/^table:/u, 'view:')];
}

function isNewColumn(column: string, created: ReadonlySet<string>): boolean {
  return created.has(`column:${column}`) || created.has(`table:${column.slice(0, column.lastIndexOf('.'))}`);
}

function nameOf(target: string): string {
  return target.slice(Math.max(target.indexOf(':'), target.lastIndexOf('.')) + 1);
}

export function worst(verdicts: readonly Reversible[]): Reversible {
  if (verdicts.includes('no')) return 'no';
  return verdicts.includes('unknown') ? 'unknown' : 'yes';
}

/** An index or a constraint that kept rows apart and goes, by the way back that makes it again. */
export interface LostUniqueness {
  readonly name: string;
  readonly table: string;
  readonly line: number;
}

/** What kept rows apart until a migration, and does so no more: its way back tells that it was unique. */
export function lostUniqueness(changes: readonly Change[], back: readonly Change[]): readonly LostUniqueness[] {
  return changes.flatMap((change): readonly LostUniqueness[] => {
    if (change.kind !== 'drop' || change.line === undefined) return [];
    const made = back.find((other) => other.kind === 'create' && other.target === change.target);
    if (made?.kind !== 'create' || made.unique !== true || made.inside === undefined) return [];
    const goes = changes.some(
      (other) => other.kind === 'drop' && (other.target === made.inside || made.of?.includes(other.target) === true),
    );
    const isMade = changes.some((other) => other.kind === 'create' && other.target === change.target);
    if (goes || isMade) return [];
    const name = change.target.replace(/^\w+:(?:.*\.)?/u, '');
    return [{ name, table: made.inside.replace('table:', ''), line: change.line }];
  });
}
