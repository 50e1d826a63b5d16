import { metricIds } from '../planning/monitoringPlanner';
import { fillBlanks } from '../plan/blanks';
import type { Alert, Metric, Plan, Stage, Trigger } from '../plan/schema';
import { checkQuery } from '../queries/checkQuery';
import { anchorsOf } from '../runbook/anchors';
import { burnRateCondition, burnRates } from './burnRateCondition';
import { comparisonCondition } from './comparisonCondition';
import type { Comparison, Condition } from './condition';
import { countCondition } from './countCondition';
import { latencyCondition } from './latencyCondition';
import { decimal, duration, untemplated } from './promql';
import { ratioCondition } from './ratioCondition';
import { METRIC_RECORD, recordsOf, staticLabels, WEEK_BEFORE_RECORD } from './records';
import type { AlertingRule, RecordingRule, RuleFile } from './ruleFile';
import { fromShareOn } from './shareGuard';
import {
  newVersionSilentCondition,
  noMetricsCondition,
  targetDownCondition,
  watchdogCondition,
} from './silenceConditions';
import { valueCondition, weeklyDropCondition } from './valueCondition';
import { type Watched, watchedBy } from './watched';

/** A rule that is not written, and why: a blank, not a guess. */
export interface UnwrittenRule {
  readonly alert: string;
  /** What of the plan asked for it, where one thing did. */
  readonly item?: string;
  readonly reason: string;
}

/** An alerting rule with what its tests need to know. */
export interface WrittenRule {
  readonly rule: AlertingRule;
  readonly condition: Condition;
  readonly forSeconds: number;
}

export interface AlertRules {
  readonly file: RuleFile;
  readonly written: readonly WrittenRule[];
  readonly unwritten: readonly UnwrittenRule[];
}

/** A version that fails this many times as often as the baseline goes back (the workflow's Stage 2). */
const DEFAULT_FACTOR = 2;
/** How long a comparison must hold where no trigger of the plan says so, in seconds. */
const DEFAULT_FOR_SECONDS = 300;
/** Half of last week's value is a drop that no ordinary day makes; it must hold for this long, in seconds. */
const DROP_SHARE = 0.5;
const DROP_FOR_SECONDS = 900;

const quantiles: Readonly<Record<string, number>> = {
  [metricIds.p50]: 0.5,
  [metricIds.p95]: 0.95,
  [metricIds.p99]: 0.99,
};

/** What a rule is to say, before it is known whether it can be written. */
interface Wish {
  readonly alert: string;
  readonly item?: string;
  readonly severity: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly forSeconds: number;
  readonly summary: string;
  readonly description: string;
  readonly anchor: string;
  /** A sentence when a name is not known. */
  readonly condition: Condition | string;
}

/**
 * The alert rules of a plan: the workflow's thresholds as the plan has them, per version, each stage's triggers, and the
 * dead-man's switch in all its forms. `runbook` is the name of the runbook's file, which the rules link to.
 */
export function alertRules(plan: Plan, runbook: string): AlertRules {
  const watched = watchedBy(plan);
  const wishes = typeof watched === 'string' ? unknownWishes(plan, watched) : wishesOf(watched);
  const written: WrittenRule[] = [];
  const unwritten: UnwrittenRule[] = [];
  for (const wish of wishes) {
    const { alert, item, condition } = wish;
    if (typeof condition === 'string') {
      unwritten.push({ alert, ...(item === undefined ? {} : { item }), reason: condition });
      continue;
    }
    written.push({ rule: ruleOf(plan, wish, condition.expr, runbook), condition, forSeconds: wish.forSeconds });
  }
  const records =
    typeof watched === 'string' ? [] : usedRecords([...recordsOf(watched), ...metricRecords(watched)], written);
  return {
    file: {
      groups: [{ name: `cc10x-${plan.id}`, rules: [...records, ...written.map(({ rule }) => rule)] }],
    },
    written,
    unwritten,
  };
}

