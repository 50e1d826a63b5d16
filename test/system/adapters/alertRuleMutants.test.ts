import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { alertRules, type AlertRules, type WrittenRule } from '../../../src/core/alerts/alertRules';
import { alertRuleTests } from '../../../src/core/alerts/alertRuleTests';
import { type AlertingRule, type RecordingRule, type RuleFile, writeRuleYaml } from '../../../src/core/alerts/ruleFile';
import { fullPlan } from '../../support/aWatchedPlan';
import { mutantsOf } from '../../support/mutateQuery';

const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
const rules = alertRules(fullPlan(), '2025-10-27-user-auth.md');
const records = recordsIn(rules);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cc10x-mutants-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Case {
  readonly name: string;
  readonly rules: RuleFile;
  readonly written: readonly WrittenRule[];
}

/** Rules that differ in names and numbers only stand for each other; a rule of each kind is mutated. */
const kinds = [
  { alert: 'ErrorRateCritical' },
  { alert: 'LatencyP99Critical' },
  { alert: 'NewVersionServerError', kind: 'above-baseline' },
  { alert: 'NewVersionServerError', kind: 'any' },
  { alert: 'ResourceUsageWarning', metric: 'cpu-usage' },
  { alert: 'NewVersionErrorRate' },
  { alert: 'NewVersionLatency' },
  { alert: 'NewVersionClientErrorRate' },
  { alert: 'BusinessMetricDrop', metric: 'sign-ins' },
  { alert: 'BusinessMetricDrop', metric: 'orders' },
  { alert: 'StageTrigger', trigger: 'canary-error-rate' },
  { alert: 'NoMetrics' },
  { alert: 'TargetDown' },
  { alert: 'NewVersionSilent' },
  { alert: 'SloBurnRate', window: '1h' },
  { alert: 'SloBurnRate', window: '6h' },
];

test.skipIf(!hasPromtool)('a generated test fails whatever is changed in a rule', { timeout: 300_000 }, async () => {
  const cases = kinds.flatMap(ruleMutants).concat(records.flatMap(recordMutants));
  const failed = await failingCases(cases);
  const originals = [...new Set(cases.map(({ written }) => written))].map((written, index) =>
    caseOf(
      `original ${String(index)}`,
      written,
      rulesOf(written, (rule) => rule),
    ),
  );
  expect([...(await failingCases(originals))]).toEqual([]);
  expect(cases.filter(({ name }) => !failed.has(name)).map(({ name }) => name)).toEqual([]);
  expect(cases.length).toBeGreaterThan(200);
});

/** Numbers of other teams: those in the middle of the usual ones, and the odd ones. */
const otherNumbers: readonly (readonly [objective: number | undefined, threshold: number, forSeconds: number])[] = [
  [0.9, 0.1, 60],
  [undefined, 1, 120],
  [undefined, 3.7, 90],
  [undefined, 33, 600],
  [undefined, 50, 0],
];

test.skipIf(!hasPromtool)('the generated tests pass whatever the numbers', { timeout: 300_000 }, async () => {
  const cases = otherNumbers.flatMap(([objective, threshold, forSeconds]) => {
    const plan = objective === undefined ? fullPlan(false) : fullPlan(true, { slo: { objective } });
    const { monitoring } = plan;
    const alerts = monitoring.alerts.map((alert) =>
      alert.metric === 'new-version-server-errors' ? { ...alert, forSeconds } : { ...alert, threshold, forSeconds },
    );
    const changed = alertRules({ ...plan, monitoring: { ...monitoring, alerts } }, '2025-10-27-user-auth.md');
    const numbers = `objective ${String(objective ?? 'none')}, ${String(threshold)} for ${String(forSeconds)} s`;
    return singleRules(changed, numbers);
  });
  expect([...(await failingCases(cases))]).toEqual([]);
});

function find(wanted: Readonly<Record<string, string>>): WrittenRule {
  const found = rules.written.find(({ rule }) =>
    Object.entries(wanted).every(([key, value]) => (key === 'alert' ? rule.alert : rule.labels[key]) === value),
  );
  if (found === undefined) throw new Error(`There is no rule ${JSON.stringify(wanted)}.`);
  return found;
}

function ruleMutants(wanted: Readonly<Record<string, string>>): readonly Case[] {
  const original = find(wanted);
  const written = [original];
  const named = Object.values(wanted).join(' ');
  const { rule, forSeconds } = original;
  const withRule = (what: string, changed: AlertingRule): Case =>
    caseOf(
      `${named}: ${what}`,
      written,
      rulesOf(written, (candidate) => (candidate === rule ? changed : candidate)),
    );
  const { for: _for, ...atOnce } = rule;
  return [
    ...mutantsOf(rule.expr).map(({ what, expr }) => withRule(what, { ...rule, expr })),
    withRule('for, longer', { ...rule, for: `${String(forSeconds + 60)}s` }),
    ...(forSeconds === 0
      ? []
      : [withRule('for, shorter', { ...rule, for: `${String(forSeconds - 60)}s` }), withRule('no for', atOnce)]),
  ];
}

