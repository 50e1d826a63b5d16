import { describe, expect, test } from 'vitest';
import { judgeChecks } from '../../../../src/core/checks/judgeChecks';
import type { ReleaseTraces } from '../../../../src/core/checks/releaseTraces';
import { foldLog } from '../../../../src/core/execution';
import type { Drift } from '../../../../src/core/release';
import { findObstacles } from '../../../../src/core/status';
import { aReadyPlan } from '../../../support/aDeployment';
import { aLine, aLog, aResult } from '../../../support/aLog';

const clean: Drift = { kind: 'none' };
const silent: ReleaseTraces = { messages: [{ subject: 'Add passkeys', body: '' }], changed: [], conflicts: [] };
const error = { file: 'src/auth.ts', line: 7, message: "Cannot find name 'pass'." };

/** The check as it stands with these traces, vouched for or not. */
function judge(
  id: string,
  traces: Partial<ReleaseTraces>,
  { drift = clean, isVouchedFor = true }: { readonly drift?: Drift; readonly isVouchedFor?: boolean } = {},
) {
  const vouched = aResult(id, 'pass', { kind: 'attested', evidence: { summary: 'Vouched for by Ada.' } });
  const record = foldLog(aLog(isVouchedFor ? [aLine('01', 'check.recorded', vouched)] : []));
  const state = { drift, remote: { kind: 'none' } as const, traces: { ...silent, ...traces } };
  const status = judgeChecks(aReadyPlan(), record, state).find(({ check }) => check.id === id);
  return status && { verdict: status.verdict, summary: status.evidence.summary, hints: status.hints ?? [] };
}

describe('critical findings', () => {
  test('stay open while a conflict is committed, whoever vouches for them', () => {
    expect(judge('findings', { conflicts: [{ file: 'src/auth.ts', line: 12 }] })).toEqual({
      verdict: 'fail',
      summary:
        'The release head holds a merge conflict that nobody resolved: src/auth.ts:12. Resolve it, commit and update the plan.',
      hints: [],
    });
  });

  test('name every place up to three', () => {
    const conflicts = ['a', 'b', 'c', 'd'].map((name, index) => ({ file: `src/${name}.ts`, line: index + 1 }));
    expect(judge('findings', { conflicts })?.summary).toBe(
      'The release head holds merge conflicts that nobody resolved: src/a.ts:1, src/b.ts:2, src/c.ts:3 and 1 more. Resolve them, commit and update the plan.',
    );
  });

  test('are not failed by a conflict that may be meant: that is a hint', () => {
    const conflicts = [{ file: 'test/merge.ts', line: 3, meant: 'a test or an example' }];
    expect(judge('findings', { conflicts })).toEqual({
      verdict: 'pass',
      summary: 'Vouched for by Ada.',
      hints: [
        'What looks like a merge conflict stands in test/merge.ts:3 (a test or an example), so it is not counted.',
      ],
    });
  });

  test('stay open while the editor reports errors', () => {
    expect(judge('findings', { errors: [error, { ...error, line: 9 }] })).toEqual({
      verdict: 'fail',
      summary:
        "The editor reports 2 errors in files of the release: src/auth.ts:7, src/auth.ts:9 (Cannot find name 'pass').",
      hints: [],
    });
  });

  test('do not pass because the editor reports none: that is a hint', () => {
    expect(judge('findings', { errors: [] }, { isVouchedFor: false })).toEqual({
      verdict: 'pending',
      summary: 'Nobody has vouched for this yet.',
      hints: ['The editor reports no error in files of the release; it may not have looked at all of them.'],
    });
  });

  test('say nothing about errors where there is no editor', () => {
    expect(judge('findings', {}, { isVouchedFor: false })?.hints).toEqual([]);
  });

  test('are not failed by errors in tests', () => {
    expect(judge('findings', { errors: [{ ...error, file: 'test/auth.ts' }] })).toEqual({
      verdict: 'pass',
      summary: 'Vouched for by Ada.',
      hints: ['The editor reports 1 error in tests, examples and documents: test/auth.ts:7.'],
    });
  });

  test.each<Drift>([
    { kind: 'unknown', reason: 'No commit is checked out here.' },
    { kind: 'changed', committed: ['src/auth.ts'], uncommitted: [] },
  ])('are not failed by errors of a checkout that is not the release ($kind)', (drift) => {
    expect(judge('findings', { errors: [error] }, { drift })).toEqual({
      verdict: 'pass',
      summary: 'Vouched for by Ada.',
      hints: ['What the editor reports is not counted: the checkout is not the release, or nobody can tell.'],
    });
  });

  test('lead to the place that fails them', () => {
    const state = {
      drift: clean,
      remote: { kind: 'none' } as const,
      traces: { ...silent, conflicts: [{ file: 'src/auth.ts', line: 12 }] },
    };
    const checks = judgeChecks(aReadyPlan(), foldLog(aLog([])), state).filter(({ check }) => check.id === 'findings');
    expect(findObstacles(checks, [], clean)).toEqual([
      {
        text: 'Critical findings resolved: failed. The release head holds a merge conflict that nobody resolved: src/auth.ts:12. Resolve it, commit and update the plan.',
        action: { kind: 'open-source', file: 'src/auth.ts', line: 12 },
      },
    ]);
  });
});

describe('traces in git', () => {
  const messages = [
    { subject: 'Merge pull request #318 from ada/passkeys', body: 'Passkeys' },
    { subject: 'Limit attempts (#320)', body: 'Reviewed-by: Grace Hopper <grace@example.com>\nTested-by: Ada\n' },
    { subject: "Merge branch 'audit' into 'main'", body: 'Audit log\n\nSee merge request shop/api!45\n' },
    { subject: 'Merged PR 77: Rename a column', body: 'reviewed-by: Grace Hopper' },
    { subject: 'Merged in audit (pull request #9)', body: 'Reviewed-by: Barbara Liskov <b@example.com>' },
    { subject: 'Mention (#1) in the middle', body: 'It was Reviewed-by: nobody' },
  ];

  test('are shown beside a check that nobody vouched for, and decide nothing', () => {
    expect(judge('review', { messages }, { isVouchedFor: false })).toEqual({
      verdict: 'pending',
      summary: 'Nobody has vouched for this yet.',
      hints: [
        'Merged pull requests in the release: #318, #320, !45 and 2 more.',
        'Reviewed-by in 3 of 6 commits: Grace Hopper, Barbara Liskov.',
      ],
    });
  });

  test('name who tested', () => {
    expect(judge('manual-testing', { messages })?.hints).toEqual(['Tested-by in 1 of 6 commits: Ada.']);
  });

  test.each([
    [['README.md', 'docs/login.html', 'src/auth.ts'], ['The release touches 2 documents: README.md, docs/login.html.']],
    [['src/auth.ts'], ['The release touches no document.']],
    [[], []],
  ])('tell which documents were touched: %j', (changed, hints) => {
    expect(judge('documentation', { changed })?.hints).toEqual(hints);
  });

  test('are silent where there are none', () => {
    expect(['review', 'manual-testing', 'tests'].map((id) => judge(id, {})?.hints)).toEqual([[], [], []]);
  });
});
