import { findingsByRole, type RoledEvidence } from '../detector';
import { rolloutSchema, rolloutTarget } from './argoRollouts/describe';
import { rolloutSpeech } from './argoRollouts/speech';
import { chosenTarget } from './chosenTarget';
import { isChartFile } from './helm/charts';
import { kubernetesObjects, maybeManifest } from './kubernetes/manifests';
import { unitName, type Platform } from './platform';
import { templateObjects } from './templateObjects';
import { withTargets } from './withTargets';

/** Argo Rollouts: a Rollout in a manifest, or in the templates of a chart, which Helm then brings out. */
export const argoRollouts: Platform = {
  id: 'argo-rollouts',
  reads: (path) => maybeManifest(path) || isChartFile(path),
  detect: (files, units) => {
    const objects = kubernetesObjects(files);
    const rollouts = objects.filter(
      ({ kind, apiVersion }) => kind === 'Rollout' && apiVersion.startsWith('argoproj.io/'),
    );
    const proofs: readonly RoledEvidence[] = [
      ...rollouts.map(({ role, file, line }) => ({ role, evidence: { file, line } })),
      ...templateObjects(files, 'argoproj.io', 'Rollout'),
    ];
    const own = rollouts.filter(({ role }) => role === undefined);
    return withTargets(findingsByRole('argo-rollouts', proofs), () =>
      own.map((object) => rolloutTarget(object, objects, units)),
    );
  },
  speak: (finding, unit, request) => {
    const told = request.profile.platform?.['rollout'];
    const { details, candidates } = chosenTarget(finding, unit, told ?? unitName(request, unit), rolloutSchema);
    return rolloutSpeech(details, candidates, request);
  },
};
