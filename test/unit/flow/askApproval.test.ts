import { describe, expect, test } from 'vitest';
import type { Plan } from '../../../src/core/plan/schema';
import { writePlan } from '../../../src/core/plan/readPlan';
import type { Decision } from '../../../src/flow/askApproval';
import { environmentFailed } from '../../../src/flow/errors';
import { issueRunbook } from '../../../src/flow/issueRunbook';
import { recordDrill } from '../../../src/flow/recordDrill';
import { attestCheck, runChecks } from '../../../src/flow/runChecks';
import {
  ADA,
  aPlannedDeployment,
  aReadyDeployment,
  aReadyPlan,
  LOG_FILE,
  PLAN_FILE,
  RUNBOOK_FILE,
} from '../../support/aDeployment';
import { ask, assess } from '../../support/askingApproval';
import { type FakePorts, failed, neverAborted } from '../../support/fakePorts';

const unchanged = { committed: [], uncommitted: [], untracked: [], undecided: [] };
const never = (): never => {
  throw new Error('nobody may be asked');
};

/** What keeps the checkpoint from being offered. */
async function obstacles(ports: FakePorts): Promise<readonly string[]> {
  const outcome = await ask(ports, never);
  if (outcome.kind !== 'not offered') throw new Error(outcome.kind);
  return outcome.obstacles.map(({ text }) => text);
}

describe('the checkpoint', () => {
  test('tells claimed from measured times, the last measurement of each level', async () => {
    const ports = await aReadyDeployment();
    for (const seconds of [1200, 400]) {
      const drill = { level: 3, seconds, source: 'drill', where: 'staging', on: '2025-10-20' } as const;
      await recordDrill(ports, PLAN_FILE, drill, ADA);
    }
    const outcome = await ask(ports, { kind: 'approve' });
    expect(outcome).toMatchObject({
      summary: {
        levels: [
          { level: 1, budgetSeconds: 60, measuredSeconds: null },
          { level: 2, budgetSeconds: 300, measuredSeconds: null },
          { level: 3, budgetSeconds: 900, measuredSeconds: 400 },
        ],
      },
    });
  });

  test('sums up the plan, and approving binds exactly what was shown', async () => {
    const ports = await aReadyDeployment();
    const outcome = await ask(ports, { kind: 'approve' });
    expect(outcome).toMatchObject({
      kind: 'approved',
      runbookFile: RUNBOOK_FILE,
      summary: { feature: 'User authentication', stages: 5, trafficSteps: [0, 5, 25, 50, 100], onCall: 'Grace Hopper' },
    });
    const { status, approval, record } = await assess(ports);
    expect([status, approval.valid]).toEqual(['approved', true]);
    const { head, artifact } = aReadyPlan().release;
    expect(record.approval).toMatchObject({ by: ADA, data: { head: head.commit, artifact } });
    expect(ports.files.text(RUNBOOK_FILE)).toContain(`Approved by ${ADA.split(' <')[0] ?? ''}`);
  });

  test('records what was looked up, and no check twice', async () => {
    const ports = await aReadyDeployment();
    const before = ports.files.text(LOG_FILE);
    await ask(ports, { kind: 'approve' });
    const added = ports.files.text(LOG_FILE).slice(before.length);
    expect(added.split('\n').flatMap((line) => /"check":"([^"]+)"/u.exec(line)?.[1] ?? [])).toEqual([
      'clean',
      'pushed',
      'up-to-date',
    ]);
  });

  test('leaves out a check that nobody needs and nobody vouched for', async () => {
    const optional = { id: 'chaos', title: 'Chaos test', kind: 'attested', required: false } as const;
    const ports = await aReadyDeployment();
    ports.files.put(PLAN_FILE, writePlan(aReadyPlan({ checks: [...aReadyPlan().checks, optional] })));
    await issueRunbook(ports, PLAN_FILE, ADA, neverAborted());
    await ask(ports, { kind: 'approve' });
    expect(ports.files.text(LOG_FILE)).not.toContain('"chaos"');
  });

  test('later changes nothing', async () => {
    const ports = await aReadyDeployment();
    const before = ports.files.snapshot();
    expect(await ask(ports, { kind: 'later' })).toEqual({ kind: 'later' });
    expect(ports.files.snapshot()).toEqual(before);
  });

  test('an adjustment is recorded, and the plan can still be approved', async () => {
    const ports = await aReadyDeployment();
    expect(await ask(ports, { kind: 'adjust', text: 'Smaller canary' })).toEqual({
      kind: 'adjust',
      text: 'Smaller canary',
      place: undefined,
    });
    const { record, status } = await assess(ports);
    expect([record.adjustments.map(({ data }) => data.text), status]).toEqual([['Smaller canary'], 'ready']);
  });

  test('an adjustment leads to what the plan leaves open', async () => {
    const plan = aReadyPlan();
    const risks = plan.risks.map((risk, index) =>
      index === 2 ? { ...risk, disposition: { kind: 'open' } as const } : risk,
    );
    const ports = await aReadyDeployment({ ...plan, risks });
    expect(await ask(ports, { kind: 'adjust', text: 'Decide' })).toMatchObject({ place: ['risks', 2] });
  });

  test('cancelling the deployment closes it', async () => {
    const ports = await aReadyDeployment();
    expect(await ask(ports, { kind: 'cancel', reason: 'Not this week' })).toEqual({ kind: 'cancelled' });
    const { status, approval } = await assess(ports);
    expect([status, approval.reason]).toEqual(['cancelled', `The deployment was cancelled by ${ADA}.`]);
  });

  test('aborting while the question is open records nothing', async () => {
    const ports = await aReadyDeployment();
    const before = ports.files.snapshot();
    const stop = new AbortController();
    const decide = (): Promise<Decision> => {
      stop.abort(new Error('cancelled'));
      return Promise.resolve({ kind: 'approve' });
    };
    await expect(ask(ports, decide, stop.signal)).rejects.toThrow('cancelled');
    expect(ports.files.snapshot()).toEqual(before);
  });

  test('once the approval is recorded, aborting does not make it look refused', async () => {
    const ports = await aReadyDeployment();
    const stop = new AbortController();
    ports.files.beforeWrite = ({ kind, path }) => {
      if (kind === 'write' && path === RUNBOOK_FILE) stop.abort(new Error('too late'));
    };
    expect((await ask(ports, { kind: 'approve' }, stop.signal)).kind).toBe('approved');
    expect((await assess(ports)).status).toBe('approved');
  });

  test('an approval stands even where the runbook cannot show it', async () => {
    const ports = await aReadyDeployment();
    ports.files.beforeWrite = ({ kind, path }) => {
      if (kind === 'write' && path === RUNBOOK_FILE) throw environmentFailed('The disk is full.');
    };
    expect((await ask(ports, { kind: 'approve' })).kind).toBe('approved');
    expect((await assess(ports)).status).toBe('approved');
  });

  test('an approval that cannot be recorded is none', async () => {
    const ports = await aReadyDeployment();
    ports.files.beforeWrite = ({ kind }) => {
      if (kind === 'append') throw environmentFailed('The disk is full.');
    };
    await expect(ask(ports, { kind: 'approve' })).rejects.toThrow('The disk is full.');
    expect((await assess(ports)).status).toBe('ready');
  });
});

