import { describe, expect, test } from 'vitest';
import type { CheckEvidence, LogEvent, Verdict } from '../../../src/core/log';
import type { Check } from '../../../src/core/plan/schema';
import type { CommandOutcome } from '../../../src/flow/ports';
import { openDeployment } from '../../../src/flow/deployment';
import { environmentFailed, UserFacingError } from '../../../src/flow/errors';
import { attestCheck, runChecks } from '../../../src/flow/runChecks';
import { ADA, aPlannedDeployment, aReadyPlan, LOG_FILE, PLAN_FILE } from '../../support/aDeployment';
import { type FakePorts, failed, neverAborted, passed } from '../../support/fakePorts';

const unchanged = { committed: [], uncommitted: [], untracked: [], undecided: [] };

async function runTests(
  ports: FakePorts,
  outcome: CommandOutcome,
): Promise<{ verdict: Verdict; evidence: CheckEvidence }> {
  ports.outcomes.push(outcome);
  const { checks } = await runChecks(ports, PLAN_FILE, ['tests'], ADA, neverAborted(), () => undefined);
  const tests = checks.find(({ check }) => check.id === 'tests');
  if (tests === undefined) throw new Error('no tests check');
  return { verdict: tests.verdict, evidence: tests.evidence };
}

async function recorded(ports: FakePorts): Promise<readonly LogEvent[]> {
  return (await openDeployment(ports, PLAN_FILE)).log.events;
}

describe('a command', () => {
  test('that exits with 0 on the release passes, and everything about it is recorded', async () => {
    const ports = aPlannedDeployment();
    const { verdict } = await runTests(ports, passed('\u001b[32mall ok\u001b[0m\n'));
    expect(verdict).toBe('pass');
    expect(ports.ran).toMatchObject([{ command: 'npm test', cwd: '/repo', timeoutSeconds: 1800 }]);
    expect(await recorded(ports)).toMatchObject([
      {
        by: ADA,
        type: 'check.recorded',
        data: {
          check: 'tests',
          head: aReadyPlan().release.head.commit,
          kind: 'automatic',
          verdict: 'pass',
          evidence: {
            summary: '`npm test` ended with exit code 0 after 1.2 s.',
            command: 'npm test',
            cwd: '.',
            exitCode: 0,
            durationMs: 1200,
            output: 'all ok',
          },
        },
      },
    ]);
  });

  test.each<[Verdict, string, CommandOutcome]>([
    ['fail', '`npm test` ended with exit code 3 after 1.2 s.', failed(3)],
    [
      'unknown',
      '`npm test` never started: there is no folder x.',
      { kind: 'not started', reason: 'there is no folder x.' },
    ],
    [
      'unknown',
      '`npm test` was ended at its time limit of 30.0 s, without a result.',
      { kind: 'timed out', durationMs: 30_000, output: 'waiting' },
    ],
    [
      'unknown',
      '`npm test` ended without an exit code: it was cancelled.',
      { kind: 'killed', reason: 'it was cancelled.', durationMs: 5, output: '' },
    ],
  ])('is judged %s: %s', async (verdict, summary, outcome) => {
    expect(await runTests(aPlannedDeployment(), outcome)).toMatchObject({ verdict, evidence: { summary } });
  });

  test('on a changed working tree proves nothing', async () => {
    const ports = aPlannedDeployment();
    ports.repository.changesSince = () => Promise.resolve({ ...unchanged, uncommitted: ['src/auth.js'] });
    expect(await runTests(ports, passed())).toMatchObject({
      verdict: 'unknown',
      evidence: {
        summary:
          '`npm test` ended with exit code 0 after 1.2 s. It did not run on the release itself: changed: src/auth.js.',
      },
    });
  });

  test('that fails on a changed working tree has failed', async () => {
    const ports = aPlannedDeployment();
    ports.repository.changesSince = () => Promise.resolve({ ...unchanged, uncommitted: ['src/auth.js'] });
    expect((await runTests(ports, failed())).verdict).toBe('fail');
  });

  test('during which somebody edits a file proves nothing', async () => {
    const ports = aPlannedDeployment();
    ports.repository.changesSince = () =>
      Promise.resolve(ports.ran.length === 0 ? unchanged : { ...unchanged, uncommitted: ['src/auth.js'] });
    expect(await runTests(ports, passed())).toMatchObject({
      verdict: 'unknown',
      evidence: { summary: expect.stringContaining('changed: src/auth.js.') as string },
    });
  });

  test('during which somebody commits proves nothing', async () => {
    const ports = aPlannedDeployment();
    ports.repository.changesSince = () =>
      Promise.resolve(ports.ran.length === 0 ? unchanged : { ...unchanged, committed: ['src/auth.js'] });
    expect((await runTests(ports, passed())).verdict).toBe('unknown');
  });

  test('may leave new files behind', async () => {
    const ports = aPlannedDeployment();
    const report = { ...unchanged, uncommitted: ['junit.xml'], untracked: ['junit.xml'] };
    ports.repository.changesSince = () => Promise.resolve(ports.ran.length === 0 ? unchanged : report);
    expect((await runTests(ports, passed())).verdict).toBe('pass');
  });

  test.each([
    ['git cannot be asked', { changesSince: () => Promise.reject(environmentFailed('git failed: bad index.')) }],
    ['the head is not here', { resolveCommit: () => Promise.resolve(undefined) }],
    [
      'a file cannot be compared',
      {
        changesSince: () => Promise.resolve({ ...unchanged, undecided: [{ path: 'a.bin', why: 'it has a filter.' }] }),
      },
    ],
  ])('proves nothing where %s', async (_, answers) => {
    const ports = aPlannedDeployment();
    Object.assign(ports.repository, answers);
    expect((await runTests(ports, passed())).verdict).toBe('unknown');
  });

  test('without a repository proves nothing', async () => {
    const ports = { ...aPlannedDeployment(), git: { open: () => Promise.reject(environmentFailed('No repository.')) } };
    expect(await runTests(ports, passed())).toMatchObject({
      verdict: 'unknown',
      evidence: {
        summary: '`npm test` ended with exit code 0 after 1.2 s. It did not run on the release itself: No repository.',
      },
    });
  });

  test('runs in its folder with its time limit', async () => {
    const checks = [
      { id: 'tests', title: 'Tests', kind: 'automatic', run: 'make', cwd: './api/', timeoutSeconds: 5, required: true },
    ] as const;
    const ports = aPlannedDeployment(aReadyPlan({ checks }));
    await runTests(ports, passed());
    expect(ports.ran).toMatchObject([{ title: 'Tests', command: 'make', cwd: '/repo/api', timeoutSeconds: 5 }]);
  });
});

