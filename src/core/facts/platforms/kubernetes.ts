import * as z from 'zod/mini';
import { isCloudRunDescription } from './cloudRun/knative';
import type { RoledEvidence } from '../detector';
import { findingsByRole } from '../detector';
import type { PlatformFinding, PlatformTarget } from '../schema';
import { describeTargets, isWorkload } from './kubernetes/describe';
import { kubernetesObjects, maybeManifest } from './kubernetes/manifests';
import { speechOf } from './kubernetes/speech';
import { targetSchema, type KubernetesTarget } from './kubernetes/target';
import { voiceFor } from './kubernetes/voice';
import { unitName, type Platform, type SpeechRequest } from './platform';

/** Objects that prove a service runs on Kubernetes; the others only accompany them. */
const proving = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Service', 'Ingress']);
const accompanying = new Set([
  ...proving,
  'HorizontalPodAutoscaler',
  'PodDisruptionBudget',
  'ConfigMap',
  'ScaledObject',
]);

/** Kubernetes by plain manifests and kubectl. */
export const kubernetes: Platform = {
  id: 'kubernetes',
  reads: maybeManifest,
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
    return findingsByRole('kubernetes', proofs).flatMap((finding): readonly PlatformFinding[] => {
      const kinds = proofs.filter(({ role }) => role === finding.role).map(({ kind }) => kind);
      if (!kinds.some((kind) => proving.has(kind))) return [];
      if (finding.role !== undefined) return [finding];
      const own = counts.filter(({ role }) => role === undefined);
      return [{ ...finding, targets: describeTargets(own, files, units) }];
    });
  },
  speak: (finding, unit, request) => {
    const { target, candidates } = chooseTarget(finding.targets ?? [], unit, request);
    return speechOf(voiceFor(target, candidates, request));
  },
};

/** The target that the profile names, else the only one of the unit, else the unit's namesake, else one without a name. */
function chooseTarget(
  targets: readonly PlatformTarget[],
  unit: string,
  request: SpeechRequest,
): { readonly target: KubernetesTarget; readonly candidates: readonly string[] } {
  const told = request.profile.platform?.['workload'];
  const service = unitName(request, unit);
  const ofUnit = targets.filter((target) => target.unit === unit);
  const possible = ofUnit.length > 0 ? ofUnit : targets;
  const [only, ...more] = possible;
  const chosen =
    targets.find(({ name, id }) => name === told || id === told) ??
    (more.length === 0 ? only : possible.find(({ name }) => name === service));
  const parsed = chosen === undefined ? undefined : z.safeParse(targetSchema, chosen.details);
  if (parsed?.success === true) return { target: parsed.data, candidates: [] };
  return { target: undecided, candidates: possible.map(({ name }) => name) };
}

const undecided: KubernetesTarget = {
  workloads: [
    {
      kind: 'Deployment',
      podLabels: {},
      containers: [],
      deadlineSeconds: 600,
      hasReadinessProbe: false,
      strategy: 'RollingUpdate',
      claims: [],
      configMaps: [],
      readsSecrets: false,
      alsoIn: [],
    },
  ],
  services: [],
  configMaps: [],
};