const CHANGED =
  'The plan, the runbook or the release changed while the question was open. Nothing was recorded: look again.';

describe('what changes while the question is open', () => {
  const reworded = (): string => writePlan(aReadyPlan({ watch: { hours: 48, checks: [] } }));
  test.each<[string, (ports: FakePorts) => void | Promise<void>]>([
    [
      'the plan',
      (ports) => {
        ports.files.put(PLAN_FILE, reworded());
      },
    ],
    [
      'the runbook',
      (ports) => {
        ports.files.put(RUNBOOK_FILE, `${ports.files.text(RUNBOOK_FILE)}\nOne more thing.\n`);
      },
    ],
    [
      'the runbook goes away',
      (ports) => {
        ports.files.delete(RUNBOOK_FILE);
      },
    ],
    [
      'a source file',
      (ports) => {
        ports.repository.changesSince = () => Promise.resolve({ ...unchanged, uncommitted: ['src/auth.js'] });
      },
    ],
    [
      'a commit',
      (ports) => {
        ports.repository.changesSince = () => Promise.resolve({ ...unchanged, committed: ['src/auth.js'] });
      },
    ],
    ['a check', (ports) => attestCheck(ports, PLAN_FILE, { check: 'review', holds: false, statement: 'no' }, ADA)],
    [
      'the plan and its runbook',
      async (ports) => {
        ports.files.put(PLAN_FILE, reworded());
        await issueRunbook(ports, PLAN_FILE, ADA, neverAborted());
      },
    ],
  ])('%s: nothing is approved', async (_, change) => {
    const ports = await aReadyDeployment();
    const decide = async (): Promise<Decision> => {
      await change(ports);
      return { kind: 'approve' };
    };
    await expect(ask(ports, decide)).rejects.toThrow(CHANGED);
    expect(ports.files.text(LOG_FILE)).not.toContain('approval.granted');
  });

  test('a release that nobody checks: nothing is approved either', async () => {
    const checks = aReadyPlan().checks.map((check) => (check.id === 'clean' ? { ...check, required: false } : check));
    const ports = await aReadyDeployment(aReadyPlan({ checks }));
    const decide = (): Promise<Decision> => {
      ports.repository.changesSince = () => Promise.resolve({ ...unchanged, uncommitted: ['src/auth.js'] });
      return Promise.resolve({ kind: 'approve' });
    };
    await expect(ask(ports, decide)).rejects.toThrow(CHANGED);
  });

  test('a ticked box is no change', async () => {
    const ports = await aReadyDeployment();
    const decide = (): Promise<Decision> => {
      ports.files.put(RUNBOOK_FILE, ports.files.text(RUNBOOK_FILE).replace('- [ ] ', '- [x] '));
      return Promise.resolve({ kind: 'approve' });
    };
    expect((await ask(ports, decide)).kind).toBe('approved');
    expect(ports.files.text(RUNBOOK_FILE)).toContain('- [x] ');
    expect((await assess(ports)).status).toBe('approved');
  });
});

