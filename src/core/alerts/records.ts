import { decimal, duration, quoted } from './promql';
import type { RecordingRule } from './ruleFile';
import { LEAST_REQUESTS, type PerVersion, perVersion, type Watched } from './watched';

/** Names of the records; each carries the deployment as a label. */
export interface RecordNames {
  readonly requests: string;
  readonly serverErrors: string;
  readonly clientErrors: string;
  readonly serverErrorRatio: string;
  readonly clientErrorRatio: string;
  readonly durations: string;
  readonly baselineServerErrorRatio: string;
  readonly baselineClientErrorRatio: string;
  readonly newVersionShare: string;
}

export function recordNames({ window }: Pick<Watched, 'window'>): RecordNames {
  const over = (name: string): string => `cc10x:${name}:increase${duration(window)}`;
  return {
    requests: over('requests'),
    serverErrors: over('server_errors'),
    clientErrors: over('client_errors'),
    serverErrorRatio: over('server_error_ratio'),
    clientErrorRatio: over('client_error_ratio'),
    durations: over('durations'),
    baselineServerErrorRatio: over('baseline_server_error_ratio'),
    baselineClientErrorRatio: over('baseline_client_error_ratio'),
    newVersionShare: over('new_version_share'),
  };
}

/** Record of an expression that a person gave, by metric. */
export const METRIC_RECORD = 'cc10x:metric';
/** What the same expression gave a week before. */
export const WEEK_BEFORE_RECORD = 'cc10x:metric:week_before';

/** What the alerts are made of, as far as the names are known: per version where a label tells the two apart. */
export function recordsOf(watched: Watched): readonly RecordingRule[] {
  const { requests, errors, clientErrors, durations } = watched;
  const names = recordNames(watched);
  const labels = staticLabels(watched);
  const versioned = perVersion(watched);
  const by = typeof versioned === 'string' ? 'sum' : `sum by (${versioned.versions.label}) `;
  const range = `[${duration(watched.window)}]`;
  const mine = (name: string): string => `${name}{${watched.ofDeployment}}`;
  const record = (name: string, expr: string): RecordingRule => ({ record: name, expr, labels });
  const counted = (matchers: string): string => `${by}(increase(${requests ?? ''}{${matchers}}${range}))`;
  // Without any failing request yet there is no such series: that is 0, not "no data".
  const failing = (matchers: string): string =>
    `${counted(`${watched.ofService}, ${matchers}`)} or 0 * ${by}(${mine(names.requests)})`;
  return [
    ...(requests === undefined
      ? []
      : [
          record(names.requests, counted(watched.ofService)),
          ...(typeof versioned === 'string'
            ? []
            : [
                record(
                  names.newVersionShare,
                  `${newVersion(versioned, names.requests)} / on (deployment) group_left () sum by (deployment) (${mine(names.requests)})`,
                ),
              ]),
        ]),
    ...(requests === undefined || errors === undefined
      ? []
      : [
          record(names.serverErrors, failing(errors.matchers)),
          record(names.serverErrorRatio, `${mine(names.serverErrors)} / ${mine(names.requests)}`),
          ...(typeof versioned === 'string'
            ? []
            : [
                record(
                  names.baselineServerErrorRatio,
                  // Once the baseline no longer serves enough requests, its error rate from before the release counts.
                  `${baselineRatio(versioned, names.serverErrorRatio)}${watched.frozenErrorRatio === undefined ? '' : ` or vector(${decimal(watched.frozenErrorRatio)})`}`,
                ),
              ]),
        ]),
    ...(requests === undefined || clientErrors === undefined
      ? []
      : [
          record(names.clientErrors, failing(clientErrors.matchers)),
          record(names.clientErrorRatio, `${mine(names.clientErrors)} / ${mine(names.requests)}`),
          ...(typeof versioned === 'string'
            ? []
            : [record(names.baselineClientErrorRatio, baselineRatio(versioned, names.clientErrorRatio))]),
        ]),
    ...(durations === undefined
      ? []
      : [
          record(
            names.durations,
            `sum by (${typeof versioned === 'string' ? '' : `${versioned.versions.label}, `}le) (increase(${durations}_bucket{${watched.ofService}}${range}))`,
          ),
        ]),
  ];
}

/** Labels that every record and alert of this deployment has. */
export function staticLabels({ plan, service }: Pick<Watched, 'plan' | 'service'>): Readonly<Record<string, string>> {
  return { deployment: plan.id, service };
}

/** A record of the new version alone. */
export function newVersion({ ofDeployment, versions }: PerVersion, name: string): string {
  return `${name}{${ofDeployment}, ${versions.label}=${quoted(versions.next)}}`;
}

function baselineRatio(watched: PerVersion, ratio: string): string {
  const { ofDeployment, versions } = watched;
  const baseline = `${ratio}{${ofDeployment}, ${versions.label}=${quoted(versions.baseline)}}`;
  return `max(${baseline} and ${recordNames(watched).requests}{${ofDeployment}} >= ${String(LEAST_REQUESTS)})`;
}
