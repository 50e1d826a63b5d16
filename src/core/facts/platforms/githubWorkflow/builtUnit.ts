import { listAt, textAt } from '../../looseValue';
import { baseName, isWithin, joinedPath } from '../../paths';
import type { Unit } from '../../schema';
import { tellingName } from '../../units';
import { perWorkspace, type WorkspaceFiles } from '../../workspaceFiles';
import { commandProofs, type DeployLine, type LinePatterns } from '../deployLines';
import { unitOf } from '../unitOf';
import { followedFiles } from './followedFiles';

const buildsImage: LinePatterns = {
  mention: /docker|podman|buildah/u,
  run: /\b(?:docker|podman|buildah|buildx)\s+(?:[^|;&]*\s)?(?:build|bud)\b/u,
  uses: /^docker\/(?:build-push|bake)-action@/u,
};

const builds = perWorkspace((files) => commandProofs(files, buildsImage));

/**
 * The unit in whose folder alone a workflow builds images, by the context that it gives them
 * (https://github.com/docker/build-push-action#inputs); the root where it builds elsewhere too. One that builds none is the unit's
 * whose changes alone start it.
 */
export function builtUnit(files: WorkspaceFiles, workflow: string, units: readonly Unit[]): string {
  const runs = followedFiles(files, workflow);
  const contexts = builds(files)
    .filter(({ file }) => runs.has(file))
    .map(contextOf);
  const [unit = watchedUnit(files, workflow, units), ...more] = new Set(
    contexts.map((context) => unitOf(context, units)),
  );
  return more.length === 0 ? unit : '.';
}

/**
 * The only unit whose changes start a workflow (`on.push.paths`) that is called after it, beside what it shares with others; the
 * root otherwise.
 */
function watchedUnit(files: WorkspaceFiles, workflow: string, units: readonly Unit[]): string {
  const value = files.yaml(workflow)?.[0]?.value;
  const paths = listAt(value, 'on', 'push', 'paths').filter((each) => typeof each === 'string');
  const folders = paths.map((path) => path.replace(/\/?\*.*$/u, ''));
  const [unit, ...more] = units.filter(
    ({ folder }) => folder !== '.' && folders.some((each) => each !== '' && isWithin(each, folder)),
  );
  const words = (text: string): string =>
    ` ${text
      .toLowerCase()
      .split(/[^a-z\d]+/u)
      .join(' ')} `;
  const called = words(`${baseName(workflow)} ${textAt(value, 'name') ?? ''}`);
  return unit !== undefined && more.length === 0 && called.includes(words(tellingName(unit.folder))) ? unit.id : '.';
}

/** The root where nobody can tell: a shell may stand in any folder. */
function contextOf({ kind, inputs, text }: DeployLine): string {
  const told = (kind === 'uses' ? inputs['context'] : text.trim().split(/\s+/u).at(-1)) ?? '.';
  return /^[\w./@-]+$/u.test(told) ? joinedPath('.', told) : '.';
}
