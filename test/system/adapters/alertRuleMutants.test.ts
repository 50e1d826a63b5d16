import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { alertRules } from '../../../src/core/alerts/alertRules';
import { writeRuleYaml } from '../../../src/core/alerts/ruleFile';
import { fullPlan } from '../../support/aWatchedPlan';
import { type MutantFile, mutantFiles, mutantOf, originalOf, without } from '../../support/ruleMutants';
import { watchedShapes } from '../../support/watchedShapes';

const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
const RUNBOOK = '2025-10-27-user-auth.md';
/** A mutant that cannot be evaluated ends the test that it stands in, so the others are looked at again without it. */
const MOST_ROUNDS = 8;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cc10x-mutants-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.skipIf(!hasPromtool)('a generated test fails whatever is changed in a rule', { timeout: 600_000 }, async () => {
  const shapes = watchedShapes();
  const files = mutantFiles(
    Object.fromEntries(Object.entries(shapes).map(([shape, plan]) => [shape, alertRules(plan, RUNBOOK)])),
  );
  const killed = await killedMutants(files);
  const changes = (isKilled: boolean): readonly string[] =>
    files.flatMap((file) =>
      file.mutants.filter(({ alert }) => killed.has(alert) === isKilled).map(({ change }) => change),
    );
  const seen = new Set(changes(true));
  expect([...new Set(changes(false))].filter((change) => !seen.has(change))).toEqual([]);
  expect(seen.size).toBeGreaterThan(500);
});

/** Numbers of other teams: those in the middle of the usual ones, and the odd ones. */
const otherNumbers: readonly (readonly [objective: number | undefined, threshold: number, forSeconds: number])[] = [
  [0.9, 0.1, 60],
  [undefined, 1, 120],
  [undefined, 3.7, 90],
  [undefined, 33, 600],
  [undefined, 50, 0],
];

test.skipIf(!hasPromtool)('the generated tests pass whatever the numbers', { timeout: 600_000 }, async () => {
  const plans = otherNumbers.map(([objective, threshold, forSeconds]) => {
    const plan = objective === undefined ? fullPlan(false) : fullPlan(true, { slo: { objective } });
    const { monitoring } = plan;
    const alerts = monitoring.alerts.map((alert) =>
      alert.metric === 'new-version-server-errors' ? { ...alert, forSeconds } : { ...alert, threshold, forSeconds },
    );
    const numbers = `objective ${String(objective ?? 'none')}, ${String(threshold)} for ${String(forSeconds)} s`;
    return [numbers, alertRules({ ...plan, monitoring: { ...monitoring, alerts } }, RUNBOOK)] as const;
  });
  const files = mutantFiles(Object.fromEntries(plans));
  const originals = files.map((file) => without(file, new Set(file.mutants.map(({ alert }) => alert))));
  expect([...(await killedMutants(originals))]).toEqual([]);
});

/** Numbers of errors that a team lets pass: no part of a window, and more than the tests would have by themselves. */
const otherTolerances = [1, 3, 13, 49, 50, 51, 333, 1001];

test.skipIf(!hasPromtool)('the generated tests tell one error more from as many as are tolerated', async () => {
  const plan = fullPlan(false);
  const { monitoring } = plan;
  const alerts = monitoring.alerts.filter(({ metric }) => metric === 'new-version-server-errors');
  const file = (tolerated: number): MutantFile[] => {
    const one = { ...alerts[0], threshold: tolerated } as (typeof alerts)[number];
    const all = alertRules({ ...plan, stages: [], monitoring: { ...monitoring, alerts: [one] } }, RUNBOOK);
    const written = all.written.filter(({ rule }) => rule.labels['kind'] === 'above-baseline');
    return [...mutantFiles({ [String(tolerated)]: { ...all, written } })];
  };
  for (const tolerated of otherTolerances) {
    const isOfGuard = ({ what }: { readonly what: string }): boolean => what.startsWith('> → >=');
    const [whole] = file(tolerated);
    if (whole === undefined) throw new Error('The rule is not written.');
    const others = new Set(whole.mutants.filter((one) => !isOfGuard(one)).map(({ alert }) => alert));
    const guarded = without(whole, others);
    expect(guarded.mutants).toHaveLength(2);
    expect([...(await killedMutants([guarded]))]).toEqual(guarded.mutants.map(({ alert }) => alert));
  }
});

