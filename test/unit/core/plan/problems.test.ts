import { describe, expect, test } from 'vitest';
import { findPlanProblems } from '../../../../src/core/plan/problems/findPlanProblems';
import { filesNamedBy } from '../../../../src/core/plan/problems/namedThings';
import { planRules, type PlanRuleId } from '../../../../src/core/plan/problems/planRules';
import { aReadyPlan } from '../../../support/aDeployment';
import { breaking } from '../../../support/brokenRules';
import { silent } from '../../../support/keptRules';
import type { RuleCase } from '../../../support/planChanges';

const problemsOf = ([change, known = {}]: RuleCase, id: string) =>
  findPlanProblems(change(aReadyPlan()), known).filter((problem) => problem.id === id);

describe('rules about plans', () => {
  test('the sample plan breaks none', () => {
    expect(findPlanProblems(aReadyPlan())).toEqual([]);
  });

  test('each has a case in which it speaks and one in which it does not, and says in a line what it is for', () => {
    const ids = Object.keys(planRules).sort();
    const cased = (cases: Readonly<Record<string, readonly RuleCase[]>>) =>
      Object.entries(cases).flatMap(([id, { length }]) => (length > 0 ? [id] : []));
    expect([cased(breaking).sort(), cased(silent).sort()]).toEqual([ids, ids]);
    expect(Object.values(planRules).filter(({ documentation }) => !/^\S[^\n]+\.$/u.test(documentation))).toEqual([]);
  });

  describe.each(Object.entries(breaking))('%s', (id, cases) => {
    test.each(cases.map((one) => [one] as const))('speaks (%#)', (one) => {
      const found = problemsOf(one, id);
      expect(found.length).toBeGreaterThan(0);
      expect([...new Set(found.map(({ severity }) => severity))]).toEqual([planRules[id as PlanRuleId].severity]);
      expect(found.filter(({ message }) => !/^[A-Z`"0-9a-z].*[.?)!]$/su.test(message))).toEqual([]);
    });

    test.each(silent[id as PlanRuleId].map((one) => [one] as const))('is silent (%#)', (one) => {
      expect(problemsOf(one, id)).toEqual([]);
    });
  });
});

test('a placeholder that stands in an answer is told at its question alone', () => {
  const plan = aReadyPlan();
  const blanks = plan.blanks.map((blank) => ({ ...blank, value: '<context>' }));
  expect(findPlanProblems({ ...plan, blanks }).map(({ id, path }) => [id, path])).toEqual(
    blanks.map((_blank, index) => ['placeholder', ['blanks', index, 'value']]),
  );
});

test.each<[string, readonly string[]]>([
  ['kubectl --context a apply -f deploy/web.yaml -n shop', ['deploy/web.yaml']],
  ['helm upgrade web ./chart --values=env/prod.yaml -f more.yaml', ['env/prod.yaml', 'more.yaml']],
  ['./scripts/deploy.sh && bash tools/x.sh', ['scripts/deploy.sh', 'tools/x.sh']],
  ['kubectl apply -f https://example.com/x.yaml && kubectl apply -f -', []],
  ['kubectl apply -k overlays/prod/', ['overlays/prod']],
  ['cd /tmp/x && ./run.sh', []],
  ['helm get values web > old.yaml && helm upgrade web c -f old.yaml', []],
  ['/usr/bin/env bash ../up.sh; node -e 1; psql -f {{blank:x}}', []],
])('files that %j names', (run, files) => {
  expect(filesNamedBy(run)).toEqual(files);
});
