import { knownStates, plannedRules } from '../core/alerts/knownStates';
import { approvalStatement } from '../core/approvalSignature';
import { describeApprovedContent } from '../core/approvedContent';
import type { ApprovalSignature } from '../core/log';
import { type CheckpointSummary, summariseForCheckpoint } from '../core/checkpoint';
import { isOpen } from '../core/plan/blanks';
import { planDigest } from '../core/plan/digest';
import type { Problem } from '../core/plan/problem';
import { runbookDigest } from '../core/runbook/regions';
import type { Obstacle } from '../core/status';
import { assessDeployment, type Assessment } from './assessDeployment';
import { badInput, UserFacingError } from './errors';
import { issueRunbook } from './issueRunbook';
import { baseName } from './paths';
import type { Ports } from './ports';
import { recordEvent } from './recordEvent';

/** The checkpoint's four answers. */
export type Decision =
  | { readonly kind: 'approve' }
  | { readonly kind: 'adjust'; readonly text: string }
  | { readonly kind: 'cancel'; readonly reason: string }
  | { readonly kind: 'later' };

/** Asks the person; the prompt is the editor's modal or a fake in tests. */
export type AskDecision = (summary: CheckpointSummary, assessment: Assessment) => Promise<Decision>;

export type ApprovalOutcome =
  | { readonly kind: 'not offered'; readonly obstacles: readonly Obstacle[] }
  | {
      readonly kind: 'approved';
      readonly summary: CheckpointSummary;
      readonly runbookFile: string;
      /** Somebody else has to approve as well. */
      readonly awaiting: boolean;
    }
  /** `place`: where the plan leaves something to decide, if anywhere. */
  | { readonly kind: 'adjust'; readonly text: string; readonly place: Problem['path'] | undefined }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'later' };

/**
 * Offers the checkpoint when nothing stands in its way, and records the decision. What is approved is what was on disk
 * when the question was asked: when anything changed while the person was thinking, nothing is recorded.
 * @throws UserFacingError when the deployment changed meanwhile or cannot be read.
 */
export async function askApproval(
  ports: Ports,
  planFile: string,
  by: string,
  ask: AskDecision,
  signal: AbortSignal,
): Promise<ApprovalOutcome> {
  const asked = await assessDeployment(ports, planFile, signal);
  if (asked.obstacles.length > 0) return { kind: 'not offered', obstacles: asked.obstacles };
  const known = alertsKnownLoaded(ports, asked);
  const summary = summariseForCheckpoint(asked.deployment.plan, asked.checks, asked.approval, by, asked.record, known);
  const decision = await ask(summary, asked);
  signal.throwIfAborted();
  switch (decision.kind) {
    case 'later':
      return { kind: 'later' };
    case 'adjust':
      await recordEvent(ports, asked.deployment, asked.deployment.plan.id, by, {
        type: 'approval.adjust',
        data: { text: decision.text },
      });
      return { ...decision, place: findOpenPlace(asked) };
    case 'cancel':
      await recordEvent(ports, asked.deployment, asked.deployment.plan.id, by, {
        type: 'deployment.cancelled',
        data: decision.reason === '' ? {} : { reason: decision.reason },
      });
      await showDecision(ports, planFile, by);
      return { kind: 'cancelled' };
    case 'approve':
      if (!summary.mayApprove) return { kind: 'not offered', obstacles: [secondPerson(by)] };
      return {
        kind: 'approved',
        summary,
        runbookFile: asked.deployment.runbookFile,
        awaiting: await recordApproval(ports, planFile, asked, by, signal),
      };
  }
}

