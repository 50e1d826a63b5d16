import { describe, expect, it } from 'vitest';
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
  const byHand =
    ' No query tells the versions apart: count in the logs or on the dashboard of the instances that run the new version, not of the whole service.';
  expect(decided.map(({ text }) => text.endsWith(byHand))).toEqual([true, true]);
});

describe('without a label for the version', () => {
  const { labels, ...names } = prometheus;
  const ofService = aPlanningInput({ profile: { prometheus: { ...names, labels: { service: labels.service } } } });

  it('the service as a whole is still measured, and the new version by a person', () => {
    const queries = new Map(planMonitoring(ofService).metrics.map(({ id, query }) => [id, query]));
    expect(queries.get('error-rate')).toBe(errorRate.replaceAll(next, 'job="shop"'));
    expect(queries.get('new-version-error-rate')).toBeUndefined();
    expect(queries.get('new-version-error-rate-ratio')).toBeUndefined();
    expect(queries.get('new-version-latency-p99')).toBeUndefined();
    expect(healthValidations(ofService, 'canary', floorSoak('canary')).map(({ kind }) => kind)).toEqual([
      'manual',
      'manual',
    ]);
  });

  it('the answer to which job it is selects the series', () => {
    const { service, requests } = prometheus;
    const input = aPlanningInput({ profile: { prometheus: { service, requests } } });
    expect(planMonitoring(input).prometheus).toEqual({
      requests: 'hits_total',
      errors: '',
      durations: '',
      labels: { service: 'job' },
      service: 'shop',
      baselineVersion: 'v1.4.0',
      newVersion: 'v1.5.0',
    });
  });

  it('an address alone selects nothing', () => {
    const input = aPlanningInput({ profile: { prometheus: { url: 'http://127.0.0.1:9090' } } });
    const { prometheus: known, metrics } = planMonitoring(input);
    expect(known?.labels).toEqual({ service: '' });
    expect(metrics.flatMap(({ query }) => query ?? [])).toEqual([]);
  });
});
