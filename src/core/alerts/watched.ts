import { fillBlanks } from '../plan/blanks';
import type { Plan, Prometheus } from '../plan/schema';
import { equalityLabels, exampleLabels } from './matchers';
import { quoted } from './promql';

/** Shortest window over which requests are counted, in seconds. */
const SHORTEST_WINDOW_SECONDS = 300;
const LONGEST_WINDOW_SECONDS = 86_400;
/** Requests that the new version must have served before it is compared with anything. */
export const LEAST_REQUESTS = 100;

/** Of as many requests as are needed, this share is too few; a count is off by its last digit, so not a whole one less. */
export const TOO_FEW = 0.995;

/** Labels of a kind of request, and of all others, for the tests. */
export interface Outcome {
  /** The matcher as the plan gives it. */
  readonly matchers: string;
  readonly selected: Readonly<Record<string, string>>;
  readonly other: Readonly<Record<string, string>>;
}

/** The names that the rules need, as far as they are known; what is undefined is told in `unknown`. */
export interface Watched {
  readonly plan: Plan;
  readonly prometheus: Prometheus;
  readonly service: string;
  readonly versionLabel: string;
  readonly baselineVersion: string;
  readonly newVersion: string;
  readonly requests: string | undefined;
  readonly errors: Outcome | undefined;
  readonly clientErrors: Outcome | undefined;
  readonly durations: string | undefined;
  readonly target: { readonly matchers: string; readonly labels: Readonly<Record<string, string>> } | undefined;
  /** Matcher of the service, e.g. `app="shop-api"`. */
  readonly ofService: string;
  readonly serviceLabels: Readonly<Record<string, string>>;
  /** Window of every count, in seconds: the canary gets its hundred requests in it. */
  readonly window: number;
  /** Share of failing requests before the release, 0 to 1. */
  readonly frozenErrorRatio: number | undefined;
  /** Matcher of the records of this deployment. */
  readonly ofDeployment: string;
}

const metricName = /^[A-Za-z_:][\w:]*$/u;
const labelName = /^[A-Za-z_]\w*$/u;

/** The names of a plan; a sentence when not even service and versions can be told apart. */
export function watchedBy(plan: Plan): Watched | string {
  const { prometheus, traffic } = plan.monitoring;
  if (prometheus === null) return 'The plan names no Prometheus metrics for this service.';
  const known = (text: string | undefined): string | undefined => {
    const { text: filled, open, notApplicable } = fillBlanks(text ?? '', plan.blanks);
    return open.length + notApplicable.length > 0 || filled.trim() === '' ? undefined : filled.trim();
  };
  const named = (text: string | undefined, shape: RegExp): string | undefined => {
    const name = known(text);
    return name !== undefined && shape.test(name) ? name : undefined;
  };
  const serviceLabel = named(prometheus.labels.service, labelName);
  const versionLabel = named(prometheus.labels.version, labelName);
  const service = known(prometheus.service);
  const baselineVersion = known(prometheus.baselineVersion);
  const newVersion = known(prometheus.newVersion);
  if (serviceLabel === undefined || service === undefined)
    return 'The label and value that select this service are not known.';
  if (versionLabel === undefined || baselineVersion === undefined || newVersion === undefined)
    return 'The label and values that tell the two versions apart are not known.';
  if (baselineVersion === newVersion)
    return `Both versions are "${newVersion}" to Prometheus, so nothing can be told per version.`;
  const outcome = (text: string | undefined): Outcome | undefined => {
    const matchers = known(text);
    const example = matchers === undefined ? undefined : exampleLabels(matchers);
    return matchers === undefined || example === undefined ? undefined : { matchers, ...example };
  };
  const target = known(prometheus.target);
  const targetLabels = target === undefined ? undefined : equalityLabels(target);
  return {
    plan,
    prometheus,
    service,
    versionLabel,
    baselineVersion,
    newVersion,
    requests: named(prometheus.requests, metricName),
    errors: outcome(prometheus.errors),
    clientErrors: outcome(prometheus.clientErrors),
    durations: named(prometheus.durations, metricName),
    target: target === undefined || targetLabels === undefined ? undefined : { matchers: target, labels: targetLabels },
    ofService: `${serviceLabel}=${quoted(service)}`,
    serviceLabels: { [serviceLabel]: service },
    window: windowFor(plan),
    frozenErrorRatio: traffic === null ? undefined : traffic.baselineErrorRate,
    ofDeployment: `deployment=${quoted(plan.id)}`,
  };
}

/** Long enough for half as many requests again as a comparison needs, in whole steps of 5 minutes. */
function windowFor({ monitoring: { traffic }, stages }: Plan): number {
  const canary = stages.find(({ skipped, trafficPercent }) => skipped === undefined && trafficPercent > 0);
  const rate = (traffic?.rps ?? 0) * ((canary?.trafficPercent ?? 0) / 100);
  if (rate <= 0) return SHORTEST_WINDOW_SECONDS;
  const steps = Math.ceil((1.5 * LEAST_REQUESTS) / rate / SHORTEST_WINDOW_SECONDS);
  return Math.min(LONGEST_WINDOW_SECONDS, Math.max(1, steps) * SHORTEST_WINDOW_SECONDS);
}
