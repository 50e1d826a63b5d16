import { assertNever } from '../assertNever';
import type { CheckStatus, Waiver } from '../checks/judgeChecks';
import type { DeploymentRecord } from '../execution';
import type { LogEvent, Verdict } from '../log';
import { describeRehearsal } from '../rehearsal';
import type { Scope } from './commandView';
import { inlineCode, inlineText, itemTag, tableCell } from './markdown';
import { describeDuration, describeTime, sentence, shortCommit } from '../phrases';

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

/**
 * The first line of a runbook whose checks were waived, told by the log alone so that no later result changes what was
 * approved; blank otherwise.
 */
export function describeEmergency({ plan }: Scope, { waivers }: DeploymentRecord): string {
  const own = waivers.map(({ waived }) => waived).filter(({ data }) => data.head === plan.release.head.commit);
  if (own.length === 0) return '';
  const titleOf = (id: string): string => plan.checks.find((check) => check.id === id)?.title ?? id;
  const told = own.map(
    (event) =>
      `Waived by ${nameOf(event)}: ${inlineText(event.data.checks.map(titleOf).join(', '))}. Reason: ${inlineText(sentence(event.data.reason))}`,
  );
  return `**EMERGENCY.** ${told.join(' ')} **A second person has to look at this afterwards.**`;
}

function describeCheck(
  { speaker, anchors }: Scope,
  { check, verdict, evidence, recorded, waived }: CheckStatus,
): CheckView {
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
    verdict: waived === undefined ? verdictWords[verdict] : `${verdictWords[verdict]} **WAIVED.**`,
    evidence: [
      ...(waived === undefined ? [] : [describeWaiver(waived)]),
      inlineText(sentence(evidence.summary)),
      // Of evidence that no longer counts only the reason is told.
      ...(verdict === 'pending' ? [] : [...(facts.length === 0 ? [] : [`${facts.join(', ')}.`]), ...source]),
    ].join(' '),
  };
}

function describeWaiver({ at, by, reason, reviewed }: Waiver): string {
  const look =
    reviewed === null
      ? 'Nobody else has looked at it yet.'
      : `Second look by ${inlineText(reviewed.by)} (claimed) at ${inlineText(describeTime(reviewed.at))}: ${inlineText(sentence(reviewed.statement))}`;
  return `Waived by ${inlineText(by)} (claimed) at ${inlineText(describeTime(at))}: ${inlineText(sentence(reason))} ${look}`;
}

const verdictWords: Readonly<Record<Verdict, string>> = {
  pass: 'passed.',
  fail: '**FAILED.**',
  pending: '**pending.**',
  unknown: '**unknown.**',
};

function describeApproval({ plan }: Scope, { approval, approvals, cancelled }: DeploymentRecord): string {
  if (cancelled !== undefined) {
    const reason = cancelled.data.reason === undefined ? '' : ` ${inlineText(sentence(cancelled.data.reason))}`;
    return `Not approved. Cancelled by ${nameOf(cancelled)}.${reason}`;
  }
  if (approval === undefined) return 'Not approved.';
  const { head, planDigest } = approval.data;
  if (head !== plan.release.head.commit) {
    return `Not approved. The approval by ${nameOf(approval)} is for head ${inlineCode(shortCommit(head))}.`;
  }
  const same = approvals.filter(
    ({ id, data }) =>
      id !== approval.id && data.planDigest === planDigest && data.runbookDigest === approval.data.runbookDigest,
  );
  const names = [...same, approval].map(
    (event) => `${nameOf(event)}${event.data.signature === undefined ? '' : ', signed'}`,
  );
  const wanted = approval.data.required ?? 1;
  const missing = same.length + 1 < wanted ? ` ${String(wanted)} persons have to approve.` : '';
  return `Approved by ${names.join(' and by ')} for head ${inlineCode(shortCommit(head))}, plan ${inlineCode(shortDigest(planDigest))}. It holds while release, plan and runbook stay as they were.${missing}`;
}

function nameOf(event: LogEvent): string {
  return `${inlineText(event.by)} (claimed) at ${inlineText(describeTime(event.at))}`;
}

function describeEvent(event: LogEvent): string {
  switch (event.type) {
    case 'deployment.planned':
      return `Planned ${inlineText(shortCommit(event.data.base))} to ${inlineText(shortCommit(event.data.head))}.${describeKept(event.data.kept)}`;
    case 'check.recorded':
      return `Check ${inlineText(event.data.check)}: ${event.data.verdict}. ${inlineText(sentence(event.data.evidence.summary))}`;
    case 'validation.recorded':
      return `Validation ${inlineText(event.data.validation)}: ${event.data.verdict}.${event.data.note === undefined ? '' : ` ${inlineText(sentence(event.data.note))}`}`;
    case 'runbook.rendered':
      return 'Runbook written.';
    case 'approval.granted':
      return `**Approved** for head ${inlineText(shortCommit(event.data.head))}, plan ${inlineText(shortDigest(event.data.planDigest))}.`;
    case 'approval.adjust':
      return `Adjustment asked for: ${inlineText(sentence(event.data.text))}`;
    case 'alerts.tested':
      return `Alert rules: promtool tested ${String(event.data.alerts)} of them: ${event.data.verdict}.`;
    case 'alerts.asked': {
      const { alerts, series, loaded, routed } = event.data;
      const told = (count: number | null): string => (count === null ? 'not verified' : String(count));
      return `Alert rules, of ${String(alerts)}: series exist for ${told(series)}, loaded ${told(loaded)}, routed ${told(routed)}.`;
    }
    case 'checks.waived':
      return `**Emergency: waived** ${inlineText(event.data.checks.join(', '))}. Reason: ${inlineText(sentence(event.data.reason))}`;
    case 'waiver.reviewed':
      return `Second look at the waiver: ${inlineText(sentence(event.data.statement))}`;
    case 'rollback.rehearsed':
      return `Rollback rehearsed on top of ${inlineText(shortCommit(event.data.onto))}: ${inlineText(sentence(describeRehearsal(event.data)))}`;
    case 'drill.recorded':
      return `${event.data.source === 'ci' ? 'Pipeline timing' : 'Drill'}: Level ${String(event.data.level)} took ${describeDuration(event.data.seconds)} on ${inlineText(event.data.where)}.`;
    case 'deployment.cancelled':
      return `**Cancelled.** ${event.data.reason === undefined ? 'No reason given.' : inlineText(sentence(event.data.reason))}`;
    default:
      return assertNever(event);
  }
}

/** What stayed of people although planning would write otherwise: whoever approves has to know. */
function describeKept(kept: readonly string[] = []): string {
  return kept.length === 0 ? '' : ` Kept as edited, although planned otherwise: ${kept.map(inlineText).join(', ')}.`;
}

function shortDigest(digest: string): string {
  return digest.replace(/^(sha256:[0-9a-f]{12})[0-9a-f]+$/u, '$1…');
}
