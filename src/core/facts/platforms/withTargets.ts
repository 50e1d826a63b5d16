import type { Finding, PlatformFinding, PlatformId, PlatformTarget } from '../schema';

/**
 * Findings with what can be deployed. Where the repository names nothing, one target of which nothing is known: the platform
 * can still be spoken, with a blank for each thing that it needs.
 *
 * @param unknown details of that target.
 */
export function withTargets(
  findings: readonly Finding<PlatformId>[],
  targets: readonly PlatformTarget[],
  unknown: unknown,
): readonly PlatformFinding[] {
  return findings.map((finding): PlatformFinding => {
    if (finding.role !== undefined) return finding;
    const [place] = finding.evidence;
    const evidence = place === undefined ? [] : [place];
    const open = { id: finding.id, name: finding.id, unit: '.', evidence, details: unknown };
    return { ...finding, targets: targets.length > 0 ? targets : [open] };
  });
}
