import { isDeployed, type PlatformFinding, type Unit } from '../schema';
import type { WorkspaceFiles } from '../workspaceFiles';
import { deployersOf } from './deployers';
import { deployLines, isPipeline } from './deployLines';

const applies = /\b(?:kubectl|oc)\b[^|;&]*\s(?:apply|create|replace)\b|\bkustomize\s+build\b|\bskaffold\s/u;

/**
 * The findings, with plain manifests that nothing applies beside a chart of this repository that a pipeline installs, where one
 * program alone is there to be deployed, as what they are: left from before the chart.
 */
export function withoutUnusedManifests(
  findings: readonly PlatformFinding[],
  files: WorkspaceFiles,
  units: readonly Unit[],
): readonly PlatformFinding[] {
  const plain = findings.find((each) => each.id === 'kubernetes' && isDeployed(each));
  const charts = findings.find((each) => each.id === 'helm' && isDeployed(each));
  if (plain === undefined || charts === undefined || units.length > 1) return findings;
  const isInstalled = charts.evidence.some(({ file }) => isPipeline(file)) && (charts.targets ?? []).length > 0;
  const isApplied =
    plain.evidence.some(({ file }) => isPipeline(file)) ||
    deployersOf(files).length > 0 ||
    deployLines(files, /\b(?:kubectl|oc|kustomize|skaffold)\b/u).some(({ text }) => applies.test(text));
  if (!isInstalled || isApplied) return findings;
  const kept = findings.find(({ id, role }) => id === 'kubernetes' && role === 'example');
  const example: PlatformFinding = {
    id: 'kubernetes',
    role: 'example',
    evidence: [...plain.evidence, ...(kept?.evidence ?? [])],
  };
  return findings.flatMap((each) => (each === kept ? [] : [each === plain ? example : each]));
}