/** The names of the mutants of which a test fails; throws where a test of a rule as it was does. */
async function killedMutants(files: readonly MutantFile[]): Promise<ReadonlySet<string>> {
  const killed = new Set<string>();
  let open = files;
  for (let round = 0; open.length > 0; round += 1) {
    if (round === MOST_ROUNDS) throw new Error(`Still open: ${open.map(({ title }) => title).join(', ')}`);
    const left = open.map((file) => without(file, killed));
    const outputs = await Promise.all([0, 1].map((half) => run(left.filter((_file, index) => index % 2 === half))));
    for (const name of outputs.flatMap(({ failed }) => failed)) killed.add(name);
    const wronged = open.filter((file) => killed.has(originalOf(file)));
    if (wronged.length > 0) throw new Error(`Wrong as they are: ${wronged.map(({ title }) => title).join(', ')}`);
    const broken = new Set(outputs.flatMap((output) => output.broken));
    open = open.filter((file) => file.mutants.some(({ alert }) => broken.has(alert)));
  }
  return killed;
}

/** What promtool says of the rules that it was given. */
interface Output {
  /** Alerts of which a test failed, or that could not be evaluated. */
  readonly failed: readonly string[];
  /** Those that could not be evaluated. */
  readonly broken: readonly string[];
}

/** Runs the tests of many files in one promtool. */
async function run(files: readonly MutantFile[]): Promise<Output> {
  if (files.length === 0) return { failed: [], broken: [] };
  const names = await Promise.all(
    files.map(async ({ rules, tests, title }) => {
      const [name = ''] = tests.rule_files;
      await writeFile(join(folder, name), writeRuleYaml(rules, title));
      await writeFile(join(folder, `${name}.test`), writeRuleYaml(tests, title));
      return `${name}.test`;
    }),
  );
  const output = await promtool(names);
  const namesIn = (pattern: RegExp): readonly string[] => [...output.matchAll(pattern)].map(([, name = '']) => name);
  const broken = namesIn(/^\s*rule: (\S+), time: .*? err: /gmu).map((name) => mutantOf(name) ?? name);
  const wrong = namesIn(/^\s*expr: "([^{]*)/gmu).map((record) => {
    const mutant = mutantOf(record);
    if (mutant === undefined) throw new Error(output.slice(0, 2000));
    return mutant;
  });
  const failed = [...namesIn(/^\s*alertname: (\S+), time: /gmu), ...wrong, ...broken];
  const verdicts = [...output.matchAll(/^Unit Testing:\s+mutants-(\d+)\.yml\.test\n( {2}SUCCESS)?/gmu)];
  const unexplained = verdicts.filter(
    ([, index = '', success]) =>
      success === undefined && !failed.some((name) => name === `original_${index}` || name.startsWith(`m${index}x`)),
  );
  // A file that cannot even be read would kill all its mutants.
  if (verdicts.length !== files.length || unexplained.length > 0)
    throw new Error(
      `${String(unexplained[0]?.[0])}${/^.*could not parse.*$/mu.exec(output)?.[0] ?? output.slice(0, 2000)}`,
    );
  return { failed, broken };
}

function promtool(tests: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile('promtool', ['test', 'rules', ...tests], { cwd: folder, maxBuffer: 2 ** 29 }, (_error, stdout, stderr) => {
      // What failed comes on the other stream.
      resolve(`${stdout}\n${stderr}`);
    });
  });
}
