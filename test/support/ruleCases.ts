import { aPlan } from './aPlan';
import type { PlanKnowledge } from '../../src/core/plan/problems/findPlanProblems';
import type { PlanRuleId } from '../../src/core/plan/problems/planRules';
import type { Check, Plan, Prometheus, RollbackLevel, Stage, Step } from '../../src/core/plan/schema';

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

/** Under GitOps, with one command in the whole plan. */
function onlyCommand(run: string): Change {
  return (plan) => ({
    ...plan,
    platform: { ...plan.platform, gitops: 'argocd' },
    stages: plan.stages.map((one, at) => ({ ...one, validations: [], steps: at === 0 ? [step(run)] : [] })),
    rollback: { ...plan.rollback, levels: [] },
  });
}

const canaryOf = (plan: Plan): Stage => {
  const found = plan.stages.find(({ id }) => id === 'canary');
  if (found === undefined) throw new Error('The sample plan has no canary.');
  return found;
};

/** Somebody accepted a risk that names the file. */
function decidedAbout(file: string): Change {
  return (plan) => ({
    ...plan,
    risks: plan.risks.map((risk) => ({
      ...risk,
      evidence: [{ file }],
      disposition: { kind: 'accepted', by: 'Ada', reason: 'It runs on MySQL.' },
    })),
  });
}

function step(run: string): Step {
  return { id: 's', title: 'S', run, shell: 'bash' };
}

function check(id: string, change: Partial<Check>): Change {
  return (plan) => ({ ...plan, checks: plan.checks.map((one) => (one.id === id ? { ...one, ...change } : one)) });
}

const MERGE = 'c'.repeat(40);
const SHOP = [{ kind: 'Deployment', name: 'shop-api' }];
/** A person may vouch for the findings. */
const CHECKS = aPlan().checks.filter(({ id }) => id !== 'findings');
const REHEARSAL: Check = { id: 'rehearsal', title: 'Rollback rehearsed', kind: 'automatic', required: true };
/** A change of the sample plan, with what is known beside it. */
export type RuleCase = readonly [Change, PlanKnowledge?];

