import type { Alert } from '../plan/schema';
import type { AlertingRule, RuleTest } from './ruleFile';
import type { Watched } from './watched';

export type Comparison = Alert['comparison'];

/** How long a rule waits before it fires, and how often rules are evaluated in its tests; seconds. */
export interface Timing {
  readonly forSeconds: number;
  readonly grid: number;
}

/** When an alert fires, with the tests that prove it of the rule that is made of it. */
export interface Condition {
  readonly expr: string;
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

/** Name of a series of one version. */
export function seriesOf(
  watched: Watched,
  metric: string,
  version: string,
  labels: Readonly<Record<string, string>> = {},
): string {
  const all = { ...watched.serviceLabels, [watched.versionLabel]: version, ...labels };
  return nameSeries(metric, all);
}

/** The same series of a service and of a version that are nobody's business here. */
export function foreignSeries(
  watched: Watched,
  metric: string,
  labels: Readonly<Record<string, string>>,
): { readonly service: string; readonly version: string } {
  const other = Object.fromEntries(Object.keys(watched.serviceLabels).map((key) => [key, 'another-service']));
  return {
    service: seriesOf({ ...watched, serviceLabels: other }, metric, watched.newVersion, labels),
    version: seriesOf(watched, metric, 'another-version', labels),
  };
}

export function nameSeries(metric: string, labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return `${metric}{${pairs.join(', ')}}`;
}
