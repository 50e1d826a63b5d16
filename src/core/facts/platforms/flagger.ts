import { findingsByRole, type RoledEvidence } from '../detector';
import { chosenTarget } from './chosenTarget';
import { canarySchema, canaryTarget } from './flagger/describe';
import { flaggerSpeech } from './flagger/speech';
import { kubernetesObjects, maybeManifest } from './kubernetes/manifests';
import { unitName, type Platform } from './platform';
import { withTargets } from './withTargets';

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
    const own = canaries.filter(({ role }) => role === undefined);
    return withTargets(findingsByRole('flagger', proofs), () =>
      own.flatMap((object) => canaryTarget(object, objects, units) ?? []),
    );
  },
  speak: (finding, unit, request) => {
    const told = request.profile.platform?.['canary'] ?? unitName(request, unit);
    const { details, candidates } = chosenTarget(finding, unit, told, canarySchema);
    return flaggerSpeech(details, candidates, request);
  },
};