function ruleOf(plan: Plan, wish: Wish, expr: string, runbook: string): AlertingRule {
  const { alert, severity, labels = {}, forSeconds, summary, description, anchor } = wish;
  const service =
    plan.monitoring.prometheus === null
      ? plan.deployment.service
      : fillBlanks(plan.monitoring.prometheus.service, plan.blanks).text.trim();
  return {
    alert,
    expr,
    ...(forSeconds === 0 ? {} : { for: duration(forSeconds) }),
    labels: { ...staticLabels({ plan, service }), severity, ...labels },
    annotations: {
      summary: untemplated(summary),
      description: untemplated(description),
      runbook_url: untemplated(`${runbook}#${anchor}`),
    },
  };
}

/** Records that nothing reads are left out. */
function usedRecords(records: readonly RecordingRule[], written: readonly WrittenRule[]): readonly RecordingRule[] {
  let texts = written.map(({ rule }) => rule.expr);
  return records
    .toReversed()
    .filter((record) => {
      const metric = record.labels['metric'];
      const isRead = texts.some(
        (text) =>
          text.includes(`${record.record}{`) &&
          (metric === undefined || text.includes(`metric=${JSON.stringify(metric)}`)),
      );
      if (isRead) texts = [...texts, record.expr];
      return isRead;
    })
    .toReversed();
}

function wishesOf(watched: Watched): readonly Wish[] {
  const { plan } = watched;
  return [
    ...plan.monitoring.alerts.flatMap((alert) => alertWishes(watched, alert)),
    ...newVersionWishes(watched),
    ...businessWishes(watched),
    ...plan.stages.flatMap((stage) =>
      stage.skipped === undefined ? stage.triggers.flatMap((trigger) => triggerWishes(watched, stage, trigger)) : [],
    ),
    ...silenceWishes(watched),
    ...burnRateWishes(watched),
  ];
}

/** Without names nothing but the Watchdog can be written. */
function unknownWishes(plan: Plan, reason: string): readonly Wish[] {
  const names = [
    ...plan.monitoring.alerts.map(({ id, metric, severity }) => [alertName(metric, severity), id] as const),
    ...['NewVersionErrorRate', 'NewVersionLatency', 'NewVersionClientErrorRate'].map(
      (name) => [name, undefined] as const,
    ),
    ...plan.stages.flatMap(({ triggers }) =>
      triggers.filter(({ metric }) => metric !== undefined).map(({ id }) => ['StageTrigger', id] as const),
    ),
    ...['NoMetrics', 'TargetDown', 'NewVersionSilent'].map((name) => [name, undefined] as const),
  ];
  return [
    ...names.map(([alert, item]) => ({
      alert,
      ...(item === undefined ? {} : { item }),
      severity: '',
      forSeconds: 0,
      summary: '',
      description: '',
      anchor: '',
      condition: reason,
    })),
    watchdogWish(),
  ];
}

const knownNames: Readonly<Record<string, string>> = {
  [metricIds.errorRate]: 'ErrorRate',
  [metricIds.clientErrorRate]: 'ClientErrorRate',
  [metricIds.p50]: 'LatencyP50',
  [metricIds.p95]: 'LatencyP95',
  [metricIds.p99]: 'LatencyP99',
  [metricIds.cpu]: 'ResourceUsage',
  [metricIds.memory]: 'ResourceUsage',
  [metricIds.database]: 'DatabaseQueryTime',
};

function alertName(metric: string, severity: Alert['severity']): string {
  if (metric === metricIds.newVersionErrors) return 'NewVersionServerError';
  if (metric === metricIds.errorRateRatio) return 'NewVersionErrorRate';
  const suffix = severity === 'critical' ? 'Critical' : 'Warning';
  return `${knownNames[metric] ?? 'Metric'}${suffix}`;
}

function alertWishes(watched: Watched, alert: Alert): readonly Wish[] {
  const { plan } = watched;
  const metric = plan.monitoring.metrics.find(({ id }) => id === alert.metric);
  // Business metrics have rules of their own; the comparison of versions as well.
  if (metric?.group === 'business' || alert.metric === metricIds.errorRateRatio) return [];
  const { id, severity, comparison, threshold, forSeconds } = alert;
  const where = { item: id, forSeconds, anchor: anchorOfRollback(plan) };
  if (alert.metric === metricIds.newVersionErrors) return serverErrorWishes(watched, alert);
  const condition = conditionOf(watched, alert.metric, comparison, threshold, 'every version');
  const name = metric?.name ?? alert.metric;
  return [
    {
      ...where,
      alert: alertName(alert.metric, severity),
      severity,
      labels: { metric: alert.metric },
      summary: `${name} of ${watched.service} ${comparison} ${decimal(threshold)}${unitOf(metric)}`,
      description: describeCondition(
        name,
        comparison,
        threshold,
        metric,
        forSeconds,
        latencyNote(alert.metric, threshold),
      ),
      condition,
    },
  ];
}

