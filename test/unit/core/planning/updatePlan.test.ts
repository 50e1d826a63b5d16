import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { digestItems } from '../../../../src/core/planning/generatedItems';
import { updatePlan } from '../../../../src/core/planning/updatePlan';
import type { Plan, Risk, Stage, Step } from '../../../../src/core/plan/schema';
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
    expect(kept).toEqual([{ key: 'stages/canary/title', mine: 'My canary', planned: 'Canary, renamed' }]);
    expect(planned.stages).toEqual(fresh.stages);
    // Still known as edited the next time.
    expect(updatePlan(plan, fresh, sha256)).toMatchObject({ plan: { stages: edited.stages }, kept });
  });

  test('of an edited stage, what nobody touched follows the planners: no new step is lost', () => {
    const migrate = { id: 'migrate', title: 'Apply migration 043', run: 'migrate 043', shell: 'bash' } as const;
    const stageOf = ({ stages }: Plan): Stage => {
      const stage = stages.find(({ id }) => id === 'infrastructure');
      if (stage === undefined) throw new Error('The sample plan has no such stage.');
      return stage;
    };
    const { steps, soak } = stageOf(before);
    const [first, ...others] = steps;
    if (first === undefined) throw new Error('The sample stage has no step.');
    const mine = { ...first, id: 'tell', title: 'Tell the database team' };
    const edited = withStage(before, 'infrastructure', {
      soak: { ...soak, seconds: 7200 },
      steps: [mine, { ...first, run: `${first.run} --verbose` }, ...others],
    });
    const fresh = generated(
      withStage(before, 'infrastructure', {
        durationSeconds: 999,
        steps: [{ ...first, run: `${first.run} --new` }, ...others, migrate],
      }),
    );
    const { plan, kept, planned } = updatePlan(edited, fresh, sha256);
    expect(stageOf(plan)).toEqual({
      ...stageOf(before),
      durationSeconds: 999,
      soak: { ...soak, seconds: 7200 },
      steps: [mine, { ...first, run: `${first.run} --verbose` }, ...others, migrate],
    });
    expect(kept.map(({ key }) => key)).toEqual([`stages/infrastructure/steps/${first.id}`]);
    expect(stageOf(planned).steps).toEqual([mine, { ...first, run: `${first.run} --new` }, ...others, migrate]);
    // Known as edited, and as nothing else, the next time.
    expect(updatePlan(plan, fresh, sha256)).toMatchObject({ plan, kept });
  });

  test('the order of steps is the planners’ until a person changes it', () => {
    const steps = ['a', 'b', 'c'].map((id) => ({ id, title: id, run: id, shell: 'bash' }) as const);
    const of = (ids: string): Plan =>
      withStage(before, 'canary', {
        steps: ids
          .split('')
          .map((id) => steps.find((step) => step.id === id) ?? { ...(steps[0] as Step), id, title: id }),
      });
    const orderOf = ({ stages }: Plan): string => (stages[1]?.steps ?? []).map(({ id }) => id).join('');
    const base = generated(of('abc'));
    const touched = (ids: string): Plan =>
      withStage({ ...of(ids), generated: base.generated }, 'canary', { title: 'T' });
    expect(orderOf(updatePlan(touched('abc'), generated(of('cabd')), sha256).plan)).toBe('cabd');
    expect(orderOf(updatePlan(touched('bac'), generated(of('abdc')), sha256).plan)).toBe('bdac');
    expect(orderOf(updatePlan(touched('bxc'), generated(of('abdc')), sha256).plan)).toBe('bxdc');
    expect(updatePlan(touched('bac'), generated(of('cab')), sha256).kept).toEqual([
      { key: 'stages/canary/steps', mine: ['b', 'a', 'c'], planned: ['c', 'a', 'b'] },
    ]);
  });

  test('an edited stage of an older plan, whose fields are not known, stays whole', () => {
    const items = Object.entries(before.generated.items).filter(([key]) => !key.startsWith('stages/canary/'));
    const older = { ...before, generated: { ...before.generated, items: Object.fromEntries(items) } };
    const edited = withStage(older, 'canary', { title: 'My canary' });
    const fresh = generated(withStage(before, 'canary', { title: 'Canary, renamed', durationSeconds: 5 }));
    const updated = updatePlan(edited, fresh, sha256);
    expect(updated.plan.stages).toEqual(edited.stages);
    expect(updated.kept).toEqual([{ key: 'stages/canary', mine: edited.stages[1], planned: fresh.stages[1] }]);
    expect(updatePlan(updated.plan, fresh, sha256)).toEqual(updated);
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
    expect(plan.stages.map(({ id }) => id)).toEqual(['infrastructure', 'canary', 'partial', 'majority', 'full']);
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
