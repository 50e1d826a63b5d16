import { describe, expect, test } from 'vitest';
import type { Plan } from '../../../src/core/plan/schema';
import { type NumberOf, rolloutSteps } from '../../../webview/rollout';
import { aPlan } from '../../support/aPlan';

const asPlanned: NumberOf = (stage, key) =>
  key === 'soakSeconds' ? stage.soak.seconds : key === 'trafficPercent' ? stage.trafficPercent : stage.durationSeconds;

function places(plan: Plan): readonly unknown[] {
  return rolloutSteps(plan, asPlanned).map(({ stage, ordinal, startSeconds, endSeconds, levels }) => [
    ...[stage.id, ordinal, startSeconds, endSeconds, levels],
  ]);
}

describe('the steps of a rollout', () => {
  test('follow each other without a gap, from edge to edge', () => {
    const steps = rolloutSteps(aPlan(), asPlanned);
    expect(steps[0]?.from).toBe(0);
    expect(steps.at(-1)?.to).toBeCloseTo(1, 12);
    for (const [index, step] of steps.entries()) {
      expect(step.from).toBe(steps[index - 1]?.to ?? 0);
      expect(step.soakFrom).toBeGreaterThanOrEqual(step.from);
      expect(step.soakFrom).toBeLessThanOrEqual(step.to);
    }
  });

  test('leave skipped stages out and keep their numbers', () => {
    const plan = aPlan();
    const stages = plan.stages.map((stage) =>
      stage.id === 'partial' ? { ...stage, skipped: { reason: 'x' } } : stage,
    );
    expect(places({ ...plan, stages })).toEqual([
      ['infrastructure', 1, 0, 1800, [3]],
      ['canary', 2, 1800, 6000, [1]],
      ['majority', 4, 6000, 93_000, [2]],
      ['full', 5, 93_000, 180_000, [3]],
    ]);
  });

  test('are as wide as each other when nothing takes time, and none is ever invisible', () => {
    const steps = rolloutSteps(aPlan(), () => 0);
    expect(steps.map(({ from, to }) => Number((to - from).toFixed(6)))).toEqual([0.2, 0.2, 0.2, 0.2, 0.2]);
    const uneven = rolloutSteps(aPlan(), (stage) => (stage.id === 'full' ? 1e9 : 1));
    expect(Math.min(...uneven.map(({ from, to }) => to - from))).toBeGreaterThan(0.08);
  });

  test('mark the point of no return, and never leave the picture', () => {
    const steps = rolloutSteps(aPlan(), () => 1000);
    expect(steps.map(({ isPointOfNoReturn }) => isPointOfNoReturn)).toEqual([false, false, false, false, true]);
    expect(steps.map(({ trafficPercent }) => trafficPercent)).toEqual([100, 100, 100, 100, 100]);
    expect(rolloutSteps({ ...aPlan(), stages: [] }, asPlanned)).toEqual([]);
  });
});
