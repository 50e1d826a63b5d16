import * as z from 'zod/mini';
import type { DeepReadonly } from '../deepReadonly';

/** The newest plan version this program writes. A plan with a larger `schemaVersion` is shown, never changed. */
export const PLAN_SCHEMA_VERSION = 1;

/** Documentation that travels into the published JSON Schema (hover and completion in the editor). */
export const planDocs = z.registry<{
  title?: string;
  description?: string;
  examples?: unknown[];
  markdownDescription?: string;
}>();

function doc<T extends z.core.$ZodType>(schema: T, description: string, ...examples: unknown[]): T {
  planDocs.add(schema, examples.length > 0 ? { description, examples } : { description });
  return schema;
}

const itemId = () =>
  doc(
    z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/u, 'Use letters, digits, dots, dashes or underscores')),
    'Unique and stable: it anchors runbook sections, log events and problems.',
  );
const percent = (description: string) => doc(z.number().check(z.minimum(0), z.maximum(100)), description);
const oneToFive = (description: string) => doc(z.int().check(z.minimum(1), z.maximum(5)), description);
const seconds = (description: string) => doc(z.number().check(z.minimum(0)), `${description} In seconds.`);
const line = doc(z.int().check(z.minimum(1)), 'Line number, from 1.');
const sourceSchema = z.looseObject({ file: z.string(), line: z.optional(line) });

export const comparisons = ['>', '>=', '<', '<='] as const;
export const stageKinds = ['infrastructure', 'canary', 'partial', 'majority', 'full'] as const;
export const strategyKinds = ['canary', 'rolling', 'blue-green', 'flag-only', 'dark-launch'] as const;
export const riskDimensions = [
  'data-flow',
  'dependencies',
  'timing',
  'user-experience',
  'security',
  'performance',
  'failure-modes',
  'observability',
] as const;

const stepSchema = z.looseObject({
  id: itemId(),
  title: z.string(),
  run: doc(z.string(), 'The exact command. `{{blank:id}}` stands for the answer to a blank.'),
  shell: doc(z.enum(['bash', 'sh', 'powershell']), 'The shell that reads `run`.'),
  expect: doc(z.optional(z.string()), 'What the person sees when the command worked.'),
  undo: doc(z.optional(z.string()), 'The command that takes this step back.'),
  onlyIf: doc(z.optional(z.string()), 'Run only when this holds; left out of the way that is tried first.'),
  source: doc(z.optional(sourceSchema), 'Where in the repository the command comes from.'),
});

const validationSchema = z.looseObject({
  id: itemId(),
  text: z.string(),
  kind: doc(z.enum(['query', 'command', 'manual']), 'Who decides: a query, a command, or the named owner.'),
  expr: doc(z.optional(z.string()), 'The query or command.'),
  owner: doc(z.optional(z.string()), 'Who decides a manual validation.'),
});

const triggerSchema = z.looseObject({
  id: itemId(),
  text: z.string(),
  metric: doc(z.optional(z.string()), 'Id of a metric in `monitoring.metrics`.'),
  comparison: z.optional(z.enum(comparisons)),
  threshold: z.optional(z.number()),
  forSeconds: z.optional(seconds('How long the condition must hold.')),
  level: doc(z.int().check(z.minimum(1), z.maximum(3)), 'Which rollback level to start with.'),
});

const soakSchema = z.looseObject({
  seconds: seconds('How long the stage is watched before the next one.'),
  requests: doc(
    z.nullable(z.number().check(z.minimum(0))),
    'Canary requests that must have been seen as well; null when traffic is unknown.',
  ),
  floorSeconds: seconds('The shortest soak a person should accept, whatever the traffic.'),
  method: doc(z.string(), 'How the soak was found; `not computed` when traffic is unknown.'),
  inputs: doc(z.record(z.string(), z.unknown()), 'The numbers the method was given.'),
  note: doc(z.optional(z.string()), 'What to do about a soak that nobody will wait for.'),
});

const stageSchema = z.looseObject({
  id: itemId(),
  kind: z.enum(stageKinds),
  title: z.string(),
  trafficPercent: percent('Share of production traffic on the new version when the stage is complete.'),
  audience: z.looseObject({
    percent: percent('Share of the audience.'),
    cohort: z.optional(z.string()),
    tenant: z.optional(z.string()),
    region: z.optional(z.string()),
    stickiness: doc(z.string(), 'Whether one user stays on one version, and by what.'),
  }),
  steps: z.array(stepSchema),
  validations: z.array(validationSchema),
  triggers: z.array(triggerSchema),
  soak: soakSchema,
  durationSeconds: seconds('Estimated duration of the stage, soak included.'),
  skipped: doc(z.optional(z.looseObject({ reason: z.string() })), 'Present when the stage is left out, and why.'),
  bandReason: doc(z.optional(z.string()), 'Why the traffic lies outside the usual band of this stage.'),
});

