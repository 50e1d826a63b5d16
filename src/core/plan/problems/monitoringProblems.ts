import type { Problem } from '../problem';
import type { JsonPath } from '../readPlan';
import type { Plan } from '../schema';
import { makeProblem } from './makeProblem';

/** Triggers and alerts that could never fire. */
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
                  `"${trigger.text}" names a metric and no number from which it counts.`,
                ),
              ]
            : []),
        ];
      }),
    ),
  ];
}
