import { listAt } from '../../looseValue';
import { inFolder, isWithin } from '../../paths';
import type { Unit } from '../../schema';
import type { WorkspaceFiles } from '../../workspaceFiles';

/**
 * Whether pushes start a workflow only where they change packages that are no deployable unit, beside others that are: it brings
 * out such a package, whatever it is called
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onpushpull_requestpull_request_targetpathspaths-ignore).
 */
export function isForPackagesAlone(files: WorkspaceFiles, workflow: unknown, units: readonly Unit[]): boolean {
  const own = units.map(({ folder }) => folder).filter((folder) => folder !== '.');
  const folders = listAt(workflow, 'on', 'push', 'paths')
    .filter((path) => typeof path === 'string')
    .filter((path) => !path.startsWith('!') && !path.startsWith('.github/'))
    .map((path) => /^((?:[\w.@-]+\/)+)/u.exec(path)?.[1]?.slice(0, -1) ?? '.');
  return (
    own.length > 0 &&
    folders.length > 0 &&
    folders.every(
      (folder) =>
        files.has(inFolder(folder, 'package.json')) &&
        own.every((unit) => !isWithin(folder, unit) && !isWithin(unit, folder)),
    )
  );
}
