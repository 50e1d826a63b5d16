import type { Problem } from '../problem';
import type { Plan } from '../schema';
import { makeProblem } from './makeProblem';

/** Levels in their order, each with its commands or the reason why there are none, and no trigger that leads nowhere. */
export function rollbackProblems(plan: Plan): readonly Problem[] {
  const problems: Problem[] = [];
  plan.rollback.levels.forEach((level, index) => {
    const path = ['rollback', 'levels', index];
    const earlier = plan.rollback.levels[index - 1];
    if (earlier !== undefined && (level.level <= earlier.level || level.budgetSeconds < earlier.budgetSeconds)) {
      problems.push(
        makeProblem(
          'levels-out-of-order',
          path,
          `Rollback levels go from the fastest to the slowest: "${level.title}" is out of order. Move it, or correct its time.`,
        ),
      );
    }
    if (level.available && level.steps.length === 0) {
      problems.push(
        makeProblem(
          'level-without-command',
          [...path, 'steps'],
          `"${level.title}" has no command. Add one, or say why this level is not available.`,
        ),
      );
    }
    if (level.available && level.validations.length === 0) {
      problems.push(
        makeProblem(
          'level-without-validation',
          [...path, 'validations'],
          `"${level.title}" has no validation. Add one that tells whether going back worked.`,
        ),
      );
    }
    if (!level.available && (level.unavailableReason ?? '').trim() === '') {
      problems.push(makeProblem('level-without-reason', path, `"${level.title}" is not available: say why.`));
    }
  });
  if (!plan.rollback.levels.some((level) => level.available)) {
    problems.push(
      makeProblem(
        'no-rollback',
        ['rollback', 'levels'],
        'There is no way back: make at least one rollback level available.',
      ),
    );
  }
  return [...problems, ...triggerProblems(plan)];
}

/** Triggers that send the reader to a level that is not there. Where there is none at all, that alone is said. */
function triggerProblems({ stages, rollback }: Plan): readonly Problem[] {
  const there = rollback.levels.filter(({ available }) => available).map(({ level }) => level);
  if (there.length === 0) return [];
  return stages.flatMap((stage, index) =>
    stage.skipped === undefined
      ? stage.triggers.flatMap(({ text, level }, at) =>
          there.includes(level)
            ? []
            : [
                makeProblem(
                  'trigger-without-level',
                  ['stages', index, 'triggers', at, 'level'],
                  `"${text}" starts with rollback Level ${String(level)}, which is not available. Choose one that is.`,
                ),
              ],
        )
      : [],
  );
}

/** Levels that took longer than they may when they were last measured. */
export function budgetProblems(
  { rollback }: Plan,
  { drills = new Map<number, number>() }: { readonly drills?: ReadonlyMap<number, number> },
): readonly Problem[] {
  return rollback.levels.flatMap(({ level, title, available, budgetSeconds }, index) => {
    const measured = drills.get(level);
    if (!available || measured === undefined || measured <= budgetSeconds) return [];
    const message = `"${title}" took ${String(Math.round(measured))} seconds when it was last measured, and may take ${String(budgetSeconds)}. Make it faster, or plan with the real time.`;
    return [makeProblem('level-over-budget', ['rollback', 'levels', index, 'budgetSeconds'], message)];
  });
}
