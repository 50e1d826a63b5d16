import type { Plan, Step } from '../../../plan/schema';
import type { Commands, SplitStage, TrafficShift } from '../platform';

/** How the first workload of a target goes forward and back. */
export interface Movement {
  /** The Deployment that stands beside the first workload during the rollout. */
  readonly canary?: string;
  readonly trafficControl: Plan['platform']['trafficControl'];
  readonly granularityPercent: number;
  readonly prepare: Commands;
  readonly traffic: Readonly<Record<SplitStage, TrafficShift>>;
  readonly promote: readonly Step[];
  readonly abort: readonly Step[];
  readonly rollback: readonly Step[];
  readonly caveats: readonly string[];
}

/** Every stage between 0 % and 100 % left out for one reason. */
export function allSkipped(reason: string): Movement['traffic'] {
  const skipped: TrafficShift = { kind: 'skipped', reason };
  return { canary: skipped, partial: skipped, majority: skipped };
}
