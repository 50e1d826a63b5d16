import { expect, test } from 'vitest';
import { stageSoak } from '../../../../src/core/planning/soak';

const traffic = { rps: 100, baselineErrorRate: 0.001, source: 'dashboard, last week' };

test('a canary soaks until its requests show whether errors double', () => {
  expect(stageSoak('canary', 1, traffic)).toEqual({
    seconds: 15_254,
    requests: 15_254,
    floorSeconds: 3600,
    method:
      'exact Poisson test with a control of 99 requests for each, one-sided 5 %, power 80 %, for errors that vary 1.5 times as much as independent ones (assumed)',
    inputs: {
      baselineErrorRate: 0.001,
      factor: 2,
      share: 0.01,
      rps: 100,
      power: 0.8,
      controlRatio: 99,
      overdispersion: 1.5,
      limitErrorRate: 0.00157,
      source: 'dashboard, last week',
    },
  });
});

test('a measured variance of errors takes the place of the assumed one', () => {
  const soak = stageSoak('canary', 1, { ...traffic, overdispersion: 3 });
  expect([soak.requests, soak.inputs['overdispersion'], soak.inputs['limitErrorRate'], soak.method]).toEqual([
    30_507,
    3,
    0.00157,
    'exact Poisson test with a control of 99 requests for each, one-sided 5 %, power 80 %, for errors that vary 3 times as much as independent ones (measured)',
  ]);
});

test('the human floor holds where traffic is quick', () => {
  const soak = stageSoak('partial', 10, { ...traffic, rps: 10_000 });
  expect([soak.seconds, soak.floorSeconds, soak.requests !== null]).toEqual([4 * 3600, 4 * 3600, true]);
});

test('the whole traffic is compared with the baseline measured before', () => {
  const soak = stageSoak('full', 100, traffic);
  expect([soak.method, soak.inputs['baseline']]).toEqual([
    'exact Poisson test against the known baseline, one-sided 5 %, power 80 %, for errors that vary 1.5 times as much as independent ones (assumed)',
    'frozen before the rollout',
  ]);
});

test('a soak of days says so and names the ways out', () => {
  expect(stageSoak('canary', 1, { ...traffic, rps: 1 }).note).toBe(
    'At this traffic it takes 17.7 days to see whether errors double. Send more traffic to this stage, look for a larger rise only, add synthetic requests, or accept the doubt and record who did.',
  );
});

test.each([
  ['traffic is unknown', undefined, 1],
  ['no request comes', { ...traffic, rps: 0 }, 1],
  ['no error was ever seen', { ...traffic, baselineErrorRate: 0 }, 1],
  ['errors cannot double', { ...traffic, baselineErrorRate: 0.6 }, 1],
  ['no traffic is on the new version', traffic, 0],
])('only the human floor counts where %s', (_why, known, percent) => {
  expect(stageSoak('canary', percent, known)).toEqual({
    seconds: 3600,
    requests: null,
    floorSeconds: 3600,
    method: 'not computed',
    inputs: {},
  });
});
