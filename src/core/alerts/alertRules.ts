import { sentence } from '../phrases';
import { fillBlanks } from '../plan/blanks';
import type { Alert, Plan, Stage, Trigger } from '../plan/schema';
import { anchorsOf } from '../runbook/anchors';
import { burnRateWishes } from './burnRateWishes';
import { businessWishes } from './businessWishes';
import type { Condition } from './condition';
import { conditionOf, metricRecords, quantiles } from './metricCondition';
import { newVersionWishes } from './newVersionWishes';
import { metricIds } from '../planning/monitoringPlanner';
import { decimal, duration, untemplated } from './promql';
import { recordsOf, staticLabels } from './records';
import type { AlertingRule, RecordingRule, RuleFile } from './ruleFile';
import { silenceWishes } from './silenceWishes';
import { alertWishes, wholeServiceNote } from './thresholdWishes';
import { perVersion, type Watched, watchedBy } from './watched';
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
 * dead-man's switch in all its forms. A name that is not known leaves out the rules that need it, and no other. `runbook` is the name of the runbook's file, which the rules link to.
 */
export function alertRules(plan: Plan, runbook: string): AlertRules {
  const watched = watchedBy(plan);
  const written: WrittenRule[] = [];
  const unwritten: UnwrittenRule[] = [];
  for (const wish of wishesOf(watched)) {
    const { alert, item, condition } = wish;
    if (typeof condition === 'string') {
      const rule = { alert, ...(item === undefined ? {} : { item }), reason: condition };
      // Rules of one kind are missing for one reason.
      if (!unwritten.some((other) => other.alert === alert && other.item === item && other.reason === condition))
        unwritten.push(rule);
      continue;
    }
    written.push({ rule: ruleOf(watched, wish, condition, runbook), condition, forSeconds: wish.forSeconds });
  }
  const records = usedRecords([...recordsOf(watched), ...metricRecords(watched)], written);
  return {
    file: {
      groups: [{ name: `cc10x-${plan.id}`, rules: [...records, ...written.map(({ rule }) => rule)] }],
    },
    written,
    unwritten,
  };
}

function ruleOf(watched: Watched, wish: Wish, { expr, isOwnQuery = false }: Condition, runbook: string): AlertingRule {
  const { alert, severity, labels = {}, forSeconds, summary, anchor } = wish;
  const description = isOwnQuery ? (wish.ownDescription ?? wish.description) : wish.description;
  return {
    alert,
    expr,
    ...(forSeconds === 0 ? {} : { for: duration(forSeconds) }),
    labels: { ...staticLabels(watched), severity, ...labels },
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

function triggerWishes(watched: Watched, stage: Stage, trigger: Trigger): readonly Wish[] {
  const { plan } = watched;
  const { id, text, metric, comparison, threshold, forSeconds = 0, level } = trigger;
  // A trigger that names no metric is decided by a person.
  if (metric === undefined) return [];
  const said = fillBlanks(text, plan.blanks).text;
  const versioned = stage.kind === 'infrastructure' ? undefined : perVersion(watched);
  const condition =
    comparison === undefined || threshold === undefined
      ? 'The trigger names no comparison or no threshold.'
      : typeof versioned === 'string'
        ? (drowned(watched, stage, { metric, comparison, threshold }) ??
          conditionOf(watched, metric, comparison, threshold, undefined))
        : conditionOf(watched, metric, comparison, threshold, versioned);
  return [
    {
      alert: 'StageTrigger',
      item: id,
      severity: 'critical',
      labels: { stage: stage.id, trigger: id, level: String(level) },
      forSeconds,
      summary: `${stage.title}: go back, starting with level ${String(level)}`,
      description: `${sentence(said)}${typeof versioned === 'string' ? wholeServiceNote(watched, metric) : ''}`,
      ownDescription: sentence(said),
      anchor: anchorsOf(plan).of('trigger', id),
      condition,
    },
  ];
}

/**
 * Why a trigger says nothing where it is measured of the whole service: were every request of the new version to fail or to be
 * slow, it would not be crossed. undefined where it could be.
 */
function drowned(
  { requests, errors, clientErrors, durations, versions }: Watched,
  { trafficPercent }: Stage,
  { metric, comparison, threshold }: { readonly metric: string } & Pick<Alert, 'comparison' | 'threshold'>,
): string | undefined {
  if (typeof versions !== 'string' || !comparison.startsWith('>')) return undefined;
  const quantile = quantiles[metric];
  const limits: Readonly<Record<string, number | undefined>> = {
    [metricIds.errorRate]: requests === undefined || errors === undefined ? undefined : threshold,
    [metricIds.clientErrorRate]: requests === undefined || clientErrors === undefined ? undefined : threshold,
  };
  const limit =
    quantile === undefined
      ? limits[metric]
      : durations === undefined
        ? undefined
        : Number(decimal(100 * (1 - quantile)));
  if (limit === undefined || trafficPercent > limit) return undefined;
  return `Of the whole service ${decimal(trafficPercent)} % of the requests could not cross it. ${versions}`;
}
