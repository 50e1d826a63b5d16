import { assertNever } from '../assertNever';
import type { CheckStatus } from '../checks/judgeChecks';
import type { DeploymentRecord } from '../execution';
import type { LogEvent, Verdict } from '../log';
import type { Scope } from './commandView';
import { inlineCode, inlineText, itemTag, tableCell } from './markdown';
import { describeDuration, describeTime, sentence, shortCommit } from './phrases';

/** A line of the pre-deployment checklist with its evidence. */
export interface CheckView {
  readonly ticked: boolean;
  readonly title: string;
  readonly anchor: string;
  readonly verdict: string;
  readonly evidence: string;
}

/** A row of the execution log; each text is a cell. */
export interface LogRowView {
  readonly at: string;
  readonly by: string;
  readonly what: string;
}

export interface RecordView {
  readonly checks: readonly CheckView[];
  readonly approval: string;
  readonly history: readonly LogRowView[];
  /** What is wrong with the log itself. */
  readonly damage: readonly string[];
}

/** Everything the runbook takes from the log. Output of commands stays in the log: it is long and may be private. */
export function describeRecord(scope: Scope, record: DeploymentRecord, checks: readonly CheckStatus[]): RecordView {
  return {
    checks: checks.map((status) => describeCheck(scope, status)),
    approval: describeApproval(scope, record),
    history: record.history.map((event) => ({
      at: tableCell(inlineText(describeTime(event.at))),
      by: tableCell(inlineText(event.by)),
      what: tableCell(describeEvent(event)),
    })),
    damage: record.damage.map(inlineText),
  };
}

function describeCheck({ speaker, anchors }: Scope, { check, verdict, evidence, recorded }: CheckStatus): CheckView {
  const facts = [
    ...(evidence.command === undefined ? [] : [inlineCode(evidence.command)]),
    ...(typeof evidence.exitCode === 'number' ? [`exit code ${String(evidence.exitCode)}`] : []),
    ...(evidence.durationMs === undefined ? [] : [`took ${describeDuration(Math.max(1, evidence.durationMs / 1000))}`]),
  ];
  const source =
    recorded === undefined
      ? []
      : [`Recorded ${inlineText(describeTime(recorded.at))} by ${inlineText(recorded.by)} (claimed).`];
  return {
    ticked: verdict === 'pass',
    title: speaker.say(check.required ? check.title : `${check.title} (not required)`),
    anchor: itemTag(anchors.of('check', check.id)),
    verdict: verdictWords[verdict],
    evidence: [
      inlineText(sentence(evidence.summary)),
      // Of evidence that no longer counts only the reason is told.
      ...(verdict === 'pending' ? [] : [...(facts.length === 0 ? [] : [`${facts.join(', ')}.`]), ...source]),
    ].join(' '),
  };
}

const verdictWords: Readonly<Record<Verdict, string>> = {
  pass: 'passed.',
  fail: '**FAILED.**',
  pending: '**pending.**',
  unknown: '**unknown.**',
};

function describeApproval({ plan }: Scope, { approval, cancelled }: DeploymentRecord): string {
  if (cancelled !== undefined) {
    const reason = cancelled.data.reason === undefined ? '' : ` ${inlineText(sentence(cancelled.data.reason))}`;
    return `Not approved. Cancelled by ${nameOf(cancelled)}.${reason}`;
  }
  if (approval === undefined) return 'Not approved.';
  const { head, planDigest } = approval.data;
  if (head !== plan.release.head.commit) {
    return `Not approved. The approval by ${nameOf(approval)} is for head ${inlineCode(shortCommit(head))}.`;
  }
  return `Approved by ${nameOf(approval)} for head ${inlineCode(shortCommit(head))}, plan ${inlineCode(shortDigest(planDigest))}. It holds while release, plan and runbook stay as they were.`;
}

function nameOf(event: LogEvent): string {
  return `${inlineText(event.by)} (claimed) at ${inlineText(describeTime(event.at))}`;
}

function describeEvent(event: LogEvent): string {
  switch (event.type) {
    case 'deployment.planned':
      return `Planned ${inlineText(shortCommit(event.data.base))} to ${inlineText(shortCommit(event.data.head))}.`;
    case 'check.recorded':
      return `Check ${inlineText(event.data.check)}: ${event.data.verdict}. ${inlineText(sentence(event.data.evidence.summary))}`;
    case 'runbook.rendered':
      return 'Runbook written.';
    case 'approval.granted':
      return `**Approved** for head ${inlineText(shortCommit(event.data.head))}, plan ${inlineText(shortDigest(event.data.planDigest))}.`;
    case 'approval.adjust':
      return `Adjustment asked for: ${inlineText(sentence(event.data.text))}`;
    case 'alerts.tested':
      return `Alert rules: promtool tested ${String(event.data.alerts)} of them: ${event.data.verdict}.`;
    case 'deployment.cancelled':
      return `**Cancelled.** ${event.data.reason === undefined ? 'No reason given.' : inlineText(sentence(event.data.reason))}`;
    default:
      return assertNever(event);
  }
}

function shortDigest(digest: string): string {
  return digest.replace(/^(sha256:[0-9a-f]{12})[0-9a-f]+$/u, '$1…');
}
