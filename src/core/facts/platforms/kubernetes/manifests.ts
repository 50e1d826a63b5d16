import { listAt, textAt, textsAt, valueAt } from '../../looseValue';
import { baseName, folderOf, inFolder, isForeign, joinedPath } from '../../paths';
import { manifestRole } from '../configRole';
import type { Role } from '../../schema';
import { perWorkspace, type ParsedValue, type ValuePath, type WorkspaceFiles } from '../../workspaceFiles';

/** One Kubernetes object as a plain manifest declares it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly file: string;
  readonly role: Role | undefined;
  /** Of `kind:`. */
  readonly line: number;
  readonly value: unknown;
  readonly lineOf: (path: ValuePath) => number | undefined;
}

/** At the top, or as an item of a `List`; deeper ones are other people's schemas. */
const kinds =
  /^(?:- | {2}|)["']?kind["']?:\s*["']?(?:Deployment|StatefulSet|DaemonSet|CronJob|Service|HorizontalPodAutoscaler|ScaledObject|PodDisruptionBudget|ConfigMap|Ingress|HTTPRoute|VirtualService|Application|ApplicationSet|HelmRelease|Kustomization|GitRepository|ImageUpdateAutomation|Rollout|Canary)\b/mu;
/** What Helm puts between braces. Alert rules have braces too (`{{ $labels.pod }}`), and are no templates. */
const helm =
  /\{\{-?\s*(?:\/\*|\.(?:Values|Release|Chart|Files|Capabilities)\b|(?:include|if|range|end|else|with|define|template|block|tpl|toYaml|default|quote)\b)/u;
/** Names that the API server accepts; anything else never reaches a command. */
const dnsName = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/u;

/** Whether a path may hold a manifest. Loaded text is only parsed when it names a kind of interest. */
export function maybeManifest(path: string): boolean {
  if (!/\.ya?ml$/u.test(path) || isForeign(path)) return false;
  return !/^\.(?:github|circleci|gitlab)\/|(?:^|\/)(?:pnpm-lock\.yaml|mkdocs\.ya?ml)$/u.test(path);
}

/**
 * Every object in plain manifests: nothing of a Helm chart, templated or not, no Kustomize patches, no names that
 * Kubernetes would refuse.
 */
export const kubernetesObjects = perWorkspace((files): readonly KubernetesObject[] => {
  const patches = kustomizePatches(files);
  const objects = files.loaded.flatMap((file) => {
    if (!maybeManifest(file) || patches.has(file) || isOfChart(file, files)) return [];
    return objectsIn(files, file).filter((object) => !isOfFlux(object));
  });
  const local = new Set(objects.filter(isNeverPulled).map(({ file }) => folderOf(file)));
  return objects.map((object) =>
    object.role === undefined && local.has(folderOf(object.file)) ? { ...object, role: 'development' } : object,
  );
});

/** What `flux bootstrap` writes for the controllers themselves. https://fluxcd.io/flux/installation/bootstrap/ */
function isOfFlux({ labels, kind }: KubernetesObject): boolean {
  return labels['app.kubernetes.io/part-of'] === 'flux' && !/^(?:Kustomization|GitRepository|HelmRelease)$/u.test(kind);
}

/**
 * Whether a workload runs an image that its node must hold already: one that was built on the developer's own machine, as
 * for minikube or kind. https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy
 */
function isNeverPulled({ value }: KubernetesObject): boolean {
  return listAt(value, 'spec', 'template', 'spec', 'containers').some(
    (container) => textAt(container, 'imagePullPolicy') === 'Never',
  );
}

/** Whether Helm installs the file with the chart it lies in. https://helm.sh/docs/topics/charts/#the-chart-file-structure */
function isOfChart(file: string, files: WorkspaceFiles): boolean {
  // Beside its description nothing is installed: values, and what somebody tried.
  if (folderOf(file) !== '.' && files.has(inFolder(folderOf(file), 'Chart.yaml'))) return true;
  const chart = /^(?:(.*)\/)?(?:templates|crds)\//u.exec(file);
  return chart !== null && files.has(inFolder(chart[1] ?? '.', 'Chart.yaml'));
}

/** Whether Helm must make the text first. The message of an image automation's commits is a template of its own. */
function isTemplated(text: string): boolean {
  return text.split(/^---.*$/mu).some((part) => helm.test(part) && !/^kind:\s*ImageUpdateAutomation\b/mu.test(part));
}

/** The objects of one plain manifest. */
export function objectsIn(files: WorkspaceFiles, file: string): readonly KubernetesObject[] {
  const text = files.text(file);
  if (text === undefined || !kinds.test(text) || isTemplated(text)) return [];
  return (files.yaml(file) ?? []).flatMap((document) => objectsOf(file, document));
}

function objectsOf(file: string, document: ParsedValue): readonly KubernetesObject[] {
  const { value } = document;
  const items = textAt(value, 'kind') === 'List' ? listAt(value, 'items') : undefined;
  if (items === undefined) return objectAt(file, document, []);
  return items.flatMap((_, index) => objectAt(file, document, ['items', index]));
}

function objectAt(file: string, document: ParsedValue, place: ValuePath): readonly KubernetesObject[] {
  const value = valueAt(document.value, ...place);
  const apiVersion = textAt(value, 'apiVersion');
  const kind = textAt(value, 'kind');
  const name = textAt(value, 'metadata', 'name');
  if (apiVersion === undefined || kind === undefined || name === undefined || !dnsName.test(name)) return [];
  const namespace = textAt(value, 'metadata', 'namespace');
  return [
    {
      apiVersion,
      kind,
      name,
      namespace: namespace !== undefined && dnsName.test(namespace) ? namespace : undefined,
      labels: textsAt(value, 'metadata', 'labels'),
      file,
      role: manifestRole(file),
      line: document.lineOf([...place, 'kind']) ?? 1,
      value,
      lineOf: (path) => document.lineOf([...place, ...path]),
    },
  ];
}

/** Files that a Kustomization names as patches: fragments, not objects. */
function kustomizePatches(files: WorkspaceFiles): ReadonlySet<string> {
  const patches = new Set<string>();
  for (const path of files.loaded) {
    if (!isKustomization(path) || isForeign(path)) continue;
    const value = files.yaml(path)?.[0]?.value;
    const named = [
      ...listAt(value, 'patches').map((patch) => textAt(patch, 'path') ?? patch),
      ...listAt(value, 'patchesStrategicMerge'),
      ...listAt(value, 'patchesJson6902').map((patch) => textAt(patch, 'path')),
    ];
    for (const name of named) if (typeof name === 'string') patches.add(joinedPath(folderOf(path), name));
  }
  return patches;
}

export const kustomizationNames: readonly string[] = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Whether a path is Kustomize's own file. */
export function isKustomization(path: string): boolean {
  return kustomizationNames.includes(baseName(path));
}
