import { assertNever } from '../assertNever';
import type { StageKind, Trigger } from '../plan/schema';
import { backgroundTriggers, worksInBackground, worksInBackgroundToo } from './backgroundWork';
import { metricIds } from './monitoringPlanner';
import type { PlanningInput } from './planningInput';
import { firstRollbackLevel } from './rollbackPlanner';
import { reachesAllAtOnce } from './startingStage';

/** When to go back, by stage: the workflow's triggers with a number and a duration. */
export function stageTriggers(input: PlanningInput, kind: StageKind): readonly Trigger[] {
  const level = firstRollbackLevel(input);
  if (worksInBackground(input)) return backgroundTriggers(kind, level);
  const requests = requestTriggers(input, kind, level);
  return worksInBackgroundToo(input) && kind !== 'infrastructure'
    ? [...requests, ...backgroundTriggers(kind, level)]
    : requests;
}

function requestTriggers(input: PlanningInput, kind: StageKind, level: number): readonly Trigger[] {
  const when = (id: string, text: string, metric: string, threshold: number, forSeconds: number): Trigger => ({
    id: `${kind}-${id}`,
    text,
    metric,
    comparison: '>',
    threshold,
    forSeconds,
    level,
  });
  switch (kind) {
    case 'infrastructure':
      return [
        { id: 'infrastructure-failure', text: 'Any command of this stage, a migration above all, fails.', level },
      ];
    case 'canary':
      return [
        when(
          'error-rate',
          'Error rate of the new version is above twice the baseline for 5 minutes, once it has had 100 requests.',
          metricIds.errorRateRatio,
          2,
          300,
        ),
        when('latency', 'p99 response time is above 5 s for 5 minutes.', metricIds.p99, 5, 300),
      ];
    case 'partial':
      return [
        when('error-spike', 'Error rate is above 5 % for 2 minutes.', metricIds.errorRate, 5, 120),
        when(
          'error-rate',
          'Error rate of the new version is above twice the baseline for 10 minutes, once it has had 100 requests.',
          metricIds.errorRateRatio,
          2,
          600,
        ),
        when('latency', 'p95 response time is above 2 s for 10 minutes.', metricIds.p95, 2, 600),
      ];
    case 'majority':
      return [
        when('error-rate', 'Error rate is above 2 % for 15 minutes.', metricIds.errorRate, 2, 900),
        when('latency', 'p95 response time is above 2 s for 15 minutes.', metricIds.p95, 2, 900),
        when('cpu', 'CPU usage is above 80 % for 15 minutes.', metricIds.cpu, 80, 900),
      ];
    case 'full':
      return [
        when('error-rate', 'Error rate is above 5 % for 5 minutes.', metricIds.errorRate, 5, 300),
        // No stage before has compared the versions: only a look back tells a rise from 0.1 % to 3 %.
        ...(reachesAllAtOnce(input)
          ? [
              when(
                'error-rate-rise',
                'Error rate is above twice what it was in the hour before the rollout for 10 minutes.',
                metricIds.errorRateRatio,
                2,
                600,
              ),
            ]
          : []),
        when('latency', 'p99 response time is above 5 s for 5 minutes.', metricIds.p99, 5, 300),
      ];
    default:
      return assertNever(kind);
  }
}
