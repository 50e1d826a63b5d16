import { sentence } from '../../phrases';
import { CRITICAL_SCORE } from '../riskScores';
import type { Problem } from '../problem';
import type { Plan } from '../schema';
import { makeProblem } from './makeProblem';

/** Critical risks nobody has decided about, and decisions without a name. */
export function riskProblems(plan: Plan): readonly Problem[] {
  return plan.risks.flatMap((risk, index) => {
    const path = ['risks', index];
    const { kind, by, reason } = risk.disposition;
    if (kind === 'open' && risk.impact * risk.probability >= CRITICAL_SCORE) {
      return [
        makeProblem(
          'open-critical-risk',
          path,
          `Critical risk is open: ${sentence(risk.issue)} Mitigate it, or accept it by name with a reason.`,
        ),
      ];
    }
    if (kind === 'accepted' && ((by ?? '').trim() === '' || (reason ?? '').trim() === '')) {
      return [
        makeProblem(
          'acceptance-without-name',
          [...path, 'disposition'],
          'An accepted risk needs the name of who accepts it and a reason.',
        ),
      ];
    }
    return [];
  });
}

/** Critical risks that planning found and that nobody decided about: they were taken out of the plan. */
export function deletedRisks(
  { risks }: Plan,
  { criticalRisks = [] }: { readonly criticalRisks?: readonly string[] },
): readonly Problem[] {
  return criticalRisks
    .filter((id) => !risks.some((risk) => risk.id === id))
    .map((id) =>
      makeProblem(
        'deleted-risk',
        ['risks'],
        `The critical risk "${id}" was taken out of the plan. Update the plan, and mitigate it or accept it by name with a reason.`,
      ),
    );
}
