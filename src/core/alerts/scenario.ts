import { duration } from './promql';
import type { AlertingRule, RuleTest } from './ruleFile';

/** A stretch of a synthetic counter: how much it grows at each sample, for how many samples. */
export interface Phase {
  readonly perStep: number;
  readonly steps: number;
}

/** A counter that starts at 0, one sample per step, as promtool writes it. */
export function counter(phases: readonly Phase[]): string {
  let value = 0;
  const parts = ['0'];
  for (const { perStep, steps } of phases) {
    if (steps === 0) continue;
    parts.push(`${String(value + perStep)}+${String(perStep)}x${String(steps - 1)}`);
    value += perStep * steps;
  }
  return parts.join(' ');
}

/** A value that stays as it is for so many samples. */
export function steady(value: number | string, samples: number): string {
  return `${String(value)}+0x${String(samples - 1)}`;
}

/** Samples that are missing. */
export function missing(samples: number): string {
  return `_x${String(samples)}`;
}

/** What a rule must do at a moment, in seconds from the start; the labels its alert has beside its own. */
export interface Moment {
  readonly at: number;
  readonly fires: boolean | Readonly<Record<string, string>>;
}

/** One scenario of one rule. `step` is the time between samples, in seconds. */
export function scenario(
  rule: AlertingRule,
  name: string,
  step: number,
  series: Readonly<Record<string, string>>,
  moments: readonly Moment[],
): RuleTest {
  return {
    name: `${rule.alert}: ${name}`,
    interval: duration(step),
    input_series: Object.entries(series).map(([key, values]) => ({ series: key, values })),
    alert_rule_test: moments.map(({ at, fires }) => ({
      eval_time: duration(at),
      alertname: rule.alert,
      exp_alerts:
        fires === false
          ? []
          : [
              {
                exp_labels: { ...(fires === true ? {} : fires), ...rule.labels },
                exp_annotations: Object.fromEntries(
                  Object.entries(rule.annotations).map(([key, text]) => [key, text.replaceAll('{{ "{{" }}', '{{')]),
                ),
              },
            ],
    })),
  };
}
