import { metricIds } from '../planning/monitoringPlanner';
import { comparisonCondition } from './comparisonCondition';
import { latencyCondition } from './latencyCondition';
import { conditionOf, quantiles } from './metricCondition';
import { decimal } from './promql';
import { lacking, perVersion, type Watched } from './watched';
import { anchorOfRollback, describeCondition, type Wish } from './wish';

/** A version that fails this many times as often as the baseline goes back (the workflow's Stage 2). */
const DEFAULT_FACTOR = 2;

/** How long a comparison must hold where no trigger of the plan says so, in seconds. */
const DEFAULT_FOR_SECONDS = 300;

/** The new version against the baseline: server errors, latency, client errors. They take the numbers of the plan's triggers. */
export function newVersionWishes(watched: Watched): readonly Wish[] {
  const { plan, requests, clientErrors, durations, newVersion } = watched;
  const versioned = perVersion(watched);
  const triggers = plan.stages.filter(({ skipped }) => skipped === undefined).flatMap((stage) => stage.triggers);
  const relative =
    plan.monitoring.alerts.find(({ metric }) => metric === metricIds.errorRateRatio) ??
    triggers.find(({ metric, threshold }) => metric === metricIds.errorRateRatio && threshold !== undefined);
  const ratio = plan.monitoring.metrics.find(({ id }) => id === metricIds.errorRateRatio);
  const factor = relative?.threshold ?? DEFAULT_FACTOR;
  const forSeconds = relative?.forSeconds ?? DEFAULT_FOR_SECONDS;
  const latency =
    triggers.find(({ metric, threshold }) => quantiles[metric ?? ''] !== undefined && threshold !== undefined) ??
    plan.monitoring.alerts.find(({ metric }) => quantiles[metric] !== undefined);
  const anchor = anchorOfRollback(plan);
  const times = `${decimal(factor)} times the baseline's`;
  return [
    {
      alert: 'NewVersionErrorRate',
      severity: 'critical',
      forSeconds,
      summary: `${newVersion} fails more than ${decimal(factor)} times as often as the baseline: go back`,
      description: `The share of server errors of ${newVersion} is above ${times} (never less than 0.1 % of it), on 100 requests or more. ${watched.frozenErrorRatio === undefined ? 'Without a measured baseline it is silent at 100 %.' : `At 100 % the baseline is ${decimal(watched.frozenErrorRatio * 100)} %, as measured before.`}`,
      ownDescription: describeCondition(
        ratio?.name ?? metricIds.errorRateRatio,
        relative?.comparison ?? '>',
        factor,
        ratio,
        forSeconds,
      ),
      anchor,
      condition: conditionOf(watched, metricIds.errorRateRatio, relative?.comparison ?? '>', factor, undefined),
    },
    {
      alert: 'NewVersionLatency',
      severity: 'critical',
      forSeconds: latency?.forSeconds ?? DEFAULT_FOR_SECONDS,
      summary: `${newVersion} answers too slowly`,
      description: `The response time of ${newVersion} is above what the plan allows${latency?.threshold === undefined ? '' : ` (${decimal(latency.threshold)} s)`}, on 100 requests or more. The histogram needs a finite bucket at or above that.`,
      anchor,
      condition:
        latency?.threshold === undefined
          ? 'The plan names no limit for the response time.'
          : durations === undefined || requests === undefined
            ? lacking(watched, 'durations', 'requests')
            : typeof versioned === 'string'
              ? versioned
              : latencyCondition(watched, {
                  durations,
                  quantile: quantiles[latency.metric ?? ''] ?? 0.99,
                  comparison: latency.comparison ?? '>',
                  threshold: latency.threshold,
                  only: versioned,
                  leastOf: requests,
                }),
    },
    {
      alert: 'NewVersionClientErrorRate',
      severity: 'warning',
      forSeconds,
      summary: `${newVersion} refuses more than ${decimal(factor)} times as many requests as the baseline`,
      description: `The share of client errors of ${newVersion} is above ${times}, on 100 requests or more. Silent at 100 %, when no baseline runs.`,
      anchor,
      condition:
        requests === undefined || clientErrors === undefined
          ? lacking(watched, 'requests', 'clientErrors')
          : typeof versioned === 'string'
            ? versioned
            : comparisonCondition(versioned, { outcome: clientErrors, requests, kind: 'client', factor }),
    },
  ];
}
