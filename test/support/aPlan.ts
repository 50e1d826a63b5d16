import type { Plan, RollbackLevel, Stage, Step, Trigger, Validation } from '../../src/core/plan/schema';

/**
 * A realistic plan: user authentication, canary on Kubernetes behind ingress-nginx, two blanks (`kube-context` answered,
 * `on-call` open), three risks (one critical and open). Each call returns a new value; `overrides` replace whole top-level
 * members.
 */
export function aPlan(overrides: Partial<Plan> = {}): Plan {
  return {
    $schema: 'https://cc10x.dev/schemas/deployment-plan-1.json',
    schemaVersion: 1,
    id: '2025-10-27-user-auth',
    deployment: {
      feature: 'User authentication',
      slug: 'user-auth',
      summary: 'Sign-in with e-mail and passkey for every customer of the shop.',
      verdict: 'Rollback-safe until Stage 5: migration 042 only adds columns the running version ignores.',
      date: '2025-10-27',
      owner: 'Ada Lovelace',
      ticket: 'SHOP-1432',
      service: 'shop-api',
    },
    release: {
      base: { ref: 'v2.4.0', commit: '4f0c8d1a6b2e9f7c3d5a8b1e0f4c7d2a9b6e3f10' },
      head: { ref: 'v2.5.0', commit: '9c1d4e7f2a5b8c0d3e6f9a2b5c8d1e4f7a0b3c6d' },
      baselineVersion: '2.4.0',
      newVersion: '2.5.0',
      artifact: 'sha256:7d1f0c5a9be34c1b8a6f2e9d4c7b0a3f6e5d8c1b2a9f4e7d0c3b6a5f8e1d2c4b',
    },
    schedule: { startAt: '2025-10-28T09:00:00Z' },
    strategy: { kind: 'canary', why: 'ingress-nginx splits traffic by weight, and 100 RPS make a canary meaningful.' },
    platform: { id: 'kubernetes', trafficControl: 'weighted', granularityPercent: 1 },
    blanks: [
      {
        id: 'kube-context',
        question: 'Which kubectl context is production?',
        value: 'prod-eu',
        profileKey: 'platform.context',
      },
      { id: 'on-call', question: 'Who is on call during the rollout?', value: null, profileKey: 'onCall' },
    ],
    checks: [
      { id: 'tests', title: 'All tests passing', kind: 'automatic', run: 'npm test', required: true },
      { id: 'review', title: 'Code reviewed and approved', kind: 'attested', required: true },
      { id: 'findings', title: 'Critical findings resolved', kind: 'automatic', required: true },
      { id: 'manual-testing', title: 'Manual testing complete', kind: 'attested', required: true },
      { id: 'documentation', title: 'Documentation updated', kind: 'attested', required: true },
      { id: 'clean', title: 'No uncommitted change to the release', kind: 'automatic', required: true },
      { id: 'pushed', title: 'Release commit is pushed', kind: 'automatic', required: true },
      { id: 'up-to-date', title: 'Not behind the default branch', kind: 'automatic', required: false },
    ],
    risks: risks(),
    stages: stages(),
    rollback: {
      record: [
        step(
          'record-image',
          'Record the live image',
          `kubectl ${target} get deployment shop-api -o jsonpath='{.spec.template.spec.containers[0].image}'`,
        ),
        step('record-weight', 'Record the canary weight', `kubectl ${target} get ingress shop-api-canary -o yaml`),
      ],
      pointOfNoReturn: {
        stage: 'full',
        reasons: ['Sessions created by 2.5.0 cannot be read by 2.4.0 once the old signing key is retired.'],
      },
      levels: levels(),
    },
    monitoring: {
      prometheus: {
        url: 'http://prometheus.monitoring:9090',
        requests: 'http_requests_total',
        errors: 'code=~"5.."',
        clientErrors: 'code=~"4.."',
        durations: 'http_request_duration_seconds',
        labels: { service: 'app', version: 'version' },
        service: 'shop-api',
        baselineVersion: '2.4.0',
        newVersion: '2.5.0',
        target: 'job="shop-api"',
      },
      traffic: { rps: 100, baselineErrorRate: 0.001, source: 'Grafana, last 7 days' },
      metrics: [
        { id: 'sign-ins', group: 'business', name: 'Sign-ins', unit: '1/s', query: 'sum(rate(sign_ins_total[5m]))' },
        { id: 'checkout-conversion', group: 'business', name: 'Checkout conversion', unit: '%' },
        {
          id: 'error-rate',
          group: 'technical',
          name: 'Error rate (5xx)',
          unit: '%',
          query:
            'sum(rate(http_requests_total{app="shop-api",version="2.5.0",code=~"5.."}[5m])) / sum(rate(http_requests_total{app="shop-api",version="2.5.0"}[5m]))',
        },
        {
          id: 'latency-p99',
          group: 'technical',
          name: 'Response time p99',
          unit: 's',
          query:
            'histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket{app="shop-api",version="2.5.0"}[5m])))',
        },
        { id: 'cpu', group: 'technical', name: 'CPU', unit: '%' },
      ],
      alerts: [
        {
          id: 'errors-critical',
          metric: 'error-rate',
          severity: 'critical',
          comparison: '>',
          threshold: 5,
          forSeconds: 120,
        },
        {
          id: 'errors-warning',
          metric: 'error-rate',
          severity: 'warning',
          comparison: '>',
          threshold: 2,
          forSeconds: 300,
        },
        {
          id: 'p99-critical',
          metric: 'latency-p99',
          severity: 'critical',
          comparison: '>',
          threshold: 5,
          forSeconds: 300,
        },
        { id: 'cpu-warning', metric: 'cpu', severity: 'warning', comparison: '>', threshold: 80, forSeconds: 600 },
      ],
      deadMansSwitch: { seconds: 300 },
      dashboards: ['https://grafana.example.com/d/shop-api'],
      channels: { critical: '#pagerduty', warning: '#alerts' },
      onCall: '{{blank:on-call}}',
      emergencyContact: '+49 30 5550 0142 (duty manager)',
    },
    communication: {
      before: { notify: ['Support', 'Product'], channels: ['#releases'] },
      during: { where: '#releases', everyMinutes: 30 },
      ifIssues: { escalateTo: '{{blank:on-call}}', document: '#incident-shop' },
    },
    watch: { hours: 24, checks: [{ id: 'watch-errors', text: 'Error rate stays within the frozen baseline.' }] },
    generated: { version: 1, items: {} },
    ...overrides,
  };
}

