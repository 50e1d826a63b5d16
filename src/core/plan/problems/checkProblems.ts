import { checkIds } from '../../checks/checks';
import { isRevert } from '../../rehearsal';
import type { Problem } from '../problem';
import type { Check, Plan } from '../schema';
import { makeProblem } from './makeProblem';

/** Checks that are gone, or that stand in nobody's way any more, although nobody decided that where it can be seen. */
export function checkProblems(
  { checks, rollback }: Plan,
  { expectedChecks = [] }: { readonly expectedChecks?: readonly Check[] },
): readonly Problem[] {
  const offersRevert = rollback.levels.some(({ steps }) => steps.some(({ run }) => isRevert(run)));
  return expectedChecks.flatMap((expected) => {
    // Without a revert there is nothing to rehearse.
    if (expected.id === checkIds.rehearsal && !offersRevert) return [];
    const index = checks.findIndex(({ id }) => id === expected.id);
    const check = checks[index];
    if (check === undefined) {
      const message = `The check "${expected.title}" (${expected.id}) is not in the plan any more. Put it back; the setting cc10x.checks makes a check optional, and it stays in sight.`;
      return [makeProblem('missing-check', ['checks'], message)];
    }
    const weakened: string[] = [];
    if (expected.required && !check.required) weakened.push('is not required any more');
    if (expected.kind === 'automatic' && check.kind === 'attested') weakened.push('is vouched for instead of run');
    if (weakened.length === 0) return [];
    const message = `The check "${check.title}" ${weakened.join(' and ')}, and the setting cc10x.checks does not say so. Put it back, or change the setting.`;
    return [makeProblem('weakened-check', ['checks', index], message)];
  });
}
