import { listAt, textAt } from '../../looseValue';
import { folderOf, inFolder, isForeign, joinedPath } from '../../paths';
import type { ParsedValue, WorkspaceFiles } from '../../workspaceFiles';
import { isKustomization } from '../kubernetes/manifests';

/** One `kustomization.yaml` of this repository. */
export interface Kustomization {
  readonly file: string;
  readonly folder: string;
  readonly document: ParsedValue;
  /** Manifests of its own, without those of other kustomizations. */
  readonly manifests: readonly string[];
  /** Folders of kustomizations that it takes in: resources, bases and components. */
  readonly folders: readonly string[];
  /** Every other file that it reads: patches, generators' sources. */
  readonly others: readonly string[];
  /** What stands somewhere else and cannot be read here. */
  readonly remote: readonly string[];
}

/** Every kustomization that could be read; https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/. */
export function kustomizationsOf(files: WorkspaceFiles): readonly Kustomization[] {
  return files.loaded.filter((path) => isKustomization(path) && !isForeign(path)).flatMap((file) => read(files, file));
}

function read(files: WorkspaceFiles, file: string): readonly Kustomization[] {
  const [document] = files.yaml(file) ?? [];
  if (document === undefined) return [];
  const { value } = document;
  const folder = folderOf(file);
  const apiVersion = textAt(value, 'apiVersion');
  if (apiVersion !== undefined && !apiVersion.startsWith('kustomize.config.k8s.io/')) return [];
  const named = [...listAt(value, 'resources'), ...listAt(value, 'bases'), ...listAt(value, 'components')].filter(
    (each) => typeof each === 'string',
  );
  const found = named.map((name) => ({ name, path: joinedPath(folder, name) }));
  const isFolder = (path: string): boolean => kustomizationIn(files, path) !== undefined;
  const sources = ['configMapGenerator', 'secretGenerator'].flatMap((key) =>
    listAt(value, key).flatMap((generator) => [
      ...listAt(generator, 'files').map((each) => (typeof each === 'string' ? each.replace(/^[^=/]+=/u, '') : each)),
      ...listAt(generator, 'envs'),
      ...[textAt(generator, 'env')],
    ]),
  );
  const patches = [
    ...listAt(value, 'patches').map((patch) => textAt(patch, 'path') ?? patch),
    ...listAt(value, 'patchesStrategicMerge'),
    ...listAt(value, 'patchesJson6902').map((patch) => textAt(patch, 'path')),
    ...listAt(value, 'replacements').map((each) => textAt(each, 'path')),
  ];
  return [
    {
      file,
      folder,
      document,
      manifests: found.flatMap(({ path }) => (files.has(path) ? [path] : [])),
      folders: found.flatMap(({ path }) => (isFolder(path) ? [path] : [])),
      others: [...sources, ...patches].flatMap((each) => {
        const path = typeof each === 'string' && !each.includes('\n') ? joinedPath(folder, each) : undefined;
        return path !== undefined && files.has(path) ? [path] : [];
      }),
      remote: found.flatMap(({ name, path }) => (files.has(path) || isFolder(path) ? [] : [name])),
    },
  ];
}

/** Kustomize's own file in a folder. */
function kustomizationIn(files: WorkspaceFiles, folder: string): string | undefined {
  return ['kustomization.yaml', 'kustomization.yml', 'Kustomization']
    .map((name) => inFolder(folder, name))
    .find((path) => files.has(path));
}
