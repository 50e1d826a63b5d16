import { joinedPath } from '../../paths';
import type { Unit } from '../../schema';
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
 * (https://github.com/docker/build-push-action#inputs); the root where it builds elsewhere too, or builds none.
 */
export function builtUnit(files: WorkspaceFiles, workflow: string, units: readonly Unit[]): string {
  const runs = followedFiles(files, workflow);
  const contexts = builds(files)
    .filter(({ file }) => runs.has(file))
    .map(contextOf);
  const [unit, ...more] = new Set(contexts.map((context) => unitOf(context, units)));
  return more.length === 0 ? (unit ?? '.') : '.';
}

/** The root where nobody can tell: a shell may stand in any folder. */
function contextOf({ kind, inputs, text }: DeployLine): string {
  const told = (kind === 'uses' ? inputs['context'] : text.trim().split(/\s+/u).at(-1)) ?? '.';
  return /^[\w./@-]+$/u.test(told) ? joinedPath('.', told) : '.';
}
