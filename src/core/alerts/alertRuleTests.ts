import type { AlertRules, WrittenRule } from './alertRules';
import { duration } from './promql';
import type { RuleTest, RuleTestFile } from './ruleFile';

/** Rules are evaluated at least so often in the tests, in seconds. */
const COARSEST_GRID = 60;
const FINEST_GRID = 10;

/** The promtool unit tests that prove each rule: that it fires, is silent, clears, and holds at the boundary. */
export function alertRuleTests({ written }: AlertRules, rulesFile: string): RuleTestFile {
  const grid = gridOf(written);
  return {
    rule_files: [rulesFile],
    evaluation_interval: duration(grid),
    tests: written.flatMap(({ rule, condition, forSeconds }) =>
      condition
        .tests(rule, { forSeconds, grid })
        .map((test) => (isShared(rule.alert, written) ? byLabels(test, rule.labels) : test)),
    ),
  };
}

/** Divides every duration, so that each boundary falls on an evaluation. */
function gridOf(written: readonly WrittenRule[]): number {
  const grid = written.map(({ forSeconds }) => Math.round(forSeconds)).reduce(greatestDivisor, COARSEST_GRID);
  return Math.max(FINEST_GRID, grid);
}

function greatestDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestDivisor(other, one % other);
}

function isShared(alert: string, written: readonly WrittenRule[]): boolean {
  return written.filter(({ rule }) => rule.alert === alert).length > 1;
}

/** Where several rules have one name, an alert is asked for by its labels: the others may fire as well. */
function byLabels(test: RuleTest, labels: Readonly<Record<string, string>>): RuleTest {
  const { alert_rule_test: checks = [], promql_expr_test: others = [], ...rest } = test;
  return {
    ...rest,
    promql_expr_test: [
      ...others,
      ...checks.map(({ alertname, eval_time, exp_alerts }) => {
        const name = (all: Readonly<Record<string, string>>): string =>
          `ALERTS{${Object.entries({ alertname, alertstate: 'firing', ...all })
            .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
            .join(', ')}}`;
        return {
          expr: name(labels),
          eval_time,
          exp_samples: exp_alerts.map(({ exp_labels }) => ({ labels: name(exp_labels), value: 1 })),
        };
      }),
    ],
  };
}
