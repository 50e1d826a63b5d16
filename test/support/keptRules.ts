import type { PlanRuleId } from '../../src/core/plan/problems/planRules';
import { aPlan } from './aPlan';
import {
  canaryOf,
  check,
  command,
  decidedAbout,
  deployment,
  level,
  MERGE,
  metricQuery,
  monitoring,
  onlyCommand,
  prometheus,
  REHEARSAL,
  type RuleCase,
  SHOP,
  stage,
} from './planChanges';

/** A person may vouch for the findings. */
const CHECKS = aPlan().checks.filter(({ id }) => id !== 'findings');

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
  'objective-without-budget': [[monitoring({ slo: { objective: 0.999 } })]],
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
  'unread-command': [[command('kubectl --context a get pods'), { unreadCommands: new Set(['kubectl get pods']) }]],
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