describe('runChecks', () => {
  test('looks at the release first, then runs the commands, and reports each', async () => {
    const ports = aPlannedDeployment();
    ports.outcomes.push(passed());
    const reported: string[] = [];
    const { checks } = await runChecks(ports, PLAN_FILE, undefined, ADA, neverAborted(), (title) => {
      reported.push(title);
    });
    expect(reported).toEqual([
      'No uncommitted change to the release',
      'Release commit is pushed',
      'Not behind the default branch',
      'All tests passing',
    ]);
    expect(Object.fromEntries(checks.map(({ check, verdict }) => [check.id, verdict]))).toEqual({
      tests: 'pass',
      review: 'pending',
      findings: 'pending',
      'manual-testing': 'pending',
      documentation: 'pending',
      clean: 'pass',
      pushed: 'pass',
      'up-to-date': 'pass',
    });
    expect((await recorded(ports)).map(({ data }) => data)).toMatchObject(
      ['clean', 'pushed', 'up-to-date', 'tests'].map((check) => ({ check, verdict: 'pass' })),
    );
  });

  test('stops where it is cancelled, and keeps what was found', async () => {
    const ports = aPlannedDeployment();
    const stop = new AbortController();
    ports.outcomes.push(() => {
      stop.abort(new Error('cancelled'));
      return { kind: 'killed', reason: 'it was cancelled.', durationMs: 1, output: '' };
    });
    await expect(runChecks(ports, PLAN_FILE, undefined, ADA, stop.signal, () => undefined)).rejects.toThrow(
      'cancelled',
    );
    expect((await recorded(ports)).at(-1)).toMatchObject({ data: { check: 'tests', verdict: 'unknown' } });
  });

  test('a check of its own that names no command is unknown', async () => {
    const checks = [{ id: 'chaos', title: 'Chaos', kind: 'automatic', required: true }] as const;
    const ports = aPlannedDeployment(aReadyPlan({ checks }));
    const { obstacles } = await runChecks(ports, PLAN_FILE, undefined, ADA, neverAborted(), () => undefined);
    expect(obstacles[0]?.text).toBe('Chaos: unknown. This check names no command to run.');
  });

  test.each(['review', 'nope'])('refuses %s', async (id) => {
    const running = runChecks(aPlannedDeployment(), PLAN_FILE, [id], ADA, neverAborted(), () => undefined);
    await expect(running).rejects.toThrow(new UserFacingError('input', `This plan has no automatic check "${id}".`));
  });

  test('ends a torn last line first', async () => {
    const ports = aPlannedDeployment();
    ports.files.put(LOG_FILE, '{"v":1,"id":"01K8J5A0G0000000000');
    expect((await runTests(ports, passed())).verdict).toBe('pass');
    expect(ports.files.text(LOG_FILE).split('\n')).toMatchObject(
      ['{"v":1,"id":"01K8J5A0G0000000000', /check\.recorded/, ''].map((line) =>
        typeof line === 'string' ? line : (expect.stringMatching(line) as string),
      ),
    );
  });

  test('writes on top of everything the log holds', async () => {
    const ports = aPlannedDeployment();
    await runTests(ports, passed());
    await runTests(ports, failed());
    const [first, second] = await recorded(ports);
    expect([first?.parents, second?.parents]).toEqual([[], [first?.id]]);
  });
});

