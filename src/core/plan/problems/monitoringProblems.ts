import type { Problem } from '../problem';
import type { JsonPath } from '../readPlan';
import type { Plan } from '../schema';
import { makeProblem } from './makeProblem';

/** Triggers, alerts and objectives that could never fire. */
export function monitoringProblems(plan: Plan): readonly Problem[] {
  const known = new Set(plan.monitoring.metrics.map(({ id }) => id));
  const unknown = (metric: string | undefined, path: JsonPath): readonly Problem[] =>
    metric === undefined || known.has(metric)
      ? []
      : [
          makeProblem(
            'unknown-metric',
            path,
            `The plan has no metric "${metric}". Choose one of its metrics, or add it.`,
          ),
        ];
  return [
    ...objectiveProblems(plan),
    ...plan.monitoring.alerts.flatMap(({ metric }, index) =>
      unknown(metric, ['monitoring', 'alerts', index, 'metric']),
    ),
    ...plan.stages.flatMap((stage, at) =>
      stage.triggers.flatMap((trigger, index): readonly Problem[] => {
        const path = ['stages', at, 'triggers', index];
        const lacks =
          trigger.metric !== undefined && (trigger.comparison === undefined || trigger.threshold === undefined);
        return [
          ...unknown(trigger.metric, [...path, 'metric']),
          ...(lacks
            ? [
                makeProblem(
                  'undecidable-trigger',
                  path,
                  `"${trigger.text}" names a metric and no number from which it counts. Give comparison and threshold.`,
                ),
              ]
            : []),
        ];
      }),
    ),
  ];
}

function objectiveProblems({ monitoring: { slo } }: Plan): readonly Problem[] {
  if (slo === undefined || (slo.objective > 0 && slo.objective < 1)) return [];
  const what = slo.objective <= 0 ? 'asks for nothing' : 'leaves no error budget that could burn';
  return [
    makeProblem(
      'objective-without-budget',
      ['monitoring', 'slo', 'objective'],
      `An objective of ${slo.objective <= 0 ? '0' : '100'} % ${what}, so nothing watches it. Say which share of the requests has to succeed, or remove the objective.`,
    ),
  ];
}