const levelSchema = z.looseObject({
  id: itemId(),
  level: z.int().check(z.minimum(1), z.maximum(3)),
  title: z.string(),
  available: z.boolean(),
  unavailableReason: z.optional(z.string()),
  budgetSeconds: seconds('The time this level may take; a claim until measured.'),
  steps: z.array(stepSchema),
  validations: z.array(validationSchema),
  when: z.string(),
  escalation: z.string(),
});

export const prometheusSchema = z.looseObject({
  url: doc(z.optional(z.string()), 'Address of Prometheus; nothing is asked of it without one.'),
  alertmanager: doc(z.optional(z.string()), 'Address of the Alertmanager, to see where alerts are sent.'),
  requests: doc(z.string(), 'Name of the request counter.', 'http_requests_total'),
  errors: doc(z.string(), 'Label matcher of server errors.', 'code=~"5.."'),
  clientErrors: doc(z.optional(z.string()), 'Label matcher of client errors.', 'code=~"4.."'),
  durations: doc(z.string(), 'Base name of the latency histogram.', 'http_request_duration_seconds'),
  labels: z.looseObject({ service: z.string(), version: z.optional(z.string()) }),
  service: z.string(),
  baselineVersion: z.string(),
  newVersion: z.string(),
  target: doc(z.optional(z.string()), 'Matchers that select the `up` series of this service.'),
  resources: z.optional(z.looseObject({ cpu: z.optional(z.string()), memory: z.optional(z.string()) })),
  database: doc(z.optional(z.string()), 'Expression of the database query time.'),
});

export const trafficSchema = z.looseObject({
  rps: doc(z.number().check(z.minimum(0)), 'Requests per second in production.'),
  baselineErrorRate: doc(z.number().check(z.minimum(0), z.maximum(1)), 'Share of failing requests, 0 to 1.'),
  source: doc(z.string(), 'Where the numbers come from.'),
  overdispersion: doc(
    z.optional(z.number().check(z.minimum(1))),
    'Variance of the errors of five minutes by their mean, as measured: 1 where errors are independent. 1.5 is assumed without it.',
  ),
});

export const channelsSchema = z.looseObject({ critical: z.string(), warning: z.string() });

const monitoringSchema = z.looseObject({
  prometheus: doc(z.nullable(prometheusSchema), 'null: this service is not watched by Prometheus.'),
  traffic: z.nullable(trafficSchema),
  metrics: z.array(
    z.looseObject({
      id: itemId(),
      group: z.enum(['business', 'technical']),
      name: z.string(),
      unit: z.string(),
      query: z.optional(z.string()),
    }),
  ),
  alerts: z.array(
    z.looseObject({
      id: itemId(),
      metric: doc(z.string(), 'Id of a metric in `monitoring.metrics`.'),
      severity: z.enum(['critical', 'warning']),
      comparison: z.enum(comparisons),
      threshold: z.number(),
      forSeconds: seconds('How long the condition must hold.'),
    }),
  ),
  deadMansSwitch: z.looseObject({ seconds: seconds('Alert when no metric was received for so long.') }),
  slo: z.optional(z.looseObject({ objective: z.number().check(z.minimum(0), z.maximum(1)) })),
  dashboards: z.array(z.string()),
  channels: channelsSchema,
  onCall: z.string(),
  emergencyContact: z.string(),
});

const blankSchema = z.looseObject({
  id: itemId(),
  question: z.string(),
  value: doc(z.nullable(z.string()), 'The answer; null while it is open.'),
  notApplicable: doc(z.optional(z.looseObject({ reason: z.string() })), 'Closes the question without an answer.'),
  profileKey: doc(z.optional(z.string()), 'Where `.cc10x/service.json` keeps the answer for the next plan.'),
});

const checkSchema = z.looseObject({
  id: itemId(),
  title: z.string(),
  kind: doc(z.enum(['automatic', 'attested']), 'Decided by the program, or vouched for by a person.'),
  run: doc(z.optional(z.string()), 'The command whose exit code decides.'),
  cwd: doc(z.optional(z.string()), 'Folder of `run`, relative to the planned folder.'),
  task: doc(
    z.optional(z.string()),
    'The VS Code task whose exit code decides, in place of `run`; runs in the editor only.',
  ),
  report: doc(
    z.optional(z.string()),
    'The SARIF or JUnit report that decides, in place of `run`; relative to the planned folder. It counts when it names the release commit.',
  ),
  timeoutSeconds: z.optional(seconds('Time limit of `run` or `task`.')),
  after: doc(z.optional(z.array(z.string())), 'Ids of checks that must have passed before this one is run.'),
  required: z.boolean(),
});

const riskSchema = z.looseObject({
  id: itemId(),
  rule: z.optional(z.string()),
  dimension: z.enum(riskDimensions),
  issue: z.string(),
  evidence: z.array(sourceSchema),
  trigger: doc(z.string(), 'What makes it happen.'),
  impact: oneToFive('1 (a nuisance) to 5 (data lost or everybody down).'),
  impactWhy: doc(z.optional(z.string()), 'Why the impact is what it is, in a phrase.'),
  probability: oneToFive('1 (hard to imagine) to 5 (will happen).'),
  probabilityWhy: doc(z.optional(z.string()), 'Why the probability is what it is, in a phrase.'),
  fails: doc(z.string(), 'What can fail.'),
  detect: doc(z.string(), 'How it is detected.'),
  recover: doc(z.string(), 'How we recover.'),
  monitor: doc(z.string(), 'What to monitor.'),
  mitigation: z.string(),
  owner: z.string(),
  disposition: z.looseObject({
    kind: z.enum(['open', 'mitigated', 'accepted']),
    by: z.optional(z.string()),
    reason: z.optional(z.string()),
  }),
});

