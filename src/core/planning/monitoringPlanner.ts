import type { Alert, Metric, Monitoring, Prometheus } from '../plan/schema';
import type { Profile } from '../profile';
import { backgroundAlerts, backgroundMetrics, worksInBackground } from './backgroundWork';
import { people } from './people';
import type { PlanningInput } from './planningInput';

/** Ids of metrics that stages and alerts refer to. */
export const metricIds = {
  usage: 'feature-usage',
  conversion: 'conversion-rate',
  actions: 'user-actions-per-session',
  errorRate: 'error-rate',
  newVersionErrors: 'new-version-server-errors',
  errorRateRatio: 'new-version-error-rate-ratio',
  clientErrorRate: 'client-error-rate',
  p50: 'latency-p50',
  p95: 'latency-p95',
  p99: 'latency-p99',
  cpu: 'cpu-usage',
  memory: 'memory-usage',
  database: 'database-query-time',
} as const;

/** What only a service that answers requests has. */
const ofRequests: ReadonlySet<string> = new Set([
  metricIds.errorRate,
  metricIds.newVersionErrors,
  metricIds.errorRateRatio,
  metricIds.clientErrorRate,
  metricIds.p50,
  metricIds.p95,
  metricIds.p99,
]);

/** The dead-man's switch of the workflow, in seconds. */
const DEAD_MANS_SWITCH_SECONDS = 300;
/** How long an alert's condition must hold, in seconds: shorter than a person needs to look, longer than one scrape. */
const ALERT_SECONDS = 300;

/** The workflow's metrics and thresholds for this service; a query only where the names it needs are known. */
export function planMonitoring(input: PlanningInput): Monitoring {
  const prometheus = knownPrometheus(input);
  const background = worksInBackground(input);
  return {
    prometheus,
    traffic: input.profile.traffic ?? null,
    metrics: background
      ? [...metrics(prometheus).filter(({ id }) => !ofRequests.has(id)), ...backgroundMetrics]
      : metrics(prometheus),
    alerts: background
      ? [...alerts.filter(({ metric }) => !ofRequests.has(metric)), ...databaseAlerts(prometheus), ...backgroundAlerts]
      : [...alerts, ...databaseAlerts(prometheus)],
    deadMansSwitch: { seconds: DEAD_MANS_SWITCH_SECONDS },
    dashboards: [people.dashboard, ...(input.profile.dashboards ?? []).slice(1)],
    channels: { critical: people.criticalChannel, warning: people.warningChannel },
    onCall: people.onCall,
    emergencyContact: people.emergencyContact,
  };
}

const alerts: readonly Alert[] = [
  alert('error-rate-critical', metricIds.errorRate, 'critical', 5),
  alert('latency-p99-critical', metricIds.p99, 'critical', 5),
  alert('new-version-server-errors-critical', metricIds.newVersionErrors, 'critical', 0),
  alert('error-rate-warning', metricIds.errorRate, 'warning', 2),
  alert('latency-p95-warning', metricIds.p95, 'warning', 2),
  alert('cpu-warning', metricIds.cpu, 'warning', 80),
  alert('memory-warning', metricIds.memory, 'warning', 80),
];

/** Half of what a whole request may take (the workflow's p95 limit), in seconds; the workflow itself names no limit. */
const DATABASE_SECONDS = 1;

/** Only where the expression is known: an alert that nobody can write would say nothing. */
function databaseAlerts(prometheus: Prometheus | null): readonly Alert[] {
  return prometheus?.database === undefined
    ? []
    : [alert('database-warning', metricIds.database, 'warning', DATABASE_SECONDS)];
}

function alert(id: string, metric: string, severity: Alert['severity'], threshold: number): Alert {
  return { id, metric, severity, comparison: '>', threshold, forSeconds: ALERT_SECONDS };
}

function metrics(prometheus: Prometheus | null): readonly Metric[] {
  const queries: Readonly<Record<string, string>> = prometheus === null ? {} : queriesFor(prometheus);
  const metric = (id: string, group: Metric['group'], name: string, unit: string): Metric => {
    const query = queries[id];
    return query === undefined ? { id, group, name, unit } : { id, group, name, unit, query };
  };
  return [
    metric(metricIds.usage, 'business', 'Feature usage count', 'uses per minute'),
    metric(metricIds.conversion, 'business', 'Conversion rate', '%'),
    metric(metricIds.actions, 'business', 'User actions per session', 'actions'),
    metric(metricIds.errorRate, 'technical', 'Error rate (5xx)', '%'),
    metric(metricIds.newVersionErrors, 'technical', 'Server errors of the new version above its baseline', 'errors'),
    metric(metricIds.errorRateRatio, 'technical', 'Error rate of the new version relative to the baseline', 'x'),
    metric(metricIds.clientErrorRate, 'technical', 'Client error rate (4xx)', '%'),
    metric(metricIds.p50, 'technical', 'Response time p50', 's'),
    metric(metricIds.p95, 'technical', 'Response time p95', 's'),
    metric(metricIds.p99, 'technical', 'Response time p99', 's'),
    metric(metricIds.cpu, 'technical', 'CPU usage', '%'),
    metric(metricIds.memory, 'technical', 'Memory usage', '%'),
    metric(metricIds.database, 'technical', 'Database query time', 's'),
  ];
}

function queriesFor(prometheus: Prometheus): Readonly<Record<string, string>> {
  const service = `${prometheus.labels.service}="${prometheus.service}"`;
  const total = `sum(rate(${prometheus.requests}{${service}}[5m]))`;
  // Without any failing request yet there is no such series: `or total * 0` makes that 0 % instead of no data.
  const share = (matcher: string): string =>
    `100 * (sum(rate(${prometheus.requests}{${service},${matcher}}[5m])) or ${total} * 0) / (${total} > 0)`;
  const quantile = (q: string): string =>
    `histogram_quantile(${q}, sum by (le) (rate(${prometheus.durations}_bucket{${service}}[5m])))`;
  return {
    [metricIds.errorRate]: share(prometheus.errors),
    ...(prometheus.clientErrors === undefined ? {} : { [metricIds.clientErrorRate]: share(prometheus.clientErrors) }),
    [metricIds.p50]: quantile('0.50'),
    [metricIds.p95]: quantile('0.95'),
    [metricIds.p99]: quantile('0.99'),
    ...(prometheus.resources?.cpu === undefined ? {} : { [metricIds.cpu]: prometheus.resources.cpu }),
    ...(prometheus.resources?.memory === undefined ? {} : { [metricIds.memory]: prometheus.resources.memory }),
    ...(prometheus.database === undefined ? {} : { [metricIds.database]: prometheus.database }),
  };
}

/** The names a query needs, when the service profile gives all of them; otherwise nothing is guessed. */
function knownPrometheus({ profile, baselineVersion, newVersion, service }: PlanningInput): Prometheus | null {
  const given: Profile['prometheus'] = profile.prometheus;
  if (given === undefined || given === null) return null;
  const { requests, errors, durations, labels } = given;
  if (requests === undefined || errors === undefined || durations === undefined || labels === undefined) return null;
  return {
    ...given,
    requests,
    errors,
    durations,
    labels,
    service: given.service ?? service,
    baselineVersion: given.baselineVersion ?? baselineVersion,
    newVersion: given.newVersion ?? newVersion,
  };
}
