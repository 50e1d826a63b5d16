import { readFile, stat } from 'node:fs/promises';
import type { RemoteState } from '../../core/release';
import type { Gateway } from './gateway';

/** A branch by its full name and by the one people use, e.g. `refs/remotes/origin/main` and `origin/main`. */
export interface BranchRef {
  readonly ref: string;
  /** The commit it stands on. */
  readonly tip: string;
  readonly name: string;
}

/** The default branch, remote-tracking where there is a remote. */
export async function findDefaultBranch(gateway: Gateway): Promise<BranchRef | undefined> {
  const [remote] = gateway.remotes;
  const folder = remote === undefined ? 'refs/heads' : `refs/remotes/${remote}`;
  const usual = ['main', 'master', 'trunk'].map((name) => `${folder}/${name}`);
  const wanted = remote === undefined ? usual : [`${folder}/HEAD`, ...usual];
  const listing = await gateway.run(['for-each-ref', '--format=%(refname)%09%(symref)%09%(objectname)', ...wanted]);
  const found = listing.split('\n').map((line) => line.split('\t'));
  for (const name of wanted) {
    const [, target = '', tip = ''] = found.find(([ref]) => ref === name) ?? [];
    const ref = target === '' ? name : target;
    if (tip !== '') return { ref, tip, name: ref.replace(/^refs\/(?:remotes|heads)\//u, '') };
  }
  return undefined;
}

/** Where remote-tracking refs are read. */
interface Tracking {
  readonly gateway: Gateway;
  readonly shallow: boolean;
  readonly gitFolder: string;
}

export async function readRemoteState(
  { gateway, shallow, gitFolder }: Tracking,
  head: string,
  counts: (path: string) => boolean,
): Promise<RemoteState> {
  if (gateway.remotes.length === 0) return { kind: 'none' };
  if (shallow) {
    return { kind: 'unknown', reason: 'This is a shallow clone: its history is cut off. Run `git fetch --unshallow`.' };
  }
  const containing = await gateway.run([
    'for-each-ref',
    '--count=1',
    '--contains',
    head,
    '--format=%(refname)',
    'refs/remotes',
  ]);
  const branch = await findDefaultBranch(gateway);
  return {
    kind: 'tracked',
    headPushed: containing.trim() !== '',
    defaultBranch: branch?.name ?? null,
    behind: branch === undefined ? 0 : await countBehind(gateway, head, branch.tip, counts),
    ageSeconds: branch === undefined ? null : await readAge(gateway, gitFolder, branch),
  };
}

/** The commits that `head` lacks; none where they change nothing together that counts. */
async function countBehind(
  gateway: Gateway,
  head: string,
  tip: string,
  counts: (path: string) => boolean,
): Promise<number> {
  const behind = Number(await gateway.run(['rev-list', '--count', `${head}..${tip}`, '--']));
  if (behind === 0) return 0;
  const [forkPoint = ''] = ((await gateway.ask(['merge-base', head, tip])) ?? '').split('\n');
  if (forkPoint === '') return behind;
  const changed = await gateway.run(['diff-tree', '-r', '-z', '--name-only', '--no-renames', forkPoint, tip]);
  return changed.split('\0').some((path) => path !== '' && counts(path)) ? behind : 0;
}

/**
 * Seconds since this clone last heard of the remote-tracking ref; null when nothing tells. A fetch that changed nothing
 * leaves its trace in FETCH_HEAD only, one that changed something (or a push) in the ref's own log, a clone in the log of
 * the remote's HEAD.
 */
async function readAge(gateway: Gateway, gitFolder: string, { ref, tip }: BranchRef): Promise<number | null> {
  const [own] = await readReflog(gateway, ref);
  const newest =
    Math.max(await fetchedAt(`${gitFolder}/FETCH_HEAD`, tip), own?.at ?? 0) || (await clonedAt(gateway, ref));
  return newest === 0 ? null : Math.max(0, Math.round(Date.now() / 1000 - newest));
}

/** When FETCH_HEAD last named the commit that the ref stands on, in seconds since 1970; 0 when it does not. */
async function fetchedAt(fetchHead: string, tip: string): Promise<number> {
  try {
    const fetched = await readFile(fetchHead, 'latin1');
    const isNamed = fetched.split('\n').some((line) => line.startsWith(`${tip}\t`));
    return isNamed ? (await stat(fetchHead)).mtimeMs / 1000 : 0;
  } catch {
    // Nothing was fetched here yet.
    return 0;
  }
}

/** When the remote of the ref was cloned, in seconds since 1970; 0 when it was not, or nobody wrote that down. */
async function clonedAt(gateway: Gateway, ref: string): Promise<number> {
  const remoteHead = `${ref.split('/').slice(0, 3).join('/')}/HEAD`;
  const entries = await readReflog(gateway, remoteHead);
  return entries.find(({ message }) => message.startsWith('clone: '))?.at ?? 0;
}

/** The newest entries of a ref's own log. */
async function readReflog(
  gateway: Gateway,
  ref: string,
): Promise<readonly { readonly at: number; readonly message: string }[]> {
  const listing = await gateway.ask([
    'log',
    '--walk-reflogs',
    '--max-count=20',
    '--date=unix',
    '--no-show-signature',
    '--format=%gD%x09%gs',
    ref,
    '--',
  ]);
  return (listing ?? '').split('\n').flatMap((line) => {
    const found = /^(.*)@\{(\d+)\}\t(.*)$/u.exec(line);
    // git answers with the log of the branch where a symbolic ref has none of its own.
    return found?.[1] === ref ? [{ at: Number(found[2]), message: found[3] ?? '' }] : [];
  });
}
