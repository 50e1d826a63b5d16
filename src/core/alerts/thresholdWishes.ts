import type { Alert } from '../plan/schema';
import { metricIds } from '../planning/monitoringPlanner';
import { countCondition } from './countCondition';
import { conditionOf, quantiles } from './metricCondition';
import { decimal } from './promql';
import { lacking, perVersion, type Watched } from './watched';
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
function alertName(metric: string, severity: Alert['severity']): string {
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
  const condition = conditionOf(watched, alert.metric, comparison, threshold, undefined);
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
        `${latencyNote(alert.metric, threshold)}${wholeServiceNote(watched, alert.metric)}`,
      ),
      ownDescription: describeCondition(name, comparison, threshold, metric, forSeconds),
      condition,
    },
  ];
}

/** Pages above the measured baseline only; otherwise every 100 seconds at 0.1 % and 10 requests per second. */
function serverErrorWishes(watched: Watched, alert: Alert): readonly Wish[] {
  const { plan, requests, errors, newVersion } = watched;
  const { id, severity, threshold, forSeconds } = alert;
  const metric = plan.monitoring.metrics.find((candidate) => candidate.id === alert.metric);
  const name = metric?.name ?? alert.metric;
  const versioned = perVersion(watched);
  const where = { alert: 'NewVersionServerError', item: id, forSeconds, anchor: anchorOfRollback(plan) };
  return [
    {
      ...where,
      severity,
      labels: { metric: alert.metric, kind: 'above-baseline' },
      summary: `${newVersion} fails more often than the baseline`,
      description: `The share of server errors of ${newVersion} is above the measured baseline, judged on 100 requests or more.`,
      ownDescription: describeCondition(name, alert.comparison, threshold, metric, forSeconds),
      condition: conditionOf(watched, alert.metric, alert.comparison, threshold, undefined),
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
            condition:
              requests === undefined || errors === undefined
                ? lacking(watched, 'requests', 'errors')
                : typeof versioned === 'string'
                  ? versioned
                  : countCondition(versioned, requests, errors, threshold, forSeconds),
          },
        ]),
  ];
}

/** Of what is measured per version, where nothing tells the versions apart. */
export function wholeServiceNote({ versions }: Watched, metric: string): string {
  const isPerVersion =
    metric === metricIds.errorRate || metric === metricIds.clientErrorRate || quantiles[metric] !== undefined;
  return isPerVersion && typeof versions === 'string'
    ? ' Measured of the whole service: nothing tells the versions apart, so a small canary can fail without it.'
    : '';
}

function latencyNote(metric: string, threshold: number): string {
  return quantiles[metric] === undefined
    ? ''
    : ` The histogram needs a finite bucket at or above ${decimal(threshold)} s.`;
}