describe('the checkpoint is not offered', () => {
  test('while a check is pending', async () => {
    const ports = aPlannedDeployment();
    await issueRunbook(ports, PLAN_FILE, ADA, neverAborted());
    expect(await obstacles(ports)).toEqual([
      'All tests passing: pending. `npm test` has not run yet.',
      'Code reviewed and approved: pending. Nobody has vouched for this yet.',
      'Critical findings resolved: pending. Nobody has vouched for this yet.',
      'Manual testing complete: pending. Nobody has vouched for this yet.',
      'Documentation updated: pending. Nobody has vouched for this yet.',
    ]);
  });

  test('while a check fails', async () => {
    const ports = await aReadyDeployment();
    ports.outcomes.push(failed());
    await runChecks(ports, PLAN_FILE, ['tests'], ADA, neverAborted(), () => undefined);
    expect(await obstacles(ports)).toEqual([
      'All tests passing: failed. `npm test` ended with exit code 1 after 1.2 s.',
    ]);
  });

  test('while a check is unknown', async () => {
    const ports = await aReadyDeployment();
    ports.outcomes.push({ kind: 'not started', reason: 'there is no shell.' });
    await runChecks(ports, PLAN_FILE, ['tests'], ADA, neverAborted(), () => undefined);
    expect(await obstacles(ports)).toEqual([
      'All tests passing: unknown. `npm test` never started: there is no shell.',
    ]);
  });

  test('while the remote is unknown', async () => {
    const ports = await aReadyDeployment();
    ports.repository.remoteState = () => Promise.reject(environmentFailed('git failed: bad packed-refs.'));
    expect(await obstacles(ports)).toEqual(['Release commit is pushed: unknown. git failed: bad packed-refs.']);
  });

  test.each<[string, Partial<Plan>, string]>([
    ['a blank is open', { blanks: aReadyPlan().blanks.map((blank) => ({ ...blank, value: null })) }, 'Unanswered: '],
    [
      'a critical risk is open',
      { risks: aReadyPlan().risks.map((risk) => ({ ...risk, disposition: { kind: 'open' } })) },
      'Critical risk is open: ',
    ],
  ])('while %s', async (_, change, text) => {
    const ports = await aReadyDeployment();
    ports.files.put(PLAN_FILE, writePlan(aReadyPlan(change)));
    await issueRunbook(ports, PLAN_FILE, ADA, neverAborted());
    expect((await obstacles(ports)).filter((each) => each.startsWith(text))).not.toEqual([]);
  });

  test('while the runbook is older than the plan', async () => {
    const ports = await aReadyDeployment();
    ports.files.put(PLAN_FILE, writePlan(aReadyPlan({ watch: { hours: 48, checks: [] } })));
    expect(await obstacles(ports)).toEqual([
      'The plan changed after the runbook was written. Write the runbook again.',
    ]);
  });

  test('without a runbook', async () => {
    const ports = await aReadyDeployment();
    ports.files.delete(RUNBOOK_FILE);
    expect(await obstacles(ports)).toEqual(['The runbook is not written yet.']);
  });

  test('while the log is damaged', async () => {
    const ports = await aReadyDeployment();
    ports.files.put(LOG_FILE, `what is this\n${ports.files.text(LOG_FILE)}`);
    expect(await obstacles(ports)).toEqual(['Line 1 of the deployment log cannot be used: This line is not JSON.']);
  });

  test('while the program would write the runbook otherwise: approving would void itself', async () => {
    const ports = await aReadyDeployment();
    const renderer = {
      ...ports.renderer,
      render: () => ports.files.text(RUNBOOK_FILE).replace('## Monitoring', 'New words.\n\n## Monitoring'),
    };
    const newer: FakePorts = { ...ports, renderer };
    expect(await obstacles(newer)).toEqual([
      'The runbook would be written differently now: the log, CC10x or the template changed. Write the runbook again.',
    ]);
  });
});