/** Pages above the measured baseline only; otherwise every 100 seconds at 0.1 % and 10 requests per second. */
function serverErrorWishes(watched: Watched, alert: Alert): readonly Wish[] {
  const { plan, requests, errors, newVersion } = watched;
  const { id, severity, threshold, forSeconds } = alert;
  const missing = missingForErrors(watched);
  const where = { alert: 'NewVersionServerError', item: id, forSeconds, anchor: anchorOfRollback(plan) };
  const known = requests !== undefined && errors !== undefined;
  return [
    {
      ...where,
      severity,
      labels: { metric: alert.metric, kind: 'above-baseline' },
      summary: `${newVersion} fails more often than the baseline`,
      description: `The share of server errors of ${newVersion} is above the measured baseline, judged on 100 requests or more.`,
      condition: known
        ? comparisonCondition(watched, {
            outcome: errors,
            requests,
            kind: 'server',
            factor: undefined,
            tolerated: threshold,
          })
        : missing,
    },
    ...(severity === 'warning'
      ? []
      : [
          {
            ...where,
            severity: 'warning',
            labels: { metric: alert.metric, kind: 'any' },
            summary: `${newVersion} answered with a server error`,
            description: `${newVersion} had more than ${decimal(threshold)} server errors. Not above its baseline, or on too few requests to tell: look at them, nobody is paged.`,
            condition: known ? countCondition(watched, requests, errors, threshold, forSeconds) : missing,
          },
        ]),
  ];
}

function newVersionWishes(watched: Watched): readonly Wish[] {
  const { plan, requests, errors, clientErrors, durations, newVersion } = watched;
  const triggers = plan.stages.filter(({ skipped }) => skipped === undefined).flatMap((stage) => stage.triggers);
  const relative =
    plan.monitoring.alerts.find(({ metric }) => metric === metricIds.errorRateRatio) ??
    triggers.find(({ metric, threshold }) => metric === metricIds.errorRateRatio && threshold !== undefined);
  const factor = relative?.threshold ?? DEFAULT_FACTOR;
  const forSeconds = relative?.forSeconds ?? DEFAULT_FOR_SECONDS;
  const latency =
    triggers.find(({ metric, threshold }) => quantiles[metric ?? ''] !== undefined && threshold !== undefined) ??
    plan.monitoring.alerts.find(({ metric }) => quantiles[metric] !== undefined);
  const anchor = anchorOfRollback(plan);
  const times = `${decimal(factor)} times the baseline's`;
  return [
    {
      alert: 'NewVersionErrorRate',
      severity: 'critical',
      forSeconds,
      summary: `${newVersion} fails more than ${decimal(factor)} times as often as the baseline: go back`,
      description: `The share of server errors of ${newVersion} is above ${times} (never less than 0.1 % of it), on 100 requests or more. ${watched.frozenErrorRatio === undefined ? 'Without a measured baseline it is silent at 100 %.' : `At 100 % the baseline is ${decimal(watched.frozenErrorRatio * 100)} %, as measured before.`}`,
      anchor,
      condition:
        requests === undefined || errors === undefined
          ? missingForErrors(watched)
          : comparisonCondition(watched, { outcome: errors, requests, kind: 'server', factor }),
    },
    {
      alert: 'NewVersionLatency',
      severity: 'critical',
      forSeconds: latency?.forSeconds ?? DEFAULT_FOR_SECONDS,
      summary: `${newVersion} answers too slowly`,
      description: `The response time of ${newVersion} is above what the plan allows${latency?.threshold === undefined ? '' : ` (${decimal(latency.threshold)} s)`}, on 100 requests or more. The histogram needs a finite bucket at or above that.`,
      anchor,
      condition:
        latency?.threshold === undefined
          ? 'The plan names no limit for the response time.'
          : durations === undefined || requests === undefined
            ? 'The name of the latency histogram or of the request counter is not known.'
            : latencyCondition(watched, {
                durations,
                quantile: quantiles[latency.metric ?? ''] ?? 0.99,
                comparison: latency.comparison ?? '>',
                threshold: latency.threshold,
                scope: 'new version',
                leastOf: requests,
              }),
    },
    {
      alert: 'NewVersionClientErrorRate',
      severity: 'warning',
      forSeconds,
      summary: `${newVersion} refuses more than ${decimal(factor)} times as many requests as the baseline`,
      description: `The share of client errors of ${newVersion} is above ${times}, on 100 requests or more. Silent at 100 %, when no baseline runs.`,
      anchor,
      condition:
        requests === undefined || clientErrors === undefined
          ? 'The request counter or the label matcher of client errors (`monitoring.prometheus.clientErrors`) is not known.'
          : comparisonCondition(watched, { outcome: clientErrors, requests, kind: 'client', factor }),
    },
  ];
}

