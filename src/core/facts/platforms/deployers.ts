import * as z from 'zod/mini';
import type { DeepReadonly } from '../../deepReadonly';
import { entriesAt, listAt, textAt, textsAt, valueAt } from '../looseValue';
import { isWithin, saysElsewhere, saysProduction } from '../paths';
import { kubernetesObjects, type KubernetesObject } from './kubernetes/manifests';
import { perWorkspace, type WorkspaceFiles } from '../workspaceFiles';

/** The object of a controller that brings a folder or a chart out, as far as a target keeps it. */
export const deployerSchema = z.object({
  controller: z.enum(['argocd', 'flux']),
  /** As kubectl names it, e.g. `applications.argoproj.io`. */
  resource: z.string(),
  name: z.string(),
  /** Where the object itself stands. */
  namespace: z.optional(z.string()),
  file: z.string(),
  line: z.number(),
  /** What sets images by itself, so that a commit with another image does not last. */
  automation: z.optional(
    z.object({
      name: z.optional(z.string()),
      namespace: z.optional(z.string()),
      file: z.string(),
      line: z.number(),
    }),
  ),
});

export type DeployerObject = DeepReadonly<z.infer<typeof deployerSchema>>;

/** The repository and branch that a controller brings a folder out from. */
export interface GitSource {
  readonly url: string;
  readonly branch?: string;
}

/** What one object of Argo CD or Flux brings out. */
export interface Deployer {
  readonly object: DeployerObject;
  /** The folder of the repository. */
  readonly path?: string;
  /** The chart's name in a repository of charts. */
  readonly chart?: string;
  readonly source?: GitSource;
  /** Flux's object for that repository. */
  readonly repository?: { readonly name: string; readonly namespace?: string };
  /** Argo CD applies new commits without being told. */
  readonly automated?: true;
  /** The namespace that objects without one get. */
  readonly into?: string;
  /** Name of the Helm release. */
  readonly release?: string;
  /** Values files, as written. */
  readonly values: readonly string[];
}

const address = /^(?:https:\/\/|ssh:\/\/|git@)[\w.@:/~-]+$/u;
const branchName = /^[A-Za-z0-9][\w./-]*$/u;
const dnsLabel = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/u;

/**
 * Everything that Argo CD (`Application`, https://argo-cd.readthedocs.io/en/stable/user-guide/application-specification/) or Flux
 * (`Kustomization` and its `GitRepository`, https://fluxcd.io/flux/components/kustomize/kustomizations/; `HelmRelease`,
 * https://fluxcd.io/flux/components/helm/helmreleases/) of this repository brings out, for production before others.
 */
export const deployersOf = perWorkspace((files): readonly Deployer[] => deployersAmong(kubernetesObjects(files)));

/** The object that brings a folder out, where exactly one names it; undefined when nothing or more than one does. */
export function deployerOf(folder: string, deployers: readonly Deployer[]): Deployer | undefined {
  return onlyReal(deployers.filter(({ path }) => path === folder));
}

/** The same for a folder that may lie in the one that is brought out. */
export function deployerAround(folder: string, deployers: readonly Deployer[]): Deployer | undefined {
  const around = deployers.filter(({ path }) => path !== undefined && path !== '.' && isWithin(`${folder}/_`, path));
  const nearest = Math.max(0, ...around.map(({ path = '' }) => path.length));
  return onlyReal(around.filter(({ path = '' }) => path.length === nearest));
}

/**
 * What writes images into the files of an overlay by itself: Flux's image automation, where a file bears its marker
 * (https://fluxcd.io/flux/components/image/imageupdateautomations/). Without its object in the repository it has no name.
 */
