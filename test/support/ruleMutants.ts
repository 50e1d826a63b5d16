import type { AlertRules, WrittenRule } from '../../src/core/alerts/alertRules';
import { alertRuleTests } from '../../src/core/alerts/alertRuleTests';
import { duration } from '../../src/core/alerts/promql';
import type { AlertingRule, RecordingRule, RuleFile, RuleTest, RuleTestFile } from '../../src/core/alerts/ruleFile';
import { mutantsOf } from './mutateQuery';

/** A rule of a plan, changed in one thing; `alert` names it in its file. */
export interface RuleMutant {
  readonly alert: string;
  readonly what: string;
  /** The same for the same change of a record, whichever alert's tests look at it: one that sees it is enough. */
  readonly change: string;
}

/** One alert of a plan with all its mutants, side by side in one file under names of their own, and its tests for each. */
export interface MutantFile {
  readonly title: string;
  readonly mutants: readonly RuleMutant[];
  readonly rules: RuleFile;
  readonly tests: RuleTestFile;
}

/** So many alerts must share in finding the mutants of a record that they are made of. */
const ALERTS_PER_RECORD = 4;

/**
 * Every alert of the plans beside its mutants, one file each; what several plans have in common stands once. A record is
 * proven by the tests of the alerts that are made of it: its mutants stand in the files of the first of them, with copies of
 * the records and of the alert in between. No two files have a name in common, since promtool tells only those.
 */
export function mutantFiles(plans: Readonly<Record<string, AlertRules>>): readonly MutantFile[] {
  const readers = new Map<string, number>();
  const seen = new Set<string>();
  const files: MutantFile[] = [];
  for (const [shape, all] of Object.entries(plans)) {
    for (const written of all.written) {
      const { rule } = written;
      const needed = neededBy(rule, recordsIn(all));
      const exprs = (records: readonly RecordingRule[]): string => records.map(({ expr }) => expr).join('\n');
      const key = [rule.for, rule.expr, exprs(needed)].join('\n');
      if (seen.has(key)) continue;
      seen.add(key);
      const mutated = needed.filter((record) => {
        // What a person gave is theirs to prove.
        if (isGiven(record)) return false;
        const chain = exprs([record, ...neededBy(record, needed)]);
        const count = readers.get(chain) ?? 0;
        readers.set(chain, count + 1);
        return count < ALERTS_PER_RECORD;
      });
      const title = `${shape}: ${rule.alert} ${Object.values(rule.labels).slice(2).join(' ')}`;
      files.push(fileOf(title, written, needed, mutated, files.length));
    }
  }
  return files;
}

/** The rule of a file as it was. */
export function originalOf({ tests }: MutantFile): string {
  return `original_${/\d+/u.exec(tests.rule_files[0] ?? '')?.[0] ?? ''}`;
}

/** The mutant that a copy of a record belongs to; undefined for a record as it was. */
export function mutantOf(record: string): string | undefined {
  return /_(m\d+x\d+)$/u.exec(record)?.[1];
}

/** The same alert without the mutants of the given names. */
export function without(file: MutantFile, killed: ReadonlySet<string>): MutantFile {
  const isLeft = (name: string): boolean => !killed.has(name);
  return {
    ...file,
    mutants: file.mutants.filter(({ alert }) => isLeft(alert)),
    rules: {
      groups: file.rules.groups.map((group) => ({
        ...group,
        rules: group.rules.filter((rule) => isLeft('alert' in rule ? rule.alert : (mutantOf(rule.record) ?? ''))),
      })),
    },
    tests: {
      ...file.tests,
      tests: file.tests.tests.map((test) => ({
        ...test,
        ...(test.alert_rule_test === undefined
          ? {}
          : { alert_rule_test: test.alert_rule_test.filter(({ alertname }) => isLeft(alertname)) }),
        ...(test.promql_expr_test === undefined
          ? {}
          : {
              promql_expr_test: test.promql_expr_test.filter(({ expr }) =>
                isLeft(mutantOf(expr.slice(0, expr.indexOf('{'))) ?? ''),
              ),
            }),
      })),
    },
  };
}

interface Copy extends RuleMutant {
  readonly rules: readonly (RecordingRule | AlertingRule)[];
  /** Names of the records that were copied for this mutant. */
  readonly renamed: readonly string[];
}

