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

/** How the series of the two versions are told apart. */
export interface Versions {
  readonly label: string;
  readonly baseline: string;
  readonly next: string;
}

/** The names that the rules need, as far as they are known. */
export interface Watched {
  readonly plan: Plan;
  readonly prometheus: Prometheus | undefined;
  /** What Prometheus calls the service; where that is not known, what the plan calls it. */
  readonly service: string;
  /** A sentence where nothing tells them apart. */
  readonly versions: Versions | string;
  /** What the new version is called, whether or not Prometheus can tell it apart. */
  readonly newVersion: string;
  /** Why no series of the service can be selected, so that none of the names below is known. */
  readonly unselected: string | undefined;
  readonly requests: string | undefined;
  readonly errors: Outcome | undefined;
  readonly clientErrors: Outcome | undefined;
  readonly durations: string | undefined;
  readonly target: { readonly matchers: string; readonly labels: Readonly<Record<string, string>> } | undefined;
  /** Matcher of the service, e.g. `app="shop-api"`; no metric of the service is known without it. */
  readonly ofService: string;
  readonly serviceLabels: Readonly<Record<string, string>>;
  /** Window of every count, in seconds: the canary gets its hundred requests in it. */
  readonly window: number;
  /** Share of failing requests before the release, 0 to 1. */
  readonly frozenErrorRatio: number | undefined;
  /** Matcher of the records of this deployment. */
  readonly ofDeployment: string;
}

/** What is watched where a label tells the versions apart. */
export interface PerVersion extends Watched {
  readonly versions: Versions;
}

/** The same with its versions; a sentence where nothing tells them apart. */
export function perVersion(watched: Watched): PerVersion | string {
  const { versions } = watched;
  return typeof versions === 'string' ? versions : { ...watched, versions };
}

const metricName = /^[A-Za-z_:][\w:]*$/u;
const labelName = /^[A-Za-z_]\w*$/u;

/** The names of a plan. Each that is not known leaves out only the rules that need it. */
export function watchedBy(plan: Plan): Watched {
  const { traffic } = plan.monitoring;
  const prometheus = plan.monitoring.prometheus ?? undefined;
  const known = (text: string | undefined): string | undefined => {
    const { text: filled, open, notApplicable } = fillBlanks(text ?? '', plan.blanks);
    return open.length + notApplicable.length > 0 || filled.trim() === '' ? undefined : filled.trim();
  };
  const named = (text: string | undefined, shape: RegExp): string | undefined => {
    const name = known(text);
    return name !== undefined && shape.test(name) ? name : undefined;
  };
  const outcome = (text: string | undefined): Outcome | undefined => {
    const matchers = known(text);
    const example = matchers === undefined ? undefined : exampleLabels(matchers);
    return matchers === undefined || example === undefined ? undefined : { matchers, ...example };
  };
  const serviceLabel = named(prometheus?.labels.service, labelName);
  const service = known(prometheus?.service);
  const isSelected = serviceLabel !== undefined && service !== undefined;
  const unselected =
    prometheus === undefined
      ? 'The plan names no Prometheus metrics for this service: fill in `monitoring.prometheus`.'
      : isSelected
        ? undefined
        : 'The label and value that select this service (`monitoring.prometheus.labels.service` and `monitoring.prometheus.service`) are not known.';
  const ofSelected = <T>(value: T | undefined): T | undefined => (isSelected ? value : undefined);
  const target = known(prometheus?.target);
  const targetLabels = target === undefined ? undefined : equalityLabels(target);
  return {
    plan,
    prometheus,
    service: service ?? plan.deployment.service,
    versions: unselected ?? versionsOf(known, named(prometheus?.labels.version, labelName), prometheus),
    newVersion: known(prometheus?.newVersion) ?? plan.release.newVersion,
    unselected,
    requests: ofSelected(named(prometheus?.requests, metricName)),
    errors: ofSelected(outcome(prometheus?.errors)),
    clientErrors: ofSelected(outcome(prometheus?.clientErrors)),
    durations: ofSelected(named(prometheus?.durations, metricName)),
    target: target === undefined || targetLabels === undefined ? undefined : { matchers: target, labels: targetLabels },
    ofService: isSelected ? `${serviceLabel}=${quoted(service)}` : '',
    serviceLabels: isSelected ? { [serviceLabel]: service } : {},
    window: windowFor(plan),
    frozenErrorRatio: traffic === null ? undefined : traffic.baselineErrorRate,
    ofDeployment: `deployment=${quoted(plan.id)}`,
  };
}

function versionsOf(
  known: (text: string | undefined) => string | undefined,
  label: string | undefined,
  prometheus: Prometheus | undefined,
): Versions | string {
  const [baseline, next] = [known(prometheus?.baselineVersion), known(prometheus?.newVersion)];
  if (label === undefined)
    return 'No label is known that tells the two versions apart: name it in `monitoring.prometheus.labels.version`.';
  if (baseline === undefined || next === undefined)
    return `The values of the label \`${label}\` are not known: \`monitoring.prometheus.baselineVersion\` and \`monitoring.prometheus.newVersion\`.`;
  return baseline === next
    ? `Both versions are "${next}" to Prometheus, so nothing can be told per version.`
    : { label, baseline, next };
}

/** A name that a rule may need. */
export type Name = 'requests' | 'errors' | 'clientErrors' | 'durations' | 'target';

const nameTexts: Readonly<Record<Name, string>> = {
  requests: 'name of the request counter',
  errors: 'label matcher of server errors',
  clientErrors: 'label matcher of client errors',
  durations: 'name of the latency histogram',
  target: 'list of matchers that selects this service’s `up`',
};

/** Why a rule that needs these names cannot be written, and where the answer belongs; the first that is missing counts. */
export function lacking(watched: Watched, ...names: readonly [Name, ...Name[]]): string {
  const { unselected, prometheus } = watched;
  const missing = names.find((name) => watched[name] === undefined) ?? names[0];
  if (prometheus === undefined || (unselected !== undefined && missing !== 'target')) return unselected ?? '';
  const canBeTested = missing === 'requests' || missing === 'durations' ? '' : ' or cannot be tested';
  return `The ${nameTexts[missing]} (\`monitoring.prometheus.${missing}\`) is not known${canBeTested}.`;
}

/** Long enough for half as many requests again as a comparison needs, in whole steps of 5 minutes. */
function windowFor({ monitoring: { traffic }, stages }: Plan): number {
  const canary = stages.find(({ skipped, trafficPercent }) => skipped === undefined && trafficPercent > 0);
  const rate = (traffic?.rps ?? 0) * ((canary?.trafficPercent ?? 0) / 100);
  if (rate <= 0) return SHORTEST_WINDOW_SECONDS;
  const steps = Math.ceil((1.5 * LEAST_REQUESTS) / rate / SHORTEST_WINDOW_SECONDS);
  return Math.min(LONGEST_WINDOW_SECONDS, Math.max(1, steps) * SHORTEST_WINDOW_SECONDS);
}
