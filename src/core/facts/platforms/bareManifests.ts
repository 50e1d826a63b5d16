import { isDeployed, type PlatformFinding } from '../schema';
import { isPipeline } from './deployLines';
import { hosts } from './hosts';

/**
 * The findings without manifests that run nothing, such as a Service or an Ingress alone, where something else deploys: its
 * workloads are brought out there, and what accompanies them with them, or the manifests are tried out on a developer's cluster.
 */
export function withoutBareManifests(findings: readonly PlatformFinding[]): readonly PlatformFinding[] {
  const others = findings.filter((each) => isDeployed(each) && each.id !== 'kubernetes' && hosts.has(each.id));
  if (others.length === 0) return findings;
  return findings.filter(
    (each) =>
      each.id !== 'kubernetes' ||
      !isDeployed(each) ||
      each.targets?.length !== 0 ||
      each.evidence.some(({ file }) => isPipeline(file)),
  );
}
