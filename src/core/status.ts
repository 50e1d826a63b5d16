import type { ApprovalValidity } from './approval';
import { checkIds } from './checks/checks';
import { type CheckStatus, describeCheck, isMet } from './checks/judgeChecks';
import type { DeploymentRecord } from './execution';
import type { Problem } from './plan/problem';
import type { Drift } from './release';

export const deploymentStatuses = ['planning', 'ready', 'approved', 'void', 'cancelled'] as const;
/**
 * planning: something is missing; ready: the checkpoint can be offered (to a second person, where two have to approve); approved; void: was approved, and something
 * changed since; cancelled.
 */
export type DeploymentStatus = (typeof deploymentStatuses)[number];

/** What a person can do about something that is missing. */
export type NextAction =
  | { readonly kind: 'run-check'; readonly check: string }
  | { readonly kind: 'attest-check'; readonly check: string }
  | { readonly kind: 'open-plan'; readonly path: Problem['path'] }
  /** A file beside the plan. */
  | { readonly kind: 'open-file'; readonly file: string; readonly line: number }
  /** A file of the release, relative to the planned folder. */
  | { readonly kind: 'open-source'; readonly file: string; readonly line: number }
  | { readonly kind: 'write-runbook' }
  | { readonly kind: 'ask-somebody-else' }
  | { readonly kind: 'update-plan' };

/** One thing between the plan and the checkpoint, and what mends it. */
export interface Obstacle {
  readonly text: string;
  readonly action: NextAction;
}

/** Everything that keeps the checkpoint from being offered. Unknown counts as not passed; what was waived does not count. */
export function findObstacles(
  checks: readonly CheckStatus[],
  problems: readonly Problem[],
  drift: Drift,
): readonly Obstacle[] {
  return [
    ...checks
      .filter((status) => status.check.required && !isMet(status))
      .map((status): Obstacle => ({
        text: describeCheck(status),
        action: actionForCheck(status, drift),
      })),
    ...problems
      .filter((problem) => problem.severity === 'error')
      .map((problem): Obstacle => ({
        text: problem.message,
        action: actionFor(problem),
      })),
  ];
}

/** Commits beyond the release head are mended by planning that release; running the check again would not help. */
function actionForCheck({ check: { id, kind }, place }: CheckStatus, drift: Drift): NextAction {
  if (place !== undefined) return { kind: 'open-source', ...place };
  if (id === checkIds.clean && drift.kind === 'changed' && drift.uncommitted.length === 0)
    return { kind: 'update-plan' };
  return { kind: kind === 'attested' ? 'attest-check' : 'run-check', check: id };
}

function actionFor({ id, path, file, line }: Problem): NextAction {
  if (['runbook-missing', 'runbook-differs', 'runbook-outdated'].includes(id)) return { kind: 'write-runbook' };
  return file === undefined ? { kind: 'open-plan', path } : { kind: 'open-file', file, line: line ?? 1 };
}

export function deriveStatus(
  record: DeploymentRecord,
  approval: ApprovalValidity,
  obstacles: readonly Obstacle[],
): DeploymentStatus {
  if (record.cancelled !== undefined) return 'cancelled';
  if (approval.valid) return 'approved';
  if (record.approval !== undefined && !approval.awaiting) return 'void';
  return obstacles.length === 0 ? 'ready' : 'planning';
}

/** A pipeline may go on: the approval holds, or there is nothing left to approve. */
export function letsPipelinePass(status: DeploymentStatus): boolean {
  return status === 'approved' || status === 'cancelled';
}
