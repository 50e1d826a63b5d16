import { slugOf } from '../plan/files';
import type { Plan } from '../plan/schema';

/** Endings of the two files of a plan's alert rules. */
export const RULES_ENDING = '.rules.yml';
export const RULE_TESTS_ENDING = '.rules.test.yml';

/** Names of the two files, inside whatever folder they are written to. */
export function ruleFileNames(plan: Plan): { readonly rules: string; readonly tests: string } {
  const slug = slugOf(plan.deployment.slug);
  return { rules: `${slug}${RULES_ENDING}`, tests: `${slug}${RULE_TESTS_ENDING}` };
}
