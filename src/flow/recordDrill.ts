import type { LogData } from '../core/log';
import { openDeployment } from './deployment';
import { badInput } from './errors';
import type { Ports } from './ports';
import { recordEvent, type RecordPorts } from './recordEvent';

/** Longer than this no rollback is timed: it is a typing mistake, in seconds. */
const LONGEST_SECONDS = 24 * 3600;

/** Why a time cannot be what a rollback took; undefined when it can. In seconds. */
export function rejectDrillTime(seconds: number): string | undefined {
  return Number.isFinite(seconds) && seconds > 0 && seconds <= LONGEST_SECONDS
    ? undefined
    : 'A drill takes more than 0 seconds and at most a day.';
}

/**
 * Records how long a rollback level really took, in a drill or in a pipeline. Budgets are compared with such times only.
 * @throws UserFacingError when the plan has no such level, or the time or the place says nothing.
 */
export async function recordDrill(
  ports: RecordPorts & Pick<Ports, 'settings'>,
  planFile: string,
  drill: LogData<'drill.recorded'>,
  by: string,
): Promise<void> {
  const deployment = await openDeployment(ports, planFile);
  const { plan } = deployment;
  if (!plan.rollback.levels.some(({ level, available }) => available && level === drill.level)) {
    throw badInput(`This plan has no rollback level ${String(drill.level)} that could be measured.`);
  }
  const rejected = rejectDrillTime(drill.seconds);
  if (rejected !== undefined) throw badInput(rejected);
  if (drill.where.trim() === '') throw badInput('Say where it was run, e.g. staging.');
  if (Number.isNaN(Date.parse(drill.on))) throw badInput(`"${drill.on}" is not a date. Use YYYY-MM-DD.`);
  await recordEvent(ports, deployment, plan.id, by, {
    type: 'drill.recorded',
    data: { ...drill, where: drill.where.trim() },
  });
}
