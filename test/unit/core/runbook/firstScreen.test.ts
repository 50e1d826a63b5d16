import { describe, expect, test } from 'vitest';
import type { Plan, RollbackLevel, Step } from '../../../../src/core/plan/schema';
import { aPlan } from '../../../support/aPlan';
import { aRunbook } from '../../../support/aRunbook';

const plan = aPlan();

function withLevels(change: (level: RollbackLevel) => Partial<RollbackLevel>): Plan {
  const levels = plan.rollback.levels.map((level) => ({ ...level, ...change(level) }));
  return { ...plan, rollback: { ...plan.rollback, levels } };
}

const command = (run: string, more: Partial<Step> = {}): Step => ({
  id: 'a-step',
  title: 'A step',
  run,
  shell: 'bash',
  ...more,
});

describe('the first screen', () => {
  const firstScreen = (of: Plan): string => aRunbook(of).split('## Summary')[0] ?? '';

  test('gives the fastest level whose commands are complete', () => {
    expect(firstScreen(plan)).toContain('```bash\nunleash-cli flag disable passkey-sign-in --env production\n```');
  });

  test('passes over a level that lacks an answer, and says so', () => {
    const text = firstScreen(
      withLevels(({ level }) => (level === 1 ? { steps: [command('flag off {{blank:on-call}}')] } : {})),
    );
    expect(text).toContain('**Run this:** Take all traffic off 2.5.0 ([Level 2: Config](#level-2), < 5 min claimed).');
    expect(text).toContain('[Level 1: Feature Flag](#level-1) would be faster, but its commands still lack answers.');
  });

  test('passes over a level that is not available, and tells why', () => {
    const text = firstScreen(
      withLevels(({ level }) =>
        level === 1 ? { available: false, unavailableReason: 'No flag flips without a restart' } : {},
      ),
    );
    expect(text).toContain('**Run this:** Take all traffic off 2.5.0');
    expect(text).toContain(
      '| [Level 1: Feature Flag](#level-1) | none | Not available. No flag flips without a restart. |',
    );
  });

  test('shows an incomplete command where there is no complete one, so that it cannot run', () => {
    const text = firstScreen(withLevels(() => ({ steps: [command('flag off {{blank:on-call}}')] })));
    expect(text).toContain(
      '**No rollback command is complete: answer the questions first.** Then: **Run this:** A step (',
    );
    expect(text).toContain(
      '- `<on-call>`: **OPEN: Who is on call during the rollout?**\n\n```bash\n| flag off <on-call>\n```',
    );
  });

  test('says so when nothing can be run', () => {
    const text = firstScreen({ ...plan, rollback: { ...plan.rollback, levels: [] } });
    expect(text).toContain('**There is no rollback level to run.** Call the people below.');
    expect(text).toContain('| Level 3: Code | none | Not planned. |');
  });

  test('takes the traffic off the new version as long as there is a share of it before Full', () => {
    const abort = [command('weight 0', { title: 'Give it no traffic' })];
    const of = (trafficPercent: number): string =>
      firstScreen({
        ...withLevels(({ level }) => ({ available: level === 3 })),
        stages: plan.stages.map((stage) => (stage.kind === 'full' ? stage : { ...stage, trafficPercent })),
        rollback: {
          ...withLevels(({ level }) => ({ available: level === 3 })).rollback,
          abort,
        },
      });
    expect(of(5)).toContain(
      '**Run this:** Give it no traffic (all traffic off the new version, before Full begins).\n\n```bash\nweight 0\n```\n\nOnce Full has begun: [Level 3: Code](#level-3).\n',
    );
    expect(of(0)).toContain('**Run this:** Redeploy the recorded image ([Level 3: Code](#level-3), < 15 min claimed).');
    expect(of(0)).not.toContain('weight 0');
  });

  test('names every way back that is left once all traffic is on the new version', () => {
    const levels = withLevels(({ level }) => (level === 1 ? { available: false, unavailableReason: 'No flag.' } : {}));
    const abort = [command('weight 0', { title: 'Give it no traffic' })];
    expect(firstScreen({ ...levels, rollback: { ...levels.rollback, abort } })).toContain(
      '\nOnce Full has begun: [Level 2: Config](#level-2), then [Level 3: Code](#level-3).\n',
    );
  });

  test('numbers several commands', () => {
    const text = firstScreen(withLevels(() => ({ steps: [command('one'), command('two', { id: 'b' })] })));
    expect(text).toContain(
      '**Run these, in order** ([Level 1: Feature Flag](#level-1), < 1 min claimed):\n\n**Step 1 of 2:** A step\n\n```bash\none\n```',
    );
  });

  test('tells that no point of no return is named', () => {
    expect(firstScreen({ ...plan, rollback: { ...plan.rollback, pointOfNoReturn: null } })).toContain(
      '**Point of no return:** none named: the plan claims that every stage can be taken back.',
    );
  });
});
