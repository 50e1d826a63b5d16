import { type Comparison, type Condition, holds, nameSeries, pendingTime } from './condition';
import { decimal } from './promql';
import { METRIC_RECORD, staticLabels, WEEK_BEFORE_RECORD } from './records';
import { scenario, steady } from './scenario';
import type { Watched } from './watched';

/** Step of the synthetic series, in seconds. */
const STEP = 60;

function recorded(watched: Watched, record: string, metric: string): string {
  return `${record}{${watched.ofDeployment}, metric=${JSON.stringify(metric)}}`;
}

/** A series that stands for what the person's own expression gives: its logic is theirs, the threshold is ours. */
function injected(watched: Watched, record: string, metric: string): string {
  return nameSeries(record, { ...staticLabels(watched), metric });
}

/** The value of an expression that a person gave crosses a threshold. `guard` tells when it counts at all. */
export function valueCondition(watched: Watched, metric: string, comparison: Comparison, threshold: number): Condition {
  const series = injected(watched, METRIC_RECORD, metric);
  // The record's own label, where the rule does not say it as well.
  const fires = { metric };
  const isUpward = comparison.startsWith('>');
  const margin = threshold === 0 ? 0.001 : Math.max(Math.abs(threshold) / 1000, 1e-9);
  return {
    isOwnQuery: true,
    expr: `${recorded(watched, METRIC_RECORD, metric)} ${comparison} ${decimal(threshold)}`,
    tests: (rule, timing) => {
      const wait = pendingTime(timing);
      const count = wait / STEP + 3;
      const end = (Math.ceil(count) - 1) * STEP;
      const foreign = {
        [injected(watched, METRIC_RECORD, 'another-metric')]: steady(
          decimal(threshold + 1000 * margin * (isUpward ? 1 : -1)),
          Math.ceil(count),
        ),
      };
      const constant = (name: string, value: number, side: -1 | 0 | 1) =>
        scenario(
          rule,
          name,
          STEP,
          { [series]: steady(decimal(value), Math.ceil(count)), ...(holds(comparison, side) ? {} : foreign) },
          holds(comparison, side)
            ? [
                ...(wait === 0 ? [] : [{ at: wait - timing.grid, fires: false }]),
                { at: wait, fires },
                { at: end, fires },
              ]
            : [{ at: end, fires: false }],
        );
      const bad = threshold + margin * (isUpward ? 1 : -1);
      const good = threshold - margin * (isUpward ? 1 : -1);
      return [
        constant('exactly at the threshold', threshold, 0),
        constant('just above the threshold', threshold + margin, 1),
        constant('just below the threshold', threshold - margin, -1),
        scenario(
          rule,
          'fires, and clears on recovery',
          STEP,
          { [series]: `${steady(decimal(bad), Math.ceil(count))} ${steady(decimal(good), 5)}` },
          [
            { at: end, fires },
            { at: end + STEP, fires: false },
          ],
        ),
        scenario(rule, 'silent without data', STEP, {}, [{ at: end, fires: false }]),
      ];
    },
  };
}

/** The value fell to less than a share of what it was a week before. */
export function weeklyDropCondition(watched: Watched, metric: string, share: number): Condition {
  const now = injected(watched, METRIC_RECORD, metric);
  const before = injected(watched, WEEK_BEFORE_RECORD, metric);
  return {
    expr: `${recorded(watched, METRIC_RECORD, metric)} < ${decimal(share)} * ${WEEK_BEFORE_RECORD}{${watched.ofDeployment}}`,
    tests: (rule, timing) => {
      const wait = pendingTime(timing);
      const count = Math.ceil(wait / STEP) + 3;
      const end = (count - 1) * STEP;
      const compare = (name: string, value: number, isTrue: boolean) =>
        scenario(
          rule,
          name,
          STEP,
          {
            [now]: steady(decimal(value), count),
            [before]: steady(1024, count),
            ...(isTrue
              ? {}
              : {
                  [injected(watched, METRIC_RECORD, 'another-metric')]: steady(1, count),
                  [injected(watched, WEEK_BEFORE_RECORD, 'another-metric')]: steady(1024, count),
                }),
          },
          isTrue
            ? [
                ...(wait === 0 ? [] : [{ at: wait - timing.grid, fires: false }]),
                { at: wait, fires: true },
                { at: end, fires: true },
              ]
            : [{ at: end, fires: false }],
        );
      return [
        compare('exactly at the limit', 1024 * share, false),
        compare('just below the limit', 1024 * share - 1, true),
        compare('just above the limit', 1024 * share + 1, false),
        scenario(
          rule,
          'fires, and clears on recovery',
          STEP,
          { [now]: `${steady(1, count)} ${steady(1024, 5)}`, [before]: steady(1024, count + 5) },
          [
            { at: end, fires: true },
            { at: end + STEP, fires: false },
          ],
        ),
        scenario(rule, 'silent without a week before', STEP, { [now]: steady(1, count) }, [{ at: end, fires: false }]),
      ];
    },
  };
}