describe('commands side by side', () => {
  const check = (id: string, more: Partial<Check> = {}): Check => ({
    id,
    title: id,
    kind: 'automatic',
    run: id,
    required: true,
    ...more,
  });
  const runAll = async (ports: FakePorts): Promise<unknown> => {
    const { checks } = await runChecks(ports, PLAN_FILE, undefined, ADA, neverAborted(), () => undefined);
    return checks.map(({ check: { id }, verdict, evidence }) => [id, verdict, evidence.summary]);
  };

  test('run at the same time', async () => {
    const ports = aPlannedDeployment(aReadyPlan({ checks: [check('one'), check('two')] }));
    let running = 0;
    let most = 0;
    const slow = async (): Promise<CommandOutcome> => {
      most = Math.max(most, ++running);
      await Promise.resolve();
      await new Promise((resolve) => setTimeout(resolve));
      running--;
      return passed();
    };
    ports.outcomes.push(slow, slow);
    await runAll(ports);
    expect(most).toBe(2);
    const [first, second] = await recorded(ports);
    expect(second?.parents).toEqual([first?.id]);
  });

  test('wait for those they name, and do not run where one of them did not pass', async () => {
    const checks = [
      check('deploy', { after: ['build'] }),
      check('build'),
      check('other', { after: ['gone', 'other'] }),
    ];
    const ports = aPlannedDeployment(aReadyPlan({ checks }));
    ports.outcomes.push(failed(), passed());
    expect(await runAll(ports)).toEqual([
      ['deploy', 'unknown', 'It was not run: "build" comes first and did not pass.'],
      ['build', 'fail', '`build` ended with exit code 1 after 1.2 s.'],
      ['other', 'pass', '`other` ended with exit code 0 after 1.2 s.'],
    ]);
    expect(ports.ran.map(({ command }) => command)).toEqual(['build', 'other']);
  });

  test('in a circle run all the same', async () => {
    const checks = [check('one', { after: ['two'] }), check('two', { after: ['one'] })];
    const ports = aPlannedDeployment(aReadyPlan({ checks }));
    ports.outcomes.push(passed(), passed());
    await runAll(ports);
    expect(ports.ran).toHaveLength(2);
  });
});

