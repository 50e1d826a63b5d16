import { entriesAt, listAt, numberAt, textAt, textsAt, valueAt } from '../../looseValue';
import { folderOf, inFolder, saysElsewhere, saysProduction } from '../../paths';
import type { Evidence, PlatformTarget, Unit } from '../../schema';
import type { WorkspaceFiles } from '../../workspaceFiles';
import { tellingName } from '../../units';
import { hasOwnProgram, isOthersSoftware } from '../othersSoftware';
import { imageName, isLibraryImage, isOfficialImage, readImage } from './image';
import { kustomizationNames, type KubernetesObject } from './manifests';
import { workloadKinds, type KubernetesTarget, type Workload, type WorkloadKind } from './target';

/** Kubernetes' default of `progressDeadlineSeconds` (API reference, DeploymentSpec), in seconds. */
const DEFAULT_DEADLINE_SECONDS = 600;

const labelKey = /^(?:[a-z0-9.-]+\/)?[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?$/u;
const labelValue = /^(?:[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)?$/u;
const containerName = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/u;

/** A workload that runs an image of its own, with the unit whose code that is. */
interface Candidate {
  readonly object: KubernetesObject;
  readonly workload: Workload;
  readonly unit: Unit | undefined;
  /** Equal for workloads that are released together: same image, same namespace, manifests in the same place. */
  readonly group: string;
}

/** True for a workload manifest; a fragment without containers or with another API of that name is none. */
export function isWorkload(object: KubernetesObject): boolean {
  if (!workloadKinds.some((kind) => kind === object.kind)) return false;
  if (!/^(?:apps|extensions|batch)\//u.test(object.apiVersion)) return false;
  return listAt(object.value, ...podPath(object.kind), 'spec', 'containers').some(
    (container) => textAt(container, 'image') !== undefined,
  );
}

/**
 * What can be deployed: workloads that run this repository's images, those with the same image together. When no image
 * can be tied to this repository every workload counts. Images of the Docker library (`redis`) and of other software
 * that services lean on count as others' work unless a unit has that name.
 */
export function describeTargets(
  objects: readonly KubernetesObject[],
  files: WorkspaceFiles,
  units: readonly Unit[],
): readonly PlatformTarget[] {
  const candidates = preferred(objects.filter(isWorkload)).map(({ object, others }) =>
    candidateOf(object, others, units),
  );
  const own = candidates.filter(({ unit }) => unit !== undefined);
  const notOthers = candidates.filter(({ workload }) =>
    workload.containers.some(({ image }) => !isLibraryImage(image) && !isOthersSoftware(image)),
  );
  const builtHere = candidates.filter(({ workload }) =>
    workload.containers.some(({ image }) => !isOthersSoftware(image) && !isOfficialImage(image)),
  );
  // Where nothing is built, what others built is what the repository deploys.
  const others = hasOwnProgram(files) ? builtHere : candidates;
  const kept = own.length > 0 ? own : notOthers.length > 0 ? notOthers : others;
  const groups = new Map<string, Candidate[]>();
  for (const candidate of kept) groups.set(candidate.group, [...(groups.get(candidate.group) ?? []), candidate]);
  return [...groups.values()].flatMap((group) => targetOf(group, objects, files));
}

/** One object per kind and name: production before others, a full image before a bare one, then the shortest path. */
function preferred(
  objects: readonly KubernetesObject[],
): readonly { readonly object: KubernetesObject; readonly others: readonly string[] }[] {
  const byName = new Map<string, KubernetesObject[]>();
  for (const object of objects) {
    const key = `${object.kind}/${object.name}`;
    byName.set(key, [...(byName.get(key) ?? []), object]);
  }
  // A cluster called `live` has folders for every environment.
  const rank = (object: KubernetesObject): number =>
    (saysElsewhere(object.file) ? 8 : 0) +
    (saysProduction(object.file) ? 0 : 4) +
    (readContainers(object).some(({ image }) => /[/]/u.test(image)) ? 0 : 2);
  return [...byName.values()].flatMap((same) => {
    const [object, ...others] = [...same].sort((a, b) => rank(a) - rank(b) || a.file.length - b.file.length);
    return object === undefined ? [] : [{ object, others: others.map(({ file }) => file) }];
  });
}

function candidateOf(object: KubernetesObject, others: readonly string[], units: readonly Unit[]): Candidate {
  const containers = readContainers(object);
  const names = new Map(units.map((unit) => [unit.name.toLowerCase(), unit]));
  for (const unit of units) if (unit.folder !== '.') names.set(tellingName(unit.folder).toLowerCase(), unit);
  const unitOf = (image: string): Unit | undefined => {
    const called = imageName(image).toLowerCase();
    return names.get(called) ?? (isLibraryImage(image) ? undefined : unitAtEnd(called, units));
  };
  const byImage = containers.find(({ image }) => unitOf(image) !== undefined);
  const byName = containers.find(({ name, image }) => name === object.name && !isLibraryImage(image));
  const main = byImage ?? (containers.length === 1 ? containers[0] : byName);
  const within = units
    .filter(({ folder }) => folder !== '.' && object.file.startsWith(`${folder}/`))
    .sort((a, b) => b.folder.length - a.folder.length);
  // A workload may bear its unit's name while the image has a longer one; a library image is never the unit's.
  const bare = object.name.replace(/-(?:deployment|deploy|statefulset|sts)$/u, '');
  const namesake =
    main === undefined || isLibraryImage(main.image) ? undefined : (names.get(object.name) ?? names.get(bare));
  const unit = byImage === undefined ? (namesake ?? within[0]) : unitOf(byImage.image);
  const repository = main === undefined ? undefined : readImage(main.image).repository;
  return {
    object,
    workload: workloadOf(object, containers, main?.name, others),
    unit,
    group: [repository ?? object.name, object.namespace ?? '', object.file.split('/')[0] ?? ''].join(' '),
  };
}

/** The unit whose folder's name the image ends with, after that of the whole: `shop-api` is the image of `api`. */
function unitAtEnd(image: string, units: readonly Unit[]): Unit | undefined {
  const [longest] = units
    .filter(({ folder }) => folder !== '.' && image.endsWith(`-${tellingName(folder).toLowerCase()}`))
    .sort((a, b) => tellingName(b.folder).length - tellingName(a.folder).length);
  return longest;
}

function workloadOf(
  object: KubernetesObject,
  containers: Workload['containers'],
  container: string | undefined,
  others: readonly string[],
): Workload {
  const { value, kind } = object;
  const pod = podPath(kind);
  const replicas = numberAt(value, 'spec', 'replicas');
  const replicasLine = object.lineOf(['spec', 'replicas']);
  const volumes = listAt(value, ...pod, 'spec', 'volumes');
  const matchLabels = entriesAt(textsAt(value, 'spec', 'selector', 'matchLabels')).flatMap(([key, label]) =>
    typeof label === 'string' && labelKey.test(key) && labelValue.test(label) ? [[key, label] as const] : [],
  );
  const byExpressions = listAt(value, 'spec', 'selector', 'matchExpressions').length > 0;
  const sources = listAt(value, ...pod, 'spec', 'containers').flatMap((each) => [
    ...listAt(each, 'envFrom'),
    ...listAt(each, 'env').map((variable) => valueAt(variable, 'valueFrom')),
  ]);
  const main = listAt(value, ...pod, 'spec', 'containers').find((each) => textAt(each, 'name') === container);
  const configMaps = [
    ...sources.map((source) => textAt(source, 'configMapRef', 'name') ?? textAt(source, 'configMapKeyRef', 'name')),
    ...volumes.map((volume) => textAt(volume, 'configMap', 'name')),
  ];
  return {
    kind: workloadKind(kind),
    name: object.name,
    ...(object.namespace === undefined ? {} : { namespace: object.namespace }),
    file: object.file,
    line: object.line,
    ...(replicas === undefined ? {} : { replicas }),
    ...(replicas === undefined || replicasLine === undefined ? {} : { replicasLine }),
    ...(byExpressions || matchLabels.length === 0 ? {} : { selector: Object.fromEntries(matchLabels) }),
    podLabels: textsAt(value, ...pod, 'metadata', 'labels'),
    containers,
    ...(container === undefined ? {} : { container }),
    deadlineSeconds: numberAt(value, 'spec', 'progressDeadlineSeconds') ?? DEFAULT_DEADLINE_SECONDS,
    hasReadinessProbe: valueAt(main, 'readinessProbe') !== undefined,
    strategy:
      textAt(value, 'spec', 'strategy', 'type') ?? textAt(value, 'spec', 'updateStrategy', 'type') ?? 'RollingUpdate',
    claims: volumes.flatMap((volume) => textAt(volume, 'persistentVolumeClaim', 'claimName') ?? []),
    configMaps: [...new Set(configMaps.filter((name) => name !== undefined))],
    readsSecrets:
      sources.some(
        (source) => valueAt(source, 'secretRef') !== undefined || valueAt(source, 'secretKeyRef') !== undefined,
      ) || volumes.some((volume) => valueAt(volume, 'secret') !== undefined),
    alsoIn: others,
  };
}

function targetOf(
  group: readonly Candidate[],
  objects: readonly KubernetesObject[],
  files: WorkspaceFiles,
): readonly PlatformTarget[] {
  const ranked = [...group].sort((a, b) => rankOf(a, objects) - rankOf(b, objects));
  const [first] = ranked;
  if (first === undefined) return [];
  const { workload } = first;
  const workloads = ranked.map((candidate) => candidate.workload);
  const services = servicesOf(workload, objects);
  const autoscaler = autoscalerOf(workload, objects);
  const budget = objects.find(
    (object) =>
      object.kind === 'PodDisruptionBudget' &&
      selects(textsAt(object.value, 'spec', 'selector', 'matchLabels'), workload.podLabels),
  );
  const read = new Set(workloads.flatMap(({ configMaps }) => configMaps));
  const configMaps = objects
    .filter(({ kind, name }) => kind === 'ConfigMap' && read.has(name))
    .map(({ name, file, line }) => ({
      name,
      file,
      line,
      alone: objects.every((object) => object.file !== file || object.kind === 'ConfigMap'),
    }));
  const kustomization = kustomizationNames.map((name) => inFolder(folderOf(first.object.file), name)).find(files.has);
  const details: KubernetesTarget = {
    workloads,
    services,
    ...(autoscaler === undefined ? {} : { autoscaler }),
    ...(budget === undefined ? {} : { disruptionBudget: { name: budget.name, file: budget.file, line: budget.line } }),
    configMaps,
    ...(kustomization === undefined ? {} : { kustomization }),
  };
  const evidence: readonly Evidence[] = [
    ...workloads.flatMap(({ file, line }) => (file === undefined || line === undefined ? [] : [{ file, line }])),
    ...services.map(({ file, line }) => ({ file, line })),
  ];
  const { kind, name } = first.object;
  return [{ id: `${kind.toLowerCase()}/${name}`, name, unit: first.unit?.id ?? '.', evidence, details }];
}

/** Deployments before others, those behind a Service before workers, the image's namesake before the rest. */
function rankOf({ workload }: Candidate, objects: readonly KubernetesObject[]): number {
  const namesake = workload.containers.some(({ image }) => imageName(image) === workload.name);
  return (
    workloadKinds.indexOf(workload.kind) * 4 + (servicesOf(workload, objects).length > 0 ? 0 : 2) + (namesake ? 0 : 1)
  );
}

function servicesOf(workload: Workload, objects: readonly KubernetesObject[]): KubernetesTarget['services'] {
  const sameNamespace = (object: KubernetesObject): boolean =>
    object.namespace === undefined || workload.namespace === undefined || object.namespace === workload.namespace;
  const seen = new Set<string>();
  return objects.flatMap((object) => {
    if (object.kind !== 'Service' || object.apiVersion !== 'v1' || !sameNamespace(object)) return [];
    const selector = textsAt(object.value, 'spec', 'selector');
    if (!selects(selector, workload.podLabels) || seen.has(object.name)) return [];
    seen.add(object.name);
    const route = objects.find((other) => sameNamespace(other) && routesTo(other, object.name));
    const ports = listAt(object.value, 'spec', 'ports');
    return [
      {
        name: object.name,
        file: object.file,
        line: object.line,
        selector,
        affinity: textAt(object.value, 'spec', 'sessionAffinity') ?? 'None',
        http: route !== undefined || ports.some(isHttpPort),
        ...(route === undefined ? {} : { routedBy: { file: route.file, line: route.line } }),
      },
    ];
  });
}

function autoscalerOf(
  workload: Workload,
  objects: readonly KubernetesObject[],
): NonNullable<KubernetesTarget['autoscaler']> | undefined {
  const object = objects.find(
    ({ kind, value }) =>
      (kind === 'HorizontalPodAutoscaler' || kind === 'ScaledObject') &&
      (textAt(value, 'spec', 'scaleTargetRef', 'kind') ?? 'Deployment') === workload.kind &&
      textAt(value, 'spec', 'scaleTargetRef', 'name') === workload.name,
  );
  if (object === undefined) return undefined;
  const { kind, name, file, line, value } = object;
  const isKeda = kind === 'ScaledObject';
  const min = numberAt(value, 'spec', isKeda ? 'minReplicaCount' : 'minReplicas') ?? (isKeda ? 0 : 1);
  const max = numberAt(value, 'spec', isKeda ? 'maxReplicaCount' : 'maxReplicas');
  return { kind, name, file, line, min, ...(max === undefined ? {} : { max }) };
}

/** A selector selects pods that bear all its labels; an empty one is not taken to select anything here. */
export function selects(
  selector: Readonly<Record<string, string>>,
  podLabels: Readonly<Record<string, string>>,
): boolean {
  const wanted = Object.entries(selector);
  return wanted.length > 0 && wanted.every(([key, value]) => podLabels[key] === value);
}

function routesTo(object: KubernetesObject, service: string): boolean {
  if (!['Ingress', 'HTTPRoute', 'VirtualService'].includes(object.kind)) return false;
  return JSON.stringify(valueAt(object.value, 'spec') ?? null).includes(JSON.stringify(service));
}

function isHttpPort(port: unknown): boolean {
  const named = textAt(port, 'appProtocol') ?? textAt(port, 'name') ?? '';
  if (/grpc|tcp|redis|sql|amqp|mongo/iu.test(named)) return false;
  const number = numberAt(port, 'port');
  return /^(?:https?|web)(?:$|-)/iu.test(named) || number === 80 || number === 443 || number === 8080;
}

export function readContainers(object: KubernetesObject): Workload['containers'] {
  const pod = podPath(object.kind);
  return listAt(object.value, ...pod, 'spec', 'containers').flatMap((container, index) => {
    const name = textAt(container, 'name');
    const image = textAt(container, 'image');
    if (name === undefined || image === undefined || !containerName.test(name)) return [];
    const line = object.lineOf([...pod, 'spec', 'containers', index, 'image']) ?? object.line;
    return [{ name, image, line }];
  });
}

function podPath(kind: string): readonly string[] {
  return kind === 'CronJob' ? ['spec', 'jobTemplate', 'spec', 'template'] : ['spec', 'template'];
}

function workloadKind(kind: string): WorkloadKind {
  return workloadKinds.find((known) => known === kind) ?? 'Deployment';
}
