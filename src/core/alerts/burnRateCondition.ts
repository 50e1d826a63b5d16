import { type Condition, seriesOf } from './condition';
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
          },
          [{ at: steps * step, fires: isTrue }],
        );
      };
      // Samples half a step off the evaluations; errors are all there is, so one step of them is too many.
      const half = short / 10;
      const run = (name: string, phases: readonly Phase[], good: readonly Phase[], moments: readonly Moment[]) =>
        scenario(rule, name, half, { [failing]: counter(phases), [other]: counter(good) }, moments);
      const perLong = long / half;
      const good = 400;
      const often = (1 + limit) / 2;
      const steadyErrors = Math.ceil((good * often) / (1 - often));
      const crowd = Math.ceil((4 * steadyErrors * perLong) / limit);
      const burst = Math.ceil((4 * (perLong * (good + steadyErrors) + crowd)) / (1 - limit));
      // Long enough to be seen between the end of the burst and its own.
      const crowdSteps = Math.max(8, Math.ceil((4 * grid) / half));
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
