import { assertNever } from './assertNever';
import type { DeploymentRecord } from './execution';
import { type Drift, namePaths } from './release';

export interface ApprovalValidity {
  readonly valid: boolean;
  /** One sentence; what changed when the approval is void. */
  readonly reason: string;
}

/** What an approval is held against. */
export interface ApprovalSubject {
  readonly head: string;
  readonly artifact: string | undefined;
  readonly planDigest: string;
  /** undefined: the runbook is not there. */
  readonly runbookDigest: string | undefined;
  readonly drift: Drift;
}

/** Whether the approval in the log still covers the release, the plan and the runbook as they are now. */
export function judgeApproval(record: DeploymentRecord, subject: ApprovalSubject): ApprovalValidity {
  const { approval, cancelled } = record;
  if (cancelled !== undefined) return refused(`The deployment was cancelled by ${cancelled.by}.`);
  if (approval === undefined) return refused('The plan is not approved.');
  const approved = approval.data;
  if (record.damage.length > 0) return refused(`The approval cannot be relied on. ${record.damage.join(' ')}`);
  if (approved.head !== subject.head) {
    return refused(
      `Void: approved was release head ${short(approved.head)}, the plan now names ${short(subject.head)}.`,
    );
  }
  if (approved.artifact !== subject.artifact) return refused('Void: the artifact of the release changed.');
  if (approved.planDigest !== subject.planDigest) return refused('Void: the plan changed after the approval.');
  if (subject.runbookDigest === undefined) return refused('Void: the runbook is missing. Write it again.');
  if (approved.runbookDigest !== subject.runbookDigest) return refused('Void: the runbook changed after the approval.');
  return judgeDrift(subject.drift, `Approved by ${approval.by} (claimed) at ${approval.at}.`);
}

function judgeDrift(drift: Drift, approvedBy: string): ApprovalValidity {
  switch (drift.kind) {
    case 'none':
      return { valid: true, reason: approvedBy };
    case 'unknown':
      return refused(`Cannot tell whether the release changed: ${drift.reason}`);
    case 'changed':
      return refused(
        drift.uncommitted.length > 0
          ? `Void: the working tree changed after the approval: ${namePaths(drift.uncommitted)}.`
          : `Void: commits after the release head changed ${namePaths(drift.committed)}.`,
      );
    default:
      return assertNever(drift);
  }
}

function refused(reason: string): ApprovalValidity {
  return { valid: false, reason };
}

function short(commit: string): string {
  return commit.slice(0, 10);
}
