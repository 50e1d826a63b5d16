import { describe, expect, test } from 'vitest';
import { findPlanProblems, type PlanKnowledge } from '../../../../src/core/plan/problems/findPlanProblems';
import { filesNamedBy } from '../../../../src/core/plan/problems/commandProblems';
import { planRules, type PlanRuleId } from '../../../../src/core/plan/problems/planRules';
import type { Plan, Prometheus, RollbackLevel, Stage, Step } from '../../../../src/core/plan/schema';
import { aReadyPlan } from '../../../support/aDeployment';

type Change = (plan: Plan) => Plan;

function stage(change: Partial<Stage>, id = 'canary'): Change {
  return (plan) => ({ ...plan, stages: plan.stages.map((one) => (one.id === id ? { ...one, ...change } : one)) });
}

function level(index: number, change: Partial<RollbackLevel>): Change {
  return ({ rollback, ...plan }) => ({
    ...plan,
    rollback: { ...rollback, levels: rollback.levels.map((one, at) => (at === index ? { ...one, ...change } : one)) },
  });
}

/** The canary's first command is another one. */
function command(run: string, more: Partial<Step> = {}): Change {
  return (plan) => ({
    ...plan,
    stages: plan.stages.map((one) =>
      one.id === 'canary'
        ? { ...one, steps: one.steps.map((step, at) => (at === 0 ? { ...step, run, ...more } : step)) }
        : one,
    ),
  });
}

function deployment(change: Partial<Plan['deployment']>): Change {
  return (plan) => ({ ...plan, deployment: { ...plan.deployment, ...change } });
}

function monitoring(change: Partial<Plan['monitoring']>): Change {
  return (plan) => ({ ...plan, monitoring: { ...plan.monitoring, ...change } });
}

function metricQuery(query: string): Change {
  return (plan) => monitoring({ metrics: plan.monitoring.metrics.map((metric) => ({ ...metric, query })) })(plan);
}

function prometheus(change: Partial<Prometheus>): Change {
  return (plan) => {
    const { prometheus: names } = plan.monitoring;
    if (names === null) throw new Error('The sample plan is watched by Prometheus.');
    return monitoring({ prometheus: { ...names, ...change } })(plan);
  };
}

function gitops(run: string): Change {
  return (plan) => command(run)({ ...plan, platform: { ...plan.platform, gitops: 'argocd' } });
}

const canaryOf = (plan: Plan): Stage => {
  const found = plan.stages.find(({ id }) => id === 'canary');
  if (found === undefined) throw new Error('The sample plan has no canary.');
  return found;
};

const MERGE = 'c'.repeat(40);

