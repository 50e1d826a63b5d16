import { describe, expect, test } from 'vitest';
import { judgeRehearsal } from '../../../../src/core/checks/rehearsalCheck';
import { foldLog } from '../../../../src/core/execution';
import type { RecordedRehearsal } from '../../../../src/core/log';
import type { Plan } from '../../../../src/core/plan/schema';
import { aLine, aLog } from '../../../support/aLog';
import { aPlan } from '../../../support/aPlan';
import { aConflict, aRehearsal } from '../../../support/aRehearsal';

const { head } = aPlan().release;

function withRun(run: string): Plan {
  const plan = aPlan();
  const step = { id: 'revert', title: 'Revert', run, shell: 'bash' } as const;
  const levels = plan.rollback.levels.map((level) => ({ ...level, steps: level.level === 3 ? [step] : [] }));
  return { ...plan, rollback: { ...plan.rollback, levels } };
}

function judged(
  data: RecordedRehearsal | undefined,
  tip?: string,
  run = 'git revert --no-edit abc',
): readonly string[] {
  const log = aLog(data === undefined ? [] : [aLine('01A', 'rollback.rehearsed', data)]);
  const { verdict, evidence } = judgeRehearsal(
    withRun(run),
    foldLog(log),
    tip === undefined ? undefined : [tip, 'a'.repeat(40)],
  );
  return [verdict, evidence.summary];
}

const onTop = 'Rehearsed on top of dddddddddd.';

describe('a plan that prints a revert', () => {
  test.each<[string, RecordedRehearsal | undefined, string | undefined, readonly string[]]>([
    ['never rehearsed', undefined, undefined, ['pending', 'Reverting the release was not rehearsed yet.']],
    [
      'clean',
      aRehearsal(),
      head.commit,
      [
        'pass',
        'Reverting all 12 commits is clean and gives exactly the tree of the base. Rehearsed on top of 9c1d4e7f2a.',
      ],
    ],
    [
      'clean, but the branch moved',
      aRehearsal(),
      'd'.repeat(40),
      ['pending', 'It was rehearsed on top of 9c1d4e7f2a, and a revert would land on dddddddddd now: rehearse again.'],
    ],
    [
      'clean, and only our own files were committed since',
      aRehearsal({ onto: 'a'.repeat(40) }),
      'd'.repeat(40),
      [
        'pass',
        'Reverting all 12 commits is clean and gives exactly the tree of the base. Rehearsed on top of aaaaaaaaaa.',
      ],
    ],
    [
      'a conflict',
      aConflict(),
      undefined,
      [
        'fail',
        `Reverting cccccccccc conflicts in src/auth.js. ${onTop} Take the revert out of the plan: it was seen to fail.`,
      ],
    ],
    [
      'unknown',
      aConflict({ verdict: 'unknown', conflict: undefined, reason: 'A filter.' }),
      undefined,
      ['unknown', `Nobody can tell: A filter. ${onTop}`],
    ],
    [
      'with migrations',
      aRehearsal({
        onto: 'd'.repeat(40),
        restoresBase: false,
        migrations: [
          { file: 'a.sql', reversible: 'yes' },
          { file: 'b.sql', reversible: 'no' },
        ],
      }),
      undefined,
      [
        'pass',
        `Reverting all 12 commits is clean; later commits stay. ${onTop} The way back crosses 2 migrations; not known to be reversible: b.sql.`,
      ],
    ],
    [
      'whose result fails its tests',
      aRehearsal({ test: { command: 'make test', verdict: 'fail', summary: '`make test`: Exit code 2.' } }),
      undefined,
      [
        'fail',
        'Reverting all 12 commits is clean and gives exactly the tree of the base. Rehearsed on top of 9c1d4e7f2a. `make test`: Exit code 2.',
      ],
    ],
    [
      'of another range',
      aRehearsal({ head: 'e'.repeat(40) }),
      undefined,
      ['pending', 'Reverting the release was not rehearsed yet.'],
    ],
  ])('%s', (_, data, tip, expected) => {
    expect(judged(data, tip)).toEqual(expected);
  });
});

describe('a plan that prints none', () => {
  test.each<[string, RecordedRehearsal | undefined, readonly string[]]>([
    ['never rehearsed', undefined, ['pass', 'Not applicable: the plan offers no revert.']],
    [
      'a conflict',
      aConflict(),
      [
        'pass',
        `Reverting cccccccccc conflicts in src/auth.js. ${onTop} The plan offers no revert: redeploying is the way back.`,
      ],
    ],
    [
      'unknown',
      aConflict({ verdict: 'unknown', conflict: undefined, reason: 'A filter.' }),
      ['pass', `Nobody can tell: A filter. ${onTop} The plan offers no revert.`],
    ],
  ])('%s', (_, data, expected) => {
    expect(judged(data, 'f'.repeat(40), 'fly deploy --image shop:v1')).toEqual(expected);
  });
});
