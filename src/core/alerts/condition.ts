import type { Alert } from '../plan/schema';
import type { AlertingRule, RuleTest } from './ruleFile';
import type { PerVersion, Versions, Watched } from './watched';

export type Comparison = Alert['comparison'];

/** How long a rule waits before it fires, and how often rules are evaluated in its tests; seconds. */
export interface Timing {
  readonly forSeconds: number;
  readonly grid: number;
}

/** When an alert fires, with the tests that prove it of the rule that is made of it. */
export interface Condition {
  readonly expr: string;
  /** The query of the plan that it compares is a person's own: what else the alert says of its measure is not true of it. */
  readonly isOwnQuery?: boolean;
  readonly tests: (rule: AlertingRule, timing: Timing) => readonly RuleTest[];
}

/** Whether a value that lies so (below, at, above) to the threshold makes the condition true. */
export function holds(comparison: Comparison, side: -1 | 0 | 1): boolean {
  switch (comparison) {
    case '>':
      return side > 0;
    case '>=':
      return side >= 0;
    case '<':
      return side < 0;
    case '<=':
      return side <= 0;
  }
}

/** Time until a pending alert fires, as the grid of the tests sees it. */
export function pendingTime({ forSeconds, grid }: Timing): number {
  return Math.ceil(forSeconds / grid) * grid;
}

/** The label of one of the two versions; none where nothing tells them apart. */
export function versionLabels({ versions }: Watched, which: 'baseline' | 'next'): Readonly<Record<string, string>> {
  return typeof versions === 'string' ? {} : { [versions.label]: versions[which] };
}

/** Name of a series of one version. */
export function seriesOf(
  watched: Watched,
  metric: string,
  which: 'baseline' | 'next',
  labels: Readonly<Record<string, string>> = {},
): string {
  return nameSeries(metric, { ...watched.serviceLabels, ...versionLabels(watched, which), ...labels });
}

/** The same series of a service that is nobody's business here. */
export function foreignService(watched: Watched, metric: string, labels: Readonly<Record<string, string>>): string {
  const other = Object.fromEntries(Object.keys(watched.serviceLabels).map((key) => [key, 'another-service']));
  return seriesOf({ ...watched, serviceLabels: other }, metric, 'next', labels);
}

/** The same series of a version that is neither of the two. */
export function foreignVersion(watched: PerVersion, metric: string, labels: Readonly<Record<string, string>>): string {
  const versions: Versions = { ...watched.versions, next: 'another-version' };
  return seriesOf({ ...watched, versions }, metric, 'next', labels);
}

export function nameSeries(metric: string, labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return `${metric}{${pairs.join(', ')}}`;
}
