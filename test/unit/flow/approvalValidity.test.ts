import { describe, expect, test } from 'vitest';
import { type AskDecision, askApproval, type Decision } from '../../../src/flow/askApproval';
import { environmentFailed } from '../../../src/flow/errors';
import { defaultSettings } from '../../../src/flow/settings';
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
import { type FakePorts, neverAborted } from '../../support/fakePorts';

const unchanged = { committed: [], uncommitted: [], untracked: [], undecided: [] };
describe('an approval', () => {
  async function approved(): Promise<FakePorts> {
    const ports = await aReadyDeployment();
    await ask(ports, { kind: 'approve' });
    return ports;
  }

  test('is not void by our own files', async () => {
    const ports = await approved();
    const own = [PLAN_FILE, LOG_FILE, RUNBOOK_FILE, '/repo/.cc10x/service.json'].map((path) =>
      path.slice('/repo/'.length),
    );
    ports.repository.changesSince = () =>
      Promise.resolve({ ...unchanged, committed: own, uncommitted: own, untracked: own });
    expect((await assess(ports)).status).toBe('approved');
  });

  test.each([
    [{ uncommitted: ['src/auth.js'] }, 'Void: the working tree changed after the approval: src/auth.js.'],
    [{ committed: ['src/auth.js'] }, 'Void: commits after the release head changed src/auth.js.'],
    [
      { undecided: [{ path: 'logo.png', why: 'its attributes name a filter program.' }] },
      'Cannot tell whether the release changed: Nobody can tell whether logo.png changed: its attributes name a filter program.',
    ],
  ])('is void after %j', async (changes, reason) => {
    const ports = await approved();
    ports.repository.changesSince = () => Promise.resolve({ ...unchanged, ...changes });
    const { approval, status } = await assess(ports);
    expect([status, approval]).toMatchObject(['void', { valid: false, awaiting: false, reason }]);
  });

  test('is given by two persons where the service wants two', async () => {
    const ports = await aReadyDeployment();
    ports.files.put('/repo/.cc10x/service.json', '{ "approvals": 2 }');
    const grace = 'Grace Hopper <grace@example.com>';
    const approve = (by: string) =>
      askApproval(ports, PLAN_FILE, by, () => Promise.resolve({ kind: 'approve' }), neverAborted());
    expect(await approve(ADA)).toMatchObject({ kind: 'approved', awaiting: true });
    expect((await assess(ports)).status).toBe('ready');
    expect(ports.files.text(RUNBOOK_FILE)).toContain('2 persons have to approve.');
    const again = (summary: Parameters<AskDecision>[0]): Promise<Decision> => {
      expect(summary).toMatchObject({ approvedBy: [ADA], approvalsRequired: 2, mayApprove: false });
      return Promise.resolve({ kind: 'approve' });
    };
    expect(await ask(ports, again)).toMatchObject({
      kind: 'not offered',
      obstacles: [{ text: `${ADA} approved this already. Somebody else has to approve as well.` }],
    });
    expect(await approve(grace)).toMatchObject({ kind: 'approved', awaiting: false });
    const { status, approval } = await assess(ports);
    expect([status, approval.given.map(({ by }) => by)]).toEqual(['approved', [ADA, grace]]);
    expect(ports.files.text(RUNBOOK_FILE)).not.toContain('2 persons have to approve.');
    // Taking the wish back later takes no approval back, and a broken profile is no wish for one.
    ports.files.put('/repo/.cc10x/service.json', '{}');
    expect((await assess(ports)).status).toBe('approved');
    ports.files.put('/repo/.cc10x/service.json', '{');
    expect((await assess(ports)).approval).toMatchObject({
      valid: false,
      reason:
        'Cannot tell how many persons have to approve: .cc10x/service.json is not valid JSON. Mend it and try again.',
    });
  });

  test('is signed where the person wants that, and void when the signature is of something else', async () => {
    const ports = await aReadyDeployment();
    ports.settingsOf.set('/repo', { ...defaultSettings, signApprovals: true });
    await ask(ports, { kind: 'approve' });
    expect((await assess(ports)).approval).toMatchObject({
      valid: true,
      given: [{ by: ADA, signature: { kind: 'valid' } }],
    });
    expect(ports.files.text(RUNBOOK_FILE)).toContain('(claimed) at 2025-10-27 09:00 UTC, signed for head');
    const log = ports.files.text(LOG_FILE);
    const forged = log.replaceAll(
      `"by":"${ADA}","type":"approval.granted"`,
      '"by":"Eve <eve@example.com>","type":"approval.granted"',
    );
    expect(forged).not.toBe(log);
    ports.files.put(LOG_FILE, forged);
    expect((await assess(ports)).approval).toMatchObject({
      valid: false,
      reason: 'Void: the signature of the approval by Eve <eve@example.com> at 2025-10-27 09:00 UTC is invalid.',
    });
  });

  test('is not recorded when it cannot be signed', async () => {
    const ports = await aReadyDeployment();
    ports.settingsOf.set('/repo', { ...defaultSettings, signApprovals: true });
    const before = ports.files.snapshot();
    const signer = { ...ports.signer, sign: () => Promise.reject(environmentFailed('No key.')) };
    await expect(ask({ ...ports, signer }, { kind: 'approve' })).rejects.toThrow('No key.');
    expect(ports.files.snapshot()).toEqual(before);
  });

  test('cannot be judged without the release head', async () => {
    const ports = await approved();
    ports.repository.resolveCommit = () => Promise.resolve(undefined);
    const head = aReadyPlan().release.head.commit.slice(0, 10);
    expect((await assess(ports)).approval.reason).toBe(
      `Cannot tell whether the release changed: The release head ${head} is not in this repository. Fetch the branch that holds it.`,
    );
    ports.repository.shallow = true;
    expect((await assess(ports)).approval.reason).toContain('Run `git fetch --unshallow`.');
  });

  test('does not hold for a head that moves', async () => {
    const { release } = aReadyPlan();
    const ports = aPlannedDeployment(aReadyPlan({ release: { ...release, head: { ref: 'HEAD', commit: 'HEAD' } } }));
    expect((await assess(ports)).release.drift).toEqual({
      kind: 'unknown',
      reason: `The plan's release head must be a full commit id, not "HEAD": set it to ${release.head.commit}.`,
    });
  });

  test('is lost with a line of the log that others build on', async () => {
    const ports = await approved();
    const lines = ports.files.text(LOG_FILE).split('\n');
    ports.files.put(LOG_FILE, lines.filter((_, index) => index !== 0).join('\n'));
    expect((await assess(ports)).approval.reason).toBe(
      'The approval cannot be relied on. The deployment log lacks 1 event(s) that others build on. Restore the lost lines from git.',
    );
  });

  test('survives a torn last line', async () => {
    const ports = await approved();
    ports.files.put(LOG_FILE, `${ports.files.text(LOG_FILE)}{"v":1,"id":"01K8`);
    expect((await assess(ports)).status).toBe('approved');
  });
});
