import type { RoledEvidence } from '../detector';
import { evidenceAt } from '../detector';
import { textAt, valueAt } from '../looseValue';
import { baseName, isForeign, saysElsewhere } from '../paths';
import type { WorkspaceFiles } from '../workspaceFiles';
import { configRole } from './configRole';
import type { OtherKind } from './otherPlatforms';

const declaring = /(?:^|\/)(?:cloud-?deploy|delivery-?pipeline)[\w.-]*\.ya?ml$/iu;

/**
 * Google Cloud Deploy, which renders by Skaffold and brings releases to its targets in turn:
 * https://cloud.google.com/deploy/docs/config-files, https://cloud.google.com/sdk/gcloud/reference/deploy/releases/create.
 */
export const googleCloudDeploy: OtherKind = {
  name: 'Google Cloud Deploy',
  file: declaring,
  read: (files, file) => {
    const pipelines = objectsIn(files, file, 'DeliveryPipeline');
    const [first] = pipelines;
    if (first === undefined) return undefined;
    return { line: first.line, names: pipelines.flatMap(({ value }) => textAt(value, 'metadata', 'name') ?? []) };
  },
  lines: {
    mention: /deploy releases|"?deploy"?[\s,-]+"?releases|create-cloud-deploy-release/u,
    run: /\bgcloud\s+(?:(?:beta|alpha)\s+)?deploy\s+releases\s+create\b/u,
    uses: /^google-github-actions\/create-cloud-deploy-release@/u,
    names: [/--delivery-pipeline[= ]["']?([A-Za-z][\w-]*)/u],
    inputs: ['delivery_pipeline'],
  },
  things: 'delivery pipelines',
};

/** Whether a path may describe delivery pipelines and their targets. */
export function isCloudDeploy(path: string): boolean {
  return declaring.test(path) && !isForeign(path);
}

/** Targets that are Cloud Run (https://cloud.google.com/deploy/docs/config-files#target-run). */
export function cloudRunTargetsOf(files: WorkspaceFiles): readonly RoledEvidence[] {
  return files.loaded.filter(isCloudDeploy).flatMap((file) =>
    objectsIn(files, file, 'Target').flatMap(({ value, lineOf }): readonly RoledEvidence[] => {
      if (valueAt(value, 'run') === undefined) return [];
      const isElsewhere = saysElsewhere(textAt(value, 'metadata', 'name') ?? '') || saysElsewhere(baseName(file));
      return [
        { role: configRole(file) ?? (isElsewhere ? 'development' : undefined), evidence: evidenceAt(file, lineOf()) },
      ];
    }),
  );
}

function objectsIn(
  files: WorkspaceFiles,
  file: string,
  kind: string,
): readonly {
  readonly value: unknown;
  readonly line: number | undefined;
  readonly lineOf: () => number | undefined;
}[] {
  return (files.yaml(file) ?? []).flatMap(({ value, lineOf }) =>
    textAt(value, 'kind') === kind && textAt(value, 'apiVersion')?.startsWith('deploy.cloud.google.com/') === true
      ? [{ value, line: lineOf(['kind']), lineOf: () => lineOf(['run']) }]
      : [],
  );
}