function businessWishes(watched: Watched): readonly Wish[] {
  const { plan, requests, newVersion } = watched;
  const share = partialShare(plan);
  const partial = plan.stages.find(({ kind }) => kind === 'partial');
  const anchor = partial === undefined ? 'monitoring' : anchorsOf(plan).of('stage', partial.id);
  const guarded = (condition: Condition | string): Condition | string => {
    if (typeof condition === 'string' || share === undefined) return condition;
    if (requests === undefined) return 'The name of the request counter is not known, so it cannot wait for Partial.';
    return fromShareOn(watched, requests, share, condition);
  };
  return plan.monitoring.metrics
    .filter(({ group }) => group === 'business')
    .flatMap((metric): readonly Wish[] => {
      const known = queryOf(watched, metric);
      const alerts = plan.monitoring.alerts.filter((alert) => alert.metric === metric.id);
      const base = { alert: 'BusinessMetricDrop', labels: { metric: metric.id }, anchor };
      const since =
        share === undefined
          ? ''
          : ` Counts from Partial on (${decimal(share * 100)} % of the requests on ${newVersion}).`;
      if (alerts.length > 0) {
        return alerts.map(({ id, severity, comparison, threshold, forSeconds }) => ({
          ...base,
          item: id,
          severity,
          forSeconds,
          labels: { ...base.labels, rule: id },
          summary: `${metric.name} ${comparison} ${decimal(threshold)}${unitOf(metric)}`,
          description: `${describeCondition(metric.name, comparison, threshold, metric, forSeconds)}${since}`,
          condition: guarded(known ?? valueCondition(watched, metric.id, comparison, threshold)),
        }));
      }
      return [
        {
          ...base,
          item: metric.id,
          severity: 'warning',
          forSeconds: DROP_FOR_SECONDS,
          summary: `${metric.name} fell to less than half of a week ago`,
          description: `${metric.name} is below half of what it was at this time a week ago.${since}`,
          condition: guarded(known ?? weeklyDropCondition(watched, metric.id, DROP_SHARE)),
        },
      ];
    });
}

function triggerWishes(watched: Watched, stage: Stage, trigger: Trigger): readonly Wish[] {
  const { plan } = watched;
  const { id, text, metric, comparison, threshold, forSeconds = 0, level } = trigger;
  // A trigger that names no metric is decided by a person.
  if (metric === undefined) return [];
  const scope = stage.kind === 'infrastructure' ? 'every version' : 'new version';
  const condition =
    comparison === undefined || threshold === undefined
      ? 'The trigger names no comparison or no threshold.'
      : conditionOf(watched, metric, comparison, threshold, scope);
  return [
    {
      alert: 'StageTrigger',
      item: id,
      severity: 'critical',
      labels: { stage: stage.id, trigger: id, level: String(level) },
      forSeconds,
      summary: `${stage.title}: go back, starting with level ${String(level)}`,
      description: fillBlanks(text, plan.blanks).text,
      anchor: anchorsOf(plan).of('trigger', id),
      condition,
    },
  ];
}

