import * as z from 'zod/mini';
import type { DeepReadonly } from '../../../deepReadonly';
import { deployerSchema } from '../deployers';

export const workloadKinds = ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob'] as const;
export type WorkloadKind = (typeof workloadKinds)[number];

const labels = z.record(z.string(), z.string());
const place = { file: z.string(), line: z.number() };
const gitSource = z.object({ url: z.string(), branch: z.optional(z.string()) });

const workloadSchema = z.object({
  kind: z.enum(workloadKinds),
  /** Absent while several workloads could carry the release and nobody has chosen. */
  name: z.optional(z.string()),
  namespace: z.optional(z.string()),
  file: z.optional(z.string()),
  line: z.optional(z.number()),
  /** As the manifest sets it. */
  replicas: z.optional(z.number()),
  replicasLine: z.optional(z.number()),
  /** Labels that select its pods; absent when it selects by expressions. */
  selector: z.optional(labels),
  podLabels: labels,
  containers: z.array(z.object({ name: z.string(), image: z.string(), line: z.number() })),
  /** The container that runs this repository's code; absent when the manifest does not tell. */
  container: z.optional(z.string()),
  /** How long a rollout may stand still, in seconds. */
  deadlineSeconds: z.number(),
  hasReadinessProbe: z.boolean(),
  /** `RollingUpdate`, `Recreate` or `OnDelete`. */
  strategy: z.string(),
  /** Names of claims that its pods mount; a second copy of the workload would mount them too. */
  claims: z.array(z.string()),
  /** ConfigMaps that its pods read. */
  configMaps: z.array(z.string()),
  readsSecrets: z.boolean(),
  /** Other files that declare a workload of this kind and name, e.g. for another environment. */
  alsoIn: z.array(z.string()),
});

export const targetSchema = z.object({
  /** The one that takes traffic first; the others run the same image and follow it. Never empty. */
  workloads: z.array(workloadSchema).check(z.minLength(1)),
  /** Services that select the pods of the first workload. */
  services: z.array(
    z.object({
      name: z.string(),
      ...place,
      selector: labels,
      /** `ClientIP` or `None`. */
      affinity: z.string(),
      http: z.boolean(),
      /** The Ingress or route that sends traffic to it. */
      routedBy: z.optional(z.object(place)),
    }),
  ),
  autoscaler: z.optional(
    z.object({ kind: z.string(), name: z.string(), ...place, min: z.number(), max: z.optional(z.number()) }),
  ),
  disruptionBudget: z.optional(z.object({ name: z.string(), ...place })),
  /** ConfigMap manifests that the workloads read. */
  configMaps: z.array(
    z.object({
      name: z.string(),
      ...place,
      /** The file declares ConfigMaps only, so that it can be applied whole. */
      alone: z.boolean(),
    }),
  ),
  /** A kustomization that takes in the first workload's manifest: it may rename what it deploys. */
  kustomization: z.optional(z.string()),
  /** The object of a controller that brings the workloads out. */
  deployer: z.optional(deployerSchema),
  /** The repository and branch that it brings the first workload's manifest out from, as it stands there. */
  source: z.optional(gitSource),
  /** The line of a pipeline that writes an image into a file (`target`) that the workloads are brought out from. */
  writtenAt: z.optional(z.object({ file: z.string(), line: z.optional(z.number()), target: z.string() })),
  /** The kustomization that the workloads are brought out with. */
  overlay: z.optional(
    z.object({
      folder: z.string(),
      ...place,
      /** Every file that takes part in it. */
      files: z.array(z.string()),
      /** Whether it makes ConfigMaps whose names end in a hash of their contents. */
      generates: z.boolean(),
      /** Container of the first workload → name by which `images:` of a kustomization finds its image. */
      imageNames: z.record(z.string(), z.string()),
      /** The repository and branch that a controller brings this folder out from. */
      source: z.optional(gitSource),
    }),
  ),
});

export type Workload = DeepReadonly<z.infer<typeof workloadSchema>>;
export type KubernetesTarget = DeepReadonly<z.infer<typeof targetSchema>>;
