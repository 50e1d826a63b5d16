import type { Problem } from '../problem';
import type { JsonPath } from '../readPlan';
import { planRules, type PlanRuleId } from './planRules';

/** A problem of a rule; how bad it is stands in the table of rules. */
export function makeProblem(id: PlanRuleId, path: JsonPath, message: string): Problem {
  return { id, severity: planRules[id].severity, message, path };
}
