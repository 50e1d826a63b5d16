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
    expect(updatePlan(before, before, sha256)).toEqual({ plan: before, kept: [], planned: before });
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
    const { plan, kept, planned } = updatePlan(edited, fresh, sha256);
    expect(plan.stages).toEqual(edited.stages);
    const canaryOf = ({ stages }: Plan): unknown => stages.find(({ id }) => id === 'canary');
    expect(kept).toEqual([{ key: 'stages/canary', mine: canaryOf(edited), planned: canaryOf(fresh) }]);
    expect(planned.stages).toEqual(fresh.stages);
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

  test('an edited item that planning no longer has stays, and that is said', () => {
    const edited = withStage(before, 'canary', { title: 'My canary' });
    const fresh = generated({ ...before, stages: before.stages.filter(({ id }) => id !== 'canary') });
    const { plan, kept, planned } = updatePlan(edited, fresh, sha256);
    expect(plan.stages.map(({ id }) => id)).toEqual(['infrastructure', 'partial', 'majority', 'full', 'canary']);
    expect(kept).toEqual([{ key: 'stages/canary', mine: edited.stages[1], planned: undefined }]);
    expect(planned.stages).toEqual(fresh.stages);
  });

  test.each<[string, (plan: Plan, text: string) => Plan, (plan: Plan) => unknown]>([
    [
      'deployment/verdict',
      (plan, verdict) => ({ ...plan, deployment: { ...plan.deployment, verdict } }),
      (plan) => plan.deployment.verdict,
    ],
    ['strategy', (plan, why) => ({ ...plan, strategy: { ...plan.strategy, why } }), (plan) => plan.strategy],
    ['platform', (plan, id) => ({ ...plan, platform: { ...plan.platform, id } }), (plan) => plan.platform],
    [
      'rollback/pointOfNoReturn',
      (plan, reason) => ({
        ...plan,
        rollback: { ...plan.rollback, pointOfNoReturn: { stage: 'full', reasons: [reason] } },
      }),
      (plan) => plan.rollback.pointOfNoReturn,
    ],
    [
      'monitoring/traffic',
      (plan, source) => ({
        ...plan,
        monitoring: { ...plan.monitoring, traffic: { rps: 5, baselineErrorRate: 0.01, source } },
      }),
      (plan) => plan.monitoring.traffic,
    ],
    [
      'release/newVersion',
      (plan, newVersion) => ({ ...plan, release: { ...plan.release, newVersion } }),
      (plan) => plan.release.newVersion,
    ],
  ])('%s follows the planners, and stays once a person edited it', (key, edit, read) => {
    const fresh = generated(edit(before, 'planned'));
    expect(read(updatePlan(before, fresh, sha256).plan)).toEqual(read(fresh));
    const edited = edit(before, 'mine');
    expect(updatePlan(edited, before, sha256)).toMatchObject({ plan: edited, kept: [] });
    const updated = updatePlan(edited, fresh, sha256);
    expect(updated.kept).toEqual([{ key, mine: read(edited), planned: read(fresh) }]);
    expect(read(updated.plan)).toEqual(read(edited));
    expect(read(updated.planned)).toEqual(read(fresh));
    // Still known as edited the next time.
    expect(read(updatePlan(updated.plan, fresh, sha256).plan)).toEqual(read(edited));
  });

  test('an artifact belongs to its release', () => {
    const artifact = 'sha256:built';
    const built = { ...before, release: { ...before.release, artifact } };
    const { artifact: _gone, ...release } = before.release;
    const fresh = generated({ ...before, release });
    expect(updatePlan(built, fresh, sha256).plan.release.artifact).toBe(artifact);
    const other = generated({ ...before, release: { ...release, head: { ref: 'HEAD', commit: 'f'.repeat(40) } } });
    expect(updatePlan(built, other, sha256).plan.release.artifact).toBeUndefined();
  });

  test('the release is always the new one', () => {
    const release = { ...before.release, head: { ref: 'HEAD', commit: 'f'.repeat(40) } };
    expect(updatePlan(before, generated({ ...before, release }), sha256).plan.release).toEqual(release);
  });
});
