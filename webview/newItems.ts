import type { Json } from '../src/core/json';
import type { Plan, RollbackLevel, Stage } from '../src/core/plan/schema';

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

/** What is known of the service already, and the names of its metrics for somebody to fill in. */
export function newPrometheus({ deployment, release }: Plan): Json {
  return {
    requests: '',
    errors: '',
    durations: '',
    labels: { service: '', version: '' },
    service: deployment.service,
    baselineVersion: release.baselineVersion,
    newVersion: release.newVersion,
    resources: {},
  };
}

/** The times that a level may take at most, by its number: under one, five and fifteen minutes. */
const levelBudgets = [60, 300, 900] as const;

/** The fastest rollback level that the plan lacks, and its place among the others; undefined when there are all three. */
export function missingLevel(
  levels: readonly RollbackLevel[],
): { readonly index: number; readonly value: Json } | undefined {
  const at = levelBudgets.findIndex((_, index) => levels.every(({ level }) => level !== index + 1));
  const budgetSeconds = levelBudgets[at];
  if (budgetSeconds === undefined) return undefined;
  const level = at + 1;
  const behind = levels.findIndex((other) => other.level > level);
  const value = {
    level,
    title: '',
    available: true,
    budgetSeconds,
    steps: [],
    validations: [],
    when: '',
    escalation: '',
  };
  return { index: behind < 0 ? levels.length : behind, value };
}
