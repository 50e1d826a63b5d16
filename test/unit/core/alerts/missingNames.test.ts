import { describe, expect, test } from 'vitest';
import { alertRules } from '../../../../src/core/alerts/alertRules';
import type { Plan, Prometheus } from '../../../../src/core/plan/schema';
import { fullPlan } from '../../../support/aWatchedPlan';

type Names = Partial<Prometheus>;

/** The plan with other names; `null`: none. */
function named(names: Names | null, plan = fullPlan()): Plan {
  const { prometheus } = plan.monitoring;
  if (prometheus === null) throw new Error('The plan is watched by Prometheus.');
  return {
    ...plan,
    monitoring: { ...plan.monitoring, prometheus: names === null ? null : { ...prometheus, ...names } },
  };
}

function withCanaryAt(trafficPercent: number, plan: Plan): Plan {
  return {
    ...plan,
    stages: plan.stages.map((stage) => (stage.kind === 'canary' ? { ...stage, trafficPercent } : stage)),
  };
}

function withQuery(metric: string, query: string, plan: Plan): Plan {
  const { monitoring } = plan;
  const metrics = monitoring.metrics.map((one) => (one.id === metric ? { ...one, query } : one));
  return { ...plan, monitoring: { ...monitoring, metrics } };
}

function written(plan: Plan): readonly string[] {
  return [...new Set(alertRules(plan, 'runbook.md').written.map(({ rule }) => rule.alert))];
}

/** Why rules are missing, by reason. */
function unwritten(plan: Plan): Readonly<Record<string, readonly string[]>> {
  const reasons: Record<string, string[]> = {};
  for (const { alert, item, reason } of alertRules(plan, 'runbook.md').unwritten)
    (reasons[reason] ??= []).push(item === undefined ? alert : `${alert} ${item}`);
  return reasons;
}

const noQuery = { 'No query is known for "Conversion rate".': ['BusinessMetricDrop conversion-rate'] };
const ofTheVersions = [
  'NewVersionServerError new-version-server-errors-critical',
  'NewVersionErrorRate',
  'NewVersionLatency',
  'NewVersionClientErrorRate',
  'StageTrigger partial-ratio',
  'NewVersionSilent',
];
const ofTheService = [
  ...['ErrorRateCritical', 'LatencyP99Critical', 'ErrorRateWarning', 'LatencyP95Warning'],
  ...['ResourceUsageWarning', 'DatabaseQueryTimeWarning', 'BusinessMetricDrop', 'StageTrigger'],
  ...['NoMetrics', 'TargetDown', 'Watchdog', 'SloBurnRate'],
];

describe('a name that is not known', () => {
  test.each<[what: string, names: Names, reason: string]>([
    [
      'the label of the version',
      { labels: { service: 'app' } },
      'No label is known that tells the two versions apart: name it in `monitoring.prometheus.labels.version`.',
    ],
    [
      'the value of the new version',
      { newVersion: ' ' },
      'The values of the label `version` are not known: `monitoring.prometheus.baselineVersion` and `monitoring.prometheus.newVersion`.',
    ],
    [
      'versions with one name',
      { newVersion: '2.4.0' },
      'Both versions are "2.4.0" to Prometheus, so nothing can be told per version.',
    ],
  ])('leaves out what needs it and no other rule: %s', (_what, names, reason) => {
    const plan = named(names);
    expect(written(plan)).toEqual(ofTheService);
    expect(unwritten(plan)).toEqual({ ...noQuery, [reason]: ofTheVersions });
  });

  test('leaves out no target where the service cannot be selected, nor what people ask themselves', () => {
    const plan = named({ service: '' });
    expect(written(plan)).toEqual([
      ...['ResourceUsageWarning', 'DatabaseQueryTimeWarning', 'BusinessMetricDrop', 'TargetDown', 'Watchdog'],
    ]);
  });

  test('is told with its place', () => {
    expect(unwritten(named({ target: '', durations: '', clientErrors: 'code' }))).toEqual({
      ...noQuery,
      'The name of the latency histogram (`monitoring.prometheus.durations`) is not known.': [
        ...['LatencyP99Critical latency-p99-critical', 'LatencyP95Warning latency-p95-warning', 'NewVersionLatency'],
        'StageTrigger partial-latency',
      ],
      'The label matcher of client errors (`monitoring.prometheus.clientErrors`) is not known or cannot be tested.': [
        'NewVersionClientErrorRate',
      ],
      'The list of matchers that selects this service’s `up` (`monitoring.prometheus.target`) is not known or cannot be tested.':
        ['TargetDown'],
    });
  });
});

