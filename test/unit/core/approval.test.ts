import { describe, expect, test } from 'vitest';
import { type ApprovalSubject, type ApprovalValidity, judgeApproval } from '../../../src/core/approval';
import { describeApprovedContent } from '../../../src/core/approvedContent';
import { foldLog } from '../../../src/core/execution';
import { planDigest } from '../../../src/core/plan/digest';
import type { Plan } from '../../../src/core/plan/schema';
import type { Drift } from '../../../src/core/release';
import { runbookDigest } from '../../../src/core/runbook/regions';
import { aLine, aLog, anApproval, sha256 } from '../../support/aLog';
import { aPlan } from '../../support/aPlan';
import { aRunbook } from '../../support/aRunbook';

const plan = aPlan();
const runbook = aRunbook();
const content = describeApprovedContent(plan, runbook, sha256);
const granted = (more: Partial<ReturnType<typeof anApproval>> = {}) =>
  anApproval({
    planDigest: planDigest(plan, sha256),
    runbookDigest: runbookDigest(runbook, sha256),
    content: { ...content },
    ...more,
  });
const approved = aLine('01A', 'approval.granted', granted());

interface Changes {
  readonly plan?: Plan;
  readonly runbook?: string | undefined;
  readonly drift?: Drift;
  readonly required?: number | string;
  readonly signatures?: ApprovalSubject['signatures'];
}

function judge(lines: readonly string[], changes: Changes = {}): ApprovalValidity {
  const now = { plan, runbook, drift: { kind: 'none' } as const, required: 1, signatures: new Map(), ...changes };
  const subject: ApprovalSubject = {
    ...now,
    planDigest: planDigest(now.plan, sha256),
    runbook: now.runbook === undefined ? undefined : { text: now.runbook, digest: runbookDigest(now.runbook, sha256) },
  };
  return judgeApproval(foldLog(aLog(lines)), subject, sha256);
}

function refused(reason: string, changes: readonly string[] = []): ApprovalValidity {
  return { valid: false, reason, changes, given: [], required: 1, awaiting: false };
}

const ADA = 'Ada Lovelace <ada@example.com>';
const AT = '2025-10-29T09:12:33Z';
const AT_READ = '2025-10-29 09:12 UTC';
const lineOf = (text: string): number => runbook.split('\n').indexOf(text) + 1;
const release = (change: Partial<Plan['release']>): Plan => ({ ...plan, release: { ...plan.release, ...change } });

describe('an approval', () => {
  test('holds while nothing changed', () => {
    expect(judge([approved])).toEqual({
      valid: true,
      reason: `Approved by ${ADA} (claimed) at ${AT_READ}.`,
      changes: [],
      given: [{ by: ADA, at: AT, signature: { kind: 'none' } }],
      required: 1,
      awaiting: false,
    });
  });

  test.each<[string, Changes, string, readonly string[]]>([
    [
      'another release head',
      { plan: release({ head: { ref: 'HEAD', commit: 'ffffffffffffffffffff' } }) },
      'Void: approved was release head 9c1d4e7f2a, the plan now names ffffffffff.',
      ['release: head'],
    ],
    [
      'another artifact',
      { plan: release({ artifact: 'sha256:other' }) },
      'Void: the artifact of the release changed.',
      [`artifact: ${String(plan.release.artifact)} was approved, sha256:other is planned`],
    ],
    [
      'an artifact taken away',
      { plan: release({ artifact: undefined }) },
      'Void: the artifact of the release changed.',
      [`artifact: ${String(plan.release.artifact)} was approved, none is planned`],
    ],
    [
      'another watch and another canary',
      {
        plan: {
          ...plan,
          watch: { ...plan.watch, hours: 3 },
          stages: plan.stages.map((stage) =>
            stage.id === 'canary' ? { ...stage, trafficPercent: 1, steps: [] } : stage,
          ),
        },
      },
      'Void: the plan changed after the approval: stages/canary: trafficPercent, steps; watch: hours.',
      ['stages/canary: trafficPercent, steps', 'watch: hours'],
    ],
    [
      'a stage less',
      { plan: { ...plan, stages: plan.stages.slice(1) } },
      'Void: the plan changed after the approval: plan: order of stages; stages/infrastructure was removed.',
      ['plan: order of stages', 'stages/infrastructure was removed'],
    ],
    [
      'a word in the runbook',
      { runbook: runbook.replace('## Monitoring', '## Monitoring\n\nAsk Ben.') },
      `Void: the runbook changed after the approval: lines ${String(lineOf('## Monitoring') + 2)} to ${String(lineOf('## Monitoring') + 3)} (Monitoring).`,
      [`lines ${String(lineOf('## Monitoring') + 2)} to ${String(lineOf('## Monitoring') + 3)} (Monitoring)`],
    ],
    [
      'another line and one less',
      { runbook: runbook.replace('Owner: Ada Lovelace', 'Owner: Nobody').replace('- Notify: Support, Product\n', '') },
      `Void: the runbook changed after the approval: line 5 (Deployment: User authentication); 1 line removed after line ${String(lineOf('- Notify: Support, Product') - 1)} (Communication Plan).`,
      [
        'line 5 (Deployment: User authentication)',
        `1 line removed after line ${String(lineOf('- Notify: Support, Product') - 1)} (Communication Plan)`,
      ],
    ],
    ['no runbook', { runbook: undefined }, 'Void: the runbook is missing. Write it again.', []],
    [
      'a change in the working tree',
      { drift: { kind: 'changed', committed: ['a.ts'], uncommitted: ['b.ts'] } },
      'Void: the working tree changed after the approval: b.ts.',
      ['b.ts (not committed)', 'a.ts (committed after the release head)'],
    ],
    [
      'later commits',
      { drift: { kind: 'changed', committed: ['a.ts'], uncommitted: [] } },
      'Void: commits after the release head changed a.ts.',
      ['a.ts (committed after the release head)'],
    ],
    [
      'a drift that cannot be told',
      { drift: { kind: 'unknown', reason: 'git failed.' } },
      'Cannot tell whether the release changed: git failed.',
      [],
    ],
    [
      'a profile that cannot be read',
      { required: '.cc10x/service.json is not valid JSON.' },
      'Cannot tell how many persons have to approve: .cc10x/service.json is not valid JSON.',
      [],
    ],
  ])('is void with %s', (_, changes, reason, named) => {
    expect(judge([approved], changes)).toEqual(refused(reason, named));
  });

  test('of an older version tells that something changed, not what', () => {
    const old = aLine('01A', 'approval.granted', granted({ content: undefined }));
    expect(judge([old]).valid).toBe(true);
    expect(judge([old], { runbook: `${runbook}x` })).toEqual(refused('Void: the runbook changed after the approval.'));
  });

  test('counts for what it was given for, whatever was approved since', () => {
    const other = aLine('01B', 'approval.granted', granted({ planDigest: 'sha256:other' }), { parents: ['01A'] });
    expect(judge([approved, other]).valid).toBe(true);
  });

  test('is not there by itself', () => {
    expect(judge([])).toEqual(refused('The plan is not approved.'));
  });

  test('loses against a concurrent cancellation', () => {
    const cancelled = aLine('01B', 'deployment.cancelled', {}, { by: 'Grace' });
    expect(judge([approved, cancelled])).toEqual(refused('The deployment was cancelled by Grace.'));
  });

  test('can be given again after a cancellation', () => {
    const cancelled = aLine('01A', 'deployment.cancelled', {});
    const again = aLine('01B', 'approval.granted', granted(), { parents: ['01A'] });
    expect(judge([cancelled, again]).valid).toBe(true);
  });

  test('is not relied on when the log is damaged', () => {
    expect(judge([approved, 'rubbish'])).toEqual(
      refused('The approval cannot be relied on. Line 2 of the deployment log cannot be used: This line is not JSON.'),
    );
  });

  test('survives a line torn by a crash', () => {
    expect(judge([approved, aLine('01B', 'deployment.cancelled', {}).slice(0, 40)]).valid).toBe(true);
  });
});