function fileOf(
  title: string,
  written: WrittenRule,
  needed: readonly RecordingRule[],
  mutated: readonly RecordingRule[],
  index: number,
): MutantFile {
  const { rule } = written;
  const copies: Copy[] = [];
  const nextName = (): string => `m${String(index)}x${String(copies.length)}`;
  const alertMutant = (what: string, changed: AlertingRule): void => {
    const alert = nextName();
    copies.push({ alert, what, change: `${title}: ${what}`, rules: [{ ...changed, alert }], renamed: [] });
  };
  for (const { what, expr } of mutantsOf(rule.expr)) alertMutant(what, { ...rule, expr });
  for (const { what, changed } of otherFors(written)) alertMutant(what, changed);
  const own = needed.filter((record) => !isGiven(record));
  const renamed = own.map(({ record }) => record);
  for (const record of mutated) {
    for (const { what, expr } of mutantsOf(record.expr)) {
      const alert = nextName();
      const rename = (text: string): string => withSuffix(text, renamed, alert);
      copies.push({
        alert,
        what: `${record.record}: ${what}`,
        change: `${record.record} = ${record.expr}: ${what}`,
        renamed,
        rules: [
          ...own.map((one) => ({
            ...one,
            record: `${one.record}_${alert}`,
            expr: rename(one === record ? expr : one.expr),
          })),
          { ...rule, alert, expr: rename(rule.expr) },
        ],
      });
    }
  }
  const original = `original_${String(index)}`;
  const tests = testsOf(written, `mutants-${String(index)}.yml`);
  const alerts = [original, ...copies.map(({ alert }) => alert)];
  return {
    title,
    mutants: copies.map(({ alert, what, change }) => ({ alert, what, change })),
    rules: {
      groups: [
        { name: 'mutants', rules: [...needed, { ...rule, alert: original }, ...copies.flatMap(({ rules }) => rules)] },
      ],
    },
    tests: { ...tests, tests: tests.tests.map((test) => testOfAll(test, alerts, copies)) },
  };
}

/** By the long window of a burn rate, in seconds. */
const burnRateGrids: Readonly<Record<string, number>> = { '6h': 120, '1d': 720, '3d': 720 };

/** Days of burning are looked at less often than a whole file of rules would be: a grid that divides all their times. */
function testsOf(written: WrittenRule, rulesFile: string): RuleTestFile {
  const tests = alertRuleTests({ file: { groups: [] }, written: [written], unwritten: [] }, rulesFile);
  const grid = burnRateGrids[written.rule.labels['window'] ?? ''];
  if (grid === undefined) return tests;
  const { rule, condition, forSeconds } = written;
  return { ...tests, evaluation_interval: duration(grid), tests: condition.tests(rule, { forSeconds, grid }) };
}

function testOfAll(test: RuleTest, names: readonly string[], copies: readonly Copy[]): RuleTest {
  const { alert_rule_test: alerts, promql_expr_test: queries } = test;
  return {
    ...test,
    ...(alerts === undefined
      ? {}
      : {
          alert_rule_test: alerts.flatMap((check) => names.map((alertname) => ({ ...check, alertname }))),
        }),
    ...(queries === undefined
      ? {}
      : {
          promql_expr_test: queries.flatMap((check) => [
            check,
            ...copies
              .filter(({ renamed }) => renamed.length > 0)
              .map(({ alert, renamed }) => ({
                ...check,
                expr: withSuffix(check.expr, renamed, alert),
                exp_samples: check.exp_samples.map((sample) => ({
                  ...sample,
                  labels: withSuffix(sample.labels, renamed, alert),
                })),
              })),
          ]),
        }),
  };
}

function otherFors({
  rule,
  forSeconds,
}: WrittenRule): readonly { readonly what: string; readonly changed: AlertingRule }[] {
  const { for: _for, ...atOnce } = rule;
  return [
    { what: 'for, longer', changed: { ...rule, for: `${String(forSeconds + 60)}s` } },
    ...(forSeconds === 0
      ? []
      : [
          { what: 'for, shorter', changed: { ...rule, for: `${String(Math.max(0, forSeconds - 60))}s` } },
          { what: 'no for', changed: atOnce },
        ]),
  ];
}

function withSuffix(text: string, records: readonly string[], suffix: string): string {
  return records.reduce((all, record) => all.replaceAll(`${record}{`, `${record}_${suffix}{`), text);
}

function isGiven({ record }: RecordingRule): boolean {
  return record.startsWith('cc10x:metric');
}

function recordsIn({ file }: AlertRules): readonly RecordingRule[] {
  return file.groups.flatMap((group) => group.rules).filter((rule) => 'record' in rule);
}

function neededBy({ expr }: { readonly expr: string }, all: readonly RecordingRule[]): readonly RecordingRule[] {
  const direct = all.filter(({ record, labels }) => {
    const metric = labels['metric'];
    return expr.includes(`${record}{`) && (metric === undefined || expr.includes(`metric="${metric}"`));
  });
  const needed = new Set([...direct, ...direct.flatMap((record) => neededBy(record, all))]);
  return all.filter((record) => needed.has(record));
}
