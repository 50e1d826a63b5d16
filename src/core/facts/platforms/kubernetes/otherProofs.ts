import type { RoledEvidence } from '../../detector';
import { isForeign, roleOf } from '../../paths';
import type { WorkspaceFiles } from '../../workspaceFiles';
import { commandProofs, isPipeline } from '../deployLines';

const template =
  /\.ya?ml\.(?:erb|j2|jinja2?|tpl|tmpl|tftpl|gotmpl|envsubst|template)$|(?<=(?:^|\/)(?:k8s|kube|kubernetes)\/(?:[\w.-]+\/){0,3}[\w-]+)\.(?:erb|j2|tpl|tmpl|template)$/u;

/** Whether a path may hold a manifest that a renderer other than Helm fills in, as krane, Ansible or envsubst do. */
export function isTemplatedManifest(path: string): boolean {
  return template.test(path) && !isForeign(path);
}

/** The path of the manifest that such a template becomes. */
export function untemplated(path: string): string {
  return path.replace(template, '.yaml');
}

/** Workloads in such templates. They are no YAML before they are rendered: read by their first lines. */
export function templatedWorkloads(files: WorkspaceFiles): readonly RoledEvidence[] {
  return files.loaded.flatMap((file): readonly RoledEvidence[] => {
    const text = isTemplatedManifest(file) ? files.text(file) : undefined;
    if (text === undefined || !/^apiVersion:\s*["']?[a-z]/mu.test(text)) return [];
    const line = text
      .split('\n')
      .findIndex((each) => /^kind:\s*["']?(?:Deployment|StatefulSet|DaemonSet|CronJob)\b/u.test(each));
    if (line < 0) return [];
    return [{ role: roleOf(untemplated(file)), evidence: { file, line: line + 1 } }];
  });
}

/** Pipelines that move workloads whose manifests live elsewhere. */
export function pipelineRollouts(files: WorkspaceFiles): readonly RoledEvidence[] {
  return commandProofs(files, {
    mention: /kubectl|k8s-deploy|krane/u,
    run: /\bkubectl\b[^|;&]*\s(?:set\s+image|rollout\s+restart)\b|\bkrane\s+deploy\b/u,
    uses: /^azure\/k8s-deploy@/iu,
  }).filter(({ file }) => isPipeline(file));
}
