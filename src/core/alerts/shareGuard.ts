import { type Condition, seriesOf } from './condition';
import { decimal, duration, fractionOf } from './promql';
import { recordNames } from './records';
import type { RuleTest } from './ruleFile';
import { counter, missing } from './scenario';
import type { PerVersion } from './watched';

/** Step of the tests of values, in seconds. */
const STEP = 60;
/** Steps of traffic: longer than any of the guarded tests. */
const STEPS = 240;

/**
 * A condition on a value that counts only once the new version serves at least this share of the requests, 0 to 1: the
 * figures of the whole service say nothing about a canary of 1 %.
 */
export function fromShareOn(watched: PerVersion, requests: string, share: number, condition: Condition): Condition {
  const record = recordNames(watched).newVersionShare;
  const { numerator, denominator } = fractionOf(share);
  // Five samples to a window, of which every version of promtool counts exactly; traffic is seen from the second on.
  const spacing = watched.window / 5;
  const samples = (perSample: number): string => {
    const gap = spacing > STEP ? [missing(spacing / STEP - 1)] : [];
    const count = Math.ceil((STEPS * STEP) / spacing) + 2;
    return Array.from({ length: count }, (_, index) => [String(index * perSample), ...gap].join(' ')).join(' ');
  };
  const traffic = (perMille: number): RuleTest['input_series'] => {
    const mine = 4 * numerator * perMille;
    const series = [
      ['next', mine],
      ['baseline', 4 * denominator * 1000 - mine],
    ] as const;
    return series.map(([which, perSample]) => ({
      series: seriesOf(watched, requests, which),
      values: spacing > STEP ? samples(perSample) : counter([{ perStep: perSample, steps: STEPS }]),
    }));
  };
  return {
    expr: `(${condition.expr}) and on (deployment) ${record}{${watched.ofDeployment}} >= ${decimal(share)}`,
    tests: (rule, timing) =>
      condition.tests(rule, timing).flatMap((test, index, all) => [
        { ...later(test, spacing), input_series: [...later(test, spacing).input_series, ...traffic(1000)] },
        ...(index === all.findIndex(isFiring)
          ? [
              {
                ...silent(later(test, spacing)),
                name: `${test.name}, while the new version serves too little`,
                input_series: [...later(test, spacing).input_series, ...traffic(999)],
              },
            ]
          : []),
      ]),
  };
}

/** The same test so many seconds later. */
function later(test: RuleTest, seconds: number): RuleTest {
  const delay = (at: string): string => duration(secondsOf(at) + seconds);
  return {
    ...test,
    input_series: test.input_series.map(({ series, values }) => ({
      series,
      values: `${missing(seconds / STEP)} ${values}`,
    })),
    alert_rule_test: (test.alert_rule_test ?? []).map((check) => ({ ...check, eval_time: delay(check.eval_time) })),
  };
}

function isFiring({ alert_rule_test: checks = [] }: RuleTest): boolean {
  return checks.some(({ exp_alerts }) => exp_alerts.length > 0);
}

function silent(test: RuleTest): RuleTest {
  return { ...test, alert_rule_test: (test.alert_rule_test ?? []).map((check) => ({ ...check, exp_alerts: [] })) };
}

function secondsOf(text: string): number {
  const sizes: Readonly<Record<string, number>> = { d: 86_400, h: 3600, m: 60, s: 1 };
  return [...text.matchAll(/(\d+)([dhms])/gu)].reduce(
    (sum, [, count, unit = 's']) => sum + Number(count) * (sizes[unit] ?? 1),
    0,
  );
}
