import { isMet } from '../core/checks/judgeChecks';
import { assessDeployment, type Assessment } from './assessDeployment';
import { openDeployment } from './deployment';
import { badInput } from './errors';
import { type IssuedRunbook, issueRunbook } from './issueRunbook';
import type { Ports } from './ports';
import { recordEvent } from './recordEvent';

/** What a person waives in an emergency. */
export interface WaiverRequest {
  /** Ids of checks; every required one that has not passed when left out. */
  readonly checks?: readonly string[] | undefined;
  readonly reason: string;
}

/** A reason shorter than this tells nobody anything, in characters. */
const SHORTEST_REASON = 10;

/** Why a reason cannot stand on line 1 of a runbook; undefined when it can. */
export function rejectReason(reason: string): string | undefined {
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/u.test(reason)) return 'The reason must be one line.';
  return Array.from(reason.trim()).length < SHORTEST_REASON
    ? 'Say why this cannot wait: it is the first line of the runbook.'
    : undefined;
}

/** Checks that a person may waive now: required, and not passed. */
export function waivableChecks({ checks }: Pick<Assessment, 'checks'>): Assessment['checks'] {
  return checks.filter((status) => status.check.required && !isMet(status));
}

/**
 * Emergency mode: lets the deployment go on without some of its checks, for this release only, and writes the reason on
 * line 1 of the runbook. A second person is asked to look at it afterwards.
 * @throws UserFacingError when the reason says nothing, or a named check needs no waiver.
 */
export async function waiveChecks(
  ports: Ports,
  planFile: string,
  { checks, reason }: WaiverRequest,
  by: string,
  signal: AbortSignal,
): Promise<IssuedRunbook> {
  const rejected = rejectReason(reason);
  if (rejected !== undefined) throw badInput(rejected);
  const { deployment, ...assessment } = await assessDeployment(ports, planFile, signal);
  const waivable = waivableChecks(assessment).map(({ check }) => check.id);
  const chosen = checks ?? waivable;
  const unfit = chosen.find((id) => !waivable.includes(id));
  if (unfit !== undefined) throw badInput(`"${unfit}" is no required check of this plan that has not passed.`);
  if (chosen.length === 0) throw badInput('There is nothing to waive: every required check has passed or is waived.');
  signal.throwIfAborted();
  await recordEvent(ports, deployment, deployment.plan.id, by, {
    type: 'checks.waived',
    data: { head: deployment.plan.release.head.commit, checks: chosen, reason: reason.trim() },
  });
  return issueRunbook(ports, planFile, by, signal);
}

/**
 * Records the second look at what was waived. Names are claimed, not proven.
 * @throws UserFacingError when nothing waits for it, or the person who waived looks at it again.
 */
export async function reviewWaiver(
  ports: Ports,
  planFile: string,
  statement: string,
  by: string,
  signal: AbortSignal,
): Promise<IssuedRunbook> {
  const { deployment, record } = await assessDeployment(ports, planFile, signal);
  const open = record.waivers.filter(({ review }) => review === undefined);
  if (open.length === 0) throw badInput('No waiver waits for a second look.');
  const others = open.filter(({ waived }) => waived.by !== by);
  if (others.length === 0) throw badInput(`A second person has to look at this: ${by} waived it.`);
  const said = statement.trim();
  if (said === '') throw badInput('Say what you looked at and what follows from it.');
  for (const { waived } of others) {
    await recordEvent(ports, deployment, deployment.plan.id, by, {
      type: 'waiver.reviewed',
      data: { waiver: waived.id, statement: said },
    });
  }
  return issueRunbook(ports, (await openDeployment(ports, planFile)).planFile, by, signal);
}