describe('a trigger that is measured of the whole service', () => {
  const trigger = 'StageTrigger canary-error-rate';
  const plan = named({ labels: { service: 'app' } });
  const drowned =
    'No label is known that tells the two versions apart: name it in `monitoring.prometheus.labels.version`.';

  test.each([1, 2])('is not written where %i of a hundred requests could not make two', (percent) => {
    expect(
      unwritten(withCanaryAt(percent, plan))[
        `Of the whole service ${String(percent)} % of the requests could not cross it. ${drowned}`
      ],
    ).toEqual([trigger]);
  });

  test('is written where they could, and says what it measures', () => {
    const { written: rules } = alertRules(withCanaryAt(3, plan), 'runbook.md');
    const rule = rules.find(({ rule: { labels } }) => labels['trigger'] === 'canary-error-rate')?.rule;
    expect(rule?.expr).toBe('cc10x:server_error_ratio:increase5m{deployment="2025-10-27-user-auth"} > 0.02');
    expect(rule?.annotations['description']).toBe(
      'Error rate of 2.5.0 above 2 % for 2 minutes. Measured of the whole service: nothing tells the versions apart, so a small canary can fail without it.',
    );
  });
});

describe('a query of a person’s own', () => {
  test('stands for the names that are not known, and the alert says no more than it', () => {
    const plan = withQuery('error-rate', 'max(failing_percent{app="shop-api"})', named(null));
    const { written: rules, file } = alertRules(plan, 'runbook.md');
    const rule = rules.find(({ rule: { alert } }) => alert === 'ErrorRateCritical')?.rule;
    expect(rule).toEqual({
      alert: 'ErrorRateCritical',
      expr: 'cc10x:metric{deployment="2025-10-27-user-auth", metric="error-rate"} > 5',
      for: '5m',
      labels: { deployment: '2025-10-27-user-auth', service: 'shop-api', severity: 'critical', metric: 'error-rate' },
      annotations: {
        summary: 'Error rate (5xx) of shop-api > 5 %',
        description: 'Error rate (5xx) is > 5 % for 5m.',
        runbook_url: 'runbook.md#level-1',
      },
    });
    expect(file.groups[0]?.rules).toContainEqual({
      record: 'cc10x:metric',
      expr: 'max(failing_percent{app="shop-api"})',
      labels: { deployment: '2025-10-27-user-auth', service: 'shop-api', metric: 'error-rate' },
    });
  });

  test('does not take the place of names that are known', () => {
    const rules = (plan: Plan): unknown => alertRules(plan, 'runbook.md').written.map(({ rule }) => rule);
    expect(rules(withQuery('error-rate', 'vector(7)', fullPlan()))).toEqual(rules(fullPlan()));
  });

  test('with an open blank is no query yet', () => {
    const plan = withQuery('error-rate', 'max(failing_percent{job="{{blank:on-call}}"})', named(null));
    expect(unwritten(plan)['The query of "Error rate (5xx)" has an open blank.']).toEqual([
      ...['ErrorRateCritical error-rate-critical', 'ErrorRateWarning error-rate-warning'],
      ...['StageTrigger canary-error-rate', 'StageTrigger partial-error-rate'],
      ...['StageTrigger majority-error-rate', 'StageTrigger full-error-rate'],
    ]);
  });
});