/** What makes each rule speak; on the sample plan none does. */
export const breaking: Readonly<Record<PlanRuleId, readonly RuleCase[]>> = {
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
  'soak-below-floor': [[(plan) => stage({ soak: { ...canaryOf(plan).soak, seconds: 59, floorSeconds: 60 } })(plan)]],
  'duration-below-soak': [[stage({ durationSeconds: 1 })]],
  'undecidable-validation': [
    [stage({ validations: [{ id: 'v', text: 'Looks good', kind: 'manual' }] })],
    [stage({ validations: [{ id: 'v', text: 'Fast', kind: 'query' }] })],
  ],
  'undecidable-trigger': [[stage({ triggers: [{ id: 't', text: 'Errors rise', metric: 'error-rate', level: 1 }] })]],
  'trigger-without-level': [
    [level(0, { available: false, unavailableReason: 'No flag.' })],
    [
      ({ rollback, ...plan }) => ({
        ...plan,
        rollback: { ...rollback, levels: rollback.levels.filter((one) => one.level !== 1) },
      }),
    ],
  ],
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
  'deleted-risk': [[(plan) => ({ ...plan, risks: [] }), { criticalRisks: ['lost-orders'] }]],
  'missing-check': [
    [
      (plan) => ({ ...plan, checks: plan.checks.filter(({ id }) => id !== 'tests') }),
      { expectedChecks: aPlan().checks },
    ],
    [level(2, { steps: [step('git revert --no-edit HEAD')] }), { expectedChecks: [REHEARSAL] }],
  ],
  'weakened-check': [
    [check('tests', { required: false }), { expectedChecks: aPlan().checks }],
    [check('clean', { kind: 'attested' }), { expectedChecks: aPlan().checks }],
  ],
  'plan-older-than-release': [[(plan) => plan, { plannedHeads: ['a'.repeat(40)] }]],
  placeholder: [
    [deployment({ owner: '[Name]' })],
    [monitoring({ onCall: 'TBD' })],
    [stage({ validations: [{ id: 'v', text: '[validation step]', kind: 'manual', owner: 'Ada' }] })],
    [(plan) => ({ ...plan, blanks: plan.blanks.map((blank) => ({ ...blank, value: '<context>' })) })],
    [command('kubectl --context a rollout undo deployment/<service-name>')],
    [command('echo TODO')],
    [command('git revert [commit id]')],
  ],
  shellcheck: [
    [command('rm $x'), { shellAdvice: new Map([['rm $x', ['shellcheck: Quote this (SC2086, column 4).']]]) }],
  ],
  'shell-syntax': [[command('if true'), { syntax: new Map([['if true', '`if` is never ended']]) }]],
  'no-context': [
    [command('kubectl get pods')],
    [command('kubectl config current-context && kubectl apply -f x.yaml')],
    [command('helm upgrade web ./chart')],
    [command('kubectl --context a get deployment/web')],
    [command('cat web.json | kubectl --context a apply --filename -')],
    [command('helm --kube-context a upgrade web ./chart')],
    [level(2, { validations: [{ id: 'v', text: 'Up', kind: 'command', expr: 'kubectl get pods' }] })],
    [command('true', { undo: 'kubectl -n shop delete deployment/web-canary' })],
    [
      (plan) => ({
        ...command('{{blank:migrate}}')(plan),
        blanks: [...plan.blanks, { id: 'migrate', question: 'How?', value: 'kubectl exec web -- migrate' }],
      }),
    ],
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
  'missing-target': [
    [command('make deploy TAG=1'), { missingTargets: new Set(['Makefile deploy']) }],
    [command('npm run ship'), { missingTargets: new Set(['package.json ship']) }],
  ],
  'missing-resource': [
    [command('kubectl --context a -n shop rollout status deployment/shop-aip'), { resources: SHOP }],
    [command('kubectl --context a -n shop get deployment shop-ap -o json'), { resources: SHOP }],
  ],
  'missing-program': [[command('kubeclt get pods | jq .'), { missingPrograms: new Set(['kubeclt']) }]],
  'missing-file': [[command('kubectl --context a apply -f k8s/web.yaml'), { missingFiles: new Set(['k8s/web.yaml']) }]],
  'unreadable-migration': [
    [(plan) => plan, { unreadableMigrations: [{ file: 'db/1.sql', line: 3, message: 'It was not judged.' }] }],
  ],
  'edited-migration': [[(plan) => plan, { editedMigrations: ['db/1.sql'] }]],
  'broken-profile': [[(plan) => plan, { profileDefect: 'service.json is not JSON.' }]],
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

/** What comes near to each rule and is right all the same. */
export const silent: Readonly<Record<PlanRuleId, readonly RuleCase[]>> = {
  'open-blank': [
    [
      (plan) => ({
        ...plan,
        blanks: [...plan.blanks, { id: 'x', question: 'What?', value: null, notApplicable: { reason: 'No.' } }],
      }),
    ],
  ],
  'unknown-blank': [[command('kubectl --context {{blank:on-call}} -n shop get pods')]],
  'duplicate-id': [[(plan) => ({ ...plan, risks: plan.risks.map((risk) => ({ ...risk, id: `canary-${risk.id}` })) })]],
  'missing-owner': [[deployment({ owner: '{{blank:on-call}}' })]],
  'missing-on-call': [[monitoring({ onCall: 'Grace' })]],
  'missing-emergency-contact': [[monitoring({ emergencyContact: 'Grace' })]],
  'missing-channel': [[monitoring({ channels: { critical: '#a', warning: '#a' } })]],
  'missing-dashboard': [[monitoring({ dashboards: ['', 'https://grafana.example'] })]],
  'start-time': [[(plan) => ({ ...plan, schedule: {} })], [(plan) => ({ ...plan, schedule: { startAt: ' ' } })]],
  'out-of-hours': [[(plan) => ({ ...plan, schedule: { startAt: '2025-10-28T09:00Z' } })]],
  'skipped-without-reason': [[stage({ skipped: { reason: 'One replica.' } })]],
  'traffic-falls': [[stage({ trafficPercent: 0, bandReason: 'A dark canary.' })]],
  'not-full': [[stage({ skipped: { reason: 'x' } })]],
  'outside-band': [[stage({ trafficPercent: 6, bandReason: '16 replicas.' })], [stage({ trafficPercent: 5 })]],
  'stage-without-command': [[stage({ steps: [], skipped: { reason: 'x' } })]],
  'stage-without-validation': [[stage({ validations: [], skipped: { reason: 'x' } })]],
  'stage-without-trigger': [[stage({ triggers: [], skipped: { reason: 'x' } })]],
  'stage-without-soak': [[(plan) => stage({ soak: { ...canaryOf(plan).soak, seconds: 1, floorSeconds: 0 } })(plan)]],
  'soak-below-floor': [[(plan) => stage({ soak: { ...canaryOf(plan).soak, seconds: 60, floorSeconds: 60 } })(plan)]],
  'duration-below-soak': [[(plan) => stage({ durationSeconds: canaryOf(plan).soak.seconds })(plan)]],
  'undecidable-validation': [[stage({ validations: [{ id: 'v', text: 'Looks good', kind: 'manual', owner: 'Ada' }] })]],
  'undecidable-trigger': [[stage({ triggers: [{ id: 't', text: 'Errors rise', level: 1 }] })]],
  'trigger-without-level': [
    [level(0, { budgetSeconds: 0 })],
    [stage({ triggers: [{ id: 't', text: 'x', level: 1 }], skipped: { reason: 'x' } })],
  ],
  'unknown-metric': [[stage({ triggers: [{ id: 't', text: 'Complaints', level: 1 }] })]],
  'query-syntax': [[metricQuery('{{blank:nobody}}')], [prometheus({ errors: 'code=~"5..",app="x"' })]],
  'query-without-value': [[metricQuery('sum(checkouts_total)')]],
  'newer-query': [[metricQuery('sum(rate(checkouts_total[5m]))')]],
  'levels-out-of-order': [[level(0, { budgetSeconds: 0 })]],
  'level-without-command': [[level(2, { steps: [], available: false, unavailableReason: 'x' })]],
  'level-without-validation': [[level(2, { validations: [], available: false, unavailableReason: 'x' })]],
  'level-without-reason': [[level(2, { available: false, unavailableReason: 'No flag.' })]],
  'no-rollback': [[level(2, { available: false, unavailableReason: 'x' })]],
  'open-critical-risk': [
    [
      (plan) => ({
        ...plan,
        risks: plan.risks.map((risk) => ({ ...risk, impact: 2, probability: 7, disposition: { kind: 'open' } })),
      }),
    ],
  ],
  'acceptance-without-name': [
    [(plan) => ({ ...plan, risks: plan.risks.map((risk) => ({ ...risk, disposition: { kind: 'mitigated' } })) })],
  ],
  'deleted-risk': [[(plan) => plan, { criticalRisks: [aPlan().risks[0]?.id ?? ''] }]],
  'missing-check': [
    [check('tests', { run: 'make test' }), { expectedChecks: aPlan().checks }],
    [(plan) => plan, { expectedChecks: [REHEARSAL] }],
  ],
  'weakened-check': [
    [check('tests', { run: 'make test', title: 'Tests' }), { expectedChecks: CHECKS }],
    [check('review', { kind: 'automatic', run: 'true' }), { expectedChecks: CHECKS }],
  ],
  placeholder: [
    [command('psql -c "select 1" < dump.sql > out.txt')],
    [command('[ -f x ] && test "$a" != "[x]"')],
    [command('kubectl --context {{blank:kube-context}} -n shop get pods')],
    [deployment({ owner: 'Ada Lovelace <ada@example.com>' })],
    [
      (plan) => ({
        ...plan,
        risks: plan.risks.map((risk) => ({ ...risk, issue: 'A TODO in auth.js was never done.' })),
      }),
    ],
  ],
  'shell-syntax': [[command('if true; then true; fi'), { syntax: new Map([['if true', '`if` is never ended']]) }]],
  shellcheck: [[command('rm "$x"'), { shellAdvice: new Map([['rm $x', ['shellcheck: Quote this.']]]) }]],
  'no-context': [
    [command('kubectl --context a -n shop get pods && helm template ./chart && kubectl config view')],
    [command('kubectl --context a get nodes && kubectl --context a apply -f k8s/')],
    [command('kubectl --context a auth whoami && helm --kube-context a -n shop upgrade web ./chart')],
    [command('heroku ps -a shop && fly status --app shop && gcloud run services list --project x')],
  ],
  'revert-without-mainline': [
    [command(`git revert -m 1 ${MERGE}`), { merges: new Set([MERGE]) }],
    [command(`git revert ${'d'.repeat(40)}`), { merges: new Set([MERGE]) }],
  ],
  'mutation-under-gitops': [
    [onlyCommand('kubectl --context a -n shop get deployment/web && kubectl --context a diff -f x')],
    [onlyCommand('kubectl --context a -n shop create configmap cc10x-1-web --from-literal=a=b')],
  ],
  'secret-in-command': [[command('psql "postgres://shop:$PASSWORD@db/shop" && DB_PASSWORD="$X" ./migrate')]],
  'pipe-to-shell': [[command('curl -s https://x | jq .')]],
  'latest-tag': [[command('echo the latest: none')], [command('docker pull shop/web:latest-1.2.3')]],
  'missing-file': [[command('kubectl --context a apply -f k8s/web.yaml'), { missingFiles: new Set(['k8s/api.yaml']) }]],
  'missing-target': [
    [command('make release'), { missingTargets: new Set(['Makefile deploy']) }],
    [command('cd app && make deploy'), { missingTargets: new Set(['Makefile deploy']) }],
    [command('make -C app deploy'), { missingTargets: new Set(['Makefile deploy']) }],
    [command('npm ship'), { missingTargets: new Set(['package.json ship']) }],
  ],
  'missing-resource': [
    [command('kubectl --context a -n shop rollout status deployment/shop-api'), { resources: SHOP }],
    [command('kubectl --context a -n shop get service shop-ap'), { resources: SHOP }],
    [command('kubectl --context a -n shop get deployment/warehouse'), { resources: SHOP }],
    [
      command('jq --arg name shop-ap1 . web.json && kubectl --context a -n shop get deployment/shop-ap1'),
      { resources: SHOP },
    ],
  ],
  'missing-program': [
    [
      command('for x in a; do echo "$x"; done; ./kubeclt'),
      { missingPrograms: new Set(['for', 'do', 'echo', 'kubeclt']) },
    ],
  ],
  'unreadable-migration': [
    [decidedAbout('db/1.sql'), { unreadableMigrations: [{ file: 'db/1.sql', line: 3, message: 'No.' }] }],
  ],
  'edited-migration': [[decidedAbout('db/1.sql'), { editedMigrations: ['db/1.sql'] }]],
  'broken-profile': [[(plan) => plan, { profileDefect: undefined }]],
  'irreversible-without-point-of-no-return': [[(plan) => plan, { irreversibleMigrations: ['db/1.sql'] }]],
  'contract-before-full': [
    [command('psql --file db/1.sql'), { contractMigrations: ['db/2.sql'] }],
    [
      (plan) => stage({ skipped: { reason: 'x' } })(command('psql --file db/2.sql')(plan)),
      { contractMigrations: ['db/2.sql'] },
    ],
  ],
  'freeze-window': [
    [
      (plan) => deployment({ date: '2025-12-19' })({ ...plan, schedule: {} }),
      { freezeWindows: [{ from: '12-20', to: '01-02' }] },
    ],
    [
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
  ],
  'plan-older-than-release': [
    [(plan) => plan, { plannedHeads: ['a'.repeat(40), aPlan().release.head.commit] }],
    [(plan) => plan, { plannedHeads: [] }],
  ],
  'level-over-budget': [
    [level(2, { budgetSeconds: 900 }), { drills: new Map([[3, 900]]) }],
    [level(2, { available: false, unavailableReason: 'x' }), { drills: new Map([[3, 9999]]) }],
  ],
  'owner-approves': [
    [deployment({ owner: 'Ada <ada@x.example>' }), { approvers: [] }],
    [deployment({ owner: 'Ada <ada@x.example>' }), { approvers: ['Ada <ada@x.example>', 'Ben <ben@x.example>'] }],
  ],
};