/** What makes each rule speak; on the sample plan none does. */
const breaking: Readonly<Record<PlanRuleId, readonly (readonly [Change, PlanKnowledge?])[]>> = {
  'open-blank': [[(plan) => ({ ...plan, blanks: [{ id: 'x', question: 'What?', value: null }] })]],
  'unknown-blank': [[command('kubectl --context a get {{blank:nowhere}}')]],
  'duplicate-id': [[(plan) => ({ ...plan, stages: [...plan.stages, ...plan.stages.slice(-1)] })]],
  'missing-owner': [[deployment({ owner: ' ' })]],
  'missing-on-call': [[monitoring({ onCall: '' })]],
  'missing-emergency-contact': [[monitoring({ emergencyContact: '' })]],
  'missing-channel': [[monitoring({ channels: { critical: '', warning: '#x' } })]],
  'missing-dashboard': [[monitoring({ dashboards: [] })]],
  'start-time': [[(plan) => ({ ...plan, schedule: { startAt: 'soon' } })]],
  'out-of-hours': [[(plan) => ({ ...plan, schedule: { startAt: '2025-11-01T23:00Z' } })]],
  'skipped-without-reason': [[stage({ skipped: { reason: '' } })]],
  'traffic-falls': [[stage({ trafficPercent: 80, bandReason: 'x' })]],
  'not-full': [[stage({ trafficPercent: 99, bandReason: 'x' }, 'full')]],
  'outside-band': [[stage({ trafficPercent: 6 })]],
  'stage-without-command': [[stage({ steps: [] })]],
  'stage-without-validation': [[stage({ validations: [] })]],
  'stage-without-trigger': [[stage({ triggers: [] })]],
  'stage-without-soak': [[(plan) => stage({ soak: { ...canaryOf(plan).soak, seconds: 0 } })(plan)]],
  'duration-below-soak': [[stage({ durationSeconds: 1 })]],
  'undecidable-validation': [
    [stage({ validations: [{ id: 'v', text: 'Looks good', kind: 'manual' }] })],
    [stage({ validations: [{ id: 'v', text: 'Fast', kind: 'query' }] })],
  ],
  'undecidable-trigger': [[stage({ triggers: [{ id: 't', text: 'Errors rise', metric: 'error-rate', level: 1 }] })]],
  'unknown-metric': [
    [stage({ triggers: [{ id: 't', text: 'x', metric: 'nothing', comparison: '>', threshold: 1, level: 1 }] })],
    [monitoring({ metrics: [] })],
  ],
  'query-syntax': [
    [metricQuery('sum(rate(checkouts_total[5m])')],
    [metricQuery('{a=~".*"}')],
    [prometheus({ errors: 'code=~"5..' })],
    [prometheus({ requests: 'http requests' })],
    [prometheus({ resources: { cpu: 'a[5m][5m]' } })],
    [stage({ validations: [{ id: 'v', text: 'Fast', kind: 'query', expr: 'p99 <' }] })],
  ],
  'query-without-value': [[metricQuery('checkouts_total[5m]')], [metricQuery('"checkouts"')]],
  'newer-query': [[metricQuery('{"shop.checkouts"}')]],
  'levels-out-of-order': [[level(0, { budgetSeconds: 10_000 })]],
  'level-without-command': [[level(2, { steps: [] })]],
  'level-without-validation': [[level(2, { validations: [] })]],
  'level-without-reason': [[level(2, { available: false, unavailableReason: '' })]],
  'no-rollback': [
    [
      ({ rollback, ...plan }) => ({
        ...plan,
        rollback: {
          ...rollback,
          levels: rollback.levels.map((one) => ({ ...one, available: false, unavailableReason: 'x' })),
        },
      }),
    ],
  ],
  'open-critical-risk': [
    [
      (plan) => ({
        ...plan,
        risks: plan.risks.map((risk) => ({ ...risk, impact: 5, probability: 5, disposition: { kind: 'open' } })),
      }),
    ],
  ],
  'acceptance-without-name': [
    [
      (plan) => ({
        ...plan,
        risks: plan.risks.map((risk) => ({ ...risk, disposition: { kind: 'accepted', by: ' ', reason: 'x' } })),
      }),
    ],
  ],
  placeholder: [
    [command('kubectl --context a rollout undo deployment/<service-name>')],
    [command('echo TODO')],
    [command('git revert [commit id]')],
  ],
  'shell-syntax': [[command('if true'), { syntax: new Map([['if true', '`if` is never ended']]) }]],
  'no-context': [
    [command('kubectl get pods')],
    [command('kubectl config current-context && kubectl apply -f x.yaml')],
    [command('helm upgrade web ./chart')],
    [command('heroku releases')],
    [command('flyctl deploy')],
    [command('gcloud run services list')],
  ],
  'revert-without-mainline': [[command(`git revert --no-edit ${MERGE.slice(0, 10)}`), { merges: new Set([MERGE]) }]],
  'mutation-under-gitops': [
    [gitops('kubectl --context a set image deployment/web web=x:1')],
    [gitops('helm --kube-context a rollback web 3')],
    [gitops('kubectl --context a rollout undo deployment/web')],
  ],
  'secret-in-command': [
    [command('psql postgres://shop:hunter22@db/shop')],
    [command('curl -H "Authorization: Bearer abcdefabcdef1234" https://x')],
    [command('DB_PASSWORD=correct-horse ./migrate')],
    [monitoring({ dashboards: ['https://ada:hunter22@grafana.example/d/1'] })],
  ],
  'pipe-to-shell': [[command('curl -sL https://example.com/x.sh | sudo bash')]],
  'latest-tag': [[command('kubectl --context a set image deployment/web web=shop/web:latest')]],
  'missing-file': [[command('kubectl --context a apply -f k8s/web.yaml'), { missingFiles: new Set(['k8s/web.yaml']) }]],
  'irreversible-without-point-of-no-return': [
    [
      ({ rollback, ...plan }) => ({ ...plan, rollback: { ...rollback, pointOfNoReturn: null } }),
      { irreversibleMigrations: ['db/1.sql'] },
    ],
  ],
  'contract-before-full': [
    [command('psql --file db/2.sql'), { contractMigrations: ['db/2.sql'] }],
    [command('./migrate', { source: { file: 'db/2.sql' } }), { contractMigrations: ['db/2.sql'] }],
  ],
  'freeze-window': [
    [
      (plan) => deployment({ date: '2025-12-24' })({ ...plan, schedule: {} }),
      { freezeWindows: [{ from: '12-20', to: '01-02' }] },
    ],
    [
      (plan) => ({ ...plan, schedule: { startAt: '2025-12-24T09:00+01:00' } }),
      { freezeWindows: [{ from: '12-20', to: '01-02', reason: 'Christmas' }] },
    ],
  ],
  'level-over-budget': [[level(2, { budgetSeconds: 900 }), { drills: new Map([[3, 901]]) }]],
  'owner-approves': [
    [deployment({ owner: 'Ada Park <ada@shop.example>' }), { approvers: ['A. Park <Ada@shop.example>'] }],
  ],
};

