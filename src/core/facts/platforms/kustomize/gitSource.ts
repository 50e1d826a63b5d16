import { entriesAt, listAt, textAt, valueAt } from '../../looseValue';
import type { KubernetesObject } from '../kubernetes/manifests';

/** The repository and branch that a controller brings a folder out from. */
export interface GitSource {
  readonly url: string;
  readonly branch?: string;
}

const address = /^(?:https:\/\/|ssh:\/\/|git@)[\w.@:/~-]+$/u;
const branchName = /^[A-Za-z0-9][\w./-]*$/u;

/**
 * What Argo CD (`Application`, https://argo-cd.readthedocs.io/en/stable/user-guide/application-specification/) or Flux
 * (`Kustomization` and its `GitRepository`, https://fluxcd.io/flux/components/kustomize/kustomizations/) of this repository says
 * about a folder; undefined when nothing names it.
 */
export function gitSourceOf(folder: string, objects: readonly KubernetesObject[]): GitSource | undefined {
  const found = objects.filter(({ role }) => role === undefined).flatMap((object) => sourcesOf(object, objects));
  return found.find(({ path }) => path === folder)?.source;
}

interface Sourced {
  readonly path: string;
  readonly source: GitSource;
}

function sourcesOf(
  { kind, apiVersion, value }: KubernetesObject,
  objects: readonly KubernetesObject[],
): readonly Sourced[] {
  if (kind === 'Application' && apiVersion.startsWith('argoproj.io/')) {
    const sources = [valueAt(value, 'spec', 'source'), ...listAt(value, 'spec', 'sources')];
    return sources.flatMap((source) =>
      sourced(textAt(source, 'path'), textAt(source, 'repoURL'), textAt(source, 'targetRevision')),
    );
  }
  if (kind !== 'Kustomization' || !apiVersion.startsWith('kustomize.toolkit.fluxcd.io/')) return [];
  const reference = textAt(value, 'spec', 'sourceRef', 'name');
  const repository = objects.find((object) => object.kind === 'GitRepository' && object.name === reference)?.value;
  const ref = entriesAt(repository, 'spec', 'ref');
  const branch = ref.length === 1 ? textAt(repository, 'spec', 'ref', 'branch') : undefined;
  return sourced(textAt(value, 'spec', 'path'), textAt(repository, 'spec', 'url'), branch);
}

/** A revision that is no branch (`HEAD`, a tag, a commit) leaves the branch open. */
function sourced(path: string | undefined, url: string | undefined, revision: string | undefined): readonly Sourced[] {
  if (path === undefined || url === undefined || !address.test(url)) return [];
  const plain = path.replace(/^\.?\/+/u, '').replace(/\/+$/u, '');
  const isBranch =
    revision !== undefined &&
    branchName.test(revision) &&
    revision !== 'HEAD' &&
    !/^(?:v?\d|[0-9a-f]{7,40}$|refs\/tags)/u.test(revision);
  return [{ path: plain === '' ? '.' : plain, source: { url, ...(isBranch ? { branch: revision } : {}) } }];
}
