import { fillBlanks } from '../plan/blanks';
import type { Metric } from '../plan/schema';
import { metricIds } from '../planning/monitoringPlanner';
import { checkQuery } from '../queries/checkQuery';
import { comparisonCondition } from './comparisonCondition';
import type { Comparison, Condition } from './condition';
import { latencyCondition } from './latencyCondition';
import { ratioCondition } from './ratioCondition';
import { METRIC_RECORD, staticLabels, WEEK_BEFORE_RECORD } from './records';
import type { RecordingRule } from './ruleFile';
import { valueCondition } from './valueCondition';
import { lacking, type PerVersion, perVersion, type Watched } from './watched';

/** The share of answers that a latency metric of the plan speaks of, 0 to 1, by the metric's id. */
export const quantiles: Readonly<Record<string, number>> = {
  [metricIds.p50]: 0.5,
  [metricIds.p95]: 0.95,
  [metricIds.p99]: 0.99,
};

/**
 * The condition for a metric of the plan; a sentence when a name it needs is not known. `only`: where it is asked of the new
 * version alone. Where the names are not known, the plan's own query of the metric is taken.
 */
export function conditionOf(
  watched: Watched,
  id: string,
  comparison: Comparison,
  threshold: number,
  only: PerVersion | undefined,
): Condition | string {
  const { plan, requests, errors, clientErrors, durations } = watched;
  const metric = plan.monitoring.metrics.find((candidate) => candidate.id === id);
  const quantile = quantiles[id];
  const own = (otherwise: string): Condition | string =>
    metric?.query === undefined || metric.query.trim() === ''
      ? otherwise
      : (queryOf(watched, metric) ?? valueCondition(watched, id, comparison, threshold));
  if (id === metricIds.errorRate) {
    return requests === undefined || errors === undefined
      ? own(lacking(watched, 'requests', 'errors'))
      : ratioCondition(watched, {
          outcome: errors,
          requests,
          record: 'serverErrorRatio',
          only,
          comparison,
          thresholdPercent: threshold,
        });
  }
  if (id === metricIds.clientErrorRate) {
    return requests === undefined || clientErrors === undefined
      ? own(lacking(watched, 'requests', 'clientErrors'))
      : ratioCondition(watched, {
          outcome: clientErrors,
          requests,
          record: 'clientErrorRatio',
          only,
          comparison,
          thresholdPercent: threshold,
        });
  }
  if (quantile !== undefined) {
    return durations === undefined
      ? own(lacking(watched, 'durations'))
      : latencyCondition(watched, { durations, quantile, comparison, threshold, only });
  }
  if (id === metricIds.errorRateRatio || id === metricIds.newVersionErrors) {
    const versioned = perVersion(watched);
    if (requests === undefined || errors === undefined) return own(lacking(watched, 'requests', 'errors'));
    return typeof versioned === 'string'
      ? own(versioned)
      : comparisonCondition(versioned, {
          outcome: errors,
          requests,
          kind: 'server',
          ...(id === metricIds.errorRateRatio ? { factor: threshold } : { factor: undefined, tolerated: threshold }),
        });
  }
  if (metric === undefined) return `The plan has no metric "${id}".`;
  return queryOf(watched, metric) ?? valueCondition(watched, id, comparison, threshold);
}

/** Why the expression of a metric cannot be used; undefined when it can. */
export function queryOf(watched: Watched, metric: Metric): string | undefined {
  const expr = expressionOf(watched, metric);
  if (expr === undefined) return `No query is known for "${metric.name}".`;
  const { open } = fillBlanks(expr, watched.plan.blanks);
  if (open.length > 0) return `The query of "${metric.name}" has an open blank.`;
  const { defects, gives } = checkQuery(fillBlanks(expr, watched.plan.blanks).text);
  const rejected = defects[0]?.message ?? (gives === 'values' ? undefined : `it gives a ${gives}.`);
  return rejected === undefined ? undefined : `The query of "${metric.name}" cannot be used: ${rejected}`;
}

function expressionOf({ prometheus }: Watched, { id, query }: Metric): string | undefined {
  const named =
    id === metricIds.cpu
      ? prometheus?.resources?.cpu
      : id === metricIds.memory
        ? prometheus?.resources?.memory
        : id === metricIds.database
          ? prometheus?.database
          : undefined;
  const text = query ?? named;
  return text === undefined || text.trim() === '' ? undefined : text;
}

/** Each usable query of the plan under one name, now and averaged over half an hour a week before. */
export function metricRecords(watched: Watched): readonly RecordingRule[] {
  const { plan } = watched;
  return plan.monitoring.metrics.flatMap((metric) => {
    const expr = expressionOf(watched, metric);
    if (expr === undefined || queryOf(watched, metric) !== undefined) return [];
    const filled = fillBlanks(expr, plan.blanks).text.trim();
    const labels = { ...staticLabels(watched), metric: metric.id };
    return [
      { record: METRIC_RECORD, expr: filled, labels },
      {
        record: WEEK_BEFORE_RECORD,
        expr: `avg_over_time((\n${filled}\n)[30m:5m] offset 1w)`,
        labels,
      },
    ];
  });
}