const revisionSchema = z.looseObject({ ref: z.string(), commit: z.string() });

export const planSchema = z.looseObject({
  $schema: z.optional(z.string()),
  schemaVersion: doc(z.int().check(z.minimum(1)), 'Version of this format.'),
  id: itemId(),
  deployment: z.looseObject({
    feature: z.string(),
    slug: z.string(),
    summary: z.string(),
    verdict: doc(z.string(), 'One sentence: is this release rollback-safe, and if not, why.'),
    date: doc(z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/u, 'Use YYYY-MM-DD')), 'YYYY-MM-DD.'),
    owner: z.string(),
    ticket: z.string(),
    service: z.string(),
    unit: doc(z.optional(z.string()), 'The deployable unit, where the repository has several.'),
  }),
  release: z.looseObject({
    base: revisionSchema,
    head: revisionSchema,
    baselineVersion: z.string(),
    newVersion: z.string(),
    artifact: doc(z.optional(z.string()), 'Digest of the built artifact, where known.'),
  }),
  schedule: z.looseObject({ startAt: doc(z.optional(z.string()), 'ISO 8601 date and time of Stage 1.') }),
  strategy: z.looseObject({ kind: z.enum(strategyKinds), why: z.string() }),
  platform: z.looseObject({
    id: z.string(),
    trafficControl: z.enum(['weighted', 'replicas', 'flag', 'none']),
    granularityPercent: percent('The smallest share of traffic the platform can move.'),
    gitops: z.optional(z.string()),
    caveats: doc(z.optional(z.array(z.string())), 'What a person must know and no command can express.'),
  }),
  blanks: doc(z.array(blankSchema), 'What the repository could not tell. Open blanks block approval.'),
  checks: z.array(checkSchema),
  risks: z.array(riskSchema),
  notExamined: doc(
    z.optional(z.array(z.looseObject({ what: z.string(), files: z.int(), why: z.string() }))),
    'Changed files that the risk analysis did not look into: its silence about them proves nothing.',
  ),
  stages: z.array(stageSchema),
  rollback: z.looseObject({
    record: doc(z.array(stepSchema), 'Commands that record the live state before Stage 1.'),
    abort: doc(
      z.optional(z.array(stepSchema)),
      'Takes all traffic off the new version; valid from Stage 1 until Full begins.',
    ),
    pointOfNoReturn: z.nullable(z.looseObject({ stage: z.string(), reasons: z.array(z.string()) })),
    levels: z.array(levelSchema),
  }),
  monitoring: monitoringSchema,
  communication: z.looseObject({
    before: z.looseObject({ notify: z.array(z.string()), channels: z.array(z.string()) }),
    during: z.looseObject({ where: z.string(), everyMinutes: z.number().check(z.minimum(1)) }),
    ifIssues: z.looseObject({ escalateTo: z.string(), document: z.string() }),
  }),
  watch: z.looseObject({
    hours: doc(z.number().check(z.minimum(0)), 'How long to watch after Full, in hours.'),
    checks: z.array(z.looseObject({ id: itemId(), text: z.string() })),
  }),
  generated: doc(
    z.looseObject({ version: z.int(), items: z.record(z.string(), z.string()) }),
    'Digests of generated items, so that Update Plan leaves edited ones alone. Not part of the approval.',
  ),
});

export type Plan = DeepReadonly<z.infer<typeof planSchema>>;
export type Step = DeepReadonly<z.infer<typeof stepSchema>>;
export type Validation = DeepReadonly<z.infer<typeof validationSchema>>;
export type Trigger = DeepReadonly<z.infer<typeof triggerSchema>>;
export type Soak = DeepReadonly<z.infer<typeof soakSchema>>;
export type Stage = DeepReadonly<z.infer<typeof stageSchema>>;
export type StageKind = (typeof stageKinds)[number];
export type RollbackLevel = DeepReadonly<z.infer<typeof levelSchema>>;
export type Blank = DeepReadonly<z.infer<typeof blankSchema>>;
export type Check = DeepReadonly<z.infer<typeof checkSchema>>;
export type Risk = DeepReadonly<z.infer<typeof riskSchema>>;
export type RiskDimension = (typeof riskDimensions)[number];
export type Monitoring = DeepReadonly<z.infer<typeof monitoringSchema>>;
export type Metric = Monitoring['metrics'][number];
export type Alert = Monitoring['alerts'][number];
export type Prometheus = DeepReadonly<z.infer<typeof prometheusSchema>>;
export type Traffic = DeepReadonly<z.infer<typeof trafficSchema>>;
