import type { Evidence } from '../schema';

/** One thing that others rely on, found in one version of one file. */
export interface Entry {
  /** Unique within its kind. */
  readonly name: string;
  readonly file: string;
  /** From 1. */
  readonly line?: number;
  /** What else others rely on: arguments, types, numbers. Compared as text. */
  readonly shape?: string;
  /** What stays when only the name changes: an operation id, a field number with its place. */
  readonly identity?: string;
  /** The field of something that only answers hold: nobody has to send it. */
  readonly onlyAnswered?: true;
  /** The field of something that only requests hold: nobody has to find it. */
  readonly onlyAsked?: true;
}

/** How one entry differs between the two sides of a release. */
export interface EntryChange {
  readonly change: 'added' | 'removed' | 'renamed' | 'changed';
  readonly name: string;
  readonly from?: string;
  readonly before?: Entry;
  readonly after?: Entry;
  readonly evidence: readonly Evidence[];
}

/**
 * Compares the entries of all changed files together, so that what moved from one file to another is no change. Linear in
 * their number.
 */
export function compareEntries(before: readonly Entry[], after: readonly Entry[]): readonly EntryChange[] {
  const then = new Map(before.map((entry) => [entry.name, entry]));
  const now = new Map(after.map((entry) => [entry.name, entry]));
  const gone = [...then.values()].filter(({ name }) => !now.has(name));
  const byIdentity = new Map(
    gone.flatMap((entry) => (entry.identity === undefined ? [] : [[entry.identity, entry] as const])),
  );
  const renamed = new Set<string>();
  const changes = [...now.values()].flatMap((entry): readonly EntryChange[] => {
    const { name, shape, identity } = entry;
    const evidence = [placeOf(entry)];
    const old = then.get(name);
    if (old !== undefined) {
      return old.shape === shape ? [] : [{ change: 'changed', name, before: old, after: entry, evidence }];
    }
    const former = identity === undefined ? undefined : byIdentity.get(identity);
    if (former === undefined || renamed.has(former.name)) return [{ change: 'added', name, after: entry, evidence }];
    renamed.add(former.name);
    return [{ change: 'renamed', name, from: former.name, before: former, after: entry, evidence }];
  });
  const removed = gone
    .filter(({ name }) => !renamed.has(name))
    .map((entry): EntryChange => ({ change: 'removed', name: entry.name, before: entry, evidence: [placeOf(entry)] }));
  return [...changes, ...removed];
}

function placeOf({ file, line }: Entry): Evidence {
  return line === undefined ? { file } : { file, line };
}
