import { entriesAt, listAt, textAt, valueAt } from '../../looseValue';

/** Lists whose items the API server merges by a key (https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/). */
const mergeKeys: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  env: 'name',
  volumes: 'name',
  volumeMounts: 'mountPath',
  ports: 'containerPort',
};

/** A strategic merge patch, as far as this program reads the result: maps deep, known lists by their key. */
export function strategicMerge(base: unknown, patch: unknown, key = ''): unknown {
  if (Array.isArray(patch)) {
    const by = mergeKeys[key];
    const before = listAt(base);
    if (by === undefined || before.length === 0) return patch;
    const same = (a: unknown, b: unknown): boolean => valueAt(a, by) !== undefined && valueAt(a, by) === valueAt(b, by);
    const items = listAt(patch);
    const merged = before.flatMap((item) => {
      const change = items.find((each) => same(each, item));
      if (textAt(change, '$patch') === 'delete') return [];
      return [change === undefined ? item : strategicMerge(item, change)];
    });
    return [...merged, ...items.filter((each) => !before.some((item) => same(each, item)))];
  }
  if (typeof patch !== 'object' || patch === null) return patch;
  const own = new Map(entriesAt(base));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) own.delete(name);
    else own.set(name, strategicMerge(own.get(name), value, name));
  }
  return Object.fromEntries(own);
}

/** One operation of a JSON patch; unknown ones, and paths that are not there, leave the value as it is. */
export function jsonPatch(base: unknown, operation: unknown): unknown {
  const path = textAt(operation, 'path');
  const kind = textAt(operation, 'op');
  if (path === undefined || (kind !== 'add' && kind !== 'replace' && kind !== 'remove')) return base;
  const keys = path
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return changedAt(base, keys, kind === 'remove' ? undefined : valueAt(operation, 'value'), kind);
}

function changedAt(base: unknown, [key, ...rest]: readonly string[], value: unknown, kind: string): unknown {
  if (key === undefined) return value;
  if (Array.isArray(base)) {
    const items: readonly unknown[] = base;
    if (key === '-') return kind === 'add' && rest.length === 0 ? [...items, value] : items;
    const index = Number(key);
    if (!Number.isInteger(index) || index < 0 || index >= items.length) return items;
    if (rest.length > 0 || kind === 'replace') {
      return items.map((item, at) => (at === index ? changedAt(item, rest, value, kind) : item));
    }
    return kind === 'add'
      ? [...items.slice(0, index), value, ...items.slice(index)]
      : items.filter((_, at) => at !== index);
  }
  if (typeof base !== 'object' || base === null) return base;
  const own = new Map(entriesAt(base));
  if (rest.length === 0 && kind === 'remove') own.delete(key);
  else if (rest.length > 0 && !own.has(key)) return base;
  else own.set(key, changedAt(own.get(key), rest, value, kind));
  return Object.fromEntries(own);
}
