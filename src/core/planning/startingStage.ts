import { splitStages } from '../facts/platforms/platform';
import type { StageKind } from '../plan/schema';
import { isFlagOnly, type PlanningInput } from './planningInput';

/** The stage in which the first instance of the new version starts: what comes with its start happens there. */
export function startingStage({ speech }: PlanningInput): StageKind {
  if (speech?.prepare.kind === 'steps' && speech.startsInPrepare === true) return 'infrastructure';
  return splitStages.find((stage) => speech?.traffic[stage].kind === 'shift') ?? 'full';
}

/** Whether everybody gets the new version in one step, so that no earlier stage has looked at it. */
export function reachesAllAtOnce({ facts, speech }: PlanningInput): boolean {
  return !isFlagOnly(facts) && !splitStages.some((stage) => speech?.traffic[stage].kind === 'shift');
}
