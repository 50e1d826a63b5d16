import { updatePlan } from '../core/planning/updatePlan';
import { planDigest } from '../core/plan/digest';
import { writePlan } from '../core/plan/readPlan';
import { summariseFacts } from '../core/facts/summary';
import { openDeployment } from './deployment';
import { planDeployment } from './planDeployment';
import type { Ports, Report } from './ports';
import { recordEvent } from './recordEvent';

/**
 * Plans again for what is checked out now, from the same base, and keeps what people edited. The runbook is left as it
 * is: it says of itself that the plan changed.
 * @returns keys of edited items that planning would write otherwise now.
 * @throws UserFacingError when the plan or the repository cannot be read.
 */
export async function updateDeployment(
  ports: Pick<Ports, 'git' | 'files' | 'clock' | 'ids' | 'sha256' | 'settings' | 'hideSecrets' | 'loadSqlParser'>,
  planFile: string,
  by: string,
  signal: AbortSignal,
  report: Report,
): Promise<readonly string[]> {
  const deployment = await openDeployment(ports, planFile);
  const { plan, folder } = deployment;
  const request = {
    folder,
    feature: plan.deployment.feature,
    again: { id: plan.id, base: plan.release.base },
    unit: plan.deployment.unit,
    owner: plan.deployment.owner,
    ticket: plan.deployment.ticket,
    date: plan.deployment.date,
  };
  const fresh = await planDeployment(ports, request, signal, report);
  const updated = updatePlan(plan, fresh.plan, ports.sha256);
  signal.throwIfAborted();
  await ports.files.writeText(deployment.planFile, writePlan(updated.plan));
  await recordEvent(ports, deployment, plan.id, by, {
    type: 'deployment.planned',
    data: {
      base: updated.plan.release.base.commit,
      head: updated.plan.release.head.commit,
      planDigest: planDigest(updated.plan, ports.sha256),
      facts: summariseFacts(fresh.facts),
    },
  });
  return updated.kept;
}
