import { fillBlanks } from '../plan/blanks';
import type { Plan, Stage, Trigger } from '../plan/schema';
import { anchorsOf } from '../runbook/anchors';
import { burnRateWishes } from './burnRateWishes';
import { businessWishes } from './businessWishes';
import type { Condition } from './condition';
import { conditionOf, metricRecords } from './metricCondition';
import { newVersionWishes } from './newVersionWishes';
import { duration, untemplated } from './promql';
import { recordsOf, staticLabels } from './records';
import type { AlertingRule, RecordingRule, RuleFile } from './ruleFile';
import { silenceWishes, watchdogWish } from './silenceWishes';
import { alertName, alertWishes } from './thresholdWishes';
import { type Watched, watchedBy } from './watched';
import type { Wish } from './wish';

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
