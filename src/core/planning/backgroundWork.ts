import { assertNever } from '../assertNever';
import type { Alert, Metric, StageKind, Trigger, Validation } from '../plan/schema';
import { people } from './people';
import type { PlanningInput } from './planningInput';

/**
 * What is watched of a service that no HTTP request reaches (workers, consumers, scheduled jobs): it has no error rate of
 * requests; it falls behind, gives up on messages, or fails its jobs.
 */
export const backgroundMetricIds = {
  lag: 'consumer-lag',
  age: 'oldest-message-age',
  deadLetters: 'dead-letters',
  failures: 'job-failures',
} as const;

/** True where the platform's description shows that no HTTP request reaches the service. Unknown counts as HTTP. */
export function worksInBackground({ speech }: PlanningInput): boolean {
  return speech?.servesHttp === 'no';
}

/** True where the release changes jobs or messages of a service that requests may reach as well: both are watched then. */
export function worksInBackgroundToo(input: PlanningInput): boolean {
  return !worksInBackground(input) && input.facts.messages.some(({ kind }) => kind !== 'schema');
}

export const backgroundMetrics: readonly Metric[] = [
  metric(backgroundMetricIds.lag, 'Messages or jobs that wait', 'x its value before the rollout'),
  metric(backgroundMetricIds.age, 'Age of the oldest message or job that waits', 'x its value before the rollout'),
  metric(backgroundMetricIds.deadLetters, 'Messages given up (dead letters) since the stage began', 'messages'),
  metric(backgroundMetricIds.failures, 'Share of jobs that fail', '%'),
];

/** How long an alert's condition must hold, in seconds. */
const ALERT_SECONDS = 300;

/** The workflow's thresholds, for work instead of requests: 5 % is critical, 2 % a warning, twice the usual is too much. */
export const backgroundAlerts: readonly Alert[] = [
  alert('job-failures-critical', backgroundMetricIds.failures, 'critical', 5),
  alert('dead-letters-critical', backgroundMetricIds.deadLetters, 'critical', 0),
  alert('job-failures-warning', backgroundMetricIds.failures, 'warning', 2),
  alert('consumer-lag-warning', backgroundMetricIds.lag, 'warning', 2),
  alert('message-age-warning', backgroundMetricIds.age, 'warning', 2),
];

export function backgroundTriggers(kind: StageKind, level: number): readonly Trigger[] {
  const when = (id: string, text: string, of: string, threshold: number, forSeconds: number): Trigger => ({
    id: `${kind}-${id}`,
    text,
    metric: of,
    comparison: '>',
    threshold,
    forSeconds,
    level,
  });
  const given = when(
    'dead-letters',
    'A message was given up since the stage began.',
    backgroundMetricIds.deadLetters,
    0,
    0,
  );
  const age = (minutes: number): Trigger =>
    when(
      'message-age',
      `The oldest message waits more than twice as long as before the rollout for ${String(minutes)} minutes.`,
      backgroundMetricIds.age,
      2,
      minutes * 60,
    );
  const failures = (percent: number, minutes: number): Trigger =>
    when(
      'job-failures',
      `More than ${String(percent)} % of jobs fail for ${String(minutes)} minutes.`,
      backgroundMetricIds.failures,
      percent,
      minutes * 60,
    );
  switch (kind) {
    case 'infrastructure':
      return [
        { id: 'infrastructure-failure', text: 'Any command of this stage, a migration above all, fails.', level },
      ];
    case 'canary':
      return [given, failures(5, 5), age(5)];
    case 'partial':
      return [given, failures(5, 2), age(10)];
    case 'majority':
      return [given, failures(2, 15), age(15)];
    case 'full':
      return [given, failures(5, 5), age(5)];
    default:
      return assertNever(kind);
  }
}

/** What must hold before a stage is left; the on-call person decides, since no query is known for any of it. */
export function backgroundValidations(kind: StageKind): readonly Validation[] {
  const decide = (id: string, text: string): Validation => ({
    id: `${kind}-${id}`,
    text,
    kind: 'manual',
    owner: people.onCall,
  });
  if (kind === 'infrastructure') {
    return [
      decide(
        'no-errors',
        'Every command of this stage ended without an error, and the running version works through its queue as before.',
      ),
    ];
  }
  return [
    decide(
      'lag',
      'No more messages or jobs wait than twice the number before the rollout, and the number is not rising.',
    ),
    decide('dead-letters', 'No message was given up since the stage began.'),
    decide('job-failures', 'Less than 2 % of jobs failed since the stage began.'),
  ];
}

function metric(id: string, name: string, unit: string): Metric {
  return { id, group: 'technical', name, unit };
}

function alert(id: string, of: string, severity: Alert['severity'], threshold: number): Alert {
  return { id, metric: of, severity, comparison: '>', threshold, forSeconds: ALERT_SECONDS };
}
