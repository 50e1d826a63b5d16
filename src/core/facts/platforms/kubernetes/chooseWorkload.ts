import * as z from 'zod/mini';
import type { PlatformTarget } from '../../schema';
import { unitName, type SpeechRequest } from '../platform';
import { imageName, readImage } from './image';
import { targetSchema, type KubernetesTarget, type Workload } from './target';

/**
 * The target that the profile names, else the only one of the unit, else the unit's namesake, else the only one that serves or that a
 * controller is told of, else one without a name.
 */
export function chooseWorkload(
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
    (more.length === 0
      ? only
      : (possible.find(({ name }) => name === service) ?? onlyServing(possible) ?? onlyBroughtOut(possible)));
  const parsed = chosen === undefined ? undefined : z.safeParse(targetSchema, chosen.details);
  if (parsed?.success === true) return { target: parsed.data, candidates: [] };
  const names = possible.map(({ name }) => name);
  return { target: broughtOutAlike(undecidedTarget([]), possible), candidates: names };
}

/** Where all of them stand, and what brings all of them out, is known before one is chosen. */
function broughtOutAlike(undecided: KubernetesTarget, targets: readonly PlatformTarget[]): KubernetesTarget {
  const known = targets.flatMap(({ details }) => {
    const parsed = z.safeParse(targetSchema, details);
    return parsed.success ? [parsed.data] : [];
  });
  const [first, ...others] = known;
  const agrees = (read: (target: KubernetesTarget) => unknown): boolean =>
    known.length === targets.length &&
    others.every((other) => JSON.stringify(read(other)) === JSON.stringify(first && read(first)));
  const namespace = first?.workloads[0]?.namespace;
  return {
    ...undecided,
    ...(namespace !== undefined && agrees(({ workloads }) => workloads[0]?.namespace)
      ? { workloads: undecided.workloads.map((workload) => ({ ...workload, namespace })) }
      : {}),
    ...(first?.deployer !== undefined && agrees(({ deployer }) => deployer) ? { deployer: first.deployer } : {}),
  };
}

/** The only one that an object of Argo CD or Flux names: what none does is there for something else. */
function onlyBroughtOut(targets: readonly PlatformTarget[]): PlatformTarget | undefined {
  const [only, ...more] = targets.filter(({ details }) => {
    const parsed = z.safeParse(targetSchema, details);
    return parsed.success && parsed.data.deployer !== undefined;
  });
  return more.length === 0 ? only : undefined;
}

/** The only one beside jobs by the clock, which bring nobody a new version. */
function onlyServing(targets: readonly PlatformTarget[]): PlatformTarget | undefined {
  const [only, ...more] = targets.filter(({ details }) => {
    const parsed = z.safeParse(targetSchema, details);
    return !parsed.success || parsed.data.workloads[0]?.kind !== 'CronJob';
  });
  return more.length === 0 ? only : undefined;
}

/**
 * What targets of one name agree on, where nobody has chosen between them: of which manifest it comes, and what that alone says,
 * stays open.
 */
export function agreedTarget(targets: readonly PlatformTarget[], names: readonly string[]): KubernetesTarget {
  const undecided = undecidedTarget(names);
  const firsts = targets.flatMap(({ details }) => {
    const parsed = z.safeParse(targetSchema, details);
    return parsed.success ? parsed.data.workloads.slice(0, 1) : [];
  });
  const [first, ...others] = firsts;
  if (first === undefined || names.length !== 1) return undecided;
  const agrees = (read: (workload: Workload) => unknown): boolean =>
    others.every((other) => JSON.stringify(read(other)) === JSON.stringify(read(first)));
  const { container } = first;
  return {
    ...undecided,
    workloads: undecided.workloads.map((workload) => ({
      ...workload,
      ...(agrees(({ kind }) => kind) ? { kind: first.kind } : {}),
      ...(agrees((each) => each.container) && container !== undefined ? { container } : {}),
      ...(agrees(({ containers }) => containers.map(({ name, image }) => [name, untagged(image)]))
        ? { containers: first.containers.map(({ name, image }) => ({ name, image: untagged(image), line: 1 })) }
        : {}),
    })),
  };
}

/** The name alone: which tag runs, each manifest says for itself. */
function untagged(image: string): string {
  return readImage(image).repository ?? imageName(image);
}

/** A Deployment of which nothing is known but its name, when there is only one to choose from. */
export function undecidedTarget(names: readonly string[]): KubernetesTarget {
  const [only, ...more] = names;
  return {
    workloads: [
      {
        kind: 'Deployment',
        ...(only === undefined || more.length > 0 ? {} : { name: only }),
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
}
