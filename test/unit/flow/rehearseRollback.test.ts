import { describe, expect, test } from 'vitest';
import { openDeployment } from '../../../src/flow/deployment';
import { UserFacingError } from '../../../src/flow/errors';
import { planDeployment } from '../../../src/flow/planDeployment';
import { recordDrill } from '../../../src/flow/recordDrill';
import { findRevertTip, findRevertTips, rehearseDeployment } from '../../../src/flow/rehearseRollback';
import { ADA, aPlannedDeployment, PLAN_FILE } from '../../support/aDeployment';
import { aPlan } from '../../support/aPlan';
import { failed, fakePorts, type FakePorts, neverAborted } from '../../support/fakePorts';
import { fakeRepository } from '../../support/fakeRepository';

const { base, head } = aPlan().release;
const later = 'd'.repeat(40);

/** A repository whose default branch has a commit on top of the release. */
function withLaterCommit(ports: FakePorts): void {
  ports.repository = {
    ...fakeRepository({
      HEAD: head.commit,
      'origin/main': later,
      'v2.4.0': base.commit,
      'refs/tags/v2.4.0': base.commit,
    }),
    mergeBase: (one) => Promise.resolve(one === later ? head.commit : base.commit),
  };
}

const conflict = {
  verdict: 'conflict',
  commits: [{ id: head.commit, merge: false, verdict: 'conflict', conflicts: ['src/auth.js'] }],
  tree: null,
  restoresBase: null,
} as const;

const rehearsed = async (ports: FakePorts, test = false): Promise<unknown> => {
  await rehearseDeployment(ports, PLAN_FILE, test, ADA, neverAborted(), () => undefined);
  return (await openDeployment(ports, PLAN_FILE)).log.events;
};

describe('a revert lands', () => {
  test('on the default branch where that holds the release', async () => {
    const ports = fakePorts();
    withLaterCommit(ports);
    expect(await findRevertTip(ports.repository, head.commit)).toBe(later);
  });

  test('else on what is checked out', async () => {
    const repository = {
      ...fakeRepository({ HEAD: later }),
      defaultBranch: () => Promise.resolve(undefined),
      mergeBase: () => Promise.resolve(head.commit),
    };
    expect(await findRevertTip(repository, head.commit)).toBe(later);
  });

  test('on the same place as before where only our own files were committed since', async () => {
    const [plan, log] = ['1'.repeat(40), '2'.repeat(40)];
    const repository = {
      ...fakeRepository({ HEAD: plan, [`${plan}^`]: log, [`${log}^`]: later, [`${later}^`]: head.commit }),
      defaultBranch: () => Promise.resolve(undefined),
      mergeBase: () => Promise.resolve(head.commit),
      changedPaths: (_: string, commit: string) => Promise.resolve([commit === later ? 'src/auth.js' : 'own/a.md']),
    };
    expect(await findRevertTips(repository, head.commit, (path) => path.startsWith('own/'))).toEqual([
      plan,
      log,
      later,
    ]);
  });

  test('else on the release itself', async () => {
    expect(await findRevertTip(fakeRepository(), head.commit)).toBe(head.commit);
  });
});

describe('rehearsing the release of a plan', () => {
  test('records what was found where a revert would land', async () => {
    const ports = aPlannedDeployment();
    withLaterCommit(ports);
    ports.repository.rehearse = () => Promise.resolve(conflict);
    expect(await rehearsed(ports)).toMatchObject([
      {
        by: ADA,
        type: 'rollback.rehearsed',
        data: {
          base: base.commit,
          head: head.commit,
          onto: later,
          verdict: 'conflict',
          commits: 1,
          reverted: 0,
          conflict: { commit: head.commit, paths: ['src/auth.js'], pathCount: 1 },
          tree: null,
        },
      },
    ]);
  });

  test('tests the result where that is asked for', async () => {
    const ports = aPlannedDeployment();
    ports.outcomes.push(failed(2, 'password=hunter2\n'));
    ports.repository.rehearse = async (_, inTree) => {
      await inTree?.('/tmp/result');
      return (await fakeRepository().rehearse({ base: '', head: '', onto: '' })) satisfies object;
    };
    expect(await rehearsed(ports, true)).toMatchObject([
      {
        data: {
          verdict: 'clean',
          test: {
            command: 'npm test',
            verdict: 'fail',
            summary: 'In a fresh checkout of the result `npm test` ended with exit code 2 after 1.2 s.',
          },
        },
      },
    ]);
    expect(ports.ran).toMatchObject([{ command: 'npm test', cwd: '/tmp/result' }]);
  });

  test('writes nothing when it is cancelled', async () => {
    const ports = aPlannedDeployment();
    const stop = new AbortController();
    ports.repository.rehearse = () => {
      stop.abort(new Error('cancelled'));
      return Promise.resolve(conflict);
    };
    const running = rehearseDeployment(ports, PLAN_FILE, false, ADA, stop.signal, () => undefined);
    await expect(running).rejects.toThrow('cancelled');
    expect((await openDeployment(ports, PLAN_FILE)).log.events).toEqual([]);
  });
});

describe('planning', () => {
  const planned = (ports: FakePorts): ReturnType<typeof planDeployment> =>
    planDeployment(ports, { folder: '/repo', feature: 'Sign-in' }, neverAborted(), () => undefined);
  const level3 = async (ports: FakePorts): Promise<readonly string[]> =>
    (await planned(ports)).plan.rollback.levels[2]?.steps.map(({ run }) => run) ?? [];

  test('offers a revert that was clean, and no other', async () => {
    const ports = fakePorts({ '/repo/package.json': '{}' });
    expect(await level3(ports)).toEqual(['{{blank:redeploy-command}}', `git revert --no-edit ${head.commit}`]);
    withLaterCommit(ports);
    ports.repository.rehearse = () => Promise.resolve(conflict);
    expect(await level3(ports)).toEqual(['{{blank:redeploy-command}}']);
    expect((await planned(ports)).rehearsal).toMatchObject({ verdict: 'conflict', onto: later });
  });
});

describe('recording a drill', () => {
  const drill = { level: 3, seconds: 400, source: 'drill', where: ' staging ', on: '2025-10-20' } as const;

  test('keeps what was measured', async () => {
    const ports = aPlannedDeployment();
    await recordDrill(ports, PLAN_FILE, drill, ADA);
    expect((await openDeployment(ports, PLAN_FILE)).log.events).toMatchObject([
      { by: ADA, type: 'drill.recorded', data: { ...drill, where: 'staging' } },
    ]);
  });

  test.each([
    [{ level: 4 }, 'This plan has no rollback level 4 that could be measured.'],
    [{ seconds: 0 }, 'A drill takes more than 0 seconds and at most a day.'],
    [{ seconds: Number.NaN }, 'A drill takes more than 0 seconds and at most a day.'],
    [{ where: ' ' }, 'Say where it was run, e.g. staging.'],
    [{ on: 'last week' }, '"last week" is not a date. Use YYYY-MM-DD.'],
  ])('refuses %j', async (more, message) => {
    await expect(recordDrill(aPlannedDeployment(), PLAN_FILE, { ...drill, ...more }, ADA)).rejects.toThrow(
      new UserFacingError('input', message),
    );
  });
});