const target = '--context {{blank:kube-context}} --namespace shop';

function step(id: string, title: string, run: string, more: Partial<Step> = {}): Step {
  return { id, title, run, shell: 'bash', ...more };
}

function query(id: string, text: string, expr: string): Validation {
  return { id, text, kind: 'query', expr };
}

function manual(id: string, text: string, owner = 'Ada Lovelace'): Validation {
  return { id, text, kind: 'manual', owner };
}

function errorsAbove(id: string, threshold: number, level: Trigger['level']): Trigger {
  return {
    id,
    text: `Error rate of 2.5.0 above ${String(threshold)} % for 2 minutes`,
    metric: 'error-rate',
    comparison: '>',
    threshold,
    forSeconds: 120,
    level,
  };
}

function weight(stage: string, percent: number): Step {
  return step(
    `${stage}-weight`,
    `Send ${String(percent)} % of traffic to 2.5.0`,
    `kubectl ${target} annotate ingress shop-api-canary \\\n  nginx.ingress.kubernetes.io/canary-weight=${String(percent)} --overwrite`,
    { expect: 'ingress.networking.k8s.io/shop-api-canary annotated' },
  );
}

function aStage(
  stage: Pick<Stage, 'id' | 'kind' | 'title' | 'trafficPercent' | 'steps' | 'validations' | 'triggers'>,
  soak: { seconds: number; requests: number | null },
): Stage {
  return {
    ...stage,
    audience: { percent: stage.trafficPercent, stickiness: 'None: each request is weighed on its own.' },
    soak: {
      seconds: soak.seconds,
      requests: soak.requests,
      floorSeconds: soak.seconds,
      method: 'two-proportion test, 80 % power; the human floor decides',
      inputs: { rps: 100, baselineErrorRate: 0.001, detectableRatio: 2, alpha: 0.05 },
    },
    durationSeconds: soak.seconds + 600,
  };
}

