import { listAt, textAt, valueAt } from '../looseValue';
import { baseName, folderOf, isForeign, joinedPath, saysElsewhere } from '../paths';
import type { WorkspaceFiles } from '../workspaceFiles';
import { configRole } from './configRole';

/** Whether a path is Skaffold's own file. https://skaffold.dev/docs/references/yaml/ */
export function isSkaffold(path: string): boolean {
  return /^skaffold(?:[._-][\w.-]*)?\.ya?ml$/u.test(baseName(path)) && !isForeign(path);
}

/** The overlays that Skaffold renders, of the file itself and of profiles that name no other environment. */
export function skaffoldOverlays(files: WorkspaceFiles): readonly string[] {
  return files.loaded.flatMap((file) => {
    if (!isSkaffold(file) || configRole(file) !== undefined) return [];
    return (files.yaml(file) ?? []).flatMap(({ value }) => {
      const profiles = listAt(value, 'profiles').filter((profile) => !saysElsewhere(textAt(profile, 'name') ?? ''));
      return [value, ...profiles]
        .flatMap((part) => [valueAt(part, 'manifests', 'kustomize'), valueAt(part, 'deploy', 'kustomize')])
        .flatMap((part) => listAt(part, 'paths'))
        .flatMap((path) => (typeof path === 'string' ? [joinedPath(folderOf(file), path)] : []));
    });
  });
}
