import { expect, test } from 'vitest';
import { quickFixesOf } from '../../../../src/core/plan/problems/quickFixes';
import type { Plan } from '../../../../src/core/plan/schema';
import { aReadyPlan } from '../../../support/aDeployment';

const MERGE = 'c'.repeat(40);
const path = ['stages', 1, 'steps', 0, 'run'];

function withCommand(run: string): Plan {
  const plan = aReadyPlan();
  return {
    ...plan,
    stages: plan.stages.map((stage, at) =>
      at === 1 ? { ...stage, steps: [{ id: 's', title: 'S', run, shell: 'bash' as const }] } : stage,
    ),
  };
}

test.each<[string, string, string]>([
  ['revert-without-mainline', `git revert --no-edit ${MERGE}`, `git revert -m 1 --no-edit ${MERGE}`],
  [
    'no-context',
    'kubectl get deployment/shop-api',
    'kubectl --context {{blank:kube-context}} --namespace shop get deployment/shop-api',
  ],
  [
    'no-context',
    'kubectl --context prod-eu get deployment/shop-api',
    'kubectl --namespace shop --context prod-eu get deployment/shop-api',
  ],
])('%s: %s', (id, run, value) => {
  expect(quickFixesOf(withCommand(run), { id, path })).toMatchObject([{ kind: 'set', path, value }]);
});

test.each<[string, string]>([
  ['revert-without-mainline', `git revert ${MERGE} ${'d'.repeat(40)}`],
  ['revert-without-mainline', `git revert ${MERGE} && make deploy`],
  ['no-context', 'kubectl get pods | kubectl apply -f -'],
  ['no-context', 'helm upgrade web ./chart'],
  ['placeholder', 'echo TODO'],
])('%s has no obvious fix: %s', (id, run) => {
  expect(quickFixesOf(withCommand(run), { id, path })).toEqual([]);
});

test('a stage that is estimated below its soak takes at least that', () => {
  const plan = aReadyPlan();
  expect(quickFixesOf(plan, { id: 'duration-below-soak', path: ['stages', 1, 'durationSeconds'] })).toEqual([
    {
      kind: 'set',
      title: 'Count the soak in',
      path: ['stages', 1, 'durationSeconds'],
      value: plan.stages[1]?.soak.seconds,
    },
  ]);
});
