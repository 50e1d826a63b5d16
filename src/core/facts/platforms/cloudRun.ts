import { evidenceAt, findingsByRole, type RoledEvidence } from '../detector';
import type { WorkspaceFiles } from '../workspaceFiles';
import { isCloudRunDescription } from './cloudRun/knative';
import { configRole } from './configRole';
import { commandProofs } from './deployLines';
import { maybeManifest } from './kubernetes/manifests';
import type { Platform } from './platform';
import { terraformResources, isTerraform } from './terraform';

/** Google Cloud Run: a pipeline or script that deploys, a service description, or its Terraform resource. */
export const cloudRun: Platform = {
  id: 'cloud-run',
  reads: (path) => maybeManifest(path) || isTerraform(path),
  detect: (files) =>
    findingsByRole('cloud-run', [
      ...descriptions(files),
      ...commandProofs(files, /gcloud|deploy-cloudrun|\bbeta run\b/u, {
        run: /\bgcloud\s+(?:(?:beta|alpha)\s+)?(?:--?\S+\s+)*run\s+(?:deploy|services\s+(?:replace|update|update-traffic)|jobs\s+(?:deploy|update|create|replace)|worker-pools\s+deploy)\b/u,
        uses: /^google-github-actions\/deploy-cloudrun/u,
      }),
      ...terraformResources(files, /^google_cloud_run(?:_v2)?_(?:service|job|worker_pool)$/u),
    ]),
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
