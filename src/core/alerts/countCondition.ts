import { type Condition, foreignService, pendingTime, seriesOf } from './condition';
import { decimal, duration, quoted } from './promql';
import { counter, missing, scenario, steady } from './scenario';
import type { Outcome, PerVersion } from './watched';

/** Errors are looked for this much longer than the alert waits, in seconds; else one error would be gone too soon. */
const LOOK_BACK_SECONDS = 300;

/**
 * The new version had more failing requests than this, whatever their share. `increase` does not see the first error of
 * a series that is born with it: that is what the part with `offset` is for.
 */
export function countCondition(
  watched: PerVersion,
  requests: string,
  outcome: Outcome,
  threshold: number,
  forSeconds: number,
): Condition {
  const back = LOOK_BACK_SECONDS + Math.ceil(forSeconds / 60) * 60;
  const selector = `${requests}{${watched.ofService}, ${watched.versions.label}=${quoted(watched.versions.next)}, ${outcome.matchers}}`;
  const limit = decimal(threshold);
  return {
    expr: `sum(increase(${selector}[${duration(back)}])) > ${limit} or sum(${selector} unless ${requests}{${watched.ofService}} offset ${duration(back)}) > ${limit}`,
    tests: (rule, timing) => {
      const wait = pendingTime(timing);
      const { grid } = timing;
      const step = grid / 2;
      const samples = (seconds: number): number => Math.round(seconds / step);
      const failing = seriesOf(watched, requests, 'next', outcome.selected);
      const other = seriesOf(watched, requests, 'next', outcome.other);
      const served = { [other]: counter([{ perStep: 40, steps: samples(4 * back) }]) };
      // Between two evaluations, so that the ends of the windows do not matter.
      const start = samples(2 * back) - 1;
      const seen = 2 * back;
      const some = threshold === 0 ? 1 : Number(decimal(threshold * 1.002));
      const strangers = Math.ceil(4 * some);
      return [
        scenario(
          rule,
          'no failing request',
          step,
          {
            ...served,
            [failing]: steady(0, samples(3 * back)),
            // Series that are born without an error; the baseline and another service, which fail.
            [seriesOf(watched, requests, 'next', { ...outcome.selected, instance: 'b' })]:
              `${missing(start)} ${steady(0, samples(back))}`,
            [seriesOf(watched, requests, 'next', { ...outcome.other, instance: 'b' })]:
              `${missing(start)} ${steady(strangers, samples(back))}`,
            [seriesOf(watched, requests, 'baseline', { ...outcome.selected, instance: 'b' })]:
              `${missing(start)} ${steady(strangers, samples(back))}`,
            [foreignService(watched, requests, outcome.selected)]:
              `${missing(start)} ${counter([{ perStep: strangers, steps: samples(back) }])}`,
            [foreignService(watched, requests, { ...outcome.selected, instance: 'b' })]:
              `${missing(start)} ${steady(strangers, samples(back))}`,
          },
          [
            { at: 2 * back, fires: false },
            { at: 2 * back + wait, fires: false },
            { at: 3 * back, fires: false },
          ],
        ),
        scenario(
          rule,
          'a series that is born with its first errors',
          step,
          { ...served, [failing]: `${missing(start)} ${steady(some, samples(2 * back))}` },
          [
            ...(wait === 0 ? [{ at: seen - grid, fires: false }] : [{ at: seen + wait - grid, fires: false }]),
            { at: seen + wait, fires: true },
            { at: seen + back - grid, fires: true },
            { at: seen + back, fires: false },
          ],
        ),
        scenario(
          rule,
          'a series that had no error before',
          step,
          {
            ...served,
            [failing]: `${steady(0, start)} ${steady(some, samples(2 * back))}`,
          },
          [
            ...(wait === 0 ? [{ at: seen - grid, fires: false }] : [{ at: seen + wait - grid, fires: false }]),
            { at: seen + wait, fires: true },
            { at: seen + back - grid, fires: true },
            { at: seen + back, fires: false },
          ],
        ),
        ...(threshold === 0
          ? [
              scenario(rule, 'old errors only', step, { ...served, [failing]: steady(7, samples(4 * back)) }, [
                { at: 3 * back, fires: false },
              ]),
            ]
          : [
              ['in a new series', missing(start)],
              ['in a series that had none before', steady(0, start)],
            ].map(([where = '', before = '']) =>
              scenario(
                rule,
                `as many as are tolerated, ${where}`,
                step,
                { ...served, [failing]: `${before} ${steady(decimal(threshold), samples(2 * back))}` },
                [{ at: seen + wait, fires: false }],
              ),
            )),
        scenario(
          rule,
          'errors of the baseline only',
          step,
          {
            [seriesOf(watched, requests, 'baseline', outcome.selected)]: counter([
              { perStep: 4, steps: samples(2 * back) },
            ]),
          },
          [{ at: back + wait + grid, fires: false }],
        ),
      ];
    },
  };
}
