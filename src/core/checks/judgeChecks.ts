import { type DeploymentRecord, type RecordedCheck, waiverOf } from '../execution';
import type { CheckEvidence, Verdict } from '../log';
import type { Check, Plan } from '../plan/schema';
import type { ReleaseState } from '../release';
import { checkIds } from './checks';
import { judgeRehearsal } from './rehearsalCheck';
import { judgeReleaseCheck } from './releaseChecks';
import { findHints, findVeto } from './releaseTraces';
import type { Place } from './conflictMarkers';

/** A check of the plan with what is known about it now. */
export interface CheckStatus {
  readonly check: Check;
  readonly verdict: Verdict;
  readonly evidence: CheckEvidence;
  /** When and by whom it was recorded; absent for what was just looked up. */
  readonly recorded?: { readonly at: string; readonly by: string };
  /** Present when it did not pass and a person waived it for this release in an emergency. */
  readonly waived?: Waiver;
  /** What speaks for or against it beside the word of a person, a sentence each. Never what it passes by. */
  readonly hints?: readonly string[];
  /** The place of the release that fails it, relative to the planned folder. */
  readonly place?: Place;
}

/** Who let a deployment go on without a check, and why. */
export interface Waiver {
  readonly at: string;
  readonly by: string;
  readonly reason: string;
  /** The second look by somebody else; null while nobody has taken it. */
  readonly reviewed: { readonly at: string; readonly by: string; readonly statement: string } | null;
}

/** Whether a check stands in nobody's way: it passed, or it was waived. */
export function isMet({ verdict, waived }: Pick<CheckStatus, 'verdict' | 'waived'>): boolean {
  return verdict === 'pass' || waived !== undefined;
}

/** Where a check stands, in the sentence that the checkpoint, the tree and the command line have in common. */
export function describeCheck({
  check,
  verdict,
  evidence,
}: Pick<CheckStatus, 'check' | 'verdict' | 'evidence'>): string {
  return `${check.title}: ${verdictWords[verdict]}. ${evidence.summary}`;
}

const verdictWords: Readonly<Record<CheckStatus['verdict'], string>> = {
  pass: 'passed',
  fail: 'failed',
  pending: 'pending',
  unknown: 'unknown',
};

/**
 * The state of every check. Checks on the repository itself are judged on `state` when it is given (the editor and the
 * command line look it up afresh); without it only the log speaks, as in a runbook.
 */
export function judgeChecks(
  plan: Plan,
  record: DeploymentRecord,
  state?: ReleaseState,
  remoteMaxAgeSeconds?: number,
): readonly CheckStatus[] {
  const head = plan.release.head.commit;
  const judge = (check: Check): CheckStatus => {
    if (check.id === checkIds.rehearsal && check.kind === 'automatic' && !isDecidedElsewhere(check)) {
      return { check, ...judgeRehearsal(plan, record, state?.revertTips) };
    }
    const live = state === undefined ? undefined : judgeReleaseCheck(check.id, state, remoteMaxAgeSeconds);
    if (live !== undefined && check.kind === 'automatic' && !isDecidedElsewhere(check)) return { check, ...live };
    return judgeRecorded(check, record.checks.get(check.id), head);
  };
  return plan.checks.map((check) => {
    const status = withTraces(judge(check), state);
    const waived = status.verdict === 'pass' ? undefined : waiverIn(record, check.id, head);
    return waived === undefined ? status : { ...status, waived };
  });
}

/** A check with what the release itself tells: that can fail it, and passes nothing. */
function withTraces(status: CheckStatus, state: ReleaseState | undefined): CheckStatus {
  if (state?.traces === undefined) return status;
  const { check } = status;
  const hints = check.kind === 'attested' ? findHints(check.id, state.traces, state.drift) : [];
  const hinted: CheckStatus = hints.length === 0 ? status : { ...status, hints };
  const veto = check.id === checkIds.findings ? findVeto(state.traces, state.drift) : undefined;
  if (veto === undefined || status.verdict === 'fail') return hinted;
  const { summary, file, line } = veto;
  return {
    check,
    verdict: 'fail',
    evidence: { summary },
    place: { file, line },
    ...(hints.length === 0 ? {} : { hints }),
  };
}

/** Whether a command or a task decides it. */
export function isCommand({ run, task }: Check): boolean {
  return run !== undefined || task !== undefined;
}

/** Whether a command, a task or a report decides it, and not the repository itself. */
function isDecidedElsewhere(check: Check): boolean {
  return isCommand(check) || check.report !== undefined;
}

function waiverIn(record: DeploymentRecord, check: string, head: string): Waiver | undefined {
  const waiver = waiverOf(record, check, head);
  if (waiver === undefined) return undefined;
  const { waived, review } = waiver;
  return {
    at: waived.at,
    by: waived.by,
    reason: waived.data.reason,
    reviewed: review === undefined ? null : { at: review.at, by: review.by, statement: review.data.statement },
  };
}

function judgeRecorded(check: Check, recorded: RecordedCheck | undefined, head: string): CheckStatus {
  if (recorded === undefined) return { check, verdict: 'pending', evidence: { summary: pendingSummary(check) } };
  const { at, by, data } = recorded;
  const pending = (summary: string): CheckStatus => ({
    check,
    verdict: 'pending',
    evidence: { ...data.evidence, summary },
    recorded: { at, by },
  });
  if (data.head !== head) return pending(`The last evidence belongs to another release (${data.head.slice(0, 10)}).`);
  if (data.kind !== check.kind) return pending(pendingSummary(check));
  if (
    check.run !== undefined &&
    (data.evidence.command !== check.run || (data.evidence.cwd ?? '.') !== (check.cwd ?? '.'))
  ) {
    return pending(`The last evidence came from another command (${data.evidence.command ?? 'none'}).`);
  }
  if (check.task !== undefined && data.evidence.task !== check.task) {
    return pending(`The last evidence came from another task (${data.evidence.task ?? 'none'}).`);
  }
  if (check.report !== undefined && data.evidence.report !== check.report) {
    return pending(`The last evidence came from another report (${data.evidence.report ?? 'none'}).`);
  }
  return { check, verdict: data.verdict, evidence: data.evidence, recorded: { at, by } };
}

function pendingSummary(check: Check): string {
  if (check.kind === 'attested') return 'Nobody has vouched for this yet.';
  if (check.report !== undefined) return `The report ${check.report} was not read yet.`;
  if (check.task !== undefined) return `The task "${check.task}" has not run yet; it runs in the editor.`;
  return check.run === undefined ? 'Not checked yet.' : `\`${check.run}\` has not run yet.`;
}
