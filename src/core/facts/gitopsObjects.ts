import type { GitopsId } from './ids';
import { isWithin } from './paths';
import { deployersOf, type Deployer } from './platforms/deployers';
import { isDeployed, type Finding, type GitopsFinding, type GitopsObject, type ReleaseFile } from './schema';
import type { WorkspaceFiles } from './workspaceFiles';

/** Adds to what deploys the objects whose folder, or whose own file, the release changes. */
export function withObjects(
  findings: readonly Finding<GitopsId>[],
  files: WorkspaceFiles,
  changed: readonly ReleaseFile[],
): readonly GitopsFinding[] {
  const paths = changed.flatMap(({ path, from }) => (from === undefined ? [path] : [path, from]));
  const reached = findings.some((finding) => isDeployed(finding))
    ? deployersOf(files).flatMap((deployer) => reachedBy(deployer, paths))
    : [];
  return findings.map((finding) => {
    const objects = isDeployed(finding) ? reached.filter(({ controller }) => controller === finding.id) : [];
    return objects.length === 0 ? finding : { ...finding, objects };
  });
}

function reachedBy(
  { object, path, source, repository, automated }: Deployer,
  paths: readonly string[],
): readonly GitopsObject[] {
  const { controller, resource, name, file, line } = object;
  const about = { controller, resource, name, file, line };
  // A folder of Git is read anew with each commit; a chart's version only moves with the object that names it.
  const isFolder = resource.startsWith('kustomizations.') || controller === 'argocd';
  if (isFolder && path !== undefined && paths.some((each) => isWithin(each, path))) {
    return [
      {
        ...about,
        path,
        ...(source === undefined ? {} : { source }),
        ...(repository === undefined ? {} : { repository }),
        ...(automated === undefined ? {} : { automated }),
      },
    ];
  }
  return paths.includes(file) && resource.startsWith('helmreleases.') ? [about] : [];
}
