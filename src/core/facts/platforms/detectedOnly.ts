import { findingsByRole, type RoledEvidence } from '../detector';
import { isForeign, roleOf } from '../paths';
import type { PlatformId } from '../schema';
import { isKustomization, kubernetesObjects, maybeManifest } from './kubernetes/manifests';
import type { Platform } from './platform';

/** A platform that is recognised by file names alone. */
function byPath(id: PlatformId, matches: (path: string) => boolean): Platform {
  return {
    id,
    reads: () => false,
    detect: (files) =>
      findingsByRole(
        id,
        files.paths
          .filter((path) => matches(path) && !isForeign(path))
          .map((file): RoledEvidence => ({ role: roleOf(file), evidence: { file } })),
      ),
  };
}

/** A platform that is recognised by an object in a Kubernetes manifest. */
function byObject(id: PlatformId, group: string, kind: string): Platform {
  return {
    id,
    reads: maybeManifest,
    detect: (files) =>
      findingsByRole(
        id,
        kubernetesObjects(files)
          .filter((object) => object.kind === kind && object.apiVersion.startsWith(`${group}/`))
          .map(({ role, file, line }): RoledEvidence => ({ role, evidence: { file, line } })),
      ),
  };
}

export const flagger = byObject('flagger', 'flagger.app', 'Canary');
export const kustomize = byPath('kustomize', isKustomization);
