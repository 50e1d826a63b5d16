import type { Problem } from '../problem';
import type { JsonPath } from '../readPlan';
import { isStart, scheduleStages } from '../schedule';
import type { Plan, Stage, StageKind } from '../schema';
import { makeProblem } from './makeProblem';
import type { PlanRuleId } from './planRules';

/** Usual share of traffic of each stage, in percent. */
export const trafficBands: Readonly<Record<StageKind, readonly [low: number, high: number]>> = {
  infrastructure: [0, 0],
  canary: [1, 5],
  partial: [10, 25],
  majority: [50, 75],
  full: [100, 100],
};

/** A start that cannot be read, and decisions at bad times. */
export function scheduleProblems(plan: Plan): readonly Problem[] {
  const { startAt = '' } = plan.schedule;
  if (startAt.trim() !== '' && !isStart(startAt.trim())) {
    const message = 'Write the start with its offset from UTC, e.g. "2025-10-27T09:00+01:00".';
    return [makeProblem('start-time', ['schedule', 'startAt'], message)];
  }
  return (scheduleStages(plan) ?? []).flatMap(({ stage, concern }) => {
    const index = plan.stages.findIndex(({ id }) => id === stage);
    if (concern === undefined) return [];
    const message = `"${plan.stages[index]?.title ?? stage}" ${concern}. Start at another time, or name who is awake then.`;
    return [makeProblem('out-of-hours', ['stages', index], message)];
  });
}

/** Stages in an order, and with everything that a person needs to leave them. */
export function stageProblems(plan: Plan): readonly Problem[] {
  const problems: Problem[] = [];
  let highest = 0;
  plan.stages.forEach((stage, index) => {
    const path = ['stages', index];
    if (stage.skipped !== undefined) {
      if (stage.skipped.reason.trim() === '') {
        problems.push(makeProblem('skipped-without-reason', path, `"${stage.title}" is skipped: say why.`));
      }
      return;
    }
    if (stage.trafficPercent < highest) {
      problems.push(
        makeProblem(
          'traffic-falls',
          [...path, 'trafficPercent'],
          `Traffic falls from ${String(highest)} % to ${String(stage.trafficPercent)} %. Stages must not take traffic away.`,
        ),
      );
    }
    highest = Math.max(highest, stage.trafficPercent);
    problems.push(...bandProblem(stage, path), ...emptinessProblems(stage, path));
  });
  const last = plan.stages.findLast((stage) => stage.skipped === undefined);
  if (last?.trafficPercent !== 100) {
    problems.push(makeProblem('not-full', ['stages'], 'The last stage must reach 100 % of the traffic.'));
  }
  return problems;
}

function bandProblem(stage: Stage, path: JsonPath): readonly Problem[] {
  const [low, high] = trafficBands[stage.kind];
  const inside = stage.trafficPercent >= low && stage.trafficPercent <= high;
  if (inside || (stage.bandReason ?? '').trim() !== '') return [];
  const band = low === high ? `${String(low)} %` : `${String(low)}–${String(high)} %`;
  return [
    makeProblem(
      'outside-band',
      [...path, 'trafficPercent'],
      `"${stage.title}" usually takes ${band} of the traffic, not ${String(stage.trafficPercent)} %. Change it or give the reason.`,
    ),
  ];
}

function emptinessProblems(stage: Stage, path: JsonPath): readonly Problem[] {
  const lacks: readonly (readonly [boolean, PlanRuleId, string, string])[] = [
    [stage.steps.length === 0, 'stage-without-command', 'steps', 'has no command'],
    [stage.validations.length === 0, 'stage-without-validation', 'validations', 'has no validation'],
    [stage.triggers.length === 0, 'stage-without-trigger', 'triggers', 'has no rollback trigger'],
    [stage.soak.seconds <= 0, 'stage-without-soak', 'soak', 'has no soak time'],
  ];
  const tooShort = stage.durationSeconds < stage.soak.seconds;
  const belowFloor = stage.soak.seconds > 0 && stage.soak.seconds < stage.soak.floorSeconds;
  return [
    ...(belowFloor
      ? [
          makeProblem(
            'soak-below-floor',
            [...path, 'soak', 'seconds'],
            `"${stage.title}" soaks ${String(stage.soak.seconds)} seconds, less than its floor of ${String(stage.soak.floorSeconds)}. Soak longer, or lower the floor on purpose.`,
          ),
        ]
      : []),
    ...(tooShort
      ? [
          makeProblem(
            'duration-below-soak',
            [...path, 'durationSeconds'],
            `"${stage.title}" is estimated to take less time than its soak. Raise the estimate.`,
          ),
        ]
      : []),
    ...lacks.flatMap(([lacking, id, key, what]) =>
      lacking
        ? [makeProblem(id, [...path, key], `"${stage.title}" ${what}. Add one or skip the stage with a reason.`)]
        : [],
    ),
    ...stage.validations.flatMap((validation, index) =>
      validation.kind === 'manual' && (validation.owner ?? '').trim() === ''
        ? [
            makeProblem(
              'undecidable-validation',
              [...path, 'validations', index],
              `Nobody is named to decide "${validation.text}". Name who does.`,
            ),
          ]
        : validation.kind !== 'manual' && (validation.expr ?? '').trim() === ''
          ? [
              makeProblem(
                'undecidable-validation',
                [...path, 'validations', index],
                `"${validation.text}" names no ${validation.kind} that decides it. Give one, or name a person who decides.`,
              ),
            ]
          : [],
    ),
  ];
}
