import * as z from 'zod/mini';
import type { DeepReadonly } from '../../../deepReadonly';
import { listAt, numberAt, textAt, valueAt } from '../../looseValue';
import type { PlatformTarget, Unit } from '../../schema';
import type { KubernetesObject } from '../kubernetes/manifests';
import { unitOf } from '../unitOf';

export const canarySchema = z.object({
  name: z.string(),
  namespace: z.optional(z.string()),
  file: z.string(),
  line: z.number(),
  /** The Deployment whose template people change; Flagger runs its copy `-primary`. */
  workload: z.string(),
  workloadFile: z.optional(z.string()),
  containers: z.array(z.object({ name: z.string(), image: z.string() })),
  /** Between two steps of the analysis, in seconds. */
  intervalSeconds: z.number(),
  /** Failed checks that end the analysis. */
  threshold: z.number(),
  /** Shares that the analysis goes through, in percent; empty for blue-green and A/B tests. */
  weights: z.array(z.number()),
  /** Steps of an analysis without weights. */
  iterations: z.number(),
  skipsAnalysis: z.boolean(),
  /** Webhooks that hold the analysis until somebody opens them. */
  gates: z.array(z.string()),
});

export type FlaggerCanary = DeepReadonly<z.infer<typeof canarySchema>>;

const name = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/u;
const gates = ['confirm-rollout', 'confirm-traffic-increase', 'confirm-promotion'];

/** A target of a Canary of Flagger; https://docs.flagger.app/usage/how-it-works. Undefined when it names no Deployment. */
export function canaryTarget(
  object: KubernetesObject,
  objects: readonly KubernetesObject[],
  units: readonly Unit[],
): PlatformTarget | undefined {
  const { value, file, line, namespace } = object;
  const workload = textAt(value, 'spec', 'targetRef', 'name');
  if (workload === undefined || !name.test(workload) || textAt(value, 'spec', 'targetRef', 'kind') !== 'Deployment')
    return undefined;
  const manifest = objects.find((other) => other.kind === 'Deployment' && other.name === workload);
  const analysis = valueAt(value, 'spec', 'analysis') ?? valueAt(value, 'spec', 'canaryAnalysis');
  const containers = listAt(manifest?.value, 'spec', 'template', 'spec', 'containers').flatMap((container) => {
    const named = textAt(container, 'name');
    const image = textAt(container, 'image');
    return named === undefined || image === undefined || !/^[a-z0-9-]+$/u.test(named) ? [] : [{ name: named, image }];
  });
  const hooks = listAt(analysis, 'webhooks').flatMap((hook) => textAt(hook, 'type') ?? []);
  const details: FlaggerCanary = {
    name: object.name,
    ...(namespace === undefined ? {} : { namespace }),
    file,
    line,
    workload,
    ...(manifest === undefined ? {} : { workloadFile: manifest.file }),
    containers,
    intervalSeconds: secondsOf(textAt(analysis, 'interval') ?? '60s'),
    threshold: numberAt(analysis, 'threshold') ?? 1,
    weights: weightsOf(analysis),
    iterations: numberAt(analysis, 'iterations') ?? 0,
    skipsAnalysis: valueAt(value, 'spec', 'skipAnalysis') === true,
    gates: hooks.filter((type) => gates.includes(type)),
  };
  const named = units.find((unit) => unit.name === object.name || unit.name === workload);
  return {
    id: `canary/${object.name}`,
    name: object.name,
    unit: named?.id ?? unitOf(file, units),
    evidence: [{ file, line }],
    details,
  };
}

function weightsOf(analysis: unknown): number[] {
  const listed = listAt(analysis, 'stepWeights').filter((weight) => typeof weight === 'number');
  if (listed.length > 0) return listed;
  const step = numberAt(analysis, 'stepWeight') ?? 0;
  const max = Math.min(numberAt(analysis, 'maxWeight') ?? 100, 100);
  if (step < 1) return [];
  return Array.from({ length: Math.ceil(max / step) }, (_, index) => Math.min(max, step * (index + 1)));
}

/** `30s`, `1m` or `1h` in seconds; a minute, Flagger's default, for anything else. */
function secondsOf(duration: string): number {
  const [, count, unit = 's'] = /^(\d+)([smh])$/u.exec(duration) ?? [];
  return count === undefined ? 60 : Number(count) * (unit === 'h' ? 3600 : unit === 'm' ? 60 : 1);
}