function stages(): readonly Stage[] {
  return [
    aStage(
      {
        id: 'infrastructure',
        kind: 'infrastructure',
        title: 'Infrastructure',
        trafficPercent: 0,
        steps: [
          step('infrastructure-preflight', 'Prove where we are', `kubectl ${target} auth whoami`),
          step(
            'infrastructure-migrate',
            'Apply migration 042',
            `kubectl ${target} create job migrate-042 --from=cronjob/migrate\nkubectl ${target} wait --for=condition=complete job/migrate-042 --timeout=300s`,
            { source: { file: 'db/migrations/042_add_passkeys.sql', line: 1 } },
          ),
        ],
        validations: [manual('infrastructure-schema', 'Schema version is 042, and the migration log has no error.')],
        triggers: [{ id: 'infrastructure-failed', text: 'The migration job fails', level: 3 }],
      },
      { seconds: 1200, requests: null },
    ),
    aStage(
      {
        id: 'canary',
        kind: 'canary',
        title: 'Canary',
        trafficPercent: 5,
        steps: [
          step('canary-deploy', 'Deploy 2.5.0 beside 2.4.0', `kubectl ${target} apply -f deploy/canary.yaml`),
          weight('canary', 5),
        ],
        validations: [
          query(
            'canary-errors',
            'Error rate of 2.5.0 is at most 0.2 % after 8,603 canary requests.',
            'sum(rate(http_requests_total{version="2.5.0",code=~"5.."}[30m])) / sum(rate(http_requests_total{version="2.5.0"}[30m]))',
          ),
          manual('canary-sign-in', 'A test customer can sign in with a passkey.'),
        ],
        triggers: [errorsAbove('canary-error-rate', 2, 1)],
      },
      { seconds: 3600, requests: 8603 },
    ),
    aStage(
      {
        id: 'partial',
        kind: 'partial',
        title: 'Partial',
        trafficPercent: 25,
        steps: [weight('partial', 25)],
        validations: [manual('partial-support', 'Support reports no complaint about sign-in.', 'Support')],
        triggers: [errorsAbove('partial-error-rate', 1, 1)],
      },
      { seconds: 14_400, requests: 11_607 },
    ),
    aStage(
      {
        id: 'majority',
        kind: 'majority',
        title: 'Majority',
        trafficPercent: 50,
        steps: [weight('majority', 50)],
        validations: [manual('majority-resources', 'CPU and memory of 2.5.0 stay below 80 %.')],
        triggers: [errorsAbove('majority-error-rate', 1, 2)],
      },
      { seconds: 86_400, requests: 18_519 },
    ),
    aStage(
      {
        id: 'full',
        kind: 'full',
        title: 'Full',
        trafficPercent: 100,
        steps: [weight('full', 100)],
        validations: [manual('full-healthy', 'The system has been healthy for 24 hours.')],
        triggers: [errorsAbove('full-error-rate', 1, 3)],
      },
      { seconds: 86_400, requests: null },
    ),
  ];
}

