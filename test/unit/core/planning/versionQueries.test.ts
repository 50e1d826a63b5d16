import { expect, it } from 'vitest';
import { planMonitoring } from '../../../../src/core/planning/monitoringPlanner';
import { floorSoak } from '../../../../src/core/planning/soak';
import { healthValidations } from '../../../../src/core/planning/validations';
import { aPlanningInput } from '../../../support/aPlanningInput';

const prometheus = {
  requests: 'hits_total',
  errors: 'code=~"5.."',
  durations: 'hit_seconds',
  labels: { service: 'job', version: 'version' },
  service: 'shop',
};
const next = 'job="shop",version="v1.5.0"';
const errorRate =
  `100 * (sum(rate(hits_total{${next},code=~"5.."}[5m])) or sum(rate(hits_total{${next}}[5m])) * 0)` +
  ` / (sum(rate(hits_total{${next}}[5m])) > 0)`;

it('what is said of the new version is asked of the new version alone', () => {
  const input = aPlanningInput({ profile: { prometheus } });
  const decided = healthValidations(input, 'canary', floorSoak('canary')).map(({ kind, expr }) => [kind, expr]);
  expect(decided).toEqual([
    ['query', errorRate],
    ['query', `histogram_quantile(0.99, sum by (le) (rate(hit_seconds_bucket{${next}}[5m])))`],
  ]);
  const ratio = planMonitoring(input).metrics.find(({ id }) => id === 'new-version-error-rate-ratio')?.query;
  expect(ratio).toBe(`(${errorRate}) / clamp_min(${errorRate.replaceAll('v1.5.0', 'v1.4.0')}, 0.1)`);
});

it('where no label tells the versions apart, the on-call person decides', () => {
  const decided = healthValidations(aPlanningInput(), 'canary', floorSoak('canary'));
  expect(decided.map(({ kind, owner }) => [kind, owner])).toEqual([
    ['manual', '{{blank:on-call}}'],
    ['manual', '{{blank:on-call}}'],
  ]);
});
