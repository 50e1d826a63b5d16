import type { Problem } from '../problem';
import type { Plan } from '../schema';
import { blankProblems, duplicateIds } from './blankProblems';
import { commandProblems, type CommandKnowledge } from './commandProblems';
import { type DeclaredFreezeWindow, freezeWindowProblems } from './freezeWindowProblems';
import { makeProblem } from './makeProblem';
import { monitoringProblems } from './monitoringProblems';
import { approverProblems, missingPeople } from './peopleProblems';
import { queryProblems } from './queryProblems';
import { riskProblems } from './riskProblems';
import { budgetProblems, rollbackProblems } from './rollbackProblems';
import { contractProblems, scheduleProblems, stageProblems } from './stageProblems';

/** What is known about a plan beside its text; what is left out is not judged. */
export interface PlanKnowledge extends CommandKnowledge {
  /** Migrations of the release that cannot be undone. */
  readonly irreversibleMigrations?: readonly string[];
  /** Migrations of the release that take away what the running version uses. */
  readonly contractMigrations?: readonly string[];
  /** The freeze windows of the service profile. */
  readonly freezeWindows?: readonly DeclaredFreezeWindow[];
  /** The last measured time of rollback levels, in seconds, by the number of the level. */
  readonly drills?: ReadonlyMap<number, number>;
  /** Who approved this plan, as git names them. */
  readonly approvers?: readonly string[];
}

/** Cross-field problems of a plan that its schema cannot express. Errors block the checkpoint. */
export function findPlanProblems(plan: Plan, known: PlanKnowledge = {}): readonly Problem[] {
  return [
    ...blankProblems(plan),
    ...duplicateIds(plan),
    ...missingPeople(plan),
    ...stageProblems(plan),
    ...scheduleProblems(plan),
    ...rollbackProblems(plan),
    ...riskProblems(plan),
    ...monitoringProblems(plan),
    ...queryProblems(plan),
    ...commandProblems(plan, known),
    ...pointOfNoReturnProblems(plan, known),
    ...contractProblems(plan, known),
    ...freezeWindowProblems(plan, known),
    ...budgetProblems(plan, known),
    ...approverProblems(plan, known),
  ];
}

function pointOfNoReturnProblems(
  { rollback }: Plan,
  { irreversibleMigrations = [] }: PlanKnowledge,
): readonly Problem[] {
  const [first] = irreversibleMigrations;
  if (first === undefined || rollback.pointOfNoReturn !== null) return [];
  const message = `Migration ${first} cannot be undone: name the stage from which on there is no way back.`;
  return [makeProblem('irreversible-without-point-of-no-return', ['rollback', 'pointOfNoReturn'], message)];
}
