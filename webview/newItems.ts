import type { Json } from '../src/core/json';
import type { Plan, Stage } from '../src/core/plan/schema';

/*
 * What a new item looks like. Nothing is invented: what only a person can know is empty, and an empty field is a problem
 * that the form shows at once. Ids are given by the host.
 */

export const newStep = { title: '', run: '', shell: 'bash' } satisfies Json;

export const newValidation = { text: '', kind: 'manual', owner: '' } satisfies Json;

export const newTrigger = { text: '', level: 1 } satisfies Json;

export const newMetric = { group: 'technical', name: '', unit: '' } satisfies Json;

export const newRisk = {
  dimension: 'failure-modes',
  issue: '',
  evidence: [],
  trigger: '',
  impact: 3,
  probability: 3,
  fails: '',
  detect: '',
  recover: '',
  monitor: '',
  mitigation: '',
  owner: '',
  disposition: { kind: 'open' },
} satisfies Json;

/** Watches the first metric until another one is chosen. */
export function newAlert({ monitoring }: Plan): Json {
  return {
    metric: monitoring.metrics[0]?.id ?? '',
    severity: 'warning',
    comparison: '>',
    threshold: 0,
    forSeconds: 300,
  };
}

/** A further partial stage that takes over the traffic of the one before it. */
export function newStage(before: Stage | undefined): Json {
  const percent = before?.trafficPercent ?? 0;
  return {
    kind: 'partial',
    title: '',
    trafficPercent: percent,
    audience: { percent, stickiness: before?.audience.stickiness ?? '' },
    steps: [],
    validations: [],
    triggers: [],
    soak: { seconds: 0, requests: null, floorSeconds: 0, method: 'not computed', inputs: {} },
    durationSeconds: 0,
  };
}