describe('rules about plans', () => {
  test('the sample plan breaks none', () => {
    expect(findPlanProblems(aReadyPlan())).toEqual([]);
  });

  for (const [id, cases] of Object.entries(breaking)) {
    test.each(cases.map(([change, known = {}]) => ({ change, known })))(`${id} (%#)`, ({ change, known }) => {
      const found = findPlanProblems(change(aReadyPlan()), known).filter((problem) => problem.id === id);
      expect(found.length).toBeGreaterThan(0);
      expect([...new Set(found.map(({ severity }) => severity))]).toEqual([planRules[id as PlanRuleId].severity]);
    });
  }

  test.each<[PlanRuleId, Change, PlanKnowledge?]>([
    ['no-context', command('kubectl --context a get pods && helm template ./chart && kubectl config view')],
    ['no-context', command('heroku ps -a shop && fly status --app shop && gcloud run services list --project x')],
    ['placeholder', command('psql -c "select 1" < dump.sql > out.txt')],
    ['revert-without-mainline', command(`git revert -m 1 ${MERGE}`), { merges: new Set([MERGE]) }],
    ['revert-without-mainline', command(`git revert ${'d'.repeat(40)}`), { merges: new Set([MERGE]) }],
    ['mutation-under-gitops', gitops('kubectl --context a get deployment/web && kubectl --context a diff -f x')],
    ['mutation-under-gitops', gitops('kubectl --context a create configmap cc10x-1-web --from-literal=a=b')],
    ['secret-in-command', command('psql "postgres://shop:$PASSWORD@db/shop" && DB_PASSWORD="$X" ./migrate')],
    ['pipe-to-shell', command('curl -s https://x | jq .')],
    ['latest-tag', command('echo the latest: none')],
    ['query-syntax', metricQuery('{{blank:on-call}}')],
    ['contract-before-full', command('psql --file db/1.sql'), { contractMigrations: ['db/2.sql'] }],
    ['newer-query', metricQuery('sum(rate(checkouts_total[5m]))')],
    ['unknown-blank', command('kubectl --context {{blank:on-call}} get pods')],
  ])('%s is silent (%#)', (id, change, known = {}) => {
    const there = JSON.stringify(['stages', 1, 'steps', 0, 'run']);
    const found = findPlanProblems(change(aReadyPlan()), known);
    expect(found.filter((problem) => problem.id === id && JSON.stringify(problem.path) === there)).toEqual([]);
  });
});

test.each<[PlanRuleId, Change, PlanKnowledge]>([
  [
    'contract-before-full',
    (plan) => stage({ skipped: { reason: 'x' } })(command('psql --file db/2.sql')(plan)),
    { contractMigrations: ['db/2.sql'] },
  ],
  [
    'freeze-window',
    (plan) => deployment({ date: '2025-12-19' })({ ...plan, schedule: {} }),
    { freezeWindows: [{ from: '12-20', to: '01-02' }] },
  ],
  [
    'freeze-window',
    (plan) => ({
      ...plan,
      schedule: { startAt: '2025-12-24T09:00+01:00' },
      risks: plan.risks.map((risk) => ({
        ...risk,
        rule: 'freeze-window',
        disposition: { kind: 'accepted', by: 'Ada', reason: 'x' },
      })),
    }),
    { freezeWindows: [{ from: '12-20', to: '01-02' }] },
  ],
  ['level-over-budget', level(2, { budgetSeconds: 900 }), { drills: new Map([[3, 900]]) }],
  ['level-over-budget', level(2, { available: false, unavailableReason: 'x' }), { drills: new Map([[3, 9999]]) }],
  ['owner-approves', deployment({ owner: 'Ada <ada@x.example>' }), { approvers: [] }],
  [
    'owner-approves',
    deployment({ owner: 'Ada <ada@x.example>' }),
    { approvers: ['Ada <ada@x.example>', 'Ben <ben@x.example>'] },
  ],
])('%s is silent where nothing is wrong (%#)', (id, change, known) => {
  const found = findPlanProblems(change(aReadyPlan()), known);
  expect(found.filter((problem) => problem.id === id)).toEqual([]);
});

test.each<[string, readonly string[]]>([
  ['kubectl --context a apply -f deploy/web.yaml -n shop', ['deploy/web.yaml']],
  ['helm upgrade web ./chart --values=env/prod.yaml -f more.yaml', ['env/prod.yaml', 'more.yaml']],
  ['./scripts/deploy.sh && bash tools/x.sh', ['scripts/deploy.sh', 'tools/x.sh']],
  ['kubectl apply -f https://example.com/x.yaml && kubectl apply -f -', []],
  ['kubectl apply -k overlays/prod/', ['overlays/prod']],
  ['cd /tmp/x && ./run.sh', []],
  ['helm get values web > old.yaml && helm upgrade web c -f old.yaml', []],
  ['/usr/bin/env bash ../up.sh; node -e 1; psql -f {{blank:x}}', []],
])('files that %j names', (run, files) => {
  expect(filesNamedBy({ id: 's', title: 's', run, shell: 'bash' })).toEqual(files);
});
