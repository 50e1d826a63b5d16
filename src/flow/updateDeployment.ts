import { checkIds } from '../core/checks/checks';
import { type UpdatedPlan, updatePlan } from '../core/planning/updatePlan';
import { planDigest } from '../core/plan/digest';
import { writePlan } from '../core/plan/readPlan';
import { criticalRisksOf } from '../core/plan/riskScores';
import { summariseFacts } from '../core/facts/summary';
import { openDeployment } from './deployment';
import { badInput } from './errors';
import { baseName } from './paths';
import { planDeployment } from './planDeployment';
import type { Ports, Report } from './ports';
import { recordEvent } from './recordEvent';
import { recordRehearsal } from './writeDeployment';

/** A plan that was planned again. */
export interface UpdatedDeployment extends Pick<UpdatedPlan, 'kept'> {
  readonly planFile: string;
  /** The text of the plan without the edits that were kept. */
  readonly plannedText: string;
}

/**
 * Plans again for what is checked out now, from the same base, and keeps what people edited. The runbook is left as it
 * is: it says of itself that the plan changed.
 * @throws UserFacingError when the plan or the repository cannot be read, or the plan changed meanwhile.
 */
export async function updateDeployment(
  ports: Pick<
    Ports,
    'git' | 'files' | 'clock' | 'ids' | 'sha256' | 'settings' | 'hideSecrets' | 'loadSqlParser' | 'runner'
  >,
  planFile: string,
  by: string,
  signal: AbortSignal,
  report: Report,
): Promise<UpdatedDeployment> {
  const deployment = await openDeployment(ports, planFile);
  const { plan, folder } = deployment;
  const request = {
    folder,
    feature: plan.deployment.feature,
    again: {
      id: plan.id,
      base: plan.release.base,
      testTask: plan.checks.find(({ id }) => id === checkIds.tests)?.task,
    },
    unit: plan.deployment.unit,
    owner: plan.deployment.owner,
    ticket: plan.deployment.ticket,
    date: plan.deployment.date,
  };
  const fresh = await planDeployment(ports, request, signal, report);
  const updated = updatePlan(plan, fresh.plan, ports.sha256);
  signal.throwIfAborted();
  const { planFile: file, planText } = deployment;
  if (!(await ports.files.replaceText(file, planText, writePlan(updated.plan)))) {
    throw badInput(
      `${baseName(file)} changed while it was being planned again, perhaps in another window. Nothing was written: look at it and try again.`,
    );
  }
  await recordEvent(ports, deployment, plan.id, by, {
    type: 'deployment.planned',
    data: {
      base: updated.plan.release.base.commit,
      head: updated.plan.release.head.commit,
      planDigest: planDigest(updated.plan, ports.sha256),
      facts: summariseFacts(fresh.facts),
      criticalRisks: criticalRisksOf(fresh.plan),
      ...(updated.kept.length === 0 ? {} : { kept: updated.kept.map(({ key }) => key) }),
    },
  });
  await recordRehearsal(ports, deployment, plan.id, by, fresh);
  return { planFile: file, kept: updated.kept, plannedText: writePlan(updated.planned) };
}
