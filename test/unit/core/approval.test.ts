import { describe, expect, test } from 'vitest';
import { type ApprovalSubject, judgeApproval } from '../../../src/core/approval';
import { foldLog } from '../../../src/core/execution';
import { aLine, aLog, anApproval } from '../../support/aLog';
import { aPlan } from '../../support/aPlan';

const approved = aLine('01A', 'approval.granted', anApproval());
const subject: ApprovalSubject = {
  head: aPlan().release.head.commit,
  artifact: anApproval().artifact,
  planDigest: 'sha256:plan',
  runbookDigest: 'sha256:runbook',
  drift: { kind: 'none' },
};
const judge = (lines: readonly string[], changes: Partial<ApprovalSubject> = {}) =>
  judgeApproval(foldLog(aLog(lines)), { ...subject, ...changes });

describe('an approval', () => {
  test('holds while nothing changed', () => {
    expect(judge([approved])).toEqual({
      valid: true,
      reason: 'Approved by Ada Lovelace <ada@example.com> (claimed) at 2025-10-29T09:12:33Z.',
    });
  });

  test.each<[string, Partial<ApprovalSubject>, string]>([
    [
      'another release head',
      { head: 'ffffffffffffffffffff' },
      'Void: approved was release head 9c1d4e7f2a, the plan now names ffffffffff.',
    ],
    ['another artifact', { artifact: 'sha256:other' }, 'Void: the artifact of the release changed.'],
    ['an artifact taken away', { artifact: undefined }, 'Void: the artifact of the release changed.'],
    ['another plan', { planDigest: 'sha256:other' }, 'Void: the plan changed after the approval.'],
    ['another runbook', { runbookDigest: 'sha256:other' }, 'Void: the runbook changed after the approval.'],
    ['no runbook', { runbookDigest: undefined }, 'Void: the runbook is missing. Write it again.'],
    [
      'a change in the working tree',
      { drift: { kind: 'changed', committed: ['a.ts'], uncommitted: ['b.ts'] } },
      'Void: the working tree changed after the approval: b.ts.',
    ],
    [
      'later commits',
      { drift: { kind: 'changed', committed: ['a.ts'], uncommitted: [] } },
      'Void: commits after the release head changed a.ts.',
    ],
    [
      'a drift that cannot be told',
      { drift: { kind: 'unknown', reason: 'git failed.' } },
      'Cannot tell whether the release changed: git failed.',
    ],
  ])('is void with %s', (_, changes, reason) => {
    expect(judge([approved], changes)).toEqual({ valid: false, reason });
  });

  test('is not there by itself', () => {
    expect(judge([])).toEqual({ valid: false, reason: 'The plan is not approved.' });
  });

  test('loses against a concurrent cancellation', () => {
    const cancelled = aLine('01B', 'deployment.cancelled', {}, { by: 'Grace' });
    expect(judge([approved, cancelled])).toEqual({ valid: false, reason: 'The deployment was cancelled by Grace.' });
  });

  test('can be given again after a cancellation', () => {
    const cancelled = aLine('01A', 'deployment.cancelled', {});
    const again = aLine('01B', 'approval.granted', anApproval(), { parents: ['01A'] });
    expect(judge([cancelled, again]).valid).toBe(true);
  });

  test('is not relied on when the log is damaged', () => {
    expect(judge([approved, 'rubbish'])).toEqual({
      valid: false,
      reason: 'The approval cannot be relied on. Line 2 of the deployment log cannot be used: This line is not JSON.',
    });
  });

  test('survives a line torn by a crash', () => {
    expect(judge([approved, aLine('01B', 'deployment.cancelled', {}).slice(0, 40)]).valid).toBe(true);
  });
});
