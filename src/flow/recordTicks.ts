import { judgeChecks } from '../core/checks/judgeChecks';
import { foldLog } from '../core/execution';
import { findHandTicks, type HandTick } from '../core/runbook/handTicks';
import { openDeployment } from './deployment';
import type { Ports } from './ports';
import { recordEvent, type RecordPorts } from './recordEvent';
import { attestCheck } from './runChecks';

/** Boxes of the runbook that were ticked by hand and are not in the log. */
export async function findTicks(
  ports: Pick<Ports, 'settings' | 'files'>,
  planFile: string,
): Promise<readonly HandTick[]> {
  const { plan, log, runbook } = await openDeployment(ports, planFile);
  const record = foldLog(log);
  return runbook === undefined ? [] : findHandTicks(plan, record, judgeChecks(plan, record), runbook);
}

/**
 * Writes hand-made ticks into the log, in the name of who vouches for them now. Those that only the program can decide
 * are left out, and so is what was unticked or recorded meanwhile.
 * @returns what was recorded.
 */
export async function recordTicks(
  ports: RecordPorts & Pick<Ports, 'settings'>,
  planFile: string,
  chosen: readonly Pick<HandTick, 'kind' | 'id'>[],
  by: string,
): Promise<readonly HandTick[]> {
  const found = (await findTicks(ports, planFile)).filter(
    (tick) => tick.recordable && chosen.some(({ kind, id }) => kind === tick.kind && id === tick.id),
  );
  const deployment = await openDeployment(ports, planFile);
  for (const tick of found) {
    if (tick.kind === 'check') {
      await attestCheck(ports, planFile, { check: tick.id, holds: true, statement: 'Ticked in the runbook.' }, by);
      continue;
    }
    await recordEvent(ports, deployment, deployment.plan.id, by, {
      type: 'validation.recorded',
      data: {
        validation: tick.id,
        head: deployment.plan.release.head.commit,
        verdict: 'pass',
        source: 'tick',
        note: 'Ticked in the runbook.',
      },
    });
  }
  return found;
}
