import { splitStages } from '../facts/platforms/platform';
import type { StageKind } from '../plan/schema';
import { trafficOf } from './clashes';
import { isFlagOnly, type PlanningInput } from './planningInput';

/** The stage in which the first instance of the new version starts: what comes with its start happens there. */
export function startingStage(input: PlanningInput): StageKind {
  const { speech } = input;
  if (speech?.prepare.kind === 'steps' && speech.startsInPrepare === true) return 'infrastructure';
  return servingStage(input);
}

/** The stage in which the first users meet the new version. */
export function servingStage(input: PlanningInput): StageKind {
  const { speech } = input;
  const traffic = speech === undefined ? undefined : trafficOf(speech, input);
  return splitStages.find((stage) => traffic?.[stage].kind === 'shift') ?? 'full';
}

/** Whether everybody gets the new version in one step, so that no earlier stage has looked at it. */
export function reachesAllAtOnce(input: PlanningInput): boolean {
  return !isFlagOnly(input.facts) && servingStage(input) === 'full';
}
