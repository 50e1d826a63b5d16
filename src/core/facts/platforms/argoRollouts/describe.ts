import * as z from 'zod/mini';
import type { DeepReadonly } from '../../../deepReadonly';
import { entriesAt, listAt, numberAt, textAt, valueAt } from '../../looseValue';
import type { PlatformTarget, Unit } from '../../schema';
import { tellingName } from '../../units';
import { imageName } from '../kubernetes/image';
import type { KubernetesObject } from '../kubernetes/manifests';
import { unitOf } from '../unitOf';

const stepSchema = z.object({
  kind: z.enum(['weight', 'pause', 'other']),
  weight: z.optional(z.number()),
  /** Of a pause that ends by itself, in seconds. */
  seconds: z.optional(z.number()),
  /** What a step of another kind is called. */
  name: z.optional(z.string()),
});

export const rolloutSchema = z.object({
  name: z.string(),
  namespace: z.optional(z.string()),
  file: z.string(),
  line: z.number(),
  /** The Deployment whose template the Rollout uses, instead of its own. */
  workloadRef: z.optional(z.string()),
  containers: z.array(z.object({ name: z.string(), image: z.string() })),
  replicas: z.optional(z.number()),
  strategy: z.enum(['canary', 'blueGreen']),
  steps: z.array(stepSchema),
  /** blueGreen goes on by itself when the preview is ready. */
  autoPromotion: z.boolean(),
  activeService: z.optional(z.string()),
  /** The proxy that divides requests; without one pods are divided. */
  router: z.optional(z.string()),
  analyses: z.array(z.string()),
});

export type RolloutTarget = DeepReadonly<z.infer<typeof rolloutSchema>>;
export type RolloutStep = RolloutTarget['steps'][number];

const name = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/u;

/** A target of a Rollout manifest; https://argoproj.github.io/argo-rollouts/features/specification/. */
export function rolloutTarget(
  object: KubernetesObject,
  objects: readonly KubernetesObject[],
  units: readonly Unit[],
): PlatformTarget {
  const { value, file, line, namespace } = object;
  const reference = textAt(value, 'spec', 'workloadRef', 'name');
  const template =
    reference === undefined
      ? value
      : objects.find(({ kind, name: other }) => kind === 'Deployment' && other === reference)?.value;
  const blueGreen = valueAt(value, 'spec', 'strategy', 'blueGreen');
  const canary = ['spec', 'strategy', 'canary'] as const;
  const [router] = entriesAt(value, ...canary, 'trafficRouting').map(([key]) => key);
  const replicas = numberAt(value, 'spec', 'replicas');
  const activeService = textAt(blueGreen, 'activeService');
  const containers = listAt(template, 'spec', 'template', 'spec', 'containers').flatMap((container) => {
    const named = textAt(container, 'name');
    const image = textAt(container, 'image');
    return named === undefined || image === undefined || !/^[a-z0-9-]+$/u.test(named) ? [] : [{ name: named, image }];
  });
  const templates = [
    ...listAt(value, ...canary, 'analysis', 'templates'),
    ...listAt(value, ...canary, 'steps').flatMap((step) => listAt(step, 'analysis', 'templates')),
    ...listAt(blueGreen, 'prePromotionAnalysis', 'templates'),
    ...listAt(blueGreen, 'postPromotionAnalysis', 'templates'),
  ];
  const details: RolloutTarget = {
    name: object.name,
    ...(namespace === undefined ? {} : { namespace }),
    file,
    line,
    ...(reference === undefined || !name.test(reference) ? {} : { workloadRef: reference }),
    containers,
    ...(replicas === undefined ? {} : { replicas }),
    strategy: blueGreen === undefined ? 'canary' : 'blueGreen',
    steps: listAt(value, ...canary, 'steps').map(stepOf),
    autoPromotion: valueAt(blueGreen, 'autoPromotionEnabled') !== false,
    ...(activeService === undefined ? {} : { activeService }),
    ...(router === undefined ? {} : { router }),
    analyses: [...new Set(templates.flatMap((each) => textAt(each, 'templateName') ?? []))],
  };
  const named = units.find(
    (unit) =>
      unit.name === object.name ||
      (unit.folder !== '.' &&
        [object.name, ...containers.map(({ image }) => imageName(image))].includes(tellingName(unit.folder))),
  );
  return {
    id: `rollout/${object.name}`,
    name: object.name,
    unit: named?.id ?? unitOf(file, units),
    evidence: [{ file, line }],
    details,
  };
}

function stepOf(step: unknown): RolloutStep {
  const weight = numberAt(step, 'setWeight');
  if (weight !== undefined) return { kind: 'weight', weight };
  const pause = valueAt(step, 'pause');
  if (pause !== undefined) {
    const duration = valueAt(pause, 'duration');
    const seconds = duration === undefined ? undefined : secondsOf(duration);
    return { kind: 'pause', ...(seconds === undefined ? {} : { seconds }) };
  }
  return { kind: 'other', name: entriesAt(step)[0]?.[0] ?? 'step' };
}

/** `30`, `30s`, `5m` or `1h` in seconds; zero for what is no duration, which still ends by itself. */
function secondsOf(duration: unknown): number {
  const text = typeof duration === 'number' ? String(duration) : duration;
  const [, count, unit = 's'] = /^(\d+)([smh]?)$/u.exec(typeof text === 'string' ? text : '') ?? [];
  return Number(count ?? 0) * (unit === 'h' ? 3600 : unit === 'm' ? 60 : 1);
}
