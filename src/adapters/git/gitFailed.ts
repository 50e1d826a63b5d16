import { GitError } from 'simple-git';
import { environmentFailed, UserFacingError } from '../../flow/errors';

export const GIT_MISSING = 'git was not found. Install git 2.38 or newer and try again.';

/** A call that did not end with exit code 0. */
export class GitFailed extends GitError {
  /** Null when git did not exit by itself. */
  readonly exitCode: number | null;
  /** What git printed for people, in English. */
  readonly reason: string;

  constructor(exitCode: number | null, reason: string) {
    super(undefined, reason);
    this.exitCode = exitCode;
    this.reason = reason;
  }
}

/** Failures that a person can do something about, by what git says. */
const knownFailures: readonly (readonly [RegExp, string])[] = [
  [
    /dubious ownership/iu,
    'git does not trust this folder because another user owns it. Add it to `safe.directory` in your git configuration.',
  ],
  [/not a git repository/iu, 'This folder is not in a git repository. Run `git init` and commit first.'],
  [
    /must be run in a work tree/iu,
    'This folder is not in the working tree of a git repository. Choose a checked-out folder.',
  ],
  [
    /promisor remote|lazy fetching disabled|transport '[^']*' not allowed/iu,
    'This is a partial clone that lacks objects of the release. Clone the repository in full and try again.',
  ],
];

/** The error of a git call as a person should read it. */
export function explainFailure(error: Error): Error {
  if (error instanceof UserFacingError) return error;
  if (/spawn .*ENOENT|ENOENT.*spawn/u.test(error.message)) return environmentFailed(GIT_MISSING, error);
  if (error.message.includes('block timeout reached')) {
    return environmentFailed('git did not answer for a minute and was ended. Try again.', error);
  }
  if (!(error instanceof GitError)) return error;
  if (!(error instanceof GitFailed))
    return environmentFailed(`git could not be run: ${firstLine(error.message)}`, error);
  const known = knownFailures.find(([pattern]) => pattern.test(error.reason));
  if (known !== undefined) return environmentFailed(known[1], error);
  const line = firstLine(error.reason);
  return environmentFailed(line === '' ? 'git ended without saying why.' : `git failed: ${line}`, error);
}

function firstLine(text: string): string {
  return (
    text
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim() ?? ''
  );
}
