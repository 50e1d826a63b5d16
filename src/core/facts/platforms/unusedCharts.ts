import { literalPattern } from '../literalPattern';
import { ancestorsOf, baseName, folderOf, isForeign } from '../paths';
import { isDeployed, type PlatformFinding } from '../schema';
import type { WorkspaceFiles } from '../workspaceFiles';
import { commandProofs, isPipeline } from './deployLines';

const clusters: ReadonlySet<string> = new Set(['kubernetes', 'kustomize', 'argo-rollouts']);

/**
 * The findings, with charts that no command installs and no object of a GitOps controller here names, beside overlays or
 * manifests that it or a pipeline brings out, as what they are: there for others who host the service.
 */
export function withoutUnusedCharts(
  findings: readonly PlatformFinding[],
  files: WorkspaceFiles,
): readonly PlatformFinding[] {
  const charts = findings.find((each) => each.id === 'helm' && isDeployed(each));
  if (charts === undefined || !findings.some((each) => isDeployed(each) && clusters.has(each.id))) return findings;
  const texts = files.loaded.flatMap((path) => {
    const text = /\.ya?ml$/u.test(path) && !isForeign(path) ? files.text(path) : undefined;
    return text !== undefined && /^\s*apiVersion:\s*["']?(?:argoproj\.io|[\w.]+\.fluxcd\.io)\//mu.test(text)
      ? [text]
      : [];
  });
  if (
    (texts.length === 0 && !appliesManifests(files)) ||
    charts.evidence.some(({ file }) => baseName(file) !== 'Chart.yaml' || file === 'Chart.yaml')
  )
    return findings;
  // A generator may name a folder above it.
  const isNamed = charts.evidence.some(({ file }) =>
    ancestorsOf(folderOf(file))
      .filter((folder) => folder !== '.')
      .some((folder) => {
        const name = new RegExp(String.raw`(?<![\w-])${literalPattern(folder)}(?![\w-])`, 'u');
        return texts.some((text) => name.test(text));
      }),
  );
  if (isNamed) return findings;
  const kept = findings.find(({ id, role }) => id === 'helm' && role === 'example');
  const example: PlatformFinding = {
    id: 'helm',
    role: 'example',
    evidence: [...charts.evidence, ...(kept?.evidence ?? [])],
  };
  return findings.flatMap((each) => (each === kept ? [] : [each === charts ? example : each]));
}

function appliesManifests(files: WorkspaceFiles): boolean {
  return commandProofs(files, {
    mention: /kubectl|kustomize/u,
    run: /\bkubectl\b[^|;&]*\sapply\b|\bkustomize\s+build\b/u,
  }).some(({ file, role }) => role === undefined && isPipeline(file));
}
