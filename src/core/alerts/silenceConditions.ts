import { type Condition, nameSeries, seriesOf } from './condition';
import { duration, quoted } from './promql';
import type { RuleTest } from './ruleFile';
import { counter, missing, scenario, steady } from './scenario';
import type { AlertingRule } from './ruleFile';
import type { PerVersion, Watched } from './watched';

/** How long a silence is watched after it was noticed, and after it ended, in seconds. */
const AFTER_SECONDS = 300;

/** No request counter of the whole service for so long. Equality matchers, so that the alert keeps the service's label. */
export function noMetricsCondition(watched: Watched, requests: string, seconds: number): Condition {
  return {
    expr: `absent_over_time(${requests}{${watched.ofService}}[${duration(seconds)}])`,
    tests: (rule, { grid }) =>
      silenceTests(rule, grid, seconds, watched.serviceLabels, seriesOf(watched, requests, 'baseline'), {}),
  };
}

/**
 * No request counter of the new version for so long, while others go on. It fires as well when the new version never
 * showed up, so it belongs to the time from Canary on.
 */
export function newVersionSilentCondition(watched: PerVersion, requests: string, seconds: number): Condition {
  const { versions, ofService, serviceLabels } = watched;
  const others = seriesOf(watched, requests, 'baseline');
  return {
    expr: `absent_over_time(${requests}{${ofService}, ${versions.label}=${quoted(versions.next)}}[${duration(seconds)}])`,
    tests: (rule, { grid }) =>
      silenceTests(
        rule,
        grid,
        seconds,
        { ...serviceLabels, [versions.label]: versions.next },
        seriesOf(watched, requests, 'next'),
        { [others]: counter([{ perStep: 4, steps: (2 * (7 * seconds + 3600)) / grid }]) },
      ),
  };
}

/** Silence that begins between two evaluations, lasts, and ends. */
function silenceTests(
  rule: AlertingRule,
  grid: number,
  seconds: number,
  fires: Readonly<Record<string, string>>,
  series: string,
  more: Readonly<Record<string, string>>,
): readonly RuleTest[] {
  const step = grid / 2;
  const window = Math.ceil(seconds / grid) * grid;
  // The last sample lies half a step before this.
  const silentFrom = window + 2 * grid;
  const before = (2 * silentFrom) / grid - 1;
  const gap = (2 * (window + AFTER_SECONDS)) / grid;
  const back = silentFrom + window + AFTER_SECONDS;
  return [
    scenario(
      rule,
      'fires when the last sample is too old, stays, and clears on recovery',
      step,
      {
        ...more,
        [series]: `${counter([{ perStep: 4, steps: before }])} ${missing(gap)} ${counter([{ perStep: 4, steps: 40 }])}`,
      },
      [
        { at: silentFrom - grid, fires: false },
        { at: silentFrom + window - grid, fires: false },
        { at: silentFrom + window, fires },
        { at: silentFrom + window + AFTER_SECONDS - grid, fires },
        { at: back, fires: false },
        { at: back + 4 * grid, fires: false },
      ],
    ),
    scenario(rule, 'no request is no silence', step, { ...more, [series]: steady(0, (2 * window) / grid + 4) }, [
      { at: window + grid, fires: false },
    ]),
  ];
}

/** A target that is down still has its `up`, so a missing sample is not what tells. */
export function targetDownCondition({ matchers, labels }: NonNullable<Watched['target']>, seconds: number): Condition {
  return {
    expr: `max_over_time(up{${matchers}}[${duration(seconds)}]) == 0`,
    tests: (rule, { grid }) => {
      const step = grid / 2;
      const window = Math.ceil(seconds / grid) * grid;
      const all = { ...labels, instance: '10.0.0.1:8080' };
      const up = nameSeries('up', all);
      // Every label differs: another service's target.
      const strangers = Object.fromEntries(Object.entries(all).map(([key, value]) => [key, `another-${value}`]));
      const downFrom = window + 2 * grid;
      const before = (2 * downFrom) / grid;
      const down = (2 * (window + AFTER_SECONDS)) / grid;
      return [
        scenario(
          rule,
          'fires when the target was down for so long, and clears on recovery',
          step,
          { [up]: `${steady(1, before)} ${steady(0, down)} ${steady(1, 40)}` },
          [
            { at: downFrom - grid, fires: false },
            { at: downFrom + window - grid, fires: false },
            { at: downFrom + window, fires: all },
            { at: downFrom + window + AFTER_SECONDS - grid, fires: all },
            { at: downFrom + window + AFTER_SECONDS, fires: false },
          ],
        ),
        scenario(
          rule,
          'one missed scrape is no outage',
          step,
          { [up]: `${steady(1, 4)} ${steady(0, 1)} ${steady(1, 4)} 0 ${steady(1, 4)}` },
          [
            { at: 4 * grid, fires: false },
            { at: 6 * grid, fires: false },
          ],
        ),
        scenario(
          rule,
          'up',
          step,
          {
            [up]: steady(1, (2 * window) / grid + 4),
            [nameSeries('up', strangers)]: steady(0, (2 * window) / grid + 4),
          },
          [{ at: window + grid, fires: false }],
        ),
      ];
    },
  };
}

/** Always: what hears nothing from it knows that Prometheus or the way to the on-call is dead. */
export const watchdogCondition: Condition = {
  expr: 'vector(1)',
  tests: (rule, { grid }) => [
    scenario(rule, 'fires always', grid, {}, [
      { at: 0, fires: true },
      { at: 2 * grid, fires: true },
    ]),
  ],
};