function levels(): readonly RollbackLevel[] {
  return [
    {
      id: 'level-1',
      level: 1,
      title: 'Feature flag',
      available: true,
      budgetSeconds: 60,
      steps: [
        step('level-1-flag', 'Switch passkey sign-in off', 'unleash-cli flag disable passkey-sign-in --env production'),
      ],
      validations: [manual('level-1-gone', 'The passkey button is gone from the sign-in page.')],
      when: 'Immediate issues with sign-in',
      escalation: 'Level 2 when sign-in errors persist for 2 minutes',
    },
    {
      id: 'level-2',
      level: 2,
      title: 'Configuration',
      available: true,
      budgetSeconds: 300,
      steps: [
        step(
          'level-2-weight',
          'Take all traffic off 2.5.0',
          `kubectl ${target} annotate ingress shop-api-canary nginx.ingress.kubernetes.io/canary-weight=0 --overwrite`,
        ),
      ],
      validations: [manual('level-2-old', 'Every response carries version 2.4.0.')],
      when: 'The feature flag is not sufficient',
      escalation: 'Level 3 when errors persist for 5 minutes',
    },
    {
      id: 'level-3',
      level: 3,
      title: 'Code',
      available: true,
      budgetSeconds: 900,
      steps: [
        step(
          'level-3-image',
          'Redeploy the recorded image',
          `kubectl ${target} set image deployment/shop-api shop-api=registry.example.com/shop-api:2.4.0\nkubectl ${target} rollout status deployment/shop-api --timeout=10m`,
        ),
      ],
      validations: [manual('level-3-version', 'Version 2.4.0 is live on every replica.')],
      when: 'The configuration rollback is not sufficient',
      escalation: 'Call the emergency contact',
    },
  ];
}

function risks(): Plan['risks'] {
  return [
    {
      id: 'risk-migration-lock',
      rule: 'migration-lock',
      dimension: 'failure-modes',
      issue: 'Migration 042 builds an index without CONCURRENTLY and blocks writes to users.',
      evidence: [{ file: 'db/migrations/042_add_passkeys.sql', line: 7 }],
      trigger: 'Stage 1 runs the migration while customers write.',
      impact: 5,
      probability: 4,
      fails: 'Sign-up and profile changes time out.',
      detect: 'Error rate of POST /users rises; pg_locks shows waiting writers.',
      recover: 'Cancel the migration; writes continue at once.',
      monitor: 'Waiting locks on users',
      mitigation: 'Use CREATE INDEX CONCURRENTLY with lock_timeout.',
      owner: 'Ada Lovelace',
      disposition: { kind: 'open' },
    },
    {
      id: 'risk-passkey-timeout',
      dimension: 'dependencies',
      issue: 'The attestation service is called without a timeout.',
      evidence: [{ file: 'src/auth/passkey.ts', line: 41 }, { file: 'src/auth/http.ts' }],
      trigger: 'The attestation service answers slowly.',
      impact: 3,
      probability: 3,
      fails: 'Requests pile up until the pool is empty.',
      detect: 'Response time p99 rises.',
      recover: 'Level 1: switch the flag off.',
      monitor: 'Response time p99 of /auth/passkey',
      mitigation: 'Set a timeout of 2 s with one retry.',
      owner: 'Grace Hopper',
      disposition: { kind: 'accepted', by: 'Grace Hopper', reason: 'The flag goes off in less than a minute.' },
    },
    {
      id: 'risk-session-metric',
      dimension: 'observability',
      issue: 'No metric tells passkey sign-ins from password sign-ins.',
      evidence: [{ file: 'src/auth/session.ts', line: 12 }],
      trigger: 'Passkey sign-in breaks while password sign-in works.',
      impact: 2,
      probability: 2,
      fails: 'The break stays unseen.',
      detect: 'Support tickets.',
      recover: 'Level 1: switch the flag off.',
      monitor: 'sign_ins_total by method',
      mitigation: 'Add a method label to sign_ins_total.',
      owner: 'Ada Lovelace',
      disposition: { kind: 'mitigated', by: 'Ada Lovelace', reason: 'Label added in 9c1d4e7.' },
    },
  ];
}
