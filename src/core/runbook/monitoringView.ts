import { fillBlanks } from '../plan/blanks';
import type { Alert, Plan } from '../plan/schema';
import type { Scope } from './commandView';
import { fence } from './markdown';
import { countOf, describeDuration, describeNumber } from '../phrases';
import { describeThreshold } from './stageView';

export interface MonitoringView {
  readonly dashboard: string;
  readonly onCall: string;
  readonly emergencyContact: string;
  readonly critical: string;
  readonly warning: string;
  readonly metrics: readonly string[];
  /** Alert thresholds, one line each, critical ones first. */
  readonly alerts: readonly string[];
  readonly deadMansSwitch: string;
  /** Traffic and baseline; blank when unknown. */
  readonly traffic: string;
  readonly objective: string;
  /** All queries as one block; blank when there is none. */
  readonly queries: string;
}

export interface CommunicationView {
  readonly notify: string;
  readonly channels: string;
  readonly update: string;
  readonly frequency: string;
  readonly escalateTo: string;
  readonly document: string;
  /** Whom to call, in this order. */
  readonly escalation: readonly string[];
}

export function describeMonitoring(scope: Scope): MonitoringView {
  const { monitoring } = scope.plan;
  const { say } = scope.speaker;
  const { metrics, alerts, traffic, slo } = monitoring;
  return {
    dashboard: sayAll(scope, monitoring.dashboards),
    onCall: say(monitoring.onCall),
    emergencyContact: say(monitoring.emergencyContact),
    critical: say(monitoring.channels.critical),
    warning: say(monitoring.channels.warning),
    metrics: (['business', 'technical'] as const).flatMap((group) =>
      metrics
        .filter((metric) => metric.group === group)
        .map((metric) => {
          const unit = metric.unit.trim() === '' ? '' : `, in ${metric.unit}`;
          return say(`${metric.name} (${group}${unit})${metric.query === undefined ? ': no query known' : ''}`);
        }),
    ),
    alerts: (['critical', 'warning'] as const).flatMap((severity) =>
      alerts.filter((alert) => alert.severity === severity).map((alert) => say(describeAlert(scope.plan, alert))),
    ),
    deadMansSwitch: `Alert when no metric was received for ${describeDuration(monitoring.deadMansSwitch.seconds)}.`,
    traffic:
      traffic === null
        ? 'not known, so soak times could not be computed from it.'
        : say(
            `${describeNumber(traffic.rps)} requests per second, ${describeNumber(traffic.baselineErrorRate * 100)} % of them failing (${traffic.source}).`,
          ),
    objective: slo === undefined ? '' : `${String(Number((slo.objective * 100).toFixed(6)))} % of requests succeed.`,
    queries: describeQueries(scope.plan),
  };
}

export function describeCommunication(scope: Scope): CommunicationView {
  const { before, during, ifIssues } = scope.plan.communication;
  const { say } = scope.speaker;
  return {
    notify: sayAll(scope, before.notify),
    channels: sayAll(scope, before.channels),
    update: say(during.where),
    frequency: `every ${countOf(during.everyMinutes, 'minute')}`,
    escalateTo: say(ifIssues.escalateTo),
    document: say(ifIssues.document),
    escalation: describeEscalation(scope),
  };
}

/** The on-call person first; who is named twice is called once. */
function describeEscalation({ plan, speaker: { say } }: Scope): readonly string[] {
  const { onCall, emergencyContact } = plan.monitoring;
  const { escalateTo } = plan.communication.ifIssues;
  const others = escalateTo.trim() === '' || [onCall, emergencyContact].includes(escalateTo) ? [] : [escalateTo];
  return [
    `On-call: ${say(onCall)}`,
    `When nobody answers: ${say(emergencyContact)}`,
    ...others.map((other) => `When the rollback does not help: ${say(other)}`),
  ];
}

function sayAll({ speaker }: Scope, texts: readonly string[]): string {
  const said = texts.filter((text) => text.trim() !== '').map((text) => speaker.say(text));
  return said.length === 0 ? 'not given' : said.join(', ');
}

function describeAlert({ monitoring }: Plan, alert: Alert): string {
  const metric = monitoring.metrics.find((candidate) => candidate.id === alert.metric);
  const unit = metric === undefined || metric.unit === '' ? '' : ` ${metric.unit}`;
  const duration = alert.forSeconds === 0 ? '' : ` for ${describeDuration(alert.forSeconds)}`;
  const severity = alert.severity === 'critical' ? 'Critical (page on-call)' : 'Warning (notify channel)';
  return `${severity}: ${metric?.name ?? alert.metric} ${alert.comparison} ${describeThreshold(alert.threshold)}${unit}${duration}`;
}

/** Each query under the name of its metric; names are comments, so that the block can be pasted as it is. */
function describeQueries({ monitoring, blanks }: Plan): string {
  const queries = monitoring.metrics.flatMap(({ name, query }) =>
    query === undefined || query.trim() === ''
      ? []
      : [`# ${name.replace(/\s+/gu, ' ').trim()}\n${fillBlanks(query, blanks).text.trim()}`],
  );
  return queries.length === 0 ? '' : fence(queries.join('\n\n'), 'promql');
}
