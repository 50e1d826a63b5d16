import { assertNever } from '../assertNever';
import type { CheckEvidence, Verdict } from '../log';
import { namePaths, type ReleaseState } from '../release';
import { checkIds } from './checks';

export interface Judgement {
  readonly verdict: Verdict;
  readonly evidence: CheckEvidence;
}

/** Remote-tracking refs older than this say nothing about today, in seconds. */
export const DEFAULT_REMOTE_MAX_AGE_SECONDS = 24 * 3600;

/** Judges the checks that look at the repository itself. Undefined for any other check. */
export function judgeReleaseCheck(
  id: string,
  state: ReleaseState,
  remoteMaxAgeSeconds: number = DEFAULT_REMOTE_MAX_AGE_SECONDS,
): Judgement | undefined {
  switch (id) {
    case checkIds.clean:
      return judgeDrift(state);
    case checkIds.pushed:
      return judgePushed(state);
    case checkIds.upToDate:
      return judgeUpToDate(state, remoteMaxAgeSeconds);
    default:
      return undefined;
  }
}

function judgeDrift({ drift }: ReleaseState): Judgement {
  switch (drift.kind) {
    case 'none':
      return judgement('pass', 'The checkout is exactly the release head.');
    case 'unknown':
      return judgement('unknown', drift.reason);
    case 'changed': {
      if (drift.uncommitted.length > 0) {
        return judgement(
          'fail',
          `${countOf(drift.uncommitted, 'uncommitted change')}: ${namePaths(drift.uncommitted)}. Stash them, or commit them and update the plan.`,
        );
      }
      return judgement(
        'fail',
        `The checked-out commit differs from the release head in ${countOf(drift.committed, 'file')}: ${namePaths(drift.committed)}. Check out the release head, or update the plan.`,
      );
    }
    default:
      return assertNever(drift);
  }
}

function judgePushed({ remote }: ReleaseState): Judgement {
  switch (remote.kind) {
    case 'none':
      return judgement('pass', 'Not applicable: the repository has no remote.');
    case 'unknown':
      return judgement('unknown', remote.reason);
    case 'tracked':
      return remote.headPushed
        ? judgement('pass', 'A remote-tracking branch contains the release head.')
        : judgement(
            'fail',
            'No remote-tracking branch contains the release head. Push it, or fetch if it was pushed elsewhere.',
          );
    default:
      return assertNever(remote);
  }
}

function judgeUpToDate({ remote }: ReleaseState, maxAgeSeconds: number): Judgement {
  switch (remote.kind) {
    case 'none':
      return judgement('pass', 'Not applicable: the repository has no remote.');
    case 'unknown':
      return judgement('unknown', remote.reason);
    case 'tracked': {
      if (remote.defaultBranch === null) {
        return judgement(
          'unknown',
          "The remote's default branch is not known. Run `git remote set-head origin --auto`.",
        );
      }
      if (remote.behind > 0) {
        const commits = `${String(remote.behind)} commit${remote.behind === 1 ? '' : 's'}`;
        return judgement('fail', `The release lacks ${commits} of ${remote.defaultBranch}. Merge it and plan again.`);
      }
      if (remote.ageSeconds === null) {
        return judgement(
          'unknown',
          `Nobody can tell when ${remote.defaultBranch} was last fetched. Run \`git fetch\`.`,
        );
      }
      if (remote.ageSeconds > maxAgeSeconds) {
        return judgement(
          'unknown',
          `${remote.defaultBranch} was last fetched ${describeAge(remote.ageSeconds)} ago. Run \`git fetch\`.`,
        );
      }
      return judgement(
        'pass',
        `The release contains all of ${remote.defaultBranch}, last fetched ${describeAge(remote.ageSeconds)} ago.`,
      );
    }
    default:
      return assertNever(remote);
  }
}

function judgement(verdict: Verdict, summary: string): Judgement {
  return { verdict, evidence: { summary } };
}

function countOf(items: readonly string[], noun: string): string {
  return `${String(items.length)} ${noun}${items.length === 1 ? '' : 's'}`;
}

/** A duration in the largest unit that is at least 1; seconds in. */
export function describeAge(seconds: number): string {
  const units = [
    ['day', 86400],
    ['hour', 3600],
    ['minute', 60],
  ] as const;
  for (const [name, size] of units) {
    const count = Math.floor(seconds / size);
    if (count >= 1) return `${String(count)} ${name}${count === 1 ? '' : 's'}`;
  }
  return 'less than a minute';
}
