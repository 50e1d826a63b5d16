import type { ValuePath } from './workspaceFiles';

/** The value at `path` inside parsed data of unknown shape; undefined when there is none. */
export function valueAt(value: unknown, ...path: ValuePath): unknown {
  let current = value;
  for (const key of path) {
    if (Array.isArray(current)) current = typeof key === 'number' ? at(current, key) : undefined;
    else if (typeof current === 'object' && current !== null) current = own(current, String(key));
    else return undefined;
  }
  return current;
}

/** The text at `path`; undefined for anything but a non-empty string. */
export function textAt(value: unknown, ...path: ValuePath): string | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** The finite number at `path`. */
export function numberAt(value: unknown, ...path: ValuePath): number | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

/** The list at `path`; empty when there is none. */
export function listAt(value: unknown, ...path: ValuePath): readonly unknown[] {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The texts at `path`, whether one stands there or a list of them; empty when there is none. */
export function oneOrMoreAt(value: unknown, ...path: ValuePath): readonly string[] {
  const found = valueAt(value, ...path);
  return (Array.isArray(found) ? (found as readonly unknown[]) : [found]).filter((each) => typeof each === 'string');
}

/** The entries of the object at `path`; empty when there is none. */
export function entriesAt(value: unknown, ...path: ValuePath): readonly (readonly [string, unknown])[] {
  const found = valueAt(value, ...path);
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? Object.entries(found) : [];
}

/** The entries at `path` whose values are text, as in a label selector. Numbers and booleans are written out. */
export function textsAt(value: unknown, ...path: ValuePath): Readonly<Record<string, string>> {
  return Object.fromEntries(
    entriesAt(value, ...path).flatMap(([key, entry]) =>
      typeof entry === 'string' || typeof entry === 'number' || typeof entry === 'boolean'
        ? [[key, String(entry)]]
        : [],
    ),
  );
}

function at(list: readonly unknown[], index: number): unknown {
  return list[index];
}

function own(object: object, key: string): unknown {
  const entry = Object.entries(object).find(([name]) => name === key);
  return entry?.[1];
}
