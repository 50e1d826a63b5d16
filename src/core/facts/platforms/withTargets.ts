import type { PlatformId } from '../ids';
import type { Finding, PlatformFinding, PlatformTarget } from '../schema';

/**
 * Findings with what can be deployed; those of other roles deploy nothing. Where the repository names nothing, one target of which
 * nothing is known: the platform can still be spoken, with a blank for each thing that it needs.
 *
 * @param targets asked for only where something deploys.
 * @param unknown details of that target; left out where nothing is spoken without one.
 */
export function withTargets(
  findings: readonly Finding<PlatformId>[],
  targets: (finding: Finding<PlatformId>) => readonly PlatformTarget[],
  unknown?: unknown,
): readonly PlatformFinding[] {
  return findings.map((finding): PlatformFinding => {
    if (finding.role !== undefined) return finding;
    const found = targets(finding);
    if (found.length > 0 || unknown === undefined) return { ...finding, targets: found };
    const evidence = finding.evidence.slice(0, 1);
    return { ...finding, targets: [{ id: finding.id, name: finding.id, unit: '.', evidence, details: unknown }] };
  });
}
