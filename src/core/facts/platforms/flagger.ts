import { findingsByRole, type RoledEvidence } from '../detector';
import type { PlatformFinding } from '../schema';
import { chosenTarget } from './chosenTarget';
import { canarySchema, canaryTarget } from './flagger/describe';
import { flaggerSpeech } from './flagger/speech';
import { kubernetesObjects, maybeManifest } from './kubernetes/manifests';
import { unitName, type Platform } from './platform';

/** Flagger: a Canary in a manifest. */
export const flagger: Platform = {
  id: 'flagger',
  reads: maybeManifest,
  detect: (files, units) => {
    const objects = kubernetesObjects(files);
    const canaries = objects.filter(
      ({ kind, apiVersion }) => kind === 'Canary' && apiVersion.startsWith('flagger.app/'),
    );
    const proofs = canaries.map(({ role, file, line }): RoledEvidence => ({ role, evidence: { file, line } }));
    return findingsByRole('flagger', proofs).map((finding): PlatformFinding => {
      if (finding.role !== undefined) return finding;
      const own = canaries.filter(({ role }) => role === undefined);
      return { ...finding, targets: own.flatMap((object) => canaryTarget(object, objects, units) ?? []) };
    });
  },
  speak: (finding, unit, request) => {
    const told = request.profile.platform?.['canary'] ?? unitName(request, unit);
    const { details, candidates } = chosenTarget(finding, unit, told, canarySchema);
    return flaggerSpeech(details, candidates, request);
  },
};
