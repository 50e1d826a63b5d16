import { entriesAt, textAt, valueAt } from '../looseValue';
import { baseName, folderOf, inFolder, isForeign, roleOf } from '../paths';
import type { ValuePath, WorkspaceFiles } from '../workspaceFiles';

/** A setting of on or off that the environment fills. */
export interface FilledSwitch {
  readonly key: string;
  readonly file: string;
  readonly line: number | undefined;
  readonly off: string | undefined;
}

const mapping = /^custom-environment-variables\.(?:json5?|ya?ml)$/u;

/** The settings of node-config: which keys of the environment fill them, and what they are without. */
export function isNodeConfig(path: string): boolean {
  return (
    !isForeign(path) &&
    /(?:^|\/)config\/[^/]+$/u.test(path) &&
    (mapping.test(baseName(path)) || /^(?:default|production)\.(?:json|ya?ml)$/u.test(baseName(path)))
  );
}

/**
 * Settings that are on or off where nothing fills them, by the key of the environment that does.
 * https://github.com/node-config/node-config/wiki/Environment-Variables#custom-environment-variables
 */
export function nodeConfigSwitches(files: WorkspaceFiles): readonly FilledSwitch[] {
  return files.loaded
    .filter((path) => mapping.test(baseName(path)) && roleOf(path) === undefined)
    .flatMap((path): readonly FilledSwitch[] => {
      const document = parsed(files, path);
      const usual = ['default', 'production']
        .flatMap((name) => ['json', 'yaml', 'yml'].map((extension) => `${name}.${extension}`))
        .map((name) => parsed(files, inFolder(folderOf(path), name))?.value);
      const isSwitch = (at: ValuePath): boolean => usual.some((value) => typeof valueAt(value, ...at) === 'boolean');
      return leavesOf(document?.value, []).flatMap(({ at, key, format }): readonly FilledSwitch[] => {
        if (!/^[A-Z][A-Z\d_]{2,}$/u.test(key) || (format !== 'boolean' && !isSwitch(at))) return [];
        const off = format === 'boolean' ? 'false' : undefined;
        return [{ key, file: path, line: document?.lineOf(at), off }];
      });
    });
}

function parsed(files: WorkspaceFiles, path: string) {
  if (!files.has(path)) return undefined;
  return path.endsWith('.json') ? files.json(path) : files.yaml(path)?.[0];
}

interface Leaf {
  readonly at: ValuePath;
  readonly key: string;
  readonly format: string | undefined;
}

function leavesOf(value: unknown, at: ValuePath): readonly Leaf[] {
  return entriesAt(value).flatMap(([name, inner]): readonly Leaf[] => {
    const here = [...at, name];
    if (typeof inner === 'string') return [{ at: here, key: inner, format: undefined }];
    const key = textAt(inner, '__name');
    return key === undefined ? leavesOf(inner, here) : [{ at: here, key, format: textAt(inner, '__format') }];
  });
}
