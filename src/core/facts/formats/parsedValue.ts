/** A key of an object or an index of a list. */
export type ValuePath = readonly (string | number)[];

/** A parsed value that remembers where it stands in its file. */
export interface ParsedValue {
  readonly value: unknown;
  /** The line of the entry at `path` (of its key, where it has one); undefined when there is none. From 1. */
  readonly lineOf: (path: ValuePath) => number | undefined;
}
