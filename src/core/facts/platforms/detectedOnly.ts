import { findingsByRole, type RoledEvidence } from '../detector';
import type { PlatformId } from '../schema';
import { kubernetesObjects, maybeManifest } from './kubernetes/manifests';
import type { Platform } from './platform';

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
