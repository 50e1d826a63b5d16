import type { Alert } from '../plan/schema';
import { metricIds } from '../planning/monitoringPlanner';
import { comparisonCondition } from './comparisonCondition';
import { countCondition } from './countCondition';
import { conditionOf, missingForErrors, quantiles } from './metricCondition';
import { decimal } from './promql';
import type { Watched } from './watched';
import { anchorOfRollback, describeCondition, unitOf, type Wish } from './wish';

const knownNames: Readonly<Record<string, string>> = {
  [metricIds.errorRate]: 'ErrorRate',
  [metricIds.clientErrorRate]: 'ClientErrorRate',
  [metricIds.p50]: 'LatencyP50',
  [metricIds.p95]: 'LatencyP95',
  [metricIds.p99]: 'LatencyP99',
  [metricIds.cpu]: 'ResourceUsage',
  [metricIds.memory]: 'ResourceUsage',
  [metricIds.database]: 'DatabaseQueryTime',
};

/** The fixed name of an alert of the plan. */
export function alertName(metric: string, severity: Alert['severity']): string {
  if (metric === metricIds.newVersionErrors) return 'NewVersionServerError';
  if (metric === metricIds.errorRateRatio) return 'NewVersionErrorRate';
  const suffix = severity === 'critical' ? 'Critical' : 'Warning';
  return `${knownNames[metric] ?? 'Metric'}${suffix}`;
}

/** What a threshold of the plan wants said of every version. Business metrics and the comparison of versions stand elsewhere. */
export function alertWishes(watched: Watched, alert: Alert): readonly Wish[] {
  const { plan } = watched;
  const metric = plan.monitoring.metrics.find(({ id }) => id === alert.metric);
  // Business metrics have rules of their own; the comparison of versions as well.
  if (metric?.group === 'business' || alert.metric === metricIds.errorRateRatio) return [];
  const { id, severity, comparison, threshold, forSeconds } = alert;
  const where = { item: id, forSeconds, anchor: anchorOfRollback(plan) };
  if (alert.metric === metricIds.newVersionErrors) return serverErrorWishes(watched, alert);
  const condition = conditionOf(watched, alert.metric, comparison, threshold, 'every version');
  const name = metric?.name ?? alert.metric;
  return [
    {
      ...where,
      alert: alertName(alert.metric, severity),
      severity,
      labels: { metric: alert.metric },
      summary: `${name} of ${watched.service} ${comparison} ${decimal(threshold)}${unitOf(metric)}`,
      description: describeCondition(
        name,
        comparison,
        threshold,
        metric,
        forSeconds,
        latencyNote(alert.metric, threshold),
      ),
      condition,
    },
  ];
}

/** Pages above the measured baseline only; otherwise every 100 seconds at 0.1 % and 10 requests per second. */
function serverErrorWishes(watched: Watched, alert: Alert): readonly Wish[] {
  const { plan, requests, errors, newVersion } = watched;
  const { id, severity, threshold, forSeconds } = alert;
  const missing = missingForErrors(watched);
  const where = { alert: 'NewVersionServerError', item: id, forSeconds, anchor: anchorOfRollback(plan) };
  const known = requests !== undefined && errors !== undefined;
  return [
    {
      ...where,
      severity,
      labels: { metric: alert.metric, kind: 'above-baseline' },
      summary: `${newVersion} fails more often than the baseline`,
      description: `The share of server errors of ${newVersion} is above the measured baseline, judged on 100 requests or more.`,
      condition: known
        ? comparisonCondition(watched, {
            outcome: errors,
            requests,
            kind: 'server',
            factor: undefined,
            tolerated: threshold,
          })
        : missing,
    },
    ...(severity === 'warning'
      ? []
      : [
          {
            ...where,
            severity: 'warning',
            labels: { metric: alert.metric, kind: 'any' },
            summary: `${newVersion} answered with a server error`,
            description: `${newVersion} had more than ${decimal(threshold)} server errors. Not above its baseline, or on too few requests to tell: look at them, nobody is paged.`,
            condition: known ? countCondition(watched, requests, errors, threshold, forSeconds) : missing,
          },
        ]),
  ];
}

function latencyNote(metric: string, threshold: number): string {
  return quantiles[metric] === undefined
    ? ''
    : ` The histogram needs a finite bucket at or above ${decimal(threshold)} s.`;
}
