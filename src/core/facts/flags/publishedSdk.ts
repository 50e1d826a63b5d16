import { textAt } from '../looseValue';
import { roleOf } from '../paths';
import { isForeignSource } from '../sources';
import type { WorkspaceFiles } from '../workspaceFiles';
import type { FlagProvider } from './providerCalls';

/** Whether a manifest of this repository bears the name of the SDK or of its product. */
export function publishes(files: WorkspaceFiles, { dependency, id }: FlagProvider): boolean {
  return files.loaded.some((path) => {
    if (!/(?:^|\/)(?:package\.json|go\.mod|composer\.json|pyproject\.toml)$/u.test(path)) return false;
    const text = files.text(path);
    if (text === undefined || isForeignSource(path) || roleOf(path) !== undefined) return false;
    const name = path.endsWith('.json')
      ? textAt(files.json(path)?.value, 'name')
      : /^(?:module\s+|name\s*=\s*["']?)([^\s"']+)/mu.exec(text)?.[1];
    return name !== undefined && (dependency.test(name) || new RegExp(`^@?${id}(?:[/-]|$)`, 'iu').test(name));
  });
}