describe('where two persons have to approve', () => {
  const GRACE = 'Grace Hopper <grace@example.com>';
  const second = (by: string, parents: readonly string[] = ['01A']): string =>
    aLine('01B', 'approval.granted', granted({ required: 2 }), { by, parents });

  test('one is not enough, and voids nothing', () => {
    expect(judge([approved], { required: 2 })).toEqual({
      valid: false,
      reason: `Approved by ${ADA} (claimed) at ${AT_READ}. Somebody else has to approve as well.`,
      changes: [],
      given: [{ by: ADA, at: AT, signature: { kind: 'none' } }],
      required: 2,
      awaiting: true,
    });
  });

  test.each([
    ['on top of the first', ['01A']],
    ['at the same time', []],
  ])('two are, %s', (_, parents) => {
    expect(judge([approved, second(GRACE, parents)], { required: 2 })).toMatchObject({
      valid: true,
      reason: `Approved by ${ADA} (claimed) at ${AT_READ} and by ${GRACE} (claimed) at ${AT_READ}.`,
    });
  });

  test('the same person twice is one, whatever the name', () => {
    for (const by of [ADA, 'A. Lovelace <Ada@Example.com>']) {
      expect(judge([approved, second(by)], { required: 2 })).toMatchObject({ valid: false, awaiting: true });
    }
  });

  test('that cannot be lowered after the fact: the approval remembers it', () => {
    expect(judge([second(GRACE, [])], { required: 1 })).toMatchObject({ valid: false, required: 2, awaiting: true });
  });

  test('what was asked for another plan does not count', () => {
    const old = aLine('01A', 'approval.granted', granted({ required: 2, planDigest: 'sha256:old' }));
    const now = aLine('01B', 'approval.granted', granted(), { parents: ['01A'] });
    expect(judge([old, now])).toMatchObject({ valid: true, required: 1 });
  });

  test('a cancellation ends both', () => {
    const cancelled = aLine('01C', 'deployment.cancelled', {}, { parents: ['01A', '01B'] });
    const again = aLine('01D', 'approval.granted', granted({ required: 2 }), { parents: ['01C'] });
    expect(judge([approved, second(GRACE), cancelled, again], { required: 2 })).toMatchObject({
      given: [{ by: ADA }],
      awaiting: true,
    });
  });
});

describe('a signature', () => {
  const signed = (kind: 'valid' | 'signer unknown' | 'invalid') =>
    judge([approved], { signatures: new Map([['01A', { kind }]]) });

  test('that is valid or of an unknown signer is said', () => {
    expect(signed('valid').reason).toBe(`Approved by ${ADA} (signature valid) at ${AT_READ}.`);
    expect(signed('signer unknown')).toMatchObject({
      valid: true,
      reason: `Approved by ${ADA} (claimed; signed, signer unknown) at ${AT_READ}.`,
    });
  });

  test('that is invalid voids the approval', () => {
    expect(signed('invalid')).toEqual(
      refused(`Void: the signature of the approval by ${ADA} at ${AT_READ} is invalid.`),
    );
  });
});
