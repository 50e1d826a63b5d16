import { evidenceAt, findingsByRole, type Detector, type RoledEvidence } from './detector';
import { listAt, textAt, valueAt } from './looseValue';
import { ancestorsOf, baseName, folderOf, inFolder, roleOf } from './paths';
import { commandProofs, isPipeline, maybeDeployLines } from './platforms/deployLines';
import { maybeManifest } from './platforms/kubernetes/manifests';
import type { GitopsId } from './ids';
import type { Evidence, Finding } from './schema';
import type { ValuePath, WorkspaceFiles } from './workspaceFiles';

interface Controller {
  readonly id: GitopsId;
  /** What a pipeline runs to have the controller move a service. */
  readonly command: RegExp;
  /** An action, named for the controller, by which a pipeline hands a version to it; those that only install, compare or check are none. */
  readonly action: RegExp;
  readonly apiVersion: RegExp;
  /** Argo's other projects share its group. */
  readonly kind: RegExp;
  /** Only says what others may bring out: no proof while nothing is brought out. */
  readonly permits?: RegExp;
  /** The Go module of the controller itself, whose objects are its own tests and samples. */
  readonly ownModule: RegExp;
  /** A chart that makes such objects from its values. */
  readonly chart: string;
}

/**
 * Objects that only these controllers read (https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/,
 * https://fluxcd.io/flux/components/), and the charts that make them (https://github.com/argoproj/argo-helm/tree/main/charts/argocd-apps,
 * https://github.com/fluxcd-community/helm-charts/tree/main/charts/flux2-sync).
 */
const controllers: readonly Controller[] = [
  {
    id: 'argocd',
    command: /\bargocd\s+app\s+(?:sync|set|create|wait)\b/u,
    action: /^(?!.*\b(?:setup|install|diff|lint|validate|check|preview)\b)[\w.-]+\/[\w./-]*\bargo-?cd\b/iu,
    apiVersion: /^argoproj\.io\//u,
    kind: /^(?:Application|ApplicationSet|AppProject|ArgoCD)$/u,
    // https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
    permits: /^AppProject$/u,
    ownModule: /^github\.com\/(?:argoproj|argoproj-labs)\//u,
    chart: 'argocd-apps',
  },
  {
    id: 'flux',
    command: /\bflux\s+(?:reconcile|bootstrap|push\s+artifact)\b/u,
    action:
      /^(?!.*\b(?:setup|install|diff|lint|validate|check|preview)\b)[\w.-]+\/[\w./-]*\bflux(?:cd)?[-_](?:reconcile|deploy|sync|push)\b/iu,
    apiVersion: /^(?:\w+\.toolkit\.fluxcd\.io|helm\.fluxcd\.io|fluxcd\.controlplane\.io)\//u,
    kind: /^[A-Z]\w+$/u,
    ownModule: /^github\.com\/(?:fluxcd|controlplaneio-fluxcd)\//u,
    chart: 'flux2-sync',
  },
];

interface NamedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly evidence: Evidence;
}

/** Controllers that keep a cluster equal to a Git path, by their own objects. Definitions of such objects are none. */
export const gitopsDetector: Detector<Finding<GitopsId>> = {
  reads: (path) => maybeManifest(path) || maybeDeployLines(path) || path === 'go.mod' || isChart(path),
  detect: (files) => {
    const objects = files.paths.flatMap((path) => {
      const text = maybeManifest(path) ? files.text(path) : undefined;
      return text === undefined || !/argoproj\.io\/|fluxcd\.(?:io|controlplane\.io)\//u.test(text)
        ? []
        : objectsIn(files, path, text);
    });
    const module = /^module\s+(\S+)/mu.exec(files.text('go.mod') ?? '')?.[1] ?? '';
    return controllers.flatMap(({ id, apiVersion, kind, permits, ownModule, command, action, chart }) => {
      const own = objects.filter((object) => apiVersion.test(object.apiVersion) && kind.test(object.kind));
      const bringing = [
        ...files.loaded.filter(isChart).flatMap((file) => chartProof(files, file, chart)),
        ...commandProofs(files, { mention: /argo-?cd|flux/iu, run: command, uses: action })
          .filter(({ file }) => isPipeline(file) && !ownModule.test(`${module}/`))
          .map(({ role, evidence }): RoledEvidence => ({ role, evidence })),
      ];
      const proofs = own.map(({ kind: said, evidence }) => ({
        isPermit: permits?.test(said) === true,
        role: ownModule.test(`${module}/`) ? ('example' as const) : roleOf(evidence.file),
        evidence,
      }));
      const roles = new Set([...bringing, ...proofs.filter(({ isPermit }) => !isPermit)].map(({ role }) => role));
      return findingsByRole(id, [...proofs.filter(({ isPermit, role }) => !isPermit || roles.has(role)), ...bringing]);
    });
  },
};

function isChart(path: string): boolean {
  return baseName(path) === 'Chart.yaml';
}

/** https://helm.sh/docs/topics/charts/#chart-dependencies */
function chartProof(files: WorkspaceFiles, file: string, chart: string): readonly RoledEvidence[] {
  return (files.yaml(file) ?? []).flatMap((document) =>
    listAt(document.value, 'dependencies').flatMap((dependency, index): readonly RoledEvidence[] =>
      textAt(dependency, 'name') === chart
        ? [{ role: roleOf(file), evidence: evidenceAt(file, document.lineOf(['dependencies', index])) }]
        : [],
    ),
  );
}

function objectsIn(files: WorkspaceFiles, file: string, text: string): readonly NamedObject[] {
  if (isHelmTemplate(files, file)) return templatedObjects(file, text);
  return (files.yaml(file) ?? []).flatMap((document) => {
    const items = textAt(document.value, 'kind') === 'List' ? listAt(document.value, 'items') : undefined;
    const places: readonly ValuePath[] = items === undefined ? [[]] : items.map((_, index) => ['items', index]);
    return places.flatMap((place): readonly NamedObject[] => {
      const value = valueAt(document.value, ...place);
      const apiVersion = textAt(value, 'apiVersion');
      const kind = textAt(value, 'kind');
      if (apiVersion === undefined || kind === undefined) return [];
      return [{ apiVersion, kind, evidence: { file, line: document.lineOf([...place, 'kind']) ?? 1 } }];
    });
  });
}

/** The objects that a chart's template makes, as an app of apps does. It is no YAML before Helm has run. */
function templatedObjects(file: string, text: string): readonly NamedObject[] {
  const found: NamedObject[] = [];
  let apiVersion: string | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    if (line.startsWith('---')) apiVersion = undefined;
    apiVersion = /^apiVersion:\s*["']?([\w./-]+)/u.exec(line)?.[1] ?? apiVersion;
    const kind = /^kind:\s*["']?(\w+)/u.exec(line)?.[1];
    if (kind !== undefined && apiVersion !== undefined)
      found.push({ apiVersion, kind, evidence: { file, line: index + 1 } });
  }
  return found;
}

function isHelmTemplate(files: WorkspaceFiles, file: string): boolean {
  if (!/(?:^|\/)templates\//u.test(file)) return false;
  return ancestorsOf(folderOf(file)).some((folder) => files.has(inFolder(folder, 'Chart.yaml')));
}