function silenceWishes(watched: Watched): readonly Wish[] {
  const { plan, requests, target, service, newVersion } = watched;
  const { seconds } = plan.monitoring.deadMansSwitch;
  const wait = duration(seconds);
  const noCounter = 'The name of the request counter is not known.';
  return [
    {
      alert: 'NoMetrics',
      severity: 'critical',
      forSeconds: 0,
      summary: `No metrics of ${service} for ${wait}`,
      description: `Prometheus received no request counter of ${service} for ${wait}: nothing else here can be trusted.`,
      anchor: 'monitoring',
      condition: requests === undefined ? noCounter : noMetricsCondition(watched, requests, seconds),
    },
    {
      alert: 'TargetDown',
      severity: 'critical',
      forSeconds: 0,
      summary: `A target of ${service} is down`,
      description: `Prometheus could not scrape this target for ${wait}.`,
      anchor: 'monitoring',
      condition:
        target === undefined
          ? 'The matchers that select this service’s `up` (`monitoring.prometheus.target`) are not known.'
          : targetDownCondition(target, seconds),
    },
    {
      alert: 'NewVersionSilent',
      severity: 'critical',
      forSeconds: 0,
      summary: `No metrics of ${newVersion} for ${wait}`,
      description: `Prometheus received no request counter of ${newVersion} for ${wait}. Silence this alert until Canary begins and after a rollback.`,
      anchor: anchorOfRollback(plan),
      condition: requests === undefined ? noCounter : newVersionSilentCondition(watched, requests, seconds),
    },
    watchdogWish(),
  ];
}

function watchdogWish(): Wish {
  return {
    alert: 'Watchdog',
    severity: 'none',
    forSeconds: 0,
    summary: 'Prometheus and the way to the on-call are alive',
    description:
      'Fires always. Route it to something outside that pages when it stops: only that notices the death of Prometheus itself.',
    anchor: 'monitoring',
    condition: watchdogCondition,
  };
}

function burnRateWishes(watched: Watched): readonly Wish[] {
  const { plan, requests, errors } = watched;
  const objective = plan.monitoring.slo?.objective;
  if (objective === undefined) return [];
  return burnRates.map((rate) => {
    const limit = rate.factor * (1 - objective);
    return {
      alert: 'SloBurnRate',
      severity: rate.severity,
      labels: { window: duration(rate.long) },
      forSeconds: 0,
      summary: `The error budget burns ${decimal(rate.factor)} times too fast`,
      description: `More than ${decimal(limit * 100)} % of the requests failed over ${duration(rate.long)} and over ${duration(rate.short)}; the objective is ${decimal(objective * 100)} %.`,
      anchor: 'monitoring',
      condition:
        requests === undefined || errors === undefined
          ? missingForErrors(watched)
          : Number(decimal(limit)) <= 0
            ? 'An objective of 100 % has no error budget that could burn.'
            : limit >= 1
              ? 'No share of failing requests can burn so large a budget so fast.'
              : burnRateCondition(watched, requests, errors, objective, rate),
    };
  });
}

/** The condition for a metric of the plan; a sentence when a name it needs is not known. */
function conditionOf(
  watched: Watched,
  id: string,
  comparison: Comparison,
  threshold: number,
  scope: 'every version' | 'new version',
): Condition | string {
  const { plan, requests, errors, clientErrors, durations } = watched;
  const quantile = quantiles[id];
  if (id === metricIds.errorRate) {
    return requests === undefined || errors === undefined
      ? missingForErrors(watched)
      : ratioCondition(watched, {
          outcome: errors,
          requests,
          record: 'serverErrorRatio',
          scope,
          comparison,
          thresholdPercent: threshold,
        });
  }
  if (id === metricIds.clientErrorRate) {
    return requests === undefined || clientErrors === undefined
      ? 'The request counter or the label matcher of client errors is not known.'
      : ratioCondition(watched, {
          outcome: clientErrors,
          requests,
          record: 'clientErrorRatio',
          scope,
          comparison,
          thresholdPercent: threshold,
        });
  }
  if (quantile !== undefined) {
    return durations === undefined
      ? 'The name of the latency histogram is not known.'
      : latencyCondition(watched, { durations, quantile, comparison, threshold, scope });
  }
  if (id === metricIds.errorRateRatio || id === metricIds.newVersionErrors) {
    return requests === undefined || errors === undefined
      ? missingForErrors(watched)
      : comparisonCondition(watched, {
          outcome: errors,
          requests,
          kind: 'server',
          ...(id === metricIds.errorRateRatio ? { factor: threshold } : { factor: undefined, tolerated: threshold }),
        });
  }
  const metric = plan.monitoring.metrics.find((candidate) => candidate.id === id);
  if (metric === undefined) return `The plan has no metric "${id}".`;
  return queryOf(watched, metric) ?? valueCondition(watched, id, comparison, threshold);
}