export function imageAutomation(
  paths: readonly string[],
  files: WorkspaceFiles,
  objects: readonly KubernetesObject[],
): DeployerObject['automation'] {
  const [marked] = paths.flatMap((file) => {
    const line = (files.text(file) ?? '').split('\n').findIndex((text) => /#\s*\{\s*"\$imagepolicy"\s*:/u.test(text));
    return line < 0 ? [] : [{ file, line: line + 1 }];
  });
  if (marked === undefined) return undefined;
  const writing = objects.filter(({ kind, role, value }) => {
    const path = folderNamed(textAt(value, 'spec', 'update', 'path')) ?? '.';
    return kind === 'ImageUpdateAutomation' && role === undefined && isWithin(marked.file, path);
  });
  const [only, ...more] = writing;
  return only === undefined || more.length > 0
    ? marked
    : {
        ...marked,
        name: only.name,
        ...(only.namespace === undefined ? {} : { namespace: only.namespace }),
      };
}

function onlyReal(found: readonly Deployer[]): Deployer | undefined {
  const said = ({ object }: Deployer): readonly string[] => [object.name, object.file];
  const production = found.filter((each) => said(each).some((text) => saysProduction(text)));
  const real = found.filter((each) => !said(each).some((text) => saysElsewhere(text)));
  const [only, ...more] = [production, real, found].find((some) => some.length > 0) ?? [];
  return more.length === 0 ? only : undefined;
}

export function deployersAmong(objects: readonly KubernetesObject[]): readonly Deployer[] {
  const counting = objects.filter(({ role }) => role === undefined);
  return counting.flatMap((object): readonly Deployer[] => {
    if (object.kind === 'Application' && object.apiVersion.startsWith('argoproj.io/')) return ofArgo(object);
    if (object.apiVersion.startsWith('kustomize.toolkit.fluxcd.io/')) return ofFlux(object, objects);
    if (object.kind === 'HelmRelease' && object.apiVersion.startsWith('helm.toolkit.fluxcd.io/'))
      return [ofHelmRelease(object)];
    return [];
  });
}

function ofArgo(object: KubernetesObject): readonly Deployer[] {
  const { value } = object;
  const into = named(textAt(value, 'spec', 'destination', 'namespace'));
  // https://argocd-image-updater.readthedocs.io/en/stable/basics/update/
  const updated = textsAt(value, 'metadata', 'annotations')['argocd-image-updater.argoproj.io/image-list'];
  const line = object.lineOf(['metadata', 'annotations', 'argocd-image-updater.argoproj.io/image-list']) ?? object.line;
  const automation = updated === undefined ? {} : { automation: { file: object.file, line } };
  return [valueAt(value, 'spec', 'source'), ...listAt(value, 'spec', 'sources')].flatMap((source) => {
    const path = folderNamed(textAt(source, 'path'));
    const chart = textAt(source, 'chart');
    if (path === undefined && chart === undefined) return [];
    const release = named(textAt(source, 'helm', 'releaseName')) ?? object.name;
    return [
      {
        object: { ...about(object, 'argocd', 'applications.argoproj.io'), ...automation },
        ...(path === undefined ? {} : { path }),
        ...(chart === undefined ? {} : { chart }),
        ...sourced(textAt(source, 'repoURL'), textAt(source, 'targetRevision')),
        ...(valueAt(value, 'spec', 'syncPolicy', 'automated') === undefined ? {} : { automated: true as const }),
        ...(into === undefined ? {} : { into }),
        release,
        values: listAt(source, 'helm', 'valueFiles').filter((each) => typeof each === 'string'),
      },
    ];
  });
}

function ofFlux(object: KubernetesObject, objects: readonly KubernetesObject[]): readonly Deployer[] {
  if (object.kind !== 'Kustomization') return [];
  const path = folderNamed(textAt(object.value, 'spec', 'path'));
  if (path === undefined) return [];
  const reference = textAt(object.value, 'spec', 'sourceRef', 'name');
  const repository = objects.find(({ kind, name }) => kind === 'GitRepository' && name === reference)?.value;
  const ref = entriesAt(repository, 'spec', 'ref');
  const branch = ref.length === 1 ? textAt(repository, 'spec', 'ref', 'branch') : undefined;
  const into = named(textAt(object.value, 'spec', 'targetNamespace'));
  const git = textAt(object.value, 'spec', 'sourceRef', 'kind') === 'GitRepository' ? named(reference) : undefined;
  const place = named(textAt(object.value, 'spec', 'sourceRef', 'namespace')) ?? object.namespace;
  return [
    {
      object: about(object, 'flux', 'kustomizations.kustomize.toolkit.fluxcd.io'),
      path,
      ...(git === undefined ? {} : { repository: { name: git, ...(place === undefined ? {} : { namespace: place }) } }),
      ...sourced(textAt(repository, 'spec', 'url'), branch),
      ...(into === undefined ? {} : { into }),
      values: [],
    },
  ];
}

function ofHelmRelease(object: KubernetesObject): Deployer {
  const { value } = object;
  const chart = textAt(value, 'spec', 'chart', 'spec', 'chart');
  const isFolder =
    textAt(value, 'spec', 'chart', 'spec', 'sourceRef', 'kind') === 'GitRepository' || chart?.startsWith('.') === true;
  const path = isFolder ? folderNamed(chart) : undefined;
  const target = named(textAt(value, 'spec', 'targetNamespace'));
  const into = target ?? object.namespace;
  // https://fluxcd.io/flux/components/helm/helmreleases/#release-name
  const release =
    named(textAt(value, 'spec', 'releaseName')) ?? (target === undefined ? '' : `${target}-`) + object.name;
  return {
    object: about(object, 'flux', 'helmreleases.helm.toolkit.fluxcd.io'),
    ...(path === undefined ? {} : { path }),
    ...(path !== undefined || chart === undefined ? {} : { chart }),
    ...(into === undefined ? {} : { into }),
    release,
    values: listAt(value, 'spec', 'chart', 'spec', 'valuesFiles').filter((each) => typeof each === 'string'),
  };
}

function about(
  { name, namespace, file, line }: KubernetesObject,
  controller: DeployerObject['controller'],
  resource: string,
): DeployerObject {
  return { controller, resource, name, ...(namespace === undefined ? {} : { namespace }), file, line };
}

/** A name that the API server accepts; what only holds its place is none. */
function named(text: string | undefined): string | undefined {
  return text !== undefined && dnsLabel.test(text) ? text : undefined;
}

function folderNamed(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  const plain = path.replace(/^\.?\/+/u, '').replace(/\/+$/u, '');
  return plain === '' ? '.' : plain;
}

/** A revision that is no branch (`HEAD`, a tag, a commit) leaves the branch open. */
function sourced(url: string | undefined, revision: string | undefined): { readonly source?: GitSource } {
  if (url === undefined || !address.test(url)) return {};
  const isBranch =
    revision !== undefined &&
    branchName.test(revision) &&
    revision !== 'HEAD' &&
    !/^(?:v?\d|[0-9a-f]{7,40}$|refs\/tags)/u.test(revision);
  return { source: { url, ...(isBranch ? { branch: revision } : {}) } };
}
