import { describe, expect, test } from 'vitest';
import { writePlan } from '../../../../src/core/plan/readPlan';
import { placeObstacles, placeProblems, readForm } from '../../../../src/ui/form/readForm';
import { aPlan } from '../../../support/aPlan';

const plan = aPlan();
const text = writePlan(plan);
const lineOf = (part: string): number => text.split('\n').findIndex((line) => line.includes(part)) + 1;

describe('the form shows', () => {
  test('a plan', () => {
    expect(readForm(text, undefined)).toEqual({ kind: 'plan', plan });
  });

  test('a plan of a newer version, as far as it can be understood', () => {
    const newer = { ...plan, schemaVersion: 2 };
    expect(readForm(writePlan(newer), undefined)).toEqual({ kind: 'newer', schemaVersion: 2, plan: newer });
    expect(readForm('{ "schemaVersion": 2, "stages": "by tenant" }', undefined)).toEqual({
      kind: 'newer',
      schemaVersion: 2,
      plan: undefined,
    });
  });

  test('the last good plan and the line of the mistake while the JSON is broken', () => {
    const broken = text.replace('"verdict": "', '"verdict": x"');
    expect(readForm(broken, plan)).toEqual({
      kind: 'unreadable',
      why: 'broken',
      defects: [{ message: 'This is not valid JSON.', line: lineOf('"verdict":') }],
      lastGood: plan,
    });
  });

  test('each defect with its line while the JSON is no plan', () => {
    const invalid = text.replace('"2025-10-27"', '"soon"').replace('"impact": 5', '"impact": 9');
    expect(readForm(invalid, undefined)).toEqual({
      kind: 'unreadable',
      why: 'invalid',
      defects: [
        { message: '"deployment.date" has the wrong form. Use YYYY-MM-DD.', line: lineOf('"date":') },
        { message: '"risks.0.impact" must be at most 5.', line: lineOf('"impact": 5') },
      ],
      lastGood: undefined,
    });
  });
});

test('problems stand at items by id, and those of other files name the file', () => {
  const problem = { id: 'placeholder', severity: 'error', message: 'No.' } as const;
  expect(
    placeProblems(plan, [
      { ...problem, path: ['stages', 1, 'steps', 0, 'run'] },
      { ...problem, path: [], file: 'runbook.md', line: 3 },
    ]),
  ).toEqual([
    { ...problem, path: ['stages', { id: 'canary' }, 'steps', { id: 'canary-deploy' }, 'run'] },
    { ...problem, path: [], elsewhere: 'runbook.md:3' },
  ]);
});

test('every obstacle leads to what helps', () => {
  const text = 'Do it.';
  expect(
    placeObstacles(plan, [
      { text, action: { kind: 'run-check', check: 'tests' } },
      { text, action: { kind: 'attest-check', check: 'review' } },
      { text, action: { kind: 'open-plan', path: ['blanks', 1] } },
      { text, action: { kind: 'open-file', file: 'runbook.md', line: 3 } },
      { text, action: { kind: 'write-runbook' } },
    ]),
  ).toEqual([
    { text, action: { action: 'runCheck', check: 'tests' } },
    { text, action: { action: 'attestCheck', check: 'review' } },
    { text, path: ['blanks', { id: 'on-call' }] },
    { text, action: { action: 'openEvidence', file: 'runbook.md', line: 3 } },
    { text, action: { action: 'writeRunbook' } },
  ]);
});
