import type { PlanRuleId } from '../../src/core/plan/problems/planRules';
import { aPlan } from './aPlan';
import {
  canaryOf,
  check,
  command,
  deployment,
  gitops,
  level,
  MERGE,
  metricQuery,
  monitoring,
  prometheus,
  REHEARSAL,
  type RuleCase,
  SHOP,
  stage,
  step,
} from './planChanges';

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
  'objective-without-budget': [[monitoring({ slo: { objective: 0 } })], [monitoring({ slo: { objective: 1 } })]],
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
  'unread-command': [
    [command('kubectl --context a get pods'), { unreadCommands: new Set(['kubectl --context a get pods']) }],
  ],
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
