import type { ReleaseCommit, Facts } from './facts/schema';

/** A revert of more commits than this is written as a loop over the range. */
export const REVERT_LIMIT = 30;

/** One revert for each commit, in the order given, a merge against its first parent: https://git-scm.com/docs/git-revert. */
export function revertsOf(commits: readonly ReleaseCommit[]): readonly string[] {
  return commits.map(({ id, merge }) => `git revert --no-edit ${merge ? '-m 1 ' : ''}${id}`);
}

/** The same reverts as one command, newest first; the first one that fails ends it. */
export function revertLoop({ base, head }: Pick<Facts['release'], 'base' | 'head'>): string {
  return [
    `git rev-list --first-parent ${base.commit}..${head.commit} | while read -r commit; do`,
    `if git rev-parse --quiet --verify "$commit^2" >/dev/null;`,
    `then git revert --no-edit -m 1 "$commit" || exit 1;`,
    `else git revert --no-edit "$commit" || exit 1; fi; done`,
  ].join(' ');
}
