import { listAt, textAt } from '../../looseValue';
import { ancestorsOf, baseName, folderOf, inFolder, isForeign, isWithin } from '../../paths';
import type { Role } from '../../schema';
import type { WorkspaceFiles } from '../../workspaceFiles';
import { configRole } from '../configRole';

/** A Helm chart of this repository that can be installed by itself. */
export interface Chart {
  readonly folder: string;
  /** `Chart.yaml` in it. */
  readonly file: string;
  readonly name: string;
  readonly role: Role | undefined;
  /** Charts that `helm dependency build` has to fetch first, because they are not in the folder. */
  readonly missingDependencies: readonly string[];
}

/** Whether a path is a chart's own description. */
export function isChartFile(path: string): boolean {
  return baseName(path) === 'Chart.yaml' && !isForeign(path);
}

/**
 * The charts that somebody can install: libraries and the charts inside another chart's `charts/` are parts of it.
 * https://helm.sh/docs/topics/charts/
 */
export function chartsOf(files: WorkspaceFiles): readonly Chart[] {
  const folders = new Set(files.paths.filter(isChartFile).map(folderOf));
  return files.paths.filter(isChartFile).flatMap((file): readonly Chart[] => {
    const folder = folderOf(file);
    const value = files.yaml(file)?.[0]?.value;
    const isPart = ancestorsOf(folder)
      .slice(1)
      .some((parent) => folders.has(parent) && isWithin(folder, inFolder(parent, 'charts')));
    if (isPart || textAt(value, 'type') === 'library') return [];
    const missing = listAt(value, 'dependencies').flatMap((dependency) => {
      const name = textAt(dependency, 'name');
      if (name === undefined) return [];
      const packed = inFolder(folder, `charts/${name}`);
      const isThere = files.paths.some(
        (path) => isWithin(path, packed) || (path.startsWith(`${packed}-`) && path.endsWith('.tgz')),
      );
      return isThere ? [] : [name];
    });
    const name = textAt(value, 'name');
    return [
      {
        folder,
        file,
        name: name !== undefined && /^[a-z0-9][\w.-]*$/iu.test(name) ? name : baseName(folder),
        role: configRole(file),
        missingDependencies: missing,
      },
    ];
  });
}

/** The Go templates of a chart, tests left out, in the order of the paths. */
export function templatesOf(files: WorkspaceFiles, { folder }: Pick<Chart, 'folder'>): readonly string[] {
  const templates = inFolder(folder, 'templates');
  return files.loaded.filter(
    (path) =>
      isWithin(path, templates) && /\.(?:ya?ml|tpl)$/u.test(path) && !isWithin(path, inFolder(templates, 'tests')),
  );
}
