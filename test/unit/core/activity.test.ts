import { expect, test } from 'vitest';
import { isActive } from '../../../src/core/activity';
import { type DeploymentRecord, foldLog } from '../../../src/core/execution';
import { emptyLog, type LogEventOf } from '../../../src/core/log';
import { aPlan } from '../../support/aPlan';

/** 54 h 10 min of stages, 24 h of watch, 24 h of grace. */
const plan = { ...aPlan(), schedule: {} };
const envelope = { v: 1, deployment: plan.id, parents: [], by: 'Ada' };
const approval: LogEventOf<'approval.granted'> = {
  ...envelope,
  ...{ id: 'a', at: '2025-10-27T09:00:00Z', type: 'approval.granted' },
  data: { head: 'h', planDigest: 'p', runbookDigest: 'r' },
};
const cancelled: LogEventOf<'deployment.cancelled'> = {
  ...envelope,
  ...{ id: 'c', at: '2025-10-27T10:00:00Z', type: 'deployment.cancelled', data: {} },
};
const approved: DeploymentRecord = { ...foldLog(emptyLog), approval };

test.each([
  ['2025-10-27T08:59:59Z', false],
  ['2025-10-27T09:00:00Z', true],
  ['2025-10-31T15:10:00Z', true],
  ['2025-10-31T15:10:01Z', false],
])('an approved plan is active at %s: %s', (now, expected) => {
  expect(isActive(plan, approved, new Date(now))).toBe(expected);
});

test('a start that is written down counts from there', () => {
  const later = { ...plan, schedule: { startAt: '2025-11-03T09:00:00+01:00' } };
  expect(isActive(later, approved, new Date('2025-11-07T14:10:00Z'))).toBe(true);
  expect(isActive(later, approved, new Date('2025-11-07T14:10:01Z'))).toBe(false);
});

test('without an approval, or after a cancellation, nothing is active', () => {
  const now = new Date('2025-10-27T12:00:00Z');
  expect(isActive(plan, foldLog(emptyLog), now)).toBe(false);
  expect(isActive(plan, { ...approved, cancelled }, now)).toBe(false);
});
