/** One field of a value that is not what it was. */
export interface FieldDifference {
  readonly field: string;
  /** In a few words; what is long or nested is cut. */
  readonly mine: string;
  readonly theirs: string;
}

/** Longer values are cut, in characters. */
const SHOWN = 80;

/** The fields in which two JSON values differ: of objects by their keys, of anything else as a whole, with an empty name. */
export function differingFields(mine: unknown, theirs: unknown): readonly FieldDifference[] {
  if (!isObject(mine) || !isObject(theirs)) {
    return isSame(mine, theirs) ? [] : [{ field: '', mine: inBrief(mine), theirs: inBrief(theirs) }];
  }
  return [...new Set([...Object.keys(mine), ...Object.keys(theirs)])]
    .filter((key) => !isSame(mine[key], theirs[key]))
    .map((field) => ({ field, mine: inBrief(mine[field]), theirs: inBrief(theirs[field]) }));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function inBrief(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > SHOWN ? `${Array.from(text).slice(0, SHOWN).join('')}…` : text;
}
