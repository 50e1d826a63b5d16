import { burnRateCondition, burnRates } from './burnRateCondition';
import { decimal, duration } from './promql';
import { lacking, type Watched } from './watched';
import type { Wish } from './wish';

/** Burn rates of the error budget, where the plan has an objective. */
export function burnRateWishes(watched: Watched): readonly Wish[] {
  const { plan, requests, errors } = watched;
  const objective = plan.monitoring.slo?.objective;
  if (objective === undefined) return [];
  return burnRates.map((rate) => {
    const limit = rate.factor * (1 - objective);
    return {
      alert: 'SloBurnRate',
      severity: rate.severity,
      labels: { window: duration(rate.long) },
      forSeconds: 0,
      summary: `The error budget burns ${decimal(rate.factor)} times too fast`,
      description: `More than ${decimal(limit * 100)} % of the requests failed over ${duration(rate.long)} and over ${duration(rate.short)}; the objective is ${decimal(objective * 100)} %.`,
      anchor: 'monitoring',
      condition:
        requests === undefined || errors === undefined
          ? lacking(watched, 'requests', 'errors')
          : Number(decimal(limit)) <= 0
            ? 'An objective of 100 % has no error budget that could burn.'
            : limit >= 1
              ? 'No share of failing requests can burn so large a budget so fast.'
              : burnRateCondition(watched, requests, errors, objective, rate),
    };
  });
}
