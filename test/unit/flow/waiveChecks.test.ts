import { describe, expect, test } from 'vitest';
import { assessDeployment, type Assessment } from '../../../src/flow/assessDeployment';
import { askApproval } from '../../../src/flow/askApproval';
import { UserFacingError } from '../../../src/flow/errors';
import { runChecks } from '../../../src/flow/runChecks';
import { rejectReason, reviewWaiver, waivableChecks, waiveChecks } from '../../../src/flow/waiveChecks';
import { issueRunbook } from '../../../src/flow/issueRunbook';
import { ADA, aPlannedDeployment, aReadyPlan, PLAN_FILE, RUNBOOK_FILE } from '../../support/aDeployment';
import { type FakePorts, failed, neverAborted, NOW } from '../../support/fakePorts';

const GRACE = 'Grace Hopper <grace@example.com>';
const REASON = 'Nobody can sign in since 02:40.';

/** A planned release with a red test and nothing vouched for. */
async function aRedRelease(): Promise<FakePorts> {
  const ports = aPlannedDeployment();
  ports.outcomes.push(failed());
  await runChecks(ports, PLAN_FILE, undefined, ADA, neverAborted(), () => undefined);
  await issueRunbook(ports, PLAN_FILE, ADA, neverAborted());
  return ports;
}

const waive = (ports: FakePorts, checks?: readonly string[], reason = REASON): Promise<unknown> =>
  waiveChecks(ports, PLAN_FILE, { checks, reason }, ADA, neverAborted());
const assess = (ports: FakePorts): Promise<Assessment> => assessDeployment(ports, PLAN_FILE, neverAborted());
const firstLine = (ports: FakePorts): string | undefined => ports.files.text(RUNBOOK_FILE).split('\n')[0];

describe('an emergency', () => {
  test('gets a release with a red test to the checkpoint, and stands on line 1 of the runbook', async () => {
    const ports = await aRedRelease();
    expect((await assess(ports)).status).toBe('planning');
    await waive(ports);
    expect(firstLine(ports)).toBe(
      '**EMERGENCY.** Waived by Ada Lovelace <ada@example.com> (claimed) at 2025-10-27 09:00 UTC: All tests passing, Code reviewed and approved, Critical findings resolved, Manual testing complete, Documentation updated. Reason: Nobody can sign in since 02:40. **A second person has to look at this afterwards.**',
    );
    const { status, obstacles, checks } = await assess(ports);
    expect([status, obstacles]).toEqual(['ready', []]);
    expect(checks.find(({ check }) => check.id === 'tests')).toMatchObject({
      verdict: 'fail',
      waived: { at: NOW.toISOString(), by: ADA, reason: REASON, reviewed: null },
    });
    const outcome = await askApproval(
      ports,
      PLAN_FILE,
      ADA,
      (summary) => {
        expect(summary.waived[0]).toEqual({ title: 'All tests passing', by: ADA, reason: REASON });
        return Promise.resolve({ kind: 'approve' });
      },
      neverAborted(),
    );
    expect(outcome.kind).toBe('approved');
  });

  test('waives only what is named', async () => {
    const ports = await aRedRelease();
    await waive(ports, ['tests']);
    const { obstacles } = await assess(ports);
    expect(obstacles.map(({ action }) => action)).toEqual(
      ['review', 'findings', 'manual-testing', 'documentation'].map((check) => ({ kind: 'attest-check', check })),
    );
    expect(waivableChecks(await assess(ports)).map(({ check }) => check.id)).toEqual([
      'review',
      'findings',
      'manual-testing',
      'documentation',
    ]);
  });

  test('is over with the release it was for', async () => {
    const ports = await aRedRelease();
    await waive(ports);
    const plan = aReadyPlan();
    const head = { ...plan.release.head, commit: 'e'.repeat(40) };
    ports.files.put(PLAN_FILE, JSON.stringify({ ...plan, release: { ...plan.release, head } }));
    expect((await assess(ports)).checks.every(({ waived }) => waived === undefined)).toBe(true);
    await issueRunbook(ports, PLAN_FILE, ADA, neverAborted(), 'replace');
    expect(firstLine(ports)).toMatch(/^# Deployment: /u);
  });

  test('asks for a second person, whose look voids no approval', async () => {
    const ports = await aRedRelease();
    await waive(ports);
    await askApproval(ports, PLAN_FILE, ADA, () => Promise.resolve({ kind: 'approve' }), neverAborted());
    const line = firstLine(ports);
    await expect(reviewWaiver(ports, PLAN_FILE, 'Fine.', ADA, neverAborted())).rejects.toThrow(
      new UserFacingError('input', `A second person has to look at this: ${ADA} waived it.`),
    );
    await reviewWaiver(ports, PLAN_FILE, ' The red test is a flake; ticket OPS-12. ', GRACE, neverAborted());
    const { checks, approval, record } = await assess(ports);
    expect(approval.valid).toBe(true);
    expect(firstLine(ports)).toBe(line);
    expect(ports.files.text(RUNBOOK_FILE)).toContain(
      `Second look by ${GRACE} (claimed) at 2025-10-27 09:00 UTC: The red test is a flake; ticket OPS-12.`,
    );
    expect(checks[0]?.waived?.reviewed).toEqual({
      at: NOW.toISOString(),
      by: GRACE,
      statement: 'The red test is a flake; ticket OPS-12.',
    });
    expect(record.waivers.map(({ review }) => review?.by)).toEqual([GRACE]);
    await expect(reviewWaiver(ports, PLAN_FILE, 'Again.', GRACE, neverAborted())).rejects.toThrow(
      new UserFacingError('input', 'No waiver waits for a second look.'),
    );
  });

  test.each([
    [['nope'], '"nope" is no required check of this plan that has not passed.'],
    [['clean'], '"clean" is no required check of this plan that has not passed.'],
    [[], 'There is nothing to waive: every required check has passed or is waived.'],
  ])('cannot waive %j', async (checks, message) => {
    await expect(waive(await aRedRelease(), checks)).rejects.toThrow(new UserFacingError('input', message));
  });

  test.each([
    ['', 'Say why this cannot wait: it is the first line of the runbook.'],
    ['hotfix', 'Say why this cannot wait: it is the first line of the runbook.'],
    ['two\nlines of it', 'The reason must be one line.'],
    [REASON, undefined],
  ])('with the reason %j', (reason, rejected) => {
    expect(rejectReason(reason)).toBe(rejected);
  });
});
