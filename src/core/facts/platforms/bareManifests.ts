import { textsAt } from '../looseValue';
import { isDeployed, type PlatformFinding } from '../schema';
import type { WorkspaceFiles } from '../workspaceFiles';
import { isPipeline } from './deployLines';
import { hosts } from './hosts';
import { isWorkload } from './kubernetes/describe';
import { kubernetesObjects } from './kubernetes/manifests';
import { otherPlatforms } from './otherPlatforms';

/**
 * The findings without manifests that run nothing, such as a Service or an Ingress alone, or that Kompose has made of a Compose
 * file, where something else deploys: its workloads are brought out there, and what accompanies them with them, or the
 * manifests are tried out on a developer's cluster.
 */
export function withoutBareManifests(
  findings: readonly PlatformFinding[],
  files: WorkspaceFiles,
): readonly PlatformFinding[] {
  const isHosted = findings.some((each) => isDeployed(each) && each.id !== 'kubernetes' && hosts.has(each.id));
  if (!isHosted && otherPlatforms(files).length === 0) return findings;
  return findings.filter(
    (each) =>
      each.id !== 'kubernetes' ||
      !isDeployed(each) ||
      (each.targets?.length !== 0 && !isConverted(each, files)) ||
      each.evidence.some(({ file }) => isPipeline(file)),
  );
}

/** https://kompose.io/user-guide/ */
function isConverted({ evidence }: PlatformFinding, files: WorkspaceFiles): boolean {
  const found = new Set(evidence.map(({ file }) => file));
  const workloads = kubernetesObjects(files).filter((object) => found.has(object.file) && isWorkload(object));
  return (
    workloads.length > 0 &&
    workloads.every(({ value }) => 'kompose.version' in textsAt(value, 'metadata', 'annotations'))
  );
}
