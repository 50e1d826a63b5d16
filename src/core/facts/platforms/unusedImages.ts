import type { PlatformId } from '../ids';
import { isDeployed, type PlatformFinding } from '../schema';
import type { WorkspaceFiles } from '../workspaceFiles';
import { pushesImage } from './deployCommands';
import { commandProofs, isPipeline, type LinePatterns } from './deployLines';

/** What brings the code itself to the servers that it runs on. */
const ofCode: ReadonlySet<PlatformId> = new Set(['capistrano']);
/** What stands beside it there, and pipelines and scripts, whose end nobody knows. */
const beside: ReadonlySet<PlatformId> = new Set([
  'ansible',
  'deploy-script',
  'dockerfile',
  'github-workflow',
  'gitlab-job',
  'systemd',
  'terraform',
]);

/**
 * The findings, with the images that nothing deploys as what they are: kept for developers. They are where the service is brought
 * out as code, nothing else runs it, and no pipeline builds or pushes an image.
 */
export function withoutUnusedImages(
  findings: readonly PlatformFinding[],
  files: WorkspaceFiles,
): readonly PlatformFinding[] {
  const deployed = findings.filter((each) => isDeployed(each) && !beside.has(each.id));
  const isCode = deployed.length > 0 && deployed.every(({ id }) => ofCode.has(id));
  if (!isCode || buildsImages(files)) return findings;
  const images = findings.filter(({ id }) => id === 'dockerfile');
  if (!images.some(isDeployed)) return findings;
  const kept = images.filter(({ role }) => role === 'example');
  const evidence = images.filter(({ role }) => role !== 'example').flatMap((image) => image.evidence);
  return findings.flatMap((each) => {
    if (each.id !== 'dockerfile') return [each];
    return each === images[0] ? [{ id: 'dockerfile' as const, role: 'development' as const, evidence }, ...kept] : [];
  });
}

const buildsImage: LinePatterns = {
  mention: /docker/u,
  run: /\bdocker\s+(?:(?:image|buildx|compose)\s+)?(?:build|bake)\b|\bdocker-compose\s+build\b/u,
};

function buildsImages(files: WorkspaceFiles): boolean {
  return [pushesImage, buildsImage]
    .flatMap((lines) => commandProofs(files, lines))
    .some(({ file, role }) => isPipeline(file) && role === undefined);
}
