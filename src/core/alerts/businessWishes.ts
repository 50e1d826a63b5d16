import type { Plan } from '../plan/schema';
import { anchorsOf } from '../runbook/anchors';
import type { Condition } from './condition';
import { queryOf } from './metricCondition';
import { decimal } from './promql';
import { fromShareOn } from './shareGuard';
import { valueCondition, weeklyDropCondition } from './valueCondition';
import { perVersion, type Watched } from './watched';
import { describeCondition, unitOf, type Wish } from './wish';

/** Half of last week's value is a drop that no ordinary day makes; it must hold for this long, in seconds. */
const DROP_SHARE = 0.5;

const DROP_FOR_SECONDS = 900;

/** Drops of business metrics, from Partial on: before it too few people are on the new version to be seen. */
export function businessWishes(watched: Watched): readonly Wish[] {
  const { plan, requests, newVersion } = watched;
  const versioned = perVersion(watched);
  // Without its share of the requests nobody can tell from when on the new version counts: then every stage does.
  const share = requests === undefined || typeof versioned === 'string' ? undefined : partialShare(plan);
  const partial = plan.stages.find(({ kind }) => kind === 'partial');
  const anchor = partial === undefined ? 'monitoring' : anchorsOf(plan).of('stage', partial.id);
  const guarded = (condition: Condition | string): Condition | string => {
    if (typeof condition === 'string' || share === undefined) return condition;
    if (requests === undefined || typeof versioned === 'string') return condition;
    return fromShareOn(versioned, requests, share, condition);
  };
  return plan.monitoring.metrics
    .filter(({ group }) => group === 'business')
    .flatMap((metric): readonly Wish[] => {
      const known = queryOf(watched, metric);
      const alerts = plan.monitoring.alerts.filter((alert) => alert.metric === metric.id);
      const base = { alert: 'BusinessMetricDrop', labels: { metric: metric.id }, anchor };
      const since =
        share === undefined
          ? ''
          : ` Counts from Partial on (${decimal(share * 100)} % of the requests on ${newVersion}).`;
      if (alerts.length > 0) {
        return alerts.map(({ id, severity, comparison, threshold, forSeconds }) => ({
          ...base,
          item: id,
          severity,
          forSeconds,
          labels: { ...base.labels, rule: id },
          summary: `${metric.name} ${comparison} ${decimal(threshold)}${unitOf(metric)}`,
          description: `${describeCondition(metric.name, comparison, threshold, metric, forSeconds)}${since}`,
          condition: guarded(known ?? valueCondition(watched, metric.id, comparison, threshold)),
        }));
      }
      return [
        {
          ...base,
          item: metric.id,
          severity: 'warning',
          forSeconds: DROP_FOR_SECONDS,
          summary: `${metric.name} fell to less than half of a week ago`,
          description: `${metric.name} is below half of what it was at this time a week ago.${since}`,
          condition: guarded(known ?? weeklyDropCondition(watched, metric.id, DROP_SHARE)),
        },
      ];
    });
}

/** Half-way between the share of Canary and that of Partial, 0 to 1; undefined where requests do not tell the stage. */
function partialShare({ stages, platform }: Plan): number | undefined {
  if (platform.trafficControl !== 'weighted' && platform.trafficControl !== 'replicas') return undefined;
  const active = stages.filter(({ skipped }) => skipped === undefined);
  const index = active.findIndex(({ kind }) => kind === 'partial' || kind === 'majority' || kind === 'full');
  const from = active[index - 1]?.trafficPercent ?? 0;
  const to = active[index]?.trafficPercent ?? 0;
  return to <= from ? undefined : Number(decimal((from + to) / 200));
}
