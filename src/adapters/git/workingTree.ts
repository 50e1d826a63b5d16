import { stat } from 'node:fs/promises';
import { UserFacingError } from '../../flow/errors';
import type { Repository } from '../../flow/ports';
import type { Gateway } from './gateway';

/** A gateway and where it stands. */
export interface OpenedTree {
  readonly gateway: Gateway;
  readonly place: Pick<Repository, 'root' | 'prefix'>;
}

export type WorkingTreeChanges = Omit<Awaited<ReturnType<Repository['changesSince']>>, 'committed'>;

/** Submodules inside submodules deeper than this are not looked into. */
const DEEPEST_SUBMODULE = 5;
/** Argument lists stay below the smallest limit of the systems we run on. */
const PATHS_PER_CALL = 500;

/**
 * What differs between the checked-out commit, the index and the working tree, by paths relative to the root. git itself
 * would run programs to find out about some files, and would look into submodules with the settings of their own
 * repositories: those files are undecided, and submodules are read through a gateway of their own.
 */
export async function readWorkingTree(
  tree: OpenedTree,
  open: (folder: string) => Promise<OpenedTree>,
  depth = 0,
): Promise<WorkingTreeChanges> {
  const { gateway, place } = tree;
  const listing = await gateway.run([
    'status',
    '--porcelain=v1',
    '-z',
    '--untracked-files=all',
    '--no-renames',
    '--ignore-submodules=dirty',
  ]);
  const entries = listing.split('\0').flatMap((entry) => {
    return entry === '' ? [] : [{ code: entry.slice(0, 2), path: entry.slice(3) }];
  });
  const filtered = await filteredPaths(
    tree,
    entries.flatMap(({ code, path }) => (code === ' M' ? [path] : [])),
  );
  const index = await readIndex(tree);
  const changes: WorkingTreeChanges = {
    uncommitted: entries.flatMap(({ path }) => (filtered.has(path) ? [] : [path])),
    untracked: entries.flatMap(({ code, path }) => (code === '??' ? [path] : [])),
    undecided: [
      ...[...filtered].map((path) => ({
        path,
        why: 'its attributes name a filter program, which is not run. Run `git status` yourself and try again.',
      })),
      ...(await overlookedPaths(gateway, index)),
    ],
  };
  const submodules = index.flatMap(({ mode, path }) => (mode === '160000' ? [path] : []));
  return joinChanges([changes, ...(await readSubmodules(place.root, submodules, open, depth))]);
}

/** Those of the paths whose content git could only compare by running a filter. */
async function filteredPaths({ gateway, place }: OpenedTree, paths: readonly string[]): Promise<ReadonlySet<string>> {
  const filtered = new Set<string>();
  if (gateway.filters.size === 0) return filtered;
  const up = upToRoot(place.prefix);
  for (let start = 0; start < paths.length; start += PATHS_PER_CALL) {
    const batch = paths.slice(start, start + PATHS_PER_CALL);
    const answer = await gateway.run(['check-attr', '-z', 'filter', '--', ...batch.map((path) => up + path)]);
    const fields = answer.split('\0');
    batch.forEach((path, index) => {
      if (gateway.filters.has(fields[index * 3 + 2] ?? '')) filtered.add(path);
    });
  }
  return filtered;
}

interface IndexEntry {
  /** `H`; lower case for assume-unchanged, `S` or `s` for skip-worktree. */
  readonly tag: string;
  readonly mode: string;
  readonly path: string;
}

async function readIndex({ gateway, place }: OpenedTree): Promise<readonly IndexEntry[]> {
  const whole = place.prefix === '' ? [] : ['--', upToRoot(place.prefix)];
  const listing = await gateway.run(['ls-files', '--stage', '-v', '--full-name', '-z', ...whole]);
  return listing.split('\0').flatMap((line) => {
    const found = /^(\S) (\d+) [0-9a-f]+ \d\t(.+)$/su.exec(line);
    return found === null ? [] : [{ tag: found[1] ?? '', mode: found[2] ?? '', path: found[3] ?? '' }];
  });
}

/** Files that git was told not to look at. In a sparse checkout it looks at those that are there all the same. */
async function overlookedPaths(
  gateway: Gateway,
  index: readonly IndexEntry[],
): Promise<WorkingTreeChanges['undecided']> {
  const marked = index.filter(({ tag }) => tag === 'S' || tag !== tag.toUpperCase());
  if (marked.length === 0) return [];
  const sparse = (await gateway.ask(['config', '--type=bool', '--get', 'core.sparseCheckout']))?.trim() === 'true';
  return marked.flatMap(({ tag, path }) =>
    tag === 'S' && sparse
      ? []
      : [{ path, why: 'git was told not to look at it (`git update-index --assume-unchanged` or `--skip-worktree`).' }],
  );
}

async function readSubmodules(
  root: string,
  paths: readonly string[],
  open: (folder: string) => Promise<OpenedTree>,
  depth: number,
): Promise<readonly WorkingTreeChanges[]> {
  const found: WorkingTreeChanges[] = [];
  for (const path of paths) {
    const folder = `${root}/${path}`;
    const isCheckedOut = await stat(`${folder}/.git`).then(
      () => true,
      () => false,
    );
    if (!isCheckedOut) continue;
    const below = (inner: string): string => `${path}/${inner}`;
    try {
      if (depth >= DEEPEST_SUBMODULE) throw new UserFacingError('environment', 'its submodules are nested too deeply.');
      const inner = await readWorkingTree(await open(folder), open, depth + 1);
      found.push({
        uncommitted: inner.uncommitted.map(below),
        untracked: inner.untracked.map(below),
        undecided: inner.undecided.map(({ path: at, why }) => ({ path: below(at), why })),
      });
    } catch (error) {
      if (!(error instanceof UserFacingError)) throw error;
      found.push({ uncommitted: [], untracked: [], undecided: [{ path, why: error.message }] });
    }
  }
  return found;
}

function joinChanges(all: readonly WorkingTreeChanges[]): WorkingTreeChanges {
  return {
    uncommitted: all.flatMap(({ uncommitted }) => uncommitted),
    untracked: all.flatMap(({ untracked }) => untracked),
    undecided: all.flatMap(({ undecided }) => undecided),
  };
}

/** The root as seen from the opened folder: empty, or `../` for each folder in between. */
function upToRoot(prefix: string): string {
  return prefix === '' ? '' : '../'.repeat(prefix.split('/').length);
}
