import { assertNever } from '../assertNever';
import { groupDigits } from '../phrases';
import type { Soak, StageKind, Validation } from '../plan/schema';
import { backgroundValidations, worksInBackground, worksInBackgroundToo } from './backgroundWork';
import { metricIds, planMonitoring } from './monitoringPlanner';
import { people } from './people';
import type { PlanningInput } from './planningInput';
import { reachesAllAtOnce } from './startingStage';

/**
 * What must hold before a stage is left, each decided by a query where one is known, else by the named person. The error
 * rate is judged by the test its soak was sized for, once so many requests were seen; by fixed numbers where the traffic
 * is not known.
 */
export function healthValidations(input: PlanningInput, kind: StageKind, soak: Soak): readonly Validation[] {
  if (worksInBackground(input)) return backgroundValidations(kind);
  const requests = requestValidations(input, kind, soak);
  return worksInBackgroundToo(input) && kind !== 'infrastructure'
    ? [...requests, ...backgroundValidations(kind)]
    : requests;
}

function requestValidations(input: PlanningInput, kind: StageKind, soak: Soak): readonly Validation[] {
  const { metrics } = planMonitoring(input);
  const decide = (id: string, text: string, metric?: string): Validation => {
    const query = metrics.find((candidate) => candidate.id === metric)?.query;
    const base = { id: `${kind}-${id}`, text };
    if (query !== undefined) return { ...base, kind: 'query', expr: query };
    const isOfNewVersion = metric === metricIds.newVersionErrorRate || metric === metricIds.newVersionP99;
    return { ...base, text: isOfNewVersion ? `${text} ${BY_HAND}` : text, kind: 'manual', owner: people.onCall };
  };
  const baseline = input.profile.traffic?.baselineErrorRate;
  const limit = soak.inputs['limitErrorRate'];
  const errorRate = (otherwise: string): Validation =>
    decide(
      'error-rate',
      soak.requests === null || baseline === undefined || typeof limit !== 'number'
        ? otherwise
        : `Error rate of the new version is at most ${percentOf(limit)}, over at least ${groupDigits(soak.requests)} of its requests: more is a sign that it fails twice as often as the baseline${kind === 'full' ? ' measured before the rollout' : ''} (${percentOf(baseline)}).`,
      // Only a stage that everybody is in is judged by the service as a whole.
      kind === 'full' || (soak.requests === null && kind !== 'canary')
        ? metricIds.errorRate
        : metricIds.newVersionErrorRate,
    );
  switch (kind) {
    case 'infrastructure':
      return [
        decide(
          'no-errors',
          'Every command of this stage ended without an error, and the running version serves as before.',
        ),
      ];
    case 'canary':
      return [
        errorRate(
          'Error rate of the new version is at most twice that of the old one in the same time (counted as at least 0.1 %), over at least 100 requests of the new one.',
        ),
        decide('latency', 'p99 response time of the new version is below 5 s.', metricIds.newVersionP99),
      ];
    case 'partial':
      return [
        errorRate('Error rate is below 2 %.'),
        decide('latency', 'p95 response time is below 2 s.', metricIds.p95),
        complaints(kind),
      ];
    case 'majority':
      return [
        errorRate('Error rate is below 2 %.'),
        decide('resources', 'CPU and memory usage are below 80 %.', metricIds.cpu),
      ];
    case 'full':
      return [
        decide('healthy', 'No critical alert fired for 24 hours.'),
        errorRate(
          reachesAllAtOnce(input)
            ? 'Error rate is below 2 %, and at most twice what it was in the hour before the rollout.'
            : 'Error rate is below 2 %.',
        ),
        ...(reachesAllAtOnce(input) ? [complaints(kind)] : []),
      ];
    default:
      return assertNever(kind);
  }
}

/** What a person looks at where no metric is known that has the new version apart: the service as a whole hides a canary. */
const BY_HAND =
  'No query tells the versions apart: count in the logs or on the dashboard of the instances that run the new version, not of the whole service.';

function complaints(kind: StageKind): Validation {
  return {
    id: `${kind}-complaints`,
    text: 'No user has complained about this feature since the stage began.',
    kind: 'manual',
    owner: people.complaints,
  };
}

function percentOf(share: number): string {
  return `${String(Number((share * 100).toPrecision(3)))} %`;
}
