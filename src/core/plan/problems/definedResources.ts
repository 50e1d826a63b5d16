import { textAt } from '../../facts/looseValue';
import { parseYaml } from '../../facts/formats/yaml';
import type { NamedResource } from './namedThings';

/** The objects that plain Kubernetes manifests define; a text that is no YAML (a template, say) defines none. */
export function definedResources(manifests: readonly string[]): readonly NamedResource[] {
  return manifests.flatMap((text) => {
    if (!/^kind:/mu.test(text)) return [];
    try {
      return parseYaml(text).flatMap(({ value }): readonly NamedResource[] => {
        const kind = textAt(value, 'kind');
        const name = textAt(value, 'metadata', 'name');
        return kind === undefined || name === undefined ? [] : [{ kind, name }];
      });
    } catch {
      return [];
    }
  });
}
