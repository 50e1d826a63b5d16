import type { Evidence } from '../facts/schema';

/** `1 file`, `3 files`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${String(number)} ${number === 1 ? noun : plural}`;
}

/** `src/a.ts:12`. */
export function placeOf({ file, line }: Evidence): string {
  return line === undefined ? file : `${file}:${String(line)}`;
}

/** `a, b and 3 more`: a sentence stays readable. */
export function listed(items: readonly string[], limit = 3): string {
  const unique = [...new Set(items)];
  if (unique.length <= 1) return unique[0] ?? '';
  if (unique.length <= limit) return `${unique.slice(0, -1).join(', ')} and ${unique.at(-1) ?? ''}`;
  return `${unique.slice(0, limit).join(', ')} and ${String(unique.length - limit)} more`;
}

/** The files of some places, the first ones by name. */
export function filesIn(evidence: readonly Evidence[], limit = 3): string {
  return listed(
    evidence.map(({ file }) => file),
    limit,
  );
}

/** Where a change of the interface is seen: what is gone has no line in the new file. */
export function placesOf(change: {
  readonly change: string;
  readonly evidence: readonly Evidence[];
}): readonly Evidence[] {
  return change.change === 'removed' ? change.evidence.map(({ file }) => ({ file })) : change.evidence;
}

/** Places without repetitions, ordered by file and line. */
export function inOrder(evidence: readonly Evidence[]): readonly Evidence[] {
  const unique = new Map(evidence.map((place) => [placeOf(place), place]));
  return [...unique.values()].sort((a, b) =>
    a.file === b.file ? (a.line ?? 0) - (b.line ?? 0) : a.file < b.file ? -1 : 1,
  );
}