/** @returns whether somebody else has to approve as well */
async function recordApproval(
  ports: Ports,
  planFile: string,
  asked: Assessment,
  by: string,
  signal: AbortSignal,
): Promise<boolean> {
  const now = await assessDeployment(ports, planFile, signal);
  const subject = subjectOf(ports, asked);
  const current = subjectOf(ports, now);
  if (now.obstacles.length > 0 || !isSame(subject, current) || !isSame(asked.release.drift, now.release.drift)) {
    throw badInput(
      'The plan, the runbook or the release changed while the question was open. Nothing was recorded: look again.',
    );
  }
  const { deployment } = now;
  // First, because it may fail.
  const data = {
    ...current,
    content: { ...describeApprovedContent(deployment.plan, deployment.runbook ?? '', ports.sha256) },
    ...(deployment.settings.signApprovals ? { signature: await signApproval(ports, now, current, by, signal) } : {}),
    ...(now.approval.required > 1 ? { required: now.approval.required } : {}),
  };
  // What was looked up just now is part of what the person relied on, so it goes into the log as well.
  for (const { check, verdict, evidence, recorded } of now.checks) {
    if (recorded !== undefined || verdict === 'pending') continue;
    signal.throwIfAborted();
    await recordEvent(ports, deployment, deployment.plan.id, by, {
      type: 'check.recorded',
      data: { check: check.id, head: deployment.plan.release.head.commit, kind: check.kind, verdict, evidence },
    });
  }
  signal.throwIfAborted();
  await recordEvent(ports, deployment, deployment.plan.id, by, { type: 'approval.granted', data });
  await showDecision(ports, planFile, by);
  return (await assessDeployment(ports, planFile, signal)).approval.awaiting;
}

/** The decision is in the log, where it counts; that the runbook cannot show it must not look like its failure. */
async function showDecision(ports: Ports, planFile: string, by: string): Promise<void> {
  try {
    await issueRunbook(ports, planFile, by, new AbortController().signal);
  } catch (error) {
    if (!(error instanceof UserFacingError)) throw error;
  }
}

/** The first place of the plan that something is to be said about: a warning, else an open risk, else an open question. */
function findOpenPlace({ problems, deployment: { plan } }: Assessment): Problem['path'] | undefined {
  const warned = problems.find(({ file, path }) => file === undefined && path.length > 0);
  if (warned !== undefined) return warned.path;
  const risk = plan.risks.findIndex(({ disposition }) => disposition.kind === 'open');
  if (risk >= 0) return ['risks', risk];
  const blank = plan.blanks.findIndex(isOpen);
  return blank >= 0 ? ['blanks', blank] : undefined;
}

/** The service wants two persons, and one of them is not twice the other. */
function secondPerson(by: string): Obstacle {
  return {
    text: `${by} approved this already. Somebody else has to approve as well.`,
    action: { kind: 'ask-somebody-else' },
  };
}

async function signApproval(
  ports: Pick<Ports, 'signer' | 'clock' | 'sha256'>,
  { deployment: { plan, folder } }: Assessment,
  content: ApprovedSubject,
  by: string,
  signal: AbortSignal,
): Promise<ApprovalSignature> {
  const at = ports.clock.now().toISOString();
  const statement = approvalStatement(plan.id, by, at, content, ports.sha256);
  const { format, value } = await ports.signer.sign(statement, by, folder, signal);
  return { format, at, value };
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

interface ApprovedSubject {
  readonly head: string;
  readonly artifact?: string;
  readonly planDigest: string;
  readonly runbookDigest: string;
}

function subjectOf(ports: Pick<Ports, 'sha256'>, { deployment }: Assessment): ApprovedSubject {
  const { plan, runbook } = deployment;
  return {
    head: plan.release.head.commit,
    ...(plan.release.artifact === undefined ? {} : { artifact: plan.release.artifact }),
    planDigest: planDigest(plan, ports.sha256),
    runbookDigest: runbookDigest(runbook ?? '', ports.sha256),
  };
}

/** What Prometheus said last of exactly the rules that the plan has now; null when nobody asked it. */
function alertsKnownLoaded(ports: Pick<Ports, 'sha256'>, { deployment, record }: Assessment): number | null {
  const planned = plannedRules(deployment.plan, baseName(deployment.runbookFile), ports.sha256);
  return knownStates(planned, record).asked?.data.loaded ?? null;
}
