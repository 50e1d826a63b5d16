import * as z from 'zod/mini';
import type { RoledEvidence } from '../detector';
import { findingsByRole } from '../detector';
import { folderOf } from '../paths';
import type { PlatformFinding, PlatformTarget } from '../schema';
import type { WorkspaceFiles } from '../workspaceFiles';
import { isCloudRunDescription } from './cloudRun/knative';
import { deployerAround, deployersOf } from './deployers';
import { chooseWorkload } from './kubernetes/chooseWorkload';
import { describeTargets, isWorkload } from './kubernetes/describe';
import { kubernetesObjects, maybeManifest } from './kubernetes/manifests';
import { naisApplications } from './kubernetes/naisApplications';
import { isTemplatedManifest, pipelineApplies, pipelineRollouts, templatedWorkloads } from './kubernetes/otherProofs';
import { pipelineWorkloads } from './kubernetes/pipelineWorkloads';
import { speechOf } from './kubernetes/speech';
import { voiceFor } from './kubernetes/voice';
import { writingLine } from './kubernetes/writingLine';
import { targetSchema } from './kubernetes/target';
import type { Platform } from './platform';
import { unreadableWorkloads } from './kubernetes/unreadable';

/** Objects that prove a service runs on Kubernetes; the others only accompany them. */
const proving = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Service', 'Ingress']);
const accompanying = new Set([
  ...proving,
  'HorizontalPodAutoscaler',
  'PodDisruptionBudget',
  'ConfigMap',
  'ScaledObject',
]);

/** With the object of a controller that brings out the folder of its manifest. */
function withDeployer(target: PlatformTarget, files: WorkspaceFiles): PlatformTarget {
  const details = z.parse(targetSchema, target.details);
  const [first] = details.workloads;
  const deployer = first?.file === undefined ? undefined : deployerAround(folderOf(first.file), deployersOf(files));
  if (deployer === undefined) return target;
  const { into, object, source } = deployer;
  const workloads = details.workloads.map((workload) =>
    workload.namespace === undefined && into !== undefined ? { ...workload, namespace: into } : workload,
  );
  const from = source === undefined ? {} : { source };
  const writtenAt = first?.file === undefined ? undefined : writingLine([first.file], files);
  const written = writtenAt === undefined ? {} : { writtenAt };
  return { ...target, details: { ...details, workloads, deployer: object, ...from, ...written } };
}

/** Kubernetes by plain manifests and kubectl. */
export const kubernetes: Platform = {
  id: 'kubernetes',
  reads: (path) => maybeManifest(path) || isTemplatedManifest(path),
  detect: (files, units) => {
    const objects = kubernetesObjects(files);
    const workloads = new Set(objects.filter(isWorkload));
    const counts = objects.filter(
      (object) =>
        workloads.has(object) ||
        (accompanying.has(object.kind) &&
          !isCloudRunDescription(object.value) &&
          !['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob'].includes(object.kind)),
    );
    const proofs = counts.map(({ role, file, line, kind }): RoledEvidence & { readonly kind: string } => ({
      role,
      evidence: { file, line },
      kind,
    }));
    const unreadable = unreadableWorkloads(files);
    const rollouts = pipelineRollouts(files);
    const others = [
      ...templatedWorkloads(files),
      ...unreadable.flatMap(({ evidence }) => evidence.map((place) => ({ role: undefined, evidence: place }))),
      ...rollouts,
    ];
    const found = findingsByRole('kubernetes', proofs).flatMap((finding): readonly PlatformFinding[] => {
      const kinds = proofs.filter(({ role }) => role === finding.role).map(({ kind }) => kind);
      if (!kinds.some((kind) => proving.has(kind))) return [];
      if (finding.role !== undefined) return [finding];
      const own = counts.filter(({ role }) => role === undefined);
      const readable = describeTargets(own, files, units).map((target) => withDeployer(target, files));
      const more = unreadable.filter(({ name }) => readable.every((known) => known.name !== name));
      const applied = pipelineApplies(
        files,
        finding.evidence.map(({ file }) => file),
      );
      return [{ ...finding, evidence: [...finding.evidence, ...applied], targets: [...readable, ...more] }];
    });
    const known = new Set(found.map(({ role }) => role));
    const shown = findingsByRole(
      'kubernetes',
      others.filter(({ role }) => !known.has(role)),
    );
    for (const { role } of shown) known.add(role);
    const operated = findingsByRole(
      'kubernetes',
      naisApplications(files).filter(({ role }) => !known.has(role)),
    ).map((finding): PlatformFinding => (finding.role === undefined ? { ...finding, targets: [] } : finding));
    const elsewhere = unreadable.length > 0 ? unreadable : pipelineWorkloads(rollouts);
    const named = shown.map((finding): PlatformFinding =>
      finding.role === undefined && elsewhere.length > 0 ? { ...finding, targets: elsewhere } : finding,
    );
    return [...named, ...found, ...operated];
  },
  speak: (finding, unit, request) => {
    const { target, candidates } = chooseWorkload(finding.targets ?? [], unit, request);
    return speechOf(voiceFor(target, candidates, request));
  },
};
