import type { Problem } from '../problem';
import type { Plan } from '../schema';
import { blankProblems, duplicateIds } from './blankProblems';
import { commandProblems, type CommandKnowledge } from './commandProblems';
import { makeProblem } from './makeProblem';
import { monitoringProblems } from './monitoringProblems';
import { missingPeople } from './peopleProblems';
import { queryProblems } from './queryProblems';
import { riskProblems } from './riskProblems';
import { rollbackProblems } from './rollbackProblems';
import { scheduleProblems, stageProblems } from './stageProblems';

/** What is known about a plan beside its text; what is left out is not judged. */
export interface PlanKnowledge extends CommandKnowledge {
  /** Migrations of the release that cannot be undone. */
  readonly irreversibleMigrations?: readonly string[];
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
