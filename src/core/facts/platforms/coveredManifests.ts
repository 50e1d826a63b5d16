import * as z from 'zod/mini';
import { isDeployed, type PlatformFinding, type PlatformTarget } from '../schema';
import type { WorkspaceFiles } from '../workspaceFiles';
import { commandProofs, isPipeline } from './deployLines';
import { isWorkload, readContainers } from './kubernetes/describe';
import { kubernetesObjects, type KubernetesObject } from './kubernetes/manifests';
import { targetSchema } from './kubernetes/target';
import { kustomizationsOf } from './kustomize/kustomization';
import { isOthersSoftware } from './othersSoftware';

/**
 * The findings without plain manifests whose every workload stands in a kustomization: Kustomize brings them out, under the
 * names and with the images that it gives, unless a pipeline applies them as they are.
 */
export function withoutCoveredManifests(
  findings: readonly PlatformFinding[],
  files: WorkspaceFiles,
): readonly PlatformFinding[] {
  const isOverlay = ({ id, targets = [] }: PlatformFinding): boolean => id === 'kustomize' && targets.length > 0;
  if (!findings.some((each) => isDeployed(each) && isOverlay(each))) return findings;
  const manifests = new Set(kustomizationsOf(files).flatMap((each) => each.manifests));
  const workloads = kubernetesObjects(files).filter((object) => object.role === undefined && isWorkload(object));
  const imagesOf = (object: KubernetesObject): readonly string[] => readContainers(object).map(({ image }) => image);
  const owners = new Set(
    workloads
      .filter(({ file }) => manifests.has(file))
      .flatMap(imagesOf)
      .map(ownerOf),
  );
  const isOwn = (image: string): boolean => !isOthersSoftware(image) && owners.has(ownerOf(image));
  const stands = workloads.some((object) => !manifests.has(object.file) && imagesOf(object).some(isOwn));
  if (stands) return findings;
  return findings.filter(
    (each) =>
      each.id !== 'kubernetes' ||
      !isDeployed(each) ||
      (each.targets ?? []).length === 0 ||
      each.targets?.some((target) => !isCovered(target, manifests)) === true ||
      isAppliedPlainly(each, files),
  );
}

/** The registry and the names before the last: what others make comes from elsewhere. */
function ownerOf(image: string): string {
  return image.slice(0, Math.max(0, image.lastIndexOf('/')));
}

function isCovered({ details }: PlatformTarget, manifests: ReadonlySet<string>): boolean {
  const parsed = z.safeParse(targetSchema, details);
  return parsed.success && parsed.data.workloads.every(({ file }) => file !== undefined && manifests.has(file));
}

/** https://kubernetes.io/docs/reference/kubectl/generated/kubectl_apply/ */
function isAppliedPlainly({ evidence }: PlatformFinding, files: WorkspaceFiles): boolean {
  const overlays = new Set(
    commandProofs(files, {
      mention: /kubectl/u,
      run: /\bkubectl\b[^|;&]*\sapply\b[^|;&]*\s(?:-k|--kustomize)(?=[\s=])/u,
    }).map((line) => `${line.file}:${String(line.evidence.line)}`),
  );
  return evidence.some(({ file, line }) => isPipeline(file) && !overlays.has(`${file}:${String(line)}`));
}
