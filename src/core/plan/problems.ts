import { blanksIn, isOpen } from './blanks';
import type { Problem } from './problem';
import type { JsonPath } from './readPlan';
import { isStart, scheduleStages } from './schedule';
import type { Plan, Stage, StageKind, Step } from './schema';

/** Score (impact × probability) from which a risk is critical, of 25. */
export const CRITICAL_SCORE = 15;
/** Score from which a risk is important. */
export const IMPORTANT_SCORE = 8;

/** Usual share of traffic of each stage, in percent. */
export const trafficBands: Readonly<Record<StageKind, readonly [low: number, high: number]>> = {
  infrastructure: [0, 0],
  canary: [1, 5],
  partial: [10, 25],
  majority: [50, 75],
  full: [100, 100],
};

/** Cross-field problems of a plan that its schema cannot express. Errors block the checkpoint. */
export function findPlanProblems(plan: Plan): readonly Problem[] {
  return [
    ...blankProblems(plan),
    ...duplicateIds(plan),
    ...missingPeople(plan),
    ...stageProblems(plan),
    ...scheduleProblems(plan),
    ...rollbackProblems(plan),
    ...riskProblems(plan),
    ...placeholderProblems(plan),
  ];
}

function problem(id: string, severity: Problem['severity'], path: JsonPath, message: string): Problem {
  return { id, severity, message, path };
}

function blankProblems(plan: Plan): readonly Problem[] {
  const open = plan.blanks.flatMap((blank, index) =>
    isOpen(blank) ? [problem('open-blank', 'error', ['blanks', index], `Unanswered: ${blank.question}`)] : [],
  );
  const known = new Set(plan.blanks.map((blank) => blank.id));
  const unknown = textsOf(plan).flatMap(({ path, text }) =>
    blanksIn(text)
      .filter((id) => !known.has(id))
      .map((id) =>
        problem(
          'unknown-blank',
          'error',
          path,
          `There is no blank "${id}". Add it to the blanks or remove the reference.`,
        ),
      ),
  );
  return [...open, ...unknown];
}

function duplicateIds(plan: Plan): readonly Problem[] {
  const seen = new Set<string>();
  return itemsOf(plan).flatMap(({ path, id, scope }) => {
    const key = `${scope}\0${id}`;
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [
      problem('duplicate-id', 'error', [...path, 'id'], `Another item here has the id "${id}". Ids must be unique.`),
    ];
  });
}

function missingPeople(plan: Plan): readonly Problem[] {
  const required: readonly (readonly [string, string, JsonPath, string])[] = [
    ['missing-owner', plan.deployment.owner, ['deployment', 'owner'], 'Name the owner of this deployment.'],
    ['missing-on-call', plan.monitoring.onCall, ['monitoring', 'onCall'], 'Name who is on call.'],
    [
      'missing-emergency-contact',
      plan.monitoring.emergencyContact,
      ['monitoring', 'emergencyContact'],
      'Name the emergency contact.',
    ],
    [
      'missing-channel',
      plan.monitoring.channels.critical,
      ['monitoring', 'channels', 'critical'],
      'Name the channel for critical alerts.',
    ],
    [
      'missing-channel',
      plan.monitoring.channels.warning,
      ['monitoring', 'channels', 'warning'],
      'Name the channel for warnings.',
    ],
    [
      'missing-dashboard',
      plan.monitoring.dashboards.join(''),
      ['monitoring', 'dashboards'],
      'Give the dashboard to watch.',
    ],
  ];
  return required.flatMap(([id, value, path, message]) =>
    value.trim() === '' ? [problem(id, 'error', path, message)] : [],
  );
}

function scheduleProblems(plan: Plan): readonly Problem[] {
  const { startAt = '' } = plan.schedule;
  if (startAt.trim() !== '' && !isStart(startAt.trim())) {
    const message = 'Write the start with its offset from UTC, e.g. "2025-10-27T09:00+01:00".';
    return [problem('start-time', 'error', ['schedule', 'startAt'], message)];
  }
  return (scheduleStages(plan) ?? []).flatMap(({ stage, concern }) => {
    const index = plan.stages.findIndex(({ id }) => id === stage);
    if (concern === undefined) return [];
    const message = `"${plan.stages[index]?.title ?? stage}" ${concern}. Start at another time, or name who is awake then.`;
    return [problem('out-of-hours', 'warning', ['stages', index], message)];
  });
}