/** Why the expression of a metric cannot be used; undefined when it can. */
function queryOf(watched: Watched, metric: Metric): string | undefined {
  const expr = expressionOf(watched, metric);
  if (expr === undefined) return `No query is known for "${metric.name}".`;
  const { open } = fillBlanks(expr, watched.plan.blanks);
  if (open.length > 0) return `The query of "${metric.name}" has an open blank.`;
  const { defects, gives } = checkQuery(fillBlanks(expr, watched.plan.blanks).text);
  const rejected = defects[0]?.message ?? (gives === 'values' ? undefined : `it gives a ${gives}.`);
  return rejected === undefined ? undefined : `The query of "${metric.name}" cannot be used: ${rejected}`;
}

function expressionOf({ prometheus }: Watched, { id, query }: Metric): string | undefined {
  const named =
    id === metricIds.cpu
      ? prometheus.resources?.cpu
      : id === metricIds.memory
        ? prometheus.resources?.memory
        : id === metricIds.database
          ? prometheus.database
          : undefined;
  const text = query ?? named;
  return text === undefined || text.trim() === '' ? undefined : text;
}

function metricRecords(watched: Watched): readonly RecordingRule[] {
  const { plan } = watched;
  return plan.monitoring.metrics.flatMap((metric) => {
    const expr = expressionOf(watched, metric);
    if (expr === undefined || queryOf(watched, metric) !== undefined) return [];
    const filled = fillBlanks(expr, plan.blanks).text.trim();
    const labels = { ...staticLabels(watched), metric: metric.id };
    return [
      { record: METRIC_RECORD, expr: filled, labels },
      {
        record: WEEK_BEFORE_RECORD,
        expr: `avg_over_time((\n${filled}\n)[30m:5m] offset 1w)`,
        labels,
      },
    ];
  });
}

/** Half-way between the share of Canary and that of Partial, 0 to 1; undefined where requests do not tell the stage. */
function partialShare({ stages, platform }: Plan): number | undefined {
  if (platform.trafficControl !== 'weighted' && platform.trafficControl !== 'replicas') return undefined;
  const active = stages.filter(({ skipped }) => skipped === undefined);
  const index = active.findIndex(({ kind }) => kind === 'partial' || kind === 'majority' || kind === 'full');
  const from = active[index - 1]?.trafficPercent ?? 0;
  const to = active[index]?.trafficPercent ?? 0;
  return to <= from ? undefined : Number(decimal((from + to) / 200));
}

function missingForErrors({ requests }: Watched): string {
  return requests === undefined
    ? 'The name of the request counter is not known.'
    : 'The label matcher of server errors (`monitoring.prometheus.errors`) is not known or cannot be tested.';
}

function anchorOfRollback(plan: Plan): string {
  const level = plan.rollback.levels.find(({ available }) => available) ?? plan.rollback.levels[0];
  return level === undefined ? 'rollback-procedures' : anchorsOf(plan).of('level', level.id);
}

function unitOf(metric: Metric | undefined): string {
  return metric === undefined || metric.unit.trim() === '' ? '' : ` ${metric.unit}`;
}

function describeCondition(
  name: string,
  comparison: Comparison,
  threshold: number,
  metric: Metric | undefined,
  forSeconds: number,
  note = '',
): string {
  const hold = forSeconds === 0 ? '' : ` for ${duration(forSeconds)}`;
  return `${name} is ${comparison} ${decimal(threshold)}${unitOf(metric)}${hold}.${note}`;
}

function latencyNote(metric: string, threshold: number): string {
  return quantiles[metric] === undefined
    ? ''
    : ` The histogram needs a finite bucket at or above ${decimal(threshold)} s.`;
}