describe('a task of the editor', () => {
  const task: Check = { id: 'tests', title: 'Tests', kind: 'automatic', task: 'test', required: true };
  const withTask = (outcome?: CommandOutcome): FakePorts => {
    const ports = aPlannedDeployment(aReadyPlan({ checks: [task] }));
    if (outcome === undefined) return ports;
    return { ...ports, runner: { ...ports.runner, runTask: () => Promise.resolve(outcome) } };
  };

  test.each<[CommandOutcome, Verdict, string]>([
    [
      { kind: 'exited', exitCode: 0, durationMs: 1200 },
      'pass',
      'The task "test" ended with exit code 0 after 1.2 s, output not captured.',
    ],
    [
      { kind: 'exited', exitCode: 2, durationMs: 1200 },
      'fail',
      'The task "test" ended with exit code 2 after 1.2 s, output not captured.',
    ],
    [
      { kind: 'killed', reason: 'its process was ended.', durationMs: 5 },
      'unknown',
      'The task "test" ended without an exit code: its process was ended.',
    ],
    [
      { kind: 'not started', reason: 'the task "test" runs in the background and never ends by itself.' },
      'unknown',
      'The task "test" never started: the task "test" runs in the background and never ends by itself.',
    ],
  ])('%j', async (outcome, verdict, summary) => {
    const { checks } = await runChecks(withTask(outcome), PLAN_FILE, undefined, ADA, neverAborted(), () => undefined);
    expect(checks).toMatchObject([{ verdict, evidence: { task: 'test', summary } }]);
  });

  test('waits for the editor where there is none', async () => {
    const ports = withTask();
    const { checks } = await runChecks(ports, PLAN_FILE, undefined, ADA, neverAborted(), () => undefined);
    expect(checks).toMatchObject([
      { verdict: 'pending', evidence: { summary: 'The task "test" has not run yet; it runs in the editor.' } },
    ]);
    expect(await recorded(ports)).toEqual([]);
  });
});

describe('attestCheck', () => {
  const attest = async (check: string, holds: boolean, statement: string): Promise<readonly LogEvent[]> => {
    const ports = aPlannedDeployment();
    await attestCheck(ports, PLAN_FILE, { check, holds, statement }, ADA);
    return recorded(ports);
  };

  test.each([
    [true, ' Seen on staging ', 'pass', `Vouched for by ${ADA} (claimed): Seen on staging`],
    [true, '', 'pass', `Vouched for by ${ADA} (claimed).`],
    [false, 'Login is broken', 'fail', `Refused by ${ADA} (claimed): Login is broken`],
  ])('%s, %j', async (holds, statement, verdict, summary) => {
    expect(await attest('manual-testing', holds, statement)).toMatchObject([
      { by: ADA, data: { check: 'manual-testing', kind: 'attested', verdict, evidence: { summary } } },
    ]);
  });

  test.each([
    ['tests', '"All tests passing" is decided by the program: run it instead.'],
    ['nope', 'This plan has no check "nope".'],
  ])('refuses %s', async (check, message) => {
    await expect(attest(check, true, '')).rejects.toThrow(new UserFacingError('input', message));
  });
});

describe('a report', () => {
  const head = aReadyPlan().release.head.commit;
  const withReport = (report: string | undefined): FakePorts => {
    const checks: readonly Check[] = [
      { id: 'tests', title: 'Tests', kind: 'automatic', report: 'reports/junit.xml', required: true },
    ];
    const ports = aPlannedDeployment(aReadyPlan({ checks }));
    if (report !== undefined) ports.files.put('/repo/reports/junit.xml', report);
    return ports;
  };
  const run = async (ports: FakePorts) => {
    const { checks } = await runChecks(ports, PLAN_FILE, ['tests'], ADA, neverAborted(), () => undefined);
    return checks.map(({ verdict, evidence }) => [verdict, evidence.summary]);
  };

  test('of the release decides, and nothing is run', async () => {
    const ports = withReport(
      `<testsuite><properties><property name="commit" value="${head}"/></properties><testcase name="a"/></testsuite>`,
    );
    expect(await run(ports)).toEqual([['pass', 'Report reports/junit.xml: 1 tests passed on the release.']]);
    expect(ports.ran).toEqual([]);
  });

  test('that is not there is unknown', async () => {
    expect(await run(withReport(undefined))).toEqual([['unknown', 'Report reports/junit.xml: it is not there.']]);
  });
});
