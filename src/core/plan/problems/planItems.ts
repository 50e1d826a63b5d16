import { fillAnswers } from '../blanks';
import type { JsonPath } from '../readPlan';
import type { Plan, Step } from '../schema';

/** A shell command of the plan, wherever it stands: a step, its undo, or the command that decides a validation. */
export interface PlanCommand {
  /** With the answers of blanks; open ones are left as they stand. */
  readonly run: string;
  readonly shell: Step['shell'];
  /** What a person calls it. */
  readonly name: string;
  readonly path: JsonPath;
}

/** A command as the plan holds it. */
export interface CommandText {
  readonly text: string;
  readonly shell: Step['shell'];
  readonly name: string;
  readonly path: JsonPath;
}

/** Every command of the plan that somebody will run, with the answers that are there. */
export function commandsOf(plan: Plan): readonly PlanCommand[] {
  return commandTextsOf(plan).flatMap(({ text, ...command }) => {
    const run = fillAnswers(text, plan.blanks, command.shell);
    return run.trim() === '' ? [] : [{ ...command, run }];
  });
}

/** Every text of the plan that is a command. */
export function commandTextsOf(plan: Plan): readonly CommandText[] {
  const validated = [
    ...plan.stages.map(({ validations }, index) => ({ validations, path: ['stages', index, 'validations'] })),
    ...plan.rollback.levels.map(({ validations }, index) => ({
      validations,
      path: ['rollback', 'levels', index, 'validations'],
    })),
  ];
  return [
    ...stepsOf(plan).flatMap(({ step: { run, undo, shell, title }, path }): readonly CommandText[] => [
      { text: run, shell, name: `step "${title}"`, path: [...path, 'run'] },
      ...(undo === undefined ? [] : [{ text: undo, shell, name: `undoing step "${title}"`, path: [...path, 'undo'] }]),
    ]),
    ...validated.flatMap(({ validations, path }) =>
      validations.flatMap(({ kind, text, expr = '' }, index): readonly CommandText[] =>
        kind === 'command'
          ? [{ text: expr, shell: 'bash', name: `validation "${text}"`, path: [...path, index, 'expr'] }]
          : [],
      ),
    ),
  ];
}

/** Every command of the plan with its path, in the order of the runbook. */
export function stepsOf(plan: Plan): readonly { readonly step: Step; readonly path: JsonPath }[] {
  const at = (steps: readonly Step[], path: JsonPath) => steps.map((step, index) => ({ step, path: [...path, index] }));
  return [
    ...plan.stages.flatMap((stage, index) => at(stage.steps, ['stages', index, 'steps'])),
    ...at(plan.rollback.record, ['rollback', 'record']),
    ...at(plan.rollback.abort ?? [], ['rollback', 'abort']),
    ...plan.rollback.levels.flatMap((level, index) => at(level.steps, ['rollback', 'levels', index, 'steps'])),
  ];
}

/** Every item with an id. Steps, validations and triggers must be unique in the whole plan: they anchor log events. */
export function itemsOf(plan: Plan): readonly { id: string; path: JsonPath; scope: string }[] {
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
export function textsOf(plan: Plan): readonly { path: JsonPath; text: string }[] {
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
