import type { Problem } from '../problem';
import type { Check, Plan } from '../schema';
import { blankProblems, duplicateIds, placeholderProblems } from './blankProblems';
import { checkProblems } from './checkProblems';
import { commandProblems, type CommandKnowledge } from './commandProblems';
import { type DeclaredFreezeWindow, freezeWindowProblems } from './freezeWindowProblems';
import { makeProblem } from './makeProblem';
import { type MigrationKnowledge, migrationProblems } from './migrationProblems';
import { monitoringProblems } from './monitoringProblems';
import { approverProblems, missingPeople } from './peopleProblems';
import { queryProblems } from './queryProblems';
import { deletedRisks, riskProblems } from './riskProblems';
import { budgetProblems, rollbackProblems } from './rollbackProblems';
import { secretProblems } from './secretProblems';
import { scheduleProblems, stageProblems } from './stageProblems';

/** What is known about a plan beside its text; what is left out is not judged. */
export interface PlanKnowledge extends CommandKnowledge, MigrationKnowledge {
  /** Why the service profile cannot be read. */
  readonly profileDefect?: string | undefined;
  /** The freeze windows of the service profile. */
  readonly freezeWindows?: readonly DeclaredFreezeWindow[];
  /** The last measured time of rollback levels, in seconds, by the number of the level. */
  readonly drills?: ReadonlyMap<number, number>;
  /** Who approved this plan, as git names them. */
  readonly approvers?: readonly string[];
  /** The checks that planning puts into every plan of this service. */
  readonly expectedChecks?: readonly Check[];
  /** Release heads that the log says this plan was made for, full ids, the newest last. */
  readonly plannedHeads?: readonly string[];
  /** Risks that were critical when this release was planned. */
  readonly criticalRisks?: readonly string[];
}

/** Cross-field problems of a plan that its schema cannot express. Errors block the checkpoint. */
export function findPlanProblems(plan: Plan, known: PlanKnowledge = {}): readonly Problem[] {
  return [
    ...blankProblems(plan),
    ...placeholderProblems(plan),
    ...duplicateIds(plan),
    ...missingPeople(plan),
    ...stageProblems(plan),
    ...scheduleProblems(plan),
    ...rollbackProblems(plan),
    ...riskProblems(plan),
    ...deletedRisks(plan, known),
    ...checkProblems(plan, known),
    ...monitoringProblems(plan),
    ...queryProblems(plan),
    ...commandProblems(plan, known),
    ...secretProblems(plan),
    ...olderThanRelease(plan, known),
    ...profileProblems(known),
    ...migrationProblems(plan, known),
    ...freezeWindowProblems(plan, known),
    ...budgetProblems(plan, known),
    ...approverProblems(plan, known),
  ];
}

/** Freezes, and how many persons have to approve, stand in the profile: without it nobody can tell. */
function profileProblems({ profileDefect }: PlanKnowledge): readonly Problem[] {
  return profileDefect === undefined ? [] : [makeProblem('broken-profile', [], profileDefect)];
}

/** What was read, weighed and rehearsed is another release than the one that the plan names. */
function olderThanRelease({ release }: Plan, { plannedHeads = [] }: PlanKnowledge): readonly Problem[] {
  const last = plannedHeads.at(-1);
  if (last === undefined || plannedHeads.includes(release.head.commit)) return [];
  const message = `The plan was made for ${last.slice(0, 10)}, and its release head is ${release.head.commit.slice(0, 10)} now. Update the plan.`;
  return [makeProblem('plan-older-than-release', ['release', 'head', 'commit'], message)];
}
