import { expect, test } from 'vitest';
import { planMonitoring } from '../../../../src/core/planning/monitoringPlanner';
import { floorSoak } from '../../../../src/core/planning/soak';
import { stageTriggers } from '../../../../src/core/planning/triggers';
import { healthValidations } from '../../../../src/core/planning/validations';
import { stageKinds } from '../../../../src/core/plan/schema';
import { aPlanningInput } from '../../../support/aPlanningInput';
import { factsOf, webManifests } from '../../../support/aWorkspace';
import { speechFor } from '../../../support/speeches';

const web = speechFor(factsOf({ 'deploy/k8s/web.yaml': webManifests({}) }));
const worker = aPlanningInput({ speech: { ...web, servesHttp: 'no' } });

test('a worker is watched by what waits, what is given up and what fails, never by requests', () => {
  const { metrics, alerts } = planMonitoring(worker);
  const known = new Set(metrics.map(({ id }) => id));
  expect([...known].filter((id) => /error|latency/u.test(id))).toEqual([]);
  expect(
    ['consumer-lag', 'oldest-message-age', 'dead-letters', 'job-failures', 'cpu-usage'].filter((id) => !known.has(id)),
  ).toEqual([]);
  const triggers = stageKinds.flatMap((kind) => stageTriggers(worker, kind));
  // Nothing refers to a metric that the plan does not have.
  expect([...alerts, ...triggers].filter(({ metric }) => metric !== undefined && !known.has(metric))).toEqual([]);
  for (const kind of ['canary', 'partial', 'majority', 'full'] as const) {
    expect(stageTriggers(worker, kind).map(({ metric }) => metric)).toEqual([
      'dead-letters',
      'job-failures',
      'oldest-message-age',
    ]);
    expect(healthValidations(worker, kind, floorSoak(kind)).map(({ owner }) => owner)).toEqual(
      Array(3).fill('{{blank:on-call}}'),
    );
  }
});

test('where it is not known whether requests reach the service, it is watched as if they did', () => {
  const unknown = aPlanningInput({ speech: { ...web, servesHttp: 'unknown' } });
  expect(planMonitoring(unknown)).toEqual(planMonitoring(aPlanningInput({ speech: { ...web, servesHttp: 'yes' } })));
  expect(stageTriggers(unknown, 'canary').map(({ metric }) => metric)).toContain('latency-p99');
});

test('a service whose jobs the release changes is watched by both, requests and what waits', () => {
  const change = { framework: 'sidekiq', change: 'changed', name: 'SendReceipt', evidence: [] } as const;
  const mixed = (kind: 'job' | 'schema') =>
    aPlanningInput({
      speech: { ...web, servesHttp: 'yes' },
      facts: { ...aPlanningInput().facts, messages: [{ ...change, kind }] },
    });
  const { metrics, alerts } = planMonitoring(mixed('job'));
  const known = metrics.map(({ id }) => id);
  expect(known).toEqual(expect.arrayContaining(['error-rate', 'latency-p99', 'dead-letters', 'job-failures']));
  expect(new Set(known).size).toBe(known.length);
  expect(alerts.map(({ id }) => id)).toEqual(expect.arrayContaining(['error-rate-critical', 'job-failures-critical']));
  const triggers = stageTriggers(mixed('job'), 'canary').map(({ id }) => id);
  expect(triggers).toEqual(expect.arrayContaining(['canary-error-rate', 'canary-dead-letters']));
  const ids = healthValidations(mixed('job'), 'canary', floorSoak('canary')).map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(['canary-error-rate', 'canary-dead-letters']));
  expect(new Set([...triggers]).size).toBe(triggers.length);
  expect(new Set(ids).size).toBe(ids.length);
  expect(stageTriggers(mixed('job'), 'infrastructure')).toHaveLength(1);
  // A schema alone is no work that waits.
  expect(planMonitoring(mixed('schema'))).toEqual(
    planMonitoring(aPlanningInput({ speech: { ...web, servesHttp: 'yes' } })),
  );
});
