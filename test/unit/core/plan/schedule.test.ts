import { describe, expect, test } from 'vitest';
import { findPlanProblems } from '../../../../src/core/plan/problems/findPlanProblems';
import { isStart, scheduleStages } from '../../../../src/core/plan/schedule';
import type { Plan } from '../../../../src/core/plan/schema';
import { aPlan } from '../../../support/aPlan';

/** Four hours for each stage; the second one is left out. */
function startingAt(startAt: string): Plan {
  const plan = aPlan();
  return {
    ...plan,
    schedule: { startAt },
    stages: plan.stages.slice(0, 3).map((stage, index) => ({
      ...stage,
      id: ['one', 'two', 'three'][index] ?? '',
      title: ['One', 'Two', 'Three'][index] ?? '',
      durationSeconds: 4 * 3600,
      soak: { ...stage.soak, seconds: 0 },
      skipped: index === 1 ? { reason: 'x' } : undefined,
    })),
  };
}

function outOfHours(startAt: string): readonly string[] {
  return findPlanProblems(startingAt(startAt))
    .filter(({ id }) => id === 'out-of-hours' || id === 'start-time')
    .map(({ message }) => message);
}

describe('the schedule', () => {
  test('stages follow each other, those left out take no time', () => {
    expect(scheduleStages(startingAt('2025-10-27T09:00+01:00'))).toEqual([
      { stage: 'one', start: '2025-10-27 09:00', end: '2025-10-27 13:00' },
      { stage: 'three', start: '2025-10-27 13:00', end: '2025-10-27 17:00' },
    ]);
  });

  test.each([
    [
      '2025-10-27T15:00:00Z',
      ['"Three" ends at night (2025-10-27 23:00). Start at another time, or name who is awake then.'],
    ],
    // Friday evening: the clock is the one of the place, not UTC's.
    [
      '2025-10-31T20:00-07:00',
      [
        '"One" ends at night (2025-11-01 00:00). Start at another time, or name who is awake then.',
        '"Three" begins at night (2025-11-01 00:00). Start at another time, or name who is awake then.',
      ],
    ],
    [
      '2025-11-02T07:00+02:00',
      [
        '"One" begins on a Sunday (2025-11-02 07:00). Start at another time, or name who is awake then.',
        '"Three" begins on a Sunday (2025-11-02 11:00). Start at another time, or name who is awake then.',
      ],
    ],
    ['2025-10-27T09:00+01:00', []],
    ['', []],
    ['tomorrow', ['Write the start with its offset from UTC, e.g. "2025-10-27T09:00+01:00".']],
    ['2025-10-27T09:00', ['Write the start with its offset from UTC, e.g. "2025-10-27T09:00+01:00".']],
  ])('%s', (startAt, messages) => {
    expect(outOfHours(startAt)).toEqual(messages);
  });

  test('a date that does not exist is no start', () => {
    expect([isStart('2025-13-01T09:00Z'), isStart('2025-10-27T09:00Z')]).toEqual([false, true]);
  });
});
