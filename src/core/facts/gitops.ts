import { findingsByRole, type Detector, type RoledEvidence } from './detector';
import { kubernetesObjects, maybeManifest } from './platforms/kubernetes/manifests';
import type { Finding, GitopsId } from './schema';

const controllers: readonly { readonly id: GitopsId; readonly kind: RegExp; readonly apiVersion: RegExp }[] = [
  { id: 'argocd', kind: /^(?:Application|ApplicationSet)$/u, apiVersion: /^argoproj\.io\// },
  {
    id: 'flux',
    kind: /^(?:HelmRelease|Kustomization)$/u,
    apiVersion: /^(?:helm|kustomize)\.toolkit\.fluxcd\.io\/|^helm\.fluxcd\.io\//u,
  },
];

/** Controllers that keep a cluster equal to a Git path, by their own objects. */
export const gitopsDetector: Detector<Finding<GitopsId>> = {
  reads: maybeManifest,
  detect: (files) => {
    const objects = kubernetesObjects(files);
    return controllers.flatMap(({ id, kind, apiVersion }) =>
      findingsByRole(
        id,
        objects
          .filter((object) => kind.test(object.kind) && apiVersion.test(object.apiVersion))
          .map(({ role, file, line }): RoledEvidence => ({ role, evidence: { file, line } })),
      ),
    );
  },
};
