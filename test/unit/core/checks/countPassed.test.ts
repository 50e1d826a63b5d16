import { expect, it } from 'vitest';
import { countPassed } from '../../../../src/core/checks/countPassed';

it('counts what passed among the required checks, and the optional ones apart', () => {
  expect(
    countPassed([
      { required: true, verdict: 'pass' },
      { required: true, verdict: 'running' },
      { required: true, verdict: 'unknown' },
      { required: false, verdict: 'pass' },
      { required: false, verdict: 'fail' },
    ]),
  ).toEqual({ passed: 1, required: 3, optional: 2 });
});
