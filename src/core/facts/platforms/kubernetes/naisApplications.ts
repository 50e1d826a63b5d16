import { evidenceAt, type RoledEvidence } from '../../detector';
import type { WorkspaceFiles } from '../../workspaceFiles';
import { configRole } from '../configRole';
import { maybeManifest } from './manifests';

/**
 * Applications and jobs that the NAIS operator turns into workloads (https://doc.nais.io/workloads/application/reference/application-spec/).
 * Its deploy action fills `{{ image }}` in, so that they are no YAML before it has run: read by their first lines. What deploys
 * them is the pipeline, so that there is nothing here to speak commands for.
 */
export function naisApplications(files: WorkspaceFiles): readonly RoledEvidence[] {
  return files.loaded.flatMap((file): readonly RoledEvidence[] => {
    const text = maybeManifest(file) ? files.text(file) : undefined;
    if (text === undefined || !/^apiVersion:\s*["']?nais\.io\//mu.test(text)) return [];
    const line = text.split('\n').findIndex((each) => /^kind:\s*["']?(?:Application|Naisjob)\b/u.test(each));
    return line < 0 ? [] : [{ role: configRole(file), evidence: evidenceAt(file, line + 1) }];
  });
}
