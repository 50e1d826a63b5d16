import { shellWord } from '../../plan/blanks';

/** Runs a command in a folder below the planned one; the terminal stays where it is. */
export function within(folder: string, command: string): string {
  return folder === '.' ? command : `(cd ${shellWord(folder)} && ${command})`;
}

/**
 * Runs a command in a checkout of its own, at the planned folder, and removes the checkout when it has succeeded:
 * https://git-scm.com/docs/git-worktree. No hook of the repository runs for the checkout itself.
 */
export function inCheckout(commit: string, command: string): string {
  return `checkout="$(mktemp -d)" && git -c core.hooksPath=/dev/null worktree add --detach "$checkout" ${commit} && prefix="$(git rev-parse --show-prefix)" && (cd "$checkout/$prefix" && ${command}) && git worktree remove --force "$checkout"`;
}
