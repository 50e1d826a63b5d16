import { expect, test } from 'vitest';
import { readPlan, writePlan } from '../../../src/core/plan/readPlan';
import { aPlan } from '../../support/aPlan';

test('the sample plan is a plan, and survives writing and reading', () => {
  const plan = aPlan();
  expect(readPlan(writePlan(plan))).toEqual({ kind: 'plan', plan });
});
