import { isWithin } from '../facts/paths';
import type { MetricNames } from '../facts/schema';
import { blankReference } from '../plan/blanks';
import type { Alert, Blank, Metric, Monitoring, Prometheus } from '../plan/schema';
import type { Profile } from '../profile';
import { backgroundAlerts, backgroundMetrics, worksInBackground, worksInBackgroundToo } from './backgroundWork';
import { isPackageRelease, packageMetrics } from './packageRelease';
import { askBlank, people } from './people';
import type { PlanningInput } from './planningInput';

/** Ids of metrics that stages and alerts refer to. */
export const metricIds = {
  usage: 'feature-usage',
  conversion: 'conversion-rate',
  actions: 'user-actions-per-session',
  errorRate: 'error-rate',
  newVersionErrors: 'new-version-server-errors',
  errorRateRatio: 'new-version-error-rate-ratio',
  newVersionErrorRate: 'new-version-error-rate',
  newVersionP99: 'new-version-latency-p99',
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
  metricIds.newVersionErrorRate,
  metricIds.newVersionP99,
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
  const names = queryNames(input, prometheus);
  const background = worksInBackground(input);
  const both = worksInBackgroundToo(input);
  const published = isPackageRelease(input);
  return {
    prometheus,
    traffic: input.profile.traffic ?? null,
    metrics: published
      ? packageMetrics
      : background
        ? [...metrics(names).filter(({ id }) => !ofRequests.has(id)), ...backgroundMetrics]
        : [...metrics(names), ...(both ? backgroundMetrics : [])],
    alerts: published
      ? []
      : background
        ? [
            ...alerts.filter(({ metric }) => !ofRequests.has(metric)),
            ...databaseAlerts(prometheus),
            ...backgroundAlerts,
          ]
        : [...alerts, ...databaseAlerts(prometheus), ...(both ? backgroundAlerts : [])],
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

function metrics(names: QueryNames | undefined): readonly Metric[] {
  const queries: Readonly<Record<string, string>> = names === undefined ? {} : queriesFor(names);
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
    metric(metricIds.newVersionErrorRate, 'technical', 'Error rate of the new version (5xx)', '%'),
    metric(metricIds.clientErrorRate, 'technical', 'Client error rate (4xx)', '%'),
    metric(metricIds.p50, 'technical', 'Response time p50', 's'),
    metric(metricIds.p95, 'technical', 'Response time p95', 's'),
    metric(metricIds.p99, 'technical', 'Response time p99', 's'),
    metric(metricIds.newVersionP99, 'technical', 'Response time p99 of the new version', 's'),
    metric(metricIds.cpu, 'technical', 'CPU usage', '%'),
    metric(metricIds.memory, 'technical', 'Memory usage', '%'),
    metric(metricIds.database, 'technical', 'Database query time', 's'),
  ];
}

/** What queries need to know: where one of the names is missing, its queries are left out. */
interface QueryNames extends Partial<
  Pick<Prometheus, 'errors' | 'clientErrors' | 'durations' | 'resources' | 'database'>
> {
  readonly requests?: string | undefined;
  /** Selects this service's series. */
  readonly selector: string;
  /** Matchers that select the series of one version; absent where no label tells the versions apart. */
  readonly versions?: { readonly baseline: string; readonly next: string };
}

/** What the baseline's error rate counts as at least, in percent: a single error is no doubling of none. */
const LEAST_PERCENT = 0.1;

function queriesFor(names: QueryNames): Readonly<Record<string, string>> {
  const { requests, errors, clientErrors, durations, selector, versions, resources, database } = names;
  // Without any failing request yet there is no such series: `or total * 0` makes that 0 % instead of no data.
  const share = (matcher: string | undefined, of = selector): string | undefined => {
    if (requests === undefined || matcher === undefined) return undefined;
    const total = `sum(rate(${requests}{${of}}[5m]))`;
    return `100 * (sum(rate(${requests}{${of},${matcher}}[5m])) or ${total} * 0) / (${total} > 0)`;
  };
  const shareOf = (version: string | undefined): string | undefined =>
    version === undefined ? undefined : share(errors, `${selector},${version}`);
  const [next, baseline] = [shareOf(versions?.next), shareOf(versions?.baseline)];
  const quantile = (q: string, of = selector): string | undefined =>
    durations === undefined
      ? undefined
      : `histogram_quantile(${q}, sum by (le) (rate(${durations}_bucket{${of}}[5m])))`;
  const queries: readonly (readonly [string, string | undefined])[] = [
    [metricIds.errorRate, share(errors)],
    [metricIds.newVersionErrorRate, next],
    [
      metricIds.errorRateRatio,
      next === undefined || baseline === undefined
        ? undefined
        : `(${next}) / clamp_min(${baseline}, ${String(LEAST_PERCENT)})`,
    ],
    [metricIds.newVersionP99, versions === undefined ? undefined : quantile('0.99', `${selector},${versions.next}`)],
    [metricIds.clientErrorRate, share(clientErrors)],
    [metricIds.p50, quantile('0.50')],
    [metricIds.p95, quantile('0.95')],
    [metricIds.p99, quantile('0.99')],
    [metricIds.cpu, resources?.cpu],
    [metricIds.memory, resources?.memory],
    [metricIds.database, database],
  ];
  return Object.fromEntries(queries.flatMap(([id, query]) => (query === undefined ? [] : [[id, query] as const])));
}

/** The label that Prometheus itself puts on every series of a scrape job. */
const SCRAPE_LABEL = 'job';
const scrapeJob = 'prometheus-job';

/**
 * The names of the service profile, else those that the service's instrumentation exports. Which series are this
 * service's the repository cannot tell: the value of the scrape label is a blank.
 */
function queryNames(input: PlanningInput, prometheus: Prometheus | null): QueryNames | undefined {
  const { resources, database } = prometheus ?? {};
  const others = { ...(resources === undefined ? {} : { resources }), ...(database === undefined ? {} : { database }) };
  if (prometheus !== null && prometheus.labels.service !== '') {
    const { labels, service, baselineVersion, newVersion, requests, errors, clientErrors, durations } = prometheus;
    const version = labels.version ?? '';
    return {
      ...others,
      ...(requests === '' ? {} : { requests }),
      ...(errors === '' ? {} : { errors }),
      ...(clientErrors === undefined ? {} : { clientErrors }),
      ...(durations === '' ? {} : { durations }),
      selector: `${labels.service}="${service}"`,
      ...(version === ''
        ? {}
        : { versions: { baseline: `${version}="${baselineVersion}"`, next: `${version}="${newVersion}"` } }),
    };
  }
  const found = foundNames(input);
  const selector = `${SCRAPE_LABEL}="${blankReference(scrapeJob)}"`;
  if (found === undefined) return prometheus === null ? undefined : { ...others, selector };
  const { requests, errors, clientErrors, durations } = found;
  return { ...others, requests, errors, clientErrors, ...(durations === undefined ? {} : { durations }), selector };
}

/** The names of the unit's own instrumentation; undefined when there is none, or when two sources disagree. */
function foundNames({ facts, request }: PlanningInput): MetricNames | undefined {
  const others = facts.units.filter(({ folder }) => folder !== request.unit && folder !== '.');
  const isOwn = (file: string): boolean =>
    isWithin(file, request.unit) &&
    !others.some(({ folder }) => isWithin(folder, request.unit) && isWithin(file, folder));
  const own = facts.metricNames.filter(({ evidence }) => evidence.some(({ file }) => isOwn(file)));
  const [first] = own;
  return first !== undefined && own.every(({ requests }) => requests === first.requests) ? first : undefined;
}

/** What the queries leave open. */
export function monitoringBlanks(input: PlanningInput): readonly Blank[] {
  const used = planMonitoring(input).metrics.some(({ query }) => query?.includes(blankReference(scrapeJob)) === true);
  if (!used) return [];
  return [
    askBlank({
      id: scrapeJob,
      question: `Which value of the label \`${SCRAPE_LABEL}\` do this service's series have in Prometheus?`,
      profileKey: 'prometheus.service',
    }),
  ];
}

/**
 * The names that the service profile and the service's instrumentation give. None is guessed, so some may be empty; null
 * where the profile says nothing of Prometheus.
 */
function knownPrometheus(input: PlanningInput): Prometheus | null {
  const { profile, baselineVersion, newVersion, service } = input;
  const given: Profile['prometheus'] = profile.prometheus;
  if (given === undefined || given === null) return null;
  const found = foundNames(input);
  const clientErrors = given.clientErrors ?? (given.errors === undefined ? found?.clientErrors : undefined);
  return {
    ...given,
    requests: given.requests ?? found?.requests ?? '',
    errors: given.errors ?? found?.errors ?? '',
    ...(clientErrors === undefined ? {} : { clientErrors }),
    durations: given.durations ?? found?.durations ?? '',
    // Whoever names no label was asked for the value of this one.
    labels: given.labels ?? { service: given.service === undefined ? '' : SCRAPE_LABEL },
    service: given.service ?? service,
    baselineVersion: given.baselineVersion ?? baselineVersion,
    newVersion: given.newVersion ?? newVersion,
  };
}
