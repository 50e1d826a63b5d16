import { evidenceAt, findingsByRole, type RoledEvidence } from '../detector';
import type { WorkspaceFiles } from '../workspaceFiles';
import { chosenTarget } from './chosenTarget';
import { cloudRunTargetsOf } from './cloudDeploy';
import { cloudRunSchema, cloudRunTargets } from './cloudRun/describe';
import { cloudRunSpeech } from './cloudRun/speech';
import { isCloudRunDescription } from './cloudRun/knative';
import { configRole } from './configRole';
import { deployCommands } from './deployCommands';
import { commandProofs } from './deployLines';
import { maybeManifest } from './kubernetes/manifests';
import type { Platform } from './platform';
import { terraformResources, isTerraform } from './terraform';
import { withTargets } from './withTargets';

/** Google Cloud Run: a pipeline or script that deploys, a service description, or its Terraform resource. */
export const cloudRun: Platform = {
  id: 'cloud-run',
  reads: (path) => maybeManifest(path) || isTerraform(path),
  detect: (files, units) => {
    const lines = commandProofs(files, deployCommands.cloudRun);
    const proofs = [
      ...descriptions(files),
      ...cloudRunTargetsOf(files),
      ...lines,
      ...terraformResources(files, /^google_cloud_run(?:_v2)?_(?:service|job|worker_pool)$/u),
    ];
    return withTargets(findingsByRole('cloud-run', proofs), () => cloudRunTargets(files, units, lines), {});
  },
  speak: (finding, unit, request) => {
    const { details, candidates } = chosenTarget(finding, unit, request.profile.platform?.['service'], cloudRunSchema);
    return cloudRunSpeech(details ?? {}, candidates, finding, request);
  },
};

function descriptions(files: WorkspaceFiles): readonly RoledEvidence[] {
  return files.loaded.flatMap((file) => {
    if (!maybeManifest(file)) return [];
    if (!/serving\.knative\.dev|run\.googleapis\.com/u.test(files.text(file) ?? '')) return [];
    return (files.yaml(file) ?? [])
      .filter(({ value }) => isCloudRunDescription(value))
      .map(({ lineOf }): RoledEvidence => ({ role: configRole(file), evidence: evidenceAt(file, lineOf(['kind'])) }));
  });
}