/** A record is proven by the tests of the alerts that are made of it. */
function recordMutants(record: RecordingRule): readonly Case[] {
  // What a person gave is theirs to prove.
  if (record.record.startsWith('cc10x:metric')) return [];
  const written = kinds
    .map(find)
    .filter(({ rule }) => neededBy(rule).includes(record))
    .slice(0, 4);
  return mutantsOf(record.expr).map(({ what, expr }) =>
    caseOf(
      `${record.record}: ${what}`,
      written,
      rulesOf(written, (candidate) => (candidate === record ? { ...record, expr } : candidate)),
    ),
  );
}

function caseOf(name: string, written: readonly WrittenRule[], file: RuleFile): Case {
  return { name, written, rules: file };
}

/** The given alerts and the records they need. */
function rulesOf(
  written: readonly WrittenRule[],
  change: (rule: RecordingRule | AlertingRule) => RecordingRule | AlertingRule,
  all = rules,
): RuleFile {
  const needed = new Set<RecordingRule | AlertingRule>(
    written.flatMap(({ rule }) => [rule, ...neededBy(rule, recordsIn(all))]),
  );
  const kept = all.file.groups.flatMap((group) => group.rules).filter((rule) => needed.has(rule));
  return { groups: [{ name: 'mutant', rules: kept.map(change) }] };
}

/** Each rule with its records in a file of its own: promtool evaluates all rules of a file in each of its tests. */
function singleRules(all: AlertRules, name: string): readonly Case[] {
  return all.written.map((written, index) =>
    caseOf(
      `${name}: ${written.rule.alert} ${String(index)}`,
      [written],
      rulesOf([written], (rule) => rule, all),
    ),
  );
}

function recordsIn({ file }: AlertRules): readonly RecordingRule[] {
  return file.groups.flatMap((group) => group.rules).filter((rule) => 'record' in rule);
}

function neededBy({ expr }: { readonly expr: string }, all = records): readonly RecordingRule[] {
  const direct = all.filter(({ record, labels }) => {
    const metric = labels['metric'];
    return expr.includes(`${record}{`) && (metric === undefined || expr.includes(`metric="${metric}"`));
  });
  return [...new Set([...direct, ...direct.flatMap((record) => neededBy(record, all))])];
}

/** Runs the tests of every case, many to a promtool; names of the cases of which a test fails. */
async function failingCases(cases: readonly Case[]): Promise<ReadonlySet<string>> {
  const files = await Promise.all(
    cases.map(async ({ rules: file, written, name }, index) => {
      const stem = `${name.replace(/\W+/gu, '-').slice(0, 40)}-${String(index)}`;
      const subset: AlertRules = { file, written, unwritten: [] };
      await writeFile(join(folder, `${stem}.yml`), writeRuleYaml(file, name));
      await writeFile(join(folder, `${stem}.test.yml`), writeRuleYaml(alertRuleTests(subset, `${stem}.yml`), name));
      return { name, test: `${stem}.test.yml` };
    }),
  );
  const half = Math.ceil(files.length / 2);
  const outputs = await Promise.all(
    [files.slice(0, half), files.slice(half)].map((some) => run(some.map((file) => file.test))),
  );
  const verdicts = new Map(
    outputs.flatMap((output) =>
      output
        .split(/^Unit Testing:\s+/mu)
        .slice(1)
        .map((part) => [part.slice(0, part.indexOf('\n')).trim(), /^ {2}SUCCESS/mu.test(part)] as const),
    ),
  );
  return new Set(
    files.flatMap(({ name, test: file }) => {
      const passed = verdicts.get(file);
      if (passed === undefined) throw new Error(`promtool said nothing of ${file}.`);
      return passed ? [] : [name];
    }),
  );
}

function run(tests: readonly string[]): Promise<string> {
  if (tests.length === 0) return Promise.resolve('');
  return new Promise((resolve) => {
    execFile('promtool', ['test', 'rules', ...tests], { cwd: folder, maxBuffer: 2 ** 28 }, (_error, stdout, stderr) => {
      // What failed comes on the other stream; only the verdict counts.
      resolve(`${stdout}\n${stderr.includes('Unit Testing') ? stderr : ''}`);
    });
  });
}
