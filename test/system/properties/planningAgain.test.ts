import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digestItems } from '../../../src/core/planning/generatedItems';
import { updatePlan } from '../../../src/core/planning/updatePlan';
import type { Plan, Stage } from '../../../src/core/plan/schema';
import { sha256 } from '../../support/aLog';
import { aPlan } from '../../support/aPlan';

/** A plan as the planners leave it: every item with its digest. */
function generated(plan: Plan): Plan {
  return { ...plan, generated: { version: 1, items: digestItems(plan, sha256) } };
}

const before = generated(aPlan());

test('whatever people edit stays, and whatever they leave alone follows the planners', () => {
  const fields = ['title', 'trafficPercent', 'durationSeconds', 'bandReason', 'soak'] as const;
  const change = (stage: Stage, field: (typeof fields)[number], by: number): Stage => {
    if (field === 'soak') return { ...stage, soak: { ...stage.soak, seconds: by } };
    return { ...stage, [field]: field === 'title' || field === 'bandReason' ? `Word ${String(by)}` : by };
  };
  const places = fc.uniqueArray(
    fc.tuple(fc.constantFrom(...before.stages.map(({ id }) => id)), fc.constantFrom(...fields)),
    { selector: ([id, field]) => `${id}/${field}`, maxLength: 8 },
  );
  const editOf = (plan: Plan, edits: readonly (readonly [string, (typeof fields)[number]])[], by: number): Plan => ({
    ...plan,
    stages: plan.stages.map((stage) =>
      edits.reduce((edited, [id, field]) => (id === stage.id ? change(edited, field, by) : edited), stage),
    ),
  });
  fc.assert(
    fc.property(places, places, (people, planners) => {
      const mine = editOf(before, people, 7);
      const fresh = generated(editOf(before, planners, 9));
      const { plan, kept, planned } = updatePlan(mine, fresh, sha256);
      expect(plan.stages).toEqual(editOf(fresh, people, 7).stages);
      const both = people.filter(([id, field]) => planners.some(([other, at]) => other === id && at === field));
      expect(kept.map(({ key }) => key).sort()).toEqual(both.map(([id, field]) => `stages/${id}/${field}`).sort());
      expect(planned.stages).toEqual(editOf(plan, both, 9).stages);
      expect(updatePlan(plan, fresh, sha256).plan).toEqual(plan);
    }),
    { numRuns: 60 },
  );
});
