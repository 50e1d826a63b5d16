/** What reverting one commit of the release did. `empty`: nothing was left to take back. */
export interface RehearsedCommit {
  readonly id: string;
  readonly merge: boolean;
  readonly verdict: 'clean' | 'empty' | 'conflict' | 'not reached';
  /** Paths git left unmerged, relative to the root of the repository. */
  readonly conflicts: readonly string[];
}

export const rehearsalVerdicts = ['clean', 'conflict', 'unknown'] as const;
export type RehearsalVerdict = (typeof rehearsalVerdicts)[number];

/** A release taken back on paper: what `git revert` of its commits, newest first, would do on top of a commit. */
export interface Rehearsal {
  readonly verdict: RehearsalVerdict;
  /** Why nobody can tell; present when the verdict is unknown. */
  readonly reason?: string;
  /** First-parent commits of the release, newest first. After the first conflict none is reached. */
  readonly commits: readonly RehearsedCommit[];
  /** The tree that results; null unless every revert was clean. */
  readonly tree: string | null;
  /** Whether that tree is the base's; null unless every revert was clean. */
  readonly restoresBase: boolean | null;
}

/**
 * The commands that do what was rehearsed, newest commit first, a merge against its first parent. None unless all of them
 * were clean: half a revert is no way back. A revert that changes nothing is left out, as git fails on it.
 * https://git-scm.com/docs/git-revert
 */
export function revertCommands({ verdict, commits }: Pick<Rehearsal, 'verdict' | 'commits'>): readonly string[] {
  if (verdict !== 'clean') return [];
  return commits
    .filter((commit) => commit.verdict === 'clean')
    .map(({ id, merge }) => `git revert --no-edit ${merge ? '-m 1 ' : ''}${id}`);
}

/** Whether a command takes commits back, so that a rehearsal says something about it. */
export function isRevert(command: string): boolean {
  return /(?:^|[\s;&|(])git\s+(?:-\S+\s+(?:[^-\s]\S*\s+)?)*revert(?:\s|$)/u.test(command);
}

/** What a rehearsal found, in one or two sentences. */
export function describeRehearsal({
  verdict,
  reason,
  commits,
  conflict,
  restoresBase,
}: {
  readonly verdict: RehearsalVerdict;
  readonly reason?: string | undefined;
  readonly commits: number;
  readonly conflict?:
    { readonly commit: string; readonly paths: readonly string[]; readonly pathCount: number } | undefined;
  readonly restoresBase: boolean | null;
}): string {
  const all = commits === 1 ? 'the commit' : `all ${String(commits)} commits`;
  if (verdict === 'clean') {
    return restoresBase === true
      ? `Reverting ${all} is clean and gives exactly the tree of the base.`
      : `Reverting ${all} is clean; later commits stay.`;
  }
  if (verdict === 'unknown' || conflict === undefined) return `Nobody can tell: ${reason ?? 'no reason was recorded.'}`;
  const [first = 'a file', second] = conflict.paths;
  const more = conflict.pathCount - 1;
  const named = second === undefined || more > 1 ? first : `${first} and ${second}`;
  return `Reverting ${conflict.commit.slice(0, 10)} conflicts in ${named}${more > 1 ? ` and ${String(more)} more files` : ''}.`;
}
