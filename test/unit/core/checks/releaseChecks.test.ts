import { describe, expect, test } from 'vitest';
import { checkIds } from '../../../../src/core/checks/checks';
import {
  DEFAULT_REMOTE_MAX_AGE_SECONDS,
  describeAge,
  judgeReleaseCheck,
} from '../../../../src/core/checks/releaseChecks';
import type { Drift, RemoteState } from '../../../../src/core/release';

const tracked: RemoteState = {
  kind: 'tracked',
  headPushed: true,
  defaultBranch: 'origin/main',
  behind: 0,
  ageSeconds: 600,
};
const judge = (id: string, { drift = { kind: 'none' }, remote = tracked }: { drift?: Drift; remote?: RemoteState }) => {
  const judgement = judgeReleaseCheck(id, { drift, remote });
  return judgement && [judgement.verdict, judgement.evidence.summary];
};

describe('checks on the repository', () => {
  test.each<[string, string, Parameters<typeof judge>[1], string, string]>([
    ['no change', checkIds.clean, {}, 'pass', 'The checkout is exactly the release head.'],
    [
      'uncommitted changes',
      checkIds.clean,
      { drift: { kind: 'changed', committed: ['a'], uncommitted: ['b', 'c'] } },
      'fail',
      '2 uncommitted changes: b, c. Stash them, or commit them and update the plan.',
    ],
    [
      'later commits',
      checkIds.clean,
      { drift: { kind: 'changed', committed: ['a'], uncommitted: [] } },
      'fail',
      'The checked-out commit differs from the release head in 1 file: a. Check out the release head, or update the plan.',
    ],
    ['no answer', checkIds.clean, { drift: { kind: 'unknown', reason: 'git failed.' } }, 'unknown', 'git failed.'],
    ['a pushed head', checkIds.pushed, {}, 'pass', 'A remote-tracking branch contains the release head.'],
    [
      'a head not pushed',
      checkIds.pushed,
      { remote: { ...tracked, headPushed: false } },
      'fail',
      'No remote-tracking branch contains the release head. Push it, or fetch if it was pushed elsewhere.',
    ],
    [
      'no remote',
      checkIds.pushed,
      { remote: { kind: 'none' } },
      'pass',
      'Not applicable: the repository has no remote.',
    ],
    ['an unknown remote', checkIds.pushed, { remote: { kind: 'unknown', reason: 'Why.' } }, 'unknown', 'Why.'],
    [
      'a fresh default branch',
      checkIds.upToDate,
      {},
      'pass',
      'The release contains all of origin/main, last fetched 10 minutes ago.',
    ],
    [
      'one commit missing',
      checkIds.upToDate,
      { remote: { ...tracked, behind: 1 } },
      'fail',
      'The release lacks 1 commit of origin/main. Merge it and plan again.',
    ],
    [
      'commits missing, however old the answer',
      checkIds.upToDate,
      { remote: { ...tracked, behind: 3, ageSeconds: null } },
      'fail',
      'The release lacks 3 commits of origin/main. Merge it and plan again.',
    ],
    [
      'refs that are too old',
      checkIds.upToDate,
      { remote: { ...tracked, ageSeconds: DEFAULT_REMOTE_MAX_AGE_SECONDS + 1 } },
      'unknown',
      'origin/main was last fetched 1 day ago. Run `git fetch`.',
    ],
    [
      'refs of unknown age',
      checkIds.upToDate,
      { remote: { ...tracked, ageSeconds: null } },
      'unknown',
      'Nobody can tell when origin/main was last fetched. Run `git fetch`.',
    ],
    [
      'an unknown default branch',
      checkIds.upToDate,
      { remote: { ...tracked, defaultBranch: null } },
      'unknown',
      "The remote's default branch is not known. Run `git remote set-head origin --auto`.",
    ],
    [
      'no remote at all',
      checkIds.upToDate,
      { remote: { kind: 'none' } },
      'pass',
      'Not applicable: the repository has no remote.',
    ],
    [
      'a remote that cannot be read',
      checkIds.upToDate,
      { remote: { kind: 'unknown', reason: 'Why.' } },
      'unknown',
      'Why.',
    ],
  ])('%s (%s)', (_, id, state, verdict, summary) => {
    expect(judge(id, state)).toEqual([verdict, summary]);
  });

  test('refs exactly at the limit still count', () => {
    expect(judge(checkIds.upToDate, { remote: { ...tracked, ageSeconds: DEFAULT_REMOTE_MAX_AGE_SECONDS } })?.[0]).toBe(
      'pass',
    );
  });

  test('say nothing about other checks', () => {
    expect(judge('tests', {})).toBeUndefined();
  });
});

test.each([
  [0, 'less than a minute'],
  [59, 'less than a minute'],
  [60, '1 minute'],
  [7199, '1 hour'],
  [86_400, '1 day'],
  [200_000, '2 days'],
])('an age of %d s is %s', (seconds, expected) => {
  expect(describeAge(seconds)).toBe(expected);
});
