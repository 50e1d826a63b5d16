import type { ReleaseTraces } from './checks/releaseTraces';

/** How the checkout differs from the release head, our own files left out. */
export type Drift =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'changed';
      /** Paths that differ between the release head and the checked-out commit. */
      readonly committed: readonly string[];
      /** Paths changed in the working tree or index, untracked files included. */
      readonly uncommitted: readonly string[];
    }
  | { readonly kind: 'unknown'; readonly reason: string };

/** What the remote-tracking refs say. Nothing is fetched: their age tells how much the answer is worth. */
export type RemoteState =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'tracked';
      /** Whether any remote-tracking ref contains the release head. */
      readonly headPushed: boolean;
      /** The remote-tracking ref of the default branch, e.g. `origin/main`; null when it cannot be told. */
      readonly defaultBranch: string | null;
      /** Commits of the default branch that the release head lacks. */
      readonly behind: number;
      /** Age of the remote-tracking refs, in seconds; null when it cannot be told. */
      readonly ageSeconds: number | null;
    }
  | { readonly kind: 'unknown'; readonly reason: string };

/** The release as it stands in the repository right now. */
export interface ReleaseState {
  readonly drift: Drift;
  readonly remote: RemoteState;
  /**
   * The commit on top of which a revert of the release would land today, and those below it that lack nothing but files of
   * ours; absent when nobody can tell.
   */
  readonly revertTips?: readonly string[];
  /** What speaks for or against what people vouch for; absent when nobody can tell. */
  readonly traces?: ReleaseTraces;
}

/**
 * Paths of ours, relative to the git root, that never count as a change of the release. The root itself cannot be one of
 * our folders: everything would be.
 */
export function isOwnPath(path: string, ownFolders: readonly string[]): boolean {
  return ownFolders
    .map((folder) => folder.replace(/^(?:\.\/+)+/u, '').replace(/\/+$/u, ''))
    .some((folder) => folder !== '' && folder !== '.' && (path === folder || path.startsWith(`${folder}/`)));
}

/** Drift from two listings, our own files left out. */
export function driftOf(
  committed: readonly string[],
  uncommitted: readonly string[],
  ownFolders: readonly string[],
): Drift {
  const foreign = (path: string): boolean => !isOwnPath(path, ownFolders);
  const changed = { committed: committed.filter(foreign), uncommitted: uncommitted.filter(foreign) };
  return changed.committed.length + changed.uncommitted.length === 0
    ? { kind: 'none' }
    : { kind: 'changed', ...changed };
}

/** Up to three paths and how many more, for a sentence. */
export function namePaths(paths: readonly string[]): string {
  const named = paths.slice(0, 3).join(', ');
  return paths.length > 3 ? `${named} and ${String(paths.length - 3)} more` : named;
}
