import { parse } from 'jsonc-parser';
import * as z from 'zod/mini';
import { assertNever } from '../../core/assertNever';
import { nameItems } from '../../core/plan/itemPath';
import type { Problem } from '../../core/plan/problem';
import { readPlan } from '../../core/plan/readPlan';
import { type Plan, planSchema } from '../../core/plan/schema';
import type { Obstacle } from '../../core/status';
import type { FormProblem, FormReading, MissingItem } from '../../protocol/formProtocol';

/** What the form shows of a plan's text. `lastGood` is the plan as it last could be read. */
export function readForm(text: string, lastGood: Plan | undefined): FormReading {
  const reading = readPlan(text);
  switch (reading.kind) {
    case 'plan':
      return { kind: 'plan', plan: reading.plan };
    case 'newer': {
      const plan = z.safeParse(planSchema, parse(text));
      return { kind: 'newer', schemaVersion: reading.schemaVersion, plan: plan.success ? plan.data : undefined };
    }
    case 'broken':
    case 'invalid':
      return {
        kind: 'unreadable',
        why: reading.kind,
        defects: reading.defects.map(({ message, offset }) => ({ message, line: lineAt(text, offset) })),
        lastGood,
      };
  }
}

/** The problems as the form shows them, each at its item. One of another file names its place. */
export function placeProblems(plan: Plan, problems: readonly Problem[]): readonly FormProblem[] {
  return problems.map(({ id, severity, message, path, file, line }) => ({
    id,
    severity,
    message,
    path: nameItems(plan, path),
    ...(file === undefined ? {} : { elsewhere: line === undefined ? file : `${file}:${String(line)}` }),
  }));
}

/** What is missing before the checkpoint, and what the form can do about it. */
export function placeObstacles(plan: Plan, obstacles: readonly Obstacle[]): readonly MissingItem[] {
  return obstacles.map(({ text, action }): MissingItem => {
    switch (action.kind) {
      case 'run-check':
        return { text, action: { action: 'runCheck', check: action.check } };
      case 'attest-check':
        return { text, action: { action: 'attestCheck', check: action.check } };
      case 'open-plan':
        return { text, path: nameItems(plan, action.path) };
      case 'open-file':
      case 'open-source':
        return { text, action: { action: 'openEvidence', file: action.file, line: action.line } };
      case 'update-plan':
        return { text, action: { action: 'updatePlan' } };
      case 'ask-somebody-else':
        return { text };
      case 'write-runbook':
        return { text, action: { action: 'writeRunbook' } };
      default:
        return assertNever(action);
    }
  });
}

/** Line number of `offset`, from 1. */
function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
