import { assertNever } from '../assertNever';
import type { StageKind, Validation } from '../plan/schema';
import { backgroundValidations, worksInBackground } from './backgroundWork';
import { metricIds, planMonitoring } from './monitoringPlanner';
import { people } from './people';
import type { PlanningInput } from './planningInput';

/** What must hold before a stage is left, each decided by a query where one is known, else by the named person. */
export function healthValidations(input: PlanningInput, kind: StageKind): readonly Validation[] {
  if (worksInBackground(input)) return backgroundValidations(kind);
  const { metrics } = planMonitoring(input);
  const decide = (id: string, text: string, metric?: string): Validation => {
    const query = metrics.find((candidate) => candidate.id === metric)?.query;
    const base = { id: `${kind}-${id}`, text };
    return query === undefined
      ? { ...base, kind: 'manual', owner: people.onCall }
      : { ...base, kind: 'query', expr: query };
  };
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
        decide(
          'error-rate',
          'Error rate of the new version is at most the baseline plus 0.5 percentage points.',
          metricIds.errorRate,
        ),
        decide('latency', 'p99 response time of the new version is below 5 s.', metricIds.p99),
      ];
    case 'partial':
      return [
        decide('error-rate', 'Error rate is below 2 %.', metricIds.errorRate),
        decide('latency', 'p95 response time is below 2 s.', metricIds.p95),
        {
          id: 'partial-complaints',
          text: 'No user has complained about this feature since the stage began.',
          kind: 'manual',
          owner: people.complaints,
        },
      ];
    case 'majority':
      return [
        decide('error-rate', 'Error rate is below 2 %.', metricIds.errorRate),
        decide('resources', 'CPU and memory usage are below 80 %.', metricIds.cpu),
      ];
    case 'full':
      return [
        decide('healthy', 'No critical alert fired for 24 hours.'),
        decide('error-rate', 'Error rate is below 2 %.', metricIds.errorRate),
      ];
    default:
      return assertNever(kind);
  }
}
