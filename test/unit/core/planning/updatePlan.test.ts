import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { digestItems } from '../../../../src/core/planning/generatedItems';
import { updatePlan } from '../../../../src/core/planning/updatePlan';
import type { Plan, Risk, Stage } from '../../../../src/core/plan/schema';
import { aPlan } from '../../../support/aPlan';

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** A plan as the planners leave it: every item with its digest. */
function generated(plan: Plan): Plan {
  return { ...plan, generated: { version: 1, items: digestItems(plan, sha256) } };
}

const before = generated(aPlan());

function withStage(plan: Plan, id: string, change: Partial<Stage>): Plan {
  return { ...plan, stages: plan.stages.map((stage) => (stage.id === id ? { ...stage, ...change } : stage)) };
}

function withRisk(plan: Plan, index: number, change: Partial<Risk>): Plan {
  return { ...plan, risks: plan.risks.map((risk, at) => (at === index ? { ...risk, ...change } : risk)) };
}

describe('planning again', () => {
  test('the same facts change nothing', () => {
    expect(updatePlan(before, before, sha256)).toEqual({ plan: before, kept: [] });
  });

  test('an item nobody touched follows the planners', () => {
    const fresh = generated(withStage(before, 'canary', { title: 'Canary, renamed' }));
    const { plan, kept } = updatePlan(before, fresh, sha256);
    expect(plan.stages).toEqual(fresh.stages);
    expect(plan.generated).toEqual(fresh.generated);
    expect(kept).toEqual([]);
  });

  test('an edited item stays, and the difference is named', () => {
    const edited = withStage(before, 'canary', { title: 'My canary' });
    const fresh = generated(withStage(before, 'canary', { title: 'Canary, renamed' }));
    const { plan, kept } = updatePlan(edited, fresh, sha256);
    expect(plan.stages).toEqual(edited.stages);
    expect(kept).toEqual(['stages/canary']);
    // Still known as edited the next time.
    expect(updatePlan(plan, fresh, sha256).plan.stages).toEqual(edited.stages);
  });

  test('an edited item that the planners write as before is kept without a word', () => {
    const edited = withStage(before, 'canary', { title: 'My canary' });
    expect(updatePlan(edited, before, sha256).kept).toEqual([]);
  });

  test('an item that a person added stays, one that they deleted stays away', () => {
    const [metric] = before.monitoring.metrics;
    if (metric === undefined) throw new Error('The sample plan has no metric.');
    const own = { ...metric, id: 'my-metric', name: 'Mine' };
    const metrics = [...before.monitoring.metrics.slice(1), own];
    const edited = { ...before, monitoring: { ...before.monitoring, metrics } };
    expect(updatePlan(edited, before, sha256).plan.monitoring.metrics).toEqual(metrics);
  });

  test('an answer stays with its question, and a question that changed is asked again', () => {
    const [first, second, ...others] = before.blanks;
    if (first === undefined || second === undefined) throw new Error('The sample plan has too few blanks.');
    const answered = { ...before, blanks: [{ ...first, value: 'yes' }, { ...second, value: 'no' }, ...others] };
    const changed = { ...second, question: `${second.question} Really?`, value: null };
    const fresh = generated({ ...before, blanks: [{ ...first, value: null }, changed, ...others] });
    expect(updatePlan(answered, fresh, sha256).plan.blanks).toEqual([{ ...first, value: 'yes' }, changed, ...others]);
  });

  test('a decision on a risk holds while the risk is the same', () => {
    const base = generated(withRisk(before, 0, { disposition: { kind: 'open' } }));
    const accepted = withRisk(base, 0, { disposition: { kind: 'accepted', by: 'Ada', reason: 'Known.' } });
    expect(updatePlan(accepted, base, sha256).plan.risks).toEqual(accepted.risks);
    const worse = generated(withRisk(base, 0, { issue: 'Now it is another thing.' }));
    expect(updatePlan(accepted, worse, sha256).plan.risks).toEqual(worse.risks);
  });

  test('the release is always the new one', () => {
    const release = { ...before.release, head: { ref: 'HEAD', commit: 'f'.repeat(40) } };
    expect(updatePlan(before, generated({ ...before, release }), sha256).plan.release).toEqual(release);
  });
});
