import { type Condition, foreignSeries, seriesOf } from './condition';
import { decimal, duration, fractionOf } from './promql';
import { counter, type Moment, type Phase, scenario } from './scenario';
import type { Outcome, Watched } from './watched';

/** Both windows must burn the error budget this many times too fast. Seconds. */
export interface BurnRate {
  readonly factor: number;
  readonly long: number;
  readonly short: number;
  readonly severity: 'critical' | 'warning';
}

const HOUR = 3600;

/** https://sre.google/workbook/alerting-on-slos/ (multiwindow, multi-burn-rate alerts). */
export const burnRates: readonly BurnRate[] = [
  { factor: 14.4, long: HOUR, short: HOUR / 12, severity: 'critical' },
  { factor: 6, long: 6 * HOUR, short: HOUR / 2, severity: 'critical' },
  { factor: 3, long: 24 * HOUR, short: 2 * HOUR, severity: 'warning' },
  { factor: 1, long: 72 * HOUR, short: 6 * HOUR, severity: 'warning' },
];

/** The share of failing requests burns the error budget of the objective too fast, over a long and a short window. */
export function burnRateCondition(
  watched: Watched,
  requests: string,
  outcome: Outcome,
  objective: number,
  { factor, long, short }: BurnRate,
): Condition {
  const limit = factor * (1 - objective);
  const share = (window: number): string => {
    const range = `[${duration(window)}]`;
    return `sum(increase(${requests}{${watched.ofService}, ${outcome.matchers}}${range})) / sum(increase(${requests}{${watched.ofService}}${range})) > ${decimal(limit)}`;
  };
  return {
    expr: `${share(long)} and ${share(short)}`,
    tests: (rule, { grid }) => {
      const failing = seriesOf(watched, requests, watched.newVersion, outcome.selected);
      const other = seriesOf(watched, requests, watched.newVersion, outcome.other);
      const { numerator, denominator } = fractionOf(Number(decimal(limit)));
      const foreign = {
        failing: foreignSeries(watched, requests, outcome.selected).service,
        other: foreignSeries(watched, requests, outcome.other).service,
      };
      const step = short / 5;
      const constant = (name: string, perMille: number, isTrue: boolean) => {
        const errors = 4 * numerator * perMille;
        const steps = 12;
        return scenario(
          rule,
          name,
          step,
          {
            [failing]: counter([{ perStep: errors, steps }]),
            [other]: counter([{ perStep: 4 * denominator * 1000 - errors, steps }]),
            [isTrue ? foreign.other : foreign.failing]: counter([{ perStep: 4000 * denominator * 40, steps }]),
          },
          [{ at: steps * step, fires: isTrue }],
        );
      };
      // Samples half a step off the evaluations; errors are all there is, so one step of them is too many.
      const half = short / 10;
      const run = (
        name: string,
        phases: readonly Phase[],
        good: readonly Phase[],
        moments: readonly Moment[],
        more: Readonly<Record<string, string>> = {},
      ) => scenario(rule, name, half, { [failing]: counter(phases), [other]: counter(good), ...more }, moments);
      const perLong = long / half;
      const good = 400;
      const often = (1 + limit) / 2;
      const steadyErrors = Math.ceil((good * often) / (1 - often));
      const crowd = Math.ceil((4 * steadyErrors * perLong) / limit);
      const burst = Math.ceil((4 * (perLong * (good + steadyErrors) + crowd)) / (1 - limit));
      // Long enough to be seen between the end of the burst and its own.
      const crowdSteps = Math.max(8, Math.ceil((4 * grid) / half));
      // The last two short windows burn so many times the limit, the long one altogether so many.
      const oneWindow = (name: string, inLong: number, inShort: number) => {
        const all = 1_000_000_000;
        const late = 20;
        const before = perLong - late;
        const recent = Math.min(all, Math.round(inShort * limit * all));
        const early = Math.min(all, Math.max(0, Math.round((inLong * limit * all * perLong - recent * late) / before)));
        return run(
          name,
          [
            { perStep: early, steps: before },
            { perStep: recent, steps: late },
          ],
          [
            { perStep: all - early, steps: before },
            { perStep: all - recent, steps: late },
          ],
          [{ at: long, fires: false }],
          { [foreign.failing]: counter([{ perStep: all, steps: perLong }]) },
        );
      };
      // One window is exactly at the limit, the other above it. The first step of each window is at the limit too: whether it
      // counts depends on the version of Prometheus.
      const atInOne = (name: string, atLong: boolean) => {
        const [ofShort, ofLong] = [short / step, long / step];
        const before = ofLong - ofShort - 1;
        const unit = before * 4;
        const all = denominator * unit;
        const limitErrors = numerator * unit;
        const twice = Math.min(all, 2 * limitErrors);
        const early = atLong ? limitErrors - ((twice - limitErrors) * ofShort) / before : twice;
        const phases = [
          { errors: limitErrors, steps: 2 },
          { errors: early, steps: before - (atLong ? 0 : 1) },
          { errors: limitErrors, steps: atLong ? 0 : 1 },
          { errors: atLong ? twice : limitErrors, steps: ofShort },
        ].filter(({ steps }) => steps > 0);
        return scenario(
          rule,
          name,
          step,
          {
            [failing]: counter(phases.map(({ errors, steps }) => ({ perStep: errors, steps }))),
            [other]: counter(phases.map(({ errors, steps }) => ({ perStep: all - errors, steps }))),
          },
          [{ at: (ofLong + 1) * step, fires: false }],
        );
      };
      return [
        constant('exactly at the limit', 1000, false),
        constant('just above the limit', 1001, true),
        constant('just below the limit', 999, false),
        run(
          'the short window clears first',
          [
            { perStep: burst, steps: 10 },
            { perStep: 0, steps: 20 },
          ],
          [{ perStep: good, steps: 30 }],
          [
            { at: short, fires: true },
            { at: 2 * short - 2 * half, fires: true },
            { at: 2 * short, fires: false },
          ],
        ),
        // Days of evaluations cost many seconds, and the longer windows differ in their numbers only.
        ...(long > 6 * HOUR
          ? []
          : [
              oneWindow('only the short window is above the limit', 0.995, 2),
              oneWindow('only the long window is above the limit', 2, 0.995),
              atInOne('the long window exactly at the limit, the short one above', true),
              atInOne('the short window exactly at the limit, the long one above', false),
            ]),
        run(
          'the long window forgets a burst first, and then a crowd',
          [
            { perStep: burst, steps: 2 },
            { perStep: steadyErrors, steps: perLong + crowdSteps + 10 },
          ],
          [
            { perStep: good, steps: 2 },
            { perStep: crowd, steps: crowdSteps },
            { perStep: good, steps: perLong + 10 },
          ],
          [
            { at: (2 + crowdSteps) * half + short - 2 * half, fires: false },
            { at: (2 + crowdSteps) * half + short, fires: true },
            { at: long, fires: true },
            { at: long + 2 * half, fires: false },
            { at: long + crowdSteps * half, fires: false },
            { at: long + (crowdSteps + 2) * half, fires: true },
          ],
        ),
      ];
    },
  };
}