function stageProblems(plan: Plan): readonly Problem[] {
  const problems: Problem[] = [];
  let highest = 0;
  plan.stages.forEach((stage, index) => {
    const path = ['stages', index];
    if (stage.skipped !== undefined) {
      if (stage.skipped.reason.trim() === '') {
        problems.push(problem('skipped-without-reason', 'error', path, `"${stage.title}" is skipped: say why.`));
      }
      return;
    }
    if (stage.trafficPercent < highest) {
      problems.push(
        problem(
          'traffic-falls',
          'error',
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
    problems.push(problem('not-full', 'error', ['stages'], 'The last stage must reach 100 % of the traffic.'));
  }
  return problems;
}

function bandProblem(stage: Stage, path: JsonPath): readonly Problem[] {
  const [low, high] = trafficBands[stage.kind];
  const inside = stage.trafficPercent >= low && stage.trafficPercent <= high;
  if (inside || (stage.bandReason ?? '').trim() !== '') return [];
  const band = low === high ? `${String(low)} %` : `${String(low)}–${String(high)} %`;
  return [
    problem(
      'outside-band',
      'error',
      [...path, 'trafficPercent'],
      `"${stage.title}" usually takes ${band} of the traffic, not ${String(stage.trafficPercent)} %. Change it or give the reason.`,
    ),
  ];
}

function emptinessProblems(stage: Stage, path: JsonPath): readonly Problem[] {
  const lacks: readonly (readonly [boolean, string, string, string])[] = [
    [stage.steps.length === 0, 'stage-without-command', 'steps', 'has no command'],
    [stage.validations.length === 0, 'stage-without-validation', 'validations', 'has no validation'],
    [stage.triggers.length === 0, 'stage-without-trigger', 'triggers', 'has no rollback trigger'],
    [stage.soak.seconds <= 0, 'stage-without-soak', 'soak', 'has no soak time'],
  ];
  const tooShort = stage.durationSeconds < stage.soak.seconds;
  return [
    ...(tooShort
      ? [
          problem(
            'duration-below-soak',
            'warning',
            [...path, 'durationSeconds'],
            `"${stage.title}" is estimated to take less time than its soak.`,
          ),
        ]
      : []),
    ...lacks.flatMap(([lacking, id, key, what]) =>
      lacking
        ? [problem(id, 'error', [...path, key], `"${stage.title}" ${what}. Add one or skip the stage with a reason.`)]
        : [],
    ),
    ...stage.validations.flatMap((validation, index) =>
      validation.kind === 'manual' && (validation.owner ?? '').trim() === ''
        ? [
            problem(
              'undecidable-validation',
              'error',
              [...path, 'validations', index],
              `Nobody is named to decide "${validation.text}".`,
            ),
          ]
        : validation.kind !== 'manual' && (validation.expr ?? '').trim() === ''
          ? [
              problem(
                'undecidable-validation',
                'error',
                [...path, 'validations', index],
                `"${validation.text}" names no ${validation.kind} that decides it.`,
              ),
            ]
          : [],
    ),
  ];
}

function rollbackProblems(plan: Plan): readonly Problem[] {
  const problems: Problem[] = [];
  plan.rollback.levels.forEach((level, index) => {
    const path = ['rollback', 'levels', index];
    const earlier = plan.rollback.levels[index - 1];
    if (earlier !== undefined && (level.level <= earlier.level || level.budgetSeconds < earlier.budgetSeconds)) {
      problems.push(
        problem(
          'levels-out-of-order',
          'error',
          path,
          `Rollback levels go from the fastest to the slowest: "${level.title}" is out of order.`,
        ),
      );
    }
    if (level.available && level.steps.length === 0) {
      problems.push(problem('level-without-command', 'error', [...path, 'steps'], `"${level.title}" has no command.`));
    }
    if (level.available && level.validations.length === 0) {
      problems.push(
        problem('level-without-validation', 'error', [...path, 'validations'], `"${level.title}" has no validation.`),
      );
    }
    if (!level.available && (level.unavailableReason ?? '').trim() === '') {
      problems.push(problem('level-without-reason', 'error', path, `"${level.title}" is not available: say why.`));
    }
  });
  if (!plan.rollback.levels.some((level) => level.available)) {
    problems.push(
      problem(
        'no-rollback',
        'error',
        ['rollback', 'levels'],
        'There is no way back: make at least one rollback level available.',
      ),
    );
  }
  return problems;
}

function riskProblems(plan: Plan): readonly Problem[] {
  return plan.risks.flatMap((risk, index) => {
    const path = ['risks', index];
    const { kind, by, reason } = risk.disposition;
    if (kind === 'open' && risk.impact * risk.probability >= CRITICAL_SCORE) {
      return [
        problem(
          'open-critical-risk',
          'error',
          path,
          `Critical risk is open: ${risk.issue} Mitigate it, or accept it by name with a reason.`,
        ),
      ];
    }
    if (kind === 'accepted' && ((by ?? '').trim() === '' || (reason ?? '').trim() === '')) {
      return [
        problem(
          'acceptance-without-name',
          'error',
          [...path, 'disposition'],
          'An accepted risk needs the name of who accepts it and a reason.',
        ),
      ];
    }
    return [];
  });
}

const placeholder =
  /\bTODO\b|\bFIXME\b|\bTBD\b|<[a-z][a-z0-9 _-]*>(?!&)|\[[a-z][a-z ]* (?:name|id|url|here|commit)\]/iu;

function placeholderProblems(plan: Plan): readonly Problem[] {
  return stepsOf(plan).flatMap(({ step, path }) =>
    placeholder.test(step.run)
      ? [
          problem(
            'placeholder',
            'error',
            [...path, 'run'],
            `The command of "${step.title}" still holds a placeholder. Replace it or ask with a blank.`,
          ),
        ]
      : [],
  );
}

function stepsOf(plan: Plan): readonly { step: Step; path: JsonPath }[] {
  const at = (steps: readonly Step[], path: JsonPath) => steps.map((step, index) => ({ step, path: [...path, index] }));
  return [
    ...plan.stages.flatMap((stage, index) => at(stage.steps, ['stages', index, 'steps'])),
    ...at(plan.rollback.record, ['rollback', 'record']),
    ...at(plan.rollback.abort ?? [], ['rollback', 'abort']),
    ...plan.rollback.levels.flatMap((level, index) => at(level.steps, ['rollback', 'levels', index, 'steps'])),
  ];
}

/** Every item with an id. Steps, validations and triggers must be unique in the whole plan: they anchor log events. */
function itemsOf(plan: Plan): readonly { id: string; path: JsonPath; scope: string }[] {
  const items: { id: string; path: JsonPath; scope: string }[] = [];
  const add = (scope: string, path: JsonPath, list: readonly { readonly id: string }[]): void => {
    list.forEach(({ id }, index) => items.push({ id, scope, path: [...path, index] }));
  };
  add('blank', ['blanks'], plan.blanks);
  add('check', ['checks'], plan.checks);
  add('risk', ['risks'], plan.risks);
  add('stage', ['stages'], plan.stages);
  add('level', ['rollback', 'levels'], plan.rollback.levels);
  add('metric', ['monitoring', 'metrics'], plan.monitoring.metrics);
  add('alert', ['monitoring', 'alerts'], plan.monitoring.alerts);
  for (const { step, path } of stepsOf(plan)) items.push({ id: step.id, scope: 'step', path });
  plan.stages.forEach((stage, index) => {
    add('validation', ['stages', index, 'validations'], stage.validations);
    add('trigger', ['stages', index, 'triggers'], stage.triggers);
  });
  plan.rollback.levels.forEach((level, index) => {
    add('validation', ['rollback', 'levels', index, 'validations'], level.validations);
  });
  return items;
}

/** Every string of the plan with its path, the blanks' own answers left out. */
function textsOf(plan: Plan): readonly { path: JsonPath; text: string }[] {
  const texts: { path: JsonPath; text: string }[] = [];
  const open: { value: unknown; path: JsonPath }[] = [{ value: { ...plan, blanks: [], generated: {} }, path: [] }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, path } = next;
    if (typeof value === 'string') texts.push({ path, text: value });
    else if (Array.isArray(value))
      value.forEach((item: unknown, index) => open.push({ value: item, path: [...path, index] }));
    else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value)) open.push({ value: item, path: [...path, key] });
    }
  }
  return texts;
}
