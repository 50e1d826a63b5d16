import { type ApprovedContent, findPlanChanges, findRunbookChanges } from './approvedContent';
import { assertNever } from './assertNever';
import type { DeploymentRecord } from './execution';
import type { LogEventOf } from './log';
import { describeTime } from './phrases';
import type { Plan } from './plan/schema';
import type { Sha256 } from './plan/digest';
import { type Drift, namePaths } from './release';

/** What a signature of an approval is worth to whoever looks at it. */
export type SignatureVerdict =
  | { readonly kind: 'none' | 'valid' | 'signer unknown' | 'invalid' }
  /** Nobody looked, and why. */
  | { readonly kind: 'not verified'; readonly reason: string };

/** One person's approval of what the deployment is now. */
export interface GivenApproval {
  readonly by: string;
  readonly at: string;
  readonly signature: SignatureVerdict;
}

export interface ApprovalValidity {
  readonly valid: boolean;
  /** One sentence; what changed when the approval is void. */
  readonly reason: string;
  /** Fields, lines and files that are not what was approved, one a line. */
  readonly changes: readonly string[];
  /** Approvals that cover what the deployment is now, in their order. */
  readonly given: readonly GivenApproval[];
  /** How many persons have to approve. */
  readonly required: number;
  /** Nothing changed since it was approved, but not enough persons did. */
  readonly awaiting: boolean;
}

/** What an approval is held against. */
export interface ApprovalSubject {
  readonly plan: Plan;
  readonly planDigest: string;
  /** undefined: the runbook is not there. */
  readonly runbook: { readonly text: string; readonly digest: string } | undefined;
  readonly drift: Drift;
  /** How many persons have to approve; a text says why nobody can tell. */
  readonly required: number | string;
  /** By event id; what is not there is not signed. */
  readonly signatures: ReadonlyMap<string, SignatureVerdict>;
}

type Approval = LogEventOf<'approval.granted'>;

/** Whether the approvals in the log still cover the release, the plan and the runbook as they are now. */
export function judgeApproval(record: DeploymentRecord, subject: ApprovalSubject, sha256: Sha256): ApprovalValidity {
  const { approval, cancelled } = record;
  const covering = record.approvals.filter((other) => findChange(other, subject, sha256) === undefined);
  const needed = typeof subject.required === 'number' ? subject.required : 1;
  const required = Math.max(needed, ...covering.map(({ data }) => data.required ?? 1));
  const refused = (reason: string, changes: readonly string[] = [], more: Partial<ApprovalValidity> = {}) => ({
    ...{ valid: false, reason, changes, given: [], required, awaiting: false },
    ...more,
  });
  if (cancelled !== undefined) return refused(`The deployment was cancelled by ${cancelled.by}.`);
  if (approval === undefined) return refused('The plan is not approved.');
  if (record.damage.length > 0) return refused(`The approval cannot be relied on. ${record.damage.join(' ')}`);
  if (covering.length === 0) {
    const change = findChange(approval, subject, sha256);
    return refused(change?.reason ?? 'The plan is not approved.', change?.changes);
  }
  const signatureOf = ({ id }: Approval): SignatureVerdict => subject.signatures.get(id) ?? { kind: 'none' };
  const forged = covering.find((other) => signatureOf(other).kind === 'invalid');
  if (forged !== undefined) {
    return refused(`Void: the signature of the approval by ${forged.by} at ${describeTime(forged.at)} is invalid.`);
  }
  const given = covering.map((other) => ({ by: other.by, at: other.at, signature: signatureOf(other) }));
  const drift = describeDrift(subject.drift);
  if (drift !== undefined) return refused(drift.reason, drift.changes);
  if (typeof subject.required === 'string') {
    return refused(`Cannot tell how many persons have to approve: ${subject.required}`);
  }
  const names = given.map(({ by, at, signature }) => `${by} (${claim(signature)}) at ${describeTime(at)}`);
  const reason = `Approved by ${names.join(' and by ')}.`;
  if (countPersons(given) < required) {
    return refused(`${reason} Somebody else has to approve as well.`, [], { given, awaiting: true });
  }
  return { valid: true, reason, changes: [], given, required, awaiting: false };
}

/** Whether this person's approval is among those that count already. */
export function hasApproved({ given }: Pick<ApprovalValidity, 'given'>, by: string): boolean {
  return given.some((other) => personOf(other.by) === personOf(by));
}

/** Approvals of one person are one, whatever name stands before the address. */
function countPersons(given: readonly GivenApproval[]): number {
  return new Set(given.map(({ by }) => personOf(by))).size;
}

function personOf(by: string): string {
  return (/<([^<>]+)>\s*$/u.exec(by)?.[1] ?? by).trim().toLowerCase();
}

function claim(signature: SignatureVerdict): string {
  switch (signature.kind) {
    case 'none':
      return 'claimed';
    case 'valid':
      return 'signature valid';
    case 'signer unknown':
      return 'claimed; signed, signer unknown';
    case 'not verified':
      return `claimed; signature not verified: ${signature.reason}`;
    case 'invalid':
      return 'signature invalid';
    default:
      return assertNever(signature);
  }
}

interface Change {
  readonly reason: string;
  readonly changes: readonly string[];
}

/** What of the approved content is another one now. */
function findChange({ data }: Approval, subject: ApprovalSubject, sha256: Sha256): Change | undefined {
  const { plan, runbook } = subject;
  const { head, artifact } = plan.release;
  const content: ApprovedContent | undefined = data.content;
  if (data.head !== head.commit) {
    return {
      reason: `Void: approved was release head ${short(data.head)}, the plan now names ${short(head.commit)}.`,
      changes: content === undefined ? [] : findPlanChanges(content, plan, sha256),
    };
  }
  if (data.artifact !== artifact) {
    return {
      reason: 'Void: the artifact of the release changed.',
      changes: [`artifact: ${data.artifact ?? 'none'} was approved, ${artifact ?? 'none'} is planned`],
    };
  }
  if (data.planDigest !== subject.planDigest) {
    const changes = content === undefined ? [] : findPlanChanges(content, plan, sha256);
    return { reason: `Void: the plan changed after the approval${named(changes)}.`, changes };
  }
  if (runbook === undefined) return { reason: 'Void: the runbook is missing. Write it again.', changes: [] };
  if (data.runbookDigest !== runbook.digest) {
    const changes = content === undefined ? [] : findRunbookChanges(content, runbook.text, sha256);
    return { reason: `Void: the runbook changed after the approval${named(changes)}.`, changes };
  }
  return undefined;
}

function describeDrift(drift: Drift): Change | undefined {
  switch (drift.kind) {
    case 'none':
      return undefined;
    case 'unknown':
      return { reason: `Cannot tell whether the release changed: ${drift.reason}`, changes: [] };
    case 'changed':
      return {
        reason:
          drift.uncommitted.length > 0
            ? `Void: the working tree changed after the approval: ${namePaths(drift.uncommitted)}.`
            : `Void: commits after the release head changed ${namePaths(drift.committed)}.`,
        changes: [
          ...drift.uncommitted.map((path) => `${path} (not committed)`),
          ...drift.committed.map((path) => `${path} (committed after the release head)`),
        ],
      };
    default:
      return assertNever(drift);
  }
}

/** The first changes as part of a sentence; `changes` holds them all. */
function named(changes: readonly string[]): string {
  const shown = changes.slice(0, 3).join('; ');
  const left = changes.length - 3;
  return changes.length === 0 ? '' : `: ${shown}${left > 0 ? ` and ${String(left)} more` : ''}`;
}

function short(commit: string): string {
  return commit.slice(0, 10);
}
