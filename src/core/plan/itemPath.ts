import type { JsonPath } from './readPlan';

/** An item of an array, named by its `id` rather than by its place, so that the name survives reordering. */
export interface ItemId {
  readonly id: string;
}

export type PathSegment = string | number | ItemId;

/** The way to a value in a plan: keys, indices, and items by id. */
export type ItemPath = readonly PathSegment[];

/** The same way with every item by its index; undefined when nothing stands there. */
export function locate(root: unknown, path: ItemPath): JsonPath | undefined {
  const found: (string | number)[] = [];
  let value = root;
  for (const segment of path) {
    const key = typeof segment === 'object' ? indexOfId(value, segment.id) : segment;
    const next = key === undefined ? undefined : childOf(value, key);
    if (key === undefined || next === undefined) return undefined;
    found.push(key);
    value = next;
  }
  return found;
}

/** The value at `path`; undefined when nothing stands there. */
export function valueAt(root: unknown, path: ItemPath): unknown {
  let value = root;
  for (const segment of path) {
    const key = typeof segment === 'object' ? indexOfId(value, segment.id) : segment;
    if (key === undefined) return undefined;
    value = childOf(value, key);
  }
  return value;
}

/** `path` with items named by their ids as far as they have one. What is not there keeps its index or key. */
export function nameItems(root: unknown, path: JsonPath): ItemPath {
  let value: unknown = root;
  return path.map((key): PathSegment => {
    value = childOf(value, key);
    const id = typeof key === 'number' ? idOf(value) : undefined;
    return id === undefined ? key : { id };
  });
}

/** Whether two JSON values are the same; the order of keys does not matter, and a key that is undefined is absent. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => sameValue(item, b[index]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => sameValue(childOf(a, key), childOf(b, key)));
}

/** The `id` of an item, if it has one. */
export function idOf(value: unknown): string | undefined {
  const id = childOf(value, 'id');
  return typeof id === 'string' ? id : undefined;
}

function indexOfId(value: unknown, id: string): number | undefined {
  if (!Array.isArray(value)) return undefined;
  const index = value.findIndex((item) => idOf(item) === id);
  return index < 0 ? undefined : index;
}

function childOf(value: unknown, key: string | number): unknown {
  if (typeof key === 'number') return Array.isArray(value) ? value[key] : undefined;
  // Own keys only: a plan may well hold a key named `constructor`.
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
