import { type Condition, foreignService, seriesOf } from './condition';
import { decimal, duration, fractionOf } from './promql';
import type { AlertingRule, RuleTest } from './ruleFile';
import { counter, type Moment, scenario } from './scenario';
import type { Outcome, Watched } from './watched';

/** Both windows must burn the error budget this many times too fast. Seconds. */
export interface BurnRate {
  readonly factor: number;
  readonly long: number;
  readonly short: number;
  readonly severity: 'critical' | 'warning';
}

/** Requests of each of so many steps. */
interface Served {
  readonly errors: number;
  readonly all: number;
  readonly steps: number;
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
    tests: (rule, { grid }) => burnRateTests(rule, grid, watched, requests, outcome, limit, { long, short }),
  };
}

/**
 * A test costs as many evaluations as it is long, so each is as short as what it proves allows: only the one of the long
 * window is as long as that. Until then the long window sees all there is, and the short one its own part of it.
 */
function burnRateTests(
  rule: AlertingRule,
  grid: number,
  watched: Watched,
  requests: string,
  outcome: Outcome,
  limit: number,
  { long, short }: Pick<BurnRate, 'long' | 'short'>,
): readonly RuleTest[] {
  const failing = seriesOf(watched, requests, 'next', outcome.selected);
  const other = seriesOf(watched, requests, 'next', outcome.other);
  const { numerator, denominator } = fractionOf(Number(decimal(limit)));
  const foreign = {
    failing: foreignService(watched, requests, outcome.selected),
    other: foreignService(watched, requests, outcome.other),
  };
  const run = (
    name: string,
    step: number,
    phases: readonly Served[],
    moments: readonly Moment[],
    more: Readonly<Record<string, string>> = {},
  ): RuleTest =>
    scenario(
      rule,
      name,
      step,
      {
        [failing]: counter(phases.map(({ errors, steps }) => ({ perStep: errors, steps }))),
        [other]: counter(phases.map(({ errors, all, steps }) => ({ perStep: all - errors, steps }))),
        ...more,
      },
      moments,
    );
  const constant = (name: string, perMille: number, isTrue: boolean): RuleTest => {
    const all = 4000 * denominator;
    const foreigners = counter([{ perStep: 40 * all, steps: 2 }]);
    return run(name, grid, [{ errors: 4 * numerator * perMille, all, steps: 2 }], [{ at: 2 * grid, fires: isTrue }], {
      [isTrue ? foreign.other : foreign.failing]: foreigners,
    });
  };
  // Five steps fill the short window; whether it counts the sample at its beginning depends on the version of Prometheus.
  const fifth = short / 5;
  const bad = 2 * numerator <= denominator ? [2 * numerator, denominator] : [numerator + denominator, 2 * denominator];
  const [badErrors = 0, badAll = 0] = bad.map((part) => 4 * part);
  const failures: Served = { errors: 4000 * denominator, all: 4000 * denominator, steps: 1 };
  const atLimit = (steps: number): Served => ({ errors: 4 * numerator, all: 4 * denominator, steps });
  const atLongLimit: readonly Served[] = [
    { errors: 4000 * numerator - 5 * badErrors, all: 4000 * denominator - 5 * badAll, steps: 1 },
    { errors: badErrors, all: badAll, steps: 5 },
    failures,
  ];
  const others = { [foreign.failing]: counter([{ perStep: 160_000 * denominator, steps: 7 }]) };
  // Not at an evaluation, so that the ends of the windows do not matter.
  const step = (2 * Math.floor(short / 10 / grid) + 1) * (grid / 2);
  const good = 400;
  const steady = Math.ceil((good * (1 + limit)) / (1 - limit));
  // A burst of failures makes up for a crowd of good requests; without the burst they are too many.
  const forgets = (name: string, window: number): RuleTest => {
    const steps = Math.ceil(window / step) + 3;
    const crowd = Math.ceil((4 * steps * (good + steady)) / limit);
    const burst = Math.ceil((4 * (steps * good + crowd)) / (1 - limit));
    const around = (at: number, fires: boolean): readonly Moment[] => [
      { at: at + window - grid / 2, fires },
      { at: at + window + grid / 2, fires: !fires },
    ];
    return run(
      name,
      step,
      [
        { errors: 0, all: good, steps: 1 },
        { errors: burst, all: burst, steps: 1 },
        { errors: 0, all: good, steps: 1 },
        { errors: 0, all: crowd, steps: 1 },
        { errors: steady, all: good + steady, steps },
      ],
      [...around(step, true), ...around(3 * step, false)],
    );
  };
  return [
    constant('exactly at the limit', 1000, false),
    constant('just above the limit', 1001, true),
    constant('just below the limit', 999, false),
    run(
      'the long window exactly at the limit, the short one above',
      fifth,
      atLongLimit,
      [
        { at: 6 * fifth, fires: false },
        { at: 7 * fifth, fires: true },
      ],
      others,
    ),
    run(
      'the short window exactly at the limit, the long one above',
      fifth,
      [failures, atLimit(5), failures],
      [
        { at: 6 * fifth, fires: false },
        { at: 7 * fifth, fires: true },
      ],
      others,
    ),
    forgets('the short window forgets a burst, then a crowd', short),
    forgets('the long window forgets a burst, then a crowd', long),
  ];
}
