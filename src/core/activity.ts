import type { DeploymentRecord } from './execution';
import type { Plan } from './plan/schema';

/** How much longer than planned a rollout may take before it counts as over, in hours. */
const GRACE_HOURS = 24;
const HOUR = 3_600_000;

/**
 * Whether somebody may be carrying the plan out at `now`: from its approval until the planned end of all stages and of
 * the watch after Full, with a day of grace. An approval that has become void meanwhile makes no difference; a
 * cancellation ends it.
 */
export function isActive(plan: Plan, record: DeploymentRecord, now: Date): boolean {
  const { approval, cancelled } = record;
  if (approval === undefined || cancelled !== undefined) return false;
  const begin = Date.parse(approval.at);
  const start = plan.schedule.startAt === undefined ? Number.NaN : Date.parse(plan.schedule.startAt);
  const stages = plan.stages.filter(({ skipped }) => skipped === undefined);
  const seconds = stages.reduce((total, { durationSeconds }) => total + durationSeconds, 0);
  const first = Number.isNaN(start) ? begin : Math.max(begin, start);
  const end = first + seconds * 1000 + (plan.watch.hours + GRACE_HOURS) * HOUR;
  return now.getTime() >= begin && now.getTime() <= end;
}
