import type { RoledEvidence } from '../../detector';
import { ancestorsOf, folderOf, isForeign } from '../../paths';
import type { Evidence } from '../../schema';
import type { WorkspaceFiles } from '../../workspaceFiles';
import { manifestRole } from '../configRole';
import { commandProofs, isPipeline, type DeployLine } from '../deployLines';
import { isOfPipelines } from '../scriptsOfPipeline';

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
    return [{ role: manifestRole(untemplated(file)), evidence: { file, line: line + 1 } }];
  });
}

/** Pipelines that move workloads whose manifests live elsewhere. */
export function pipelineRollouts(files: WorkspaceFiles): readonly DeployLine[] {
  return commandProofs(files, {
    mention: /kubectl|k8s-deploy|krane/u,
    run: /\bkubectl\b[^|;&]*\s(?:set\s+image|rollout\s+restart)\b|\bkrane\s+deploy\b/u,
    uses: /^azure\/k8s-deploy@/iu,
  }).filter(({ file }) => isPipeline(file));
}

/** Lines of production's pipelines, and of scripts that they start, that apply one of the manifests, by its path or a folder of it. */
export function pipelineApplies(files: WorkspaceFiles, manifests: readonly string[]): readonly Evidence[] {
  const places = new Set(manifests.flatMap((path) => [path, ...ancestorsOf(folderOf(path))]));
  places.delete('.');
  return commandProofs(files, { mention: /kubectl/u, run: /\bkubectl\b[^|;&]*\sapply\b/u })
    .filter(({ file, role, text }) => {
      const names = text.split(/[\s=,"']+/u).map((word) => word.replace(/^\.\//u, '').replace(/\/$/u, ''));
      return role === undefined && isOfPipelines(files, file) && names.some((name) => places.has(name));
    })
    .map(({ evidence }) => evidence);
}
