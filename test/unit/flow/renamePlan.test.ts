import { describe, expect, test } from 'vitest';
import { writePlan } from '../../../src/core/plan/readPlan';
import type { Plan } from '../../../src/core/plan/schema';
import { findSiblingMoves, type SiblingMoves } from '../../../src/flow/renamePlan';
import { aPlan } from '../../support/aPlan';
import { memoryFiles } from '../../support/memoryFiles';

const home = '/shop/thoughts/shared/deployment-runbooks';
const archive = '/shop/thoughts/archive';
const plan = `${home}/2025-10-27-user-auth.deployment-plan.json`;
const later = `${home}/2025-11-03-user-auth.deployment-plan.json`;

function withSlug(slug: string): string {
  const sample: Plan = aPlan();
  return writePlan({ ...sample, deployment: { ...sample.deployment, slug } });
}

/** What would follow the plan, with these files beside the one that already has its new name. */
function movesOf(to: string, others: readonly string[], texts: Record<string, string> = {}): Promise<SiblingMoves> {
  const empty = Object.fromEntries(others.map((file) => [file, '']));
  return findSiblingMoves(memoryFiles({ ...empty, [to]: writePlan(aPlan()), ...texts }), plan, to);
}

const runbook = `${home}/2025-10-27-user-auth.md`;
const log = `${home}/2025-10-27-user-auth.deployment-log.jsonl`;
const rules = [`${home}/user-auth.rules.yml`, `${home}/user-auth.rules.test.yml`];

describe('what follows a plan that was renamed', () => {
  test('is its runbook and log, under its new name', async () => {
    expect(await movesOf(later, [runbook, log])).toEqual({
      moves: [
        { from: runbook, to: `${home}/2025-11-03-user-auth.md` },
        { from: log, to: `${home}/2025-11-03-user-auth.deployment-log.jsonl` },
      ],
      taken: [],
    });
  });

  test('is only what there is, and no alert rules: they are named for the slug', async () => {
    expect(await movesOf(later, [log, ...rules, `${home}/2025-10-27-user-auth-2.md`])).toEqual({
      moves: [{ from: log, to: `${home}/2025-11-03-user-auth.deployment-log.jsonl` }],
      taken: [],
    });
    expect(await movesOf(later, rules)).toEqual({ moves: [], taken: [] });
  });

  test('never takes the place of another file', async () => {
    expect(await movesOf(later, [runbook, log, `${home}/2025-11-03-user-auth.md`])).toEqual({
      moves: [{ from: log, to: `${home}/2025-11-03-user-auth.deployment-log.jsonl` }],
      taken: [{ from: runbook, to: `${home}/2025-11-03-user-auth.md` }],
    });
  });

  test('is nothing where it is no plan any more', async () => {
    expect(await movesOf(`${home}/notes.json`, [runbook, log])).toEqual({ moves: [], taken: [] });
  });
});

describe('what follows a plan into another folder', () => {
  const moved = `${archive}/2025-10-27-user-auth.deployment-plan.json`;
  const files = [
    { from: runbook, to: `${archive}/2025-10-27-user-auth.md` },
    { from: log, to: `${archive}/2025-10-27-user-auth.deployment-log.jsonl` },
  ];

  test('is everything, alert rules and their tests too', async () => {
    expect(await movesOf(moved, [runbook, log, ...rules])).toEqual({
      moves: [
        ...files,
        { from: rules[0], to: `${archive}/user-auth.rules.yml` },
        { from: rules[1], to: `${archive}/user-auth.rules.test.yml` },
      ],
      taken: [],
    });
  });

  test('is not the alert rules that a plan which stayed has as well', async () => {
    expect(await movesOf(moved, [runbook, log, ...rules], { [later]: withSlug('user-auth') })).toEqual({
      moves: files,
      taken: [],
    });
    const { moves } = await movesOf(moved, rules, { [later]: withSlug('another') });
    expect(moves.map(({ from }) => from)).toEqual(rules);
  });

  test('is not the alert rules of a plan that cannot be read', async () => {
    expect((await movesOf(moved, [runbook, log, ...rules], { [moved]: '{ oops' })).moves).toEqual(files);
  });
});
