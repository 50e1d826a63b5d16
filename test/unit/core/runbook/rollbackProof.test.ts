import { describe, expect, test } from 'vitest';
import type { Log, LogData } from '../../../../src/core/log';
import type { Plan } from '../../../../src/core/plan/schema';
import { runbookDigest } from '../../../../src/core/runbook/regions';
import { aLine, aLog, sha256 } from '../../../support/aLog';
import { aPlan } from '../../../support/aPlan';
import { aConflict, aRehearsal } from '../../../support/aRehearsal';
import { aRunbook, aRunbookView } from '../../../support/aRunbook';

function withLevel3(runs: readonly string[]): Plan {
  const plan = aPlan();
  const steps = runs.map(
    (run, index) => ({ id: `step-${String(index)}`, title: 'Do it', run, shell: 'bash' }) as const,
  );
  const levels = plan.rollback.levels.map((level) => (level.level === 3 ? { ...level, steps } : level));
  return { ...plan, rollback: { ...plan.rollback, levels } };
}

const redeploy = 'fly deploy --image shop:2.4.0';
const revert = 'git revert --no-edit abc';

describe('a revert that was seen to fail', () => {
  const conflict = aLog([aLine('01A', 'rollback.rehearsed', aConflict())]);

  test('is not printed anywhere, and the runbook says why', () => {
    const runbook = aRunbook(withLevel3([redeploy, revert]), conflict);
    expect(runbook).not.toContain('git revert');
    expect(runbook).toContain(redeploy);
    expect(aRunbookView(withLevel3([redeploy, revert]), conflict).levels[2]?.ways[0]?.notes).toEqual([
      '**No revert is offered.** Rehearsed on top of dddddddddd: Reverting cccccccccc conflicts in src/auth.js. Redeploy what was recorded before Stage 1.',
    ]);
  });

  test('leaves no level where it was all there was', () => {
    const { levelRows } = aRunbookView(withLevel3([revert]), conflict);
    expect(levelRows[2]).toMatchObject({
      time: 'none',
      when: 'Not available. Its only commands are reverts that were seen to fail.',
    });
    expect(aRunbook(withLevel3([revert]), conflict)).not.toContain('git revert');
  });

  test.each([
    ['clean', aRehearsal()],
    ['unknown', aConflict({ verdict: 'unknown', reason: 'A filter.' })],
    ['of another release', aConflict({ head: 'e'.repeat(40) })],
  ])('and one that was not, %s, is printed', (_, data) => {
    const log = aLog([aLine('01A', 'rollback.rehearsed', data)]);
    expect(aRunbook(withLevel3([redeploy, revert]), log)).toContain(revert);
  });
});

describe('measured times', () => {
  const drill = (more: Partial<LogData<'drill.recorded'>>): LogData<'drill.recorded'> => ({
    level: 3,
    seconds: 400,
    source: 'drill',
    where: 'staging',
    on: '2025-10-20',
    ...more,
  });
  const logOf = (...drills: readonly LogData<'drill.recorded'>[]): Log =>
    aLog(
      drills.map((data, index) =>
        aLine(`01${String(index)}`, 'drill.recorded', data, {
          parents: index === 0 ? [] : [`01${String(index - 1)}`],
        }),
      ),
    );
  const measured = (...drills: readonly LogData<'drill.recorded'>[]): string =>
    aRunbookView(aPlan(), logOf(...drills)).measured;

  test('are those of drills and pipelines, the last one of each level', () => {
    expect(measured()).toBe('nothing yet. The times above are claims.');
    expect(measured(drill({ seconds: 1200 }), drill({}), drill({ level: 1, seconds: 30, source: 'ci' }))).toBe(
      'Level 1 took 30 s (pipeline, staging, 2025-10-20). Level 3 took 6 min 40 s (drill, staging, 2025-10-20). The other times are claims.',
    );
  });

  test('over budget say so', () => {
    expect(measured(drill({ seconds: 1200 }))).toBe(
      'Level 3 took 20 min, **OVER its budget of 15 min** (drill, staging, 2025-10-20). The other times are claims.',
    );
  });

  test('change nothing that was approved', () => {
    const digest = (log?: Log): string => runbookDigest(aRunbook(aPlan(), log), sha256);
    expect(digest(logOf(drill({})))).toBe(digest());
  });
});
