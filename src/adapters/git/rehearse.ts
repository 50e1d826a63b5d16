import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Rehearsal, RehearsedCommit } from '../../core/rehearsal';
import { UserFacingError } from '../../flow/errors';
import type { Gateway } from './gateway';
import { type RangeCommit, type RangeReading, readRange } from './rehearsalRange';
import { type ScratchGit, withScratchGit } from './scratchGit';
import { findStaleFile, NotAsked } from './staleFiles';

/** Three commits by their ids. */
export interface RehearsedRange {
  readonly base: string;
  readonly head: string;
  /** On top of what the release is taken back. */
  readonly onto: string;
}

/** Why a rehearsal came to no verdict. */
class Undecided extends Error {}

/** Settings that decide the outcome of a merge; everything else about merges is the same everywhere. */
const mergeSettings = new Set([
  'merge.renames',
  'merge.renamelimit',
  'merge.directoryrenames',
  'merge.renormalize',
  'merge.default',
  'diff.renames',
  'diff.renamelimit',
  'diff.algorithm',
  'core.attributesfile',
  'core.ignorecase',
  'core.autocrlf',
  'core.eol',
  'core.bigfilethreshold',
]);

/**
 * Takes a release back without touching the repository: for each commit the three-way merge that `git revert` does, with
 * `git merge-tree` (https://git-scm.com/docs/git-merge-tree) in a scratch repository that borrows the objects. A revert
 * merges the change from the commit to its first parent into what is there; a merge whose outcome is certain (one side
 * did not change) is not run. `inTree` is called with a checkout of the result when every revert was clean.
 */
export async function rehearse(
  {
    gateway,
    shallow,
    signal,
  }: {
    readonly gateway: Gateway;
    readonly shallow: boolean;
    readonly signal: AbortSignal;
  },
  { base, head, onto }: RehearsedRange,
  inTree?: (folder: string) => Promise<void>,
): Promise<Rehearsal> {
  const reading = await readable(() => readRange(gateway, base, head, shallow));
  const untouched = reading.commits.map((commit) => asRehearsed(commit, 'not reached'));
  if (reading.kind === 'undecidable') return unknown(reading.reason, untouched);
  const { commits } = reading;
  const trees = (await gateway.run(['rev-parse', `${onto}^{tree}`, `${base}^{tree}`])).split('\n');
  const [start = '', baseTree = ''] = trees;
  const [objects = '', attributes = ''] = (
    await gateway.run(['rev-parse', '--path-format=absolute', '--git-path', 'objects', '--git-path', 'info/attributes'])
  ).split('\n');
  const place = {
    binary: gateway.binary,
    objects,
    attributes,
    format: base.length === 64 ? 'sha256' : 'sha1',
    settings: gateway.settings
      .filter(({ scope, key }) => scope !== 'command' && mergeSettings.has(key.toLowerCase()))
      .map(({ key, value }) => [key, value] as const),
    signal,
  } as const;
  return withScratchGit(place, async (scratch) => {
    const rehearsed: RehearsedCommit[] = [];
    const rest = (): readonly RehearsedCommit[] => untouched.slice(rehearsed.length);
    try {
      const merger = openMerger(gateway, scratch);
      let tree = start;
      const reached = [start];
      for (const commit of commits) {
        const merged = await merger.revert(commit, tree);
        if (merged.kind === 'conflict') {
          rehearsed.push(asRehearsed(commit, 'conflict', merged.paths));
          return { verdict: 'conflict', commits: [...rehearsed, ...rest()], tree: null, restoresBase: null };
        }
        rehearsed.push(asRehearsed(commit, merged.tree === tree ? 'empty' : 'clean'));
        tree = merged.tree;
        reached.push(tree);
      }
      const refused = await findRefused(scratch, commits, reached);
      if (refused !== undefined)
        return unknown(refused.reason, [...rehearsed.slice(0, refused.step), ...untouched.slice(refused.step)]);
      if (inTree !== undefined) await inTree(await checkOut(scratch, tree));
      return { verdict: 'clean', commits: rehearsed, tree, restoresBase: tree === baseTree };
    } catch (error) {
      if (error instanceof Undecided) return unknown(error.message, [...rehearsed, ...rest()]);
      throw error;
    }
  });
}

/** What git cannot read here it cannot revert either. */
async function readable(read: () => Promise<RangeReading>): Promise<RangeReading> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UserFacingError) return { kind: 'undecidable', reason: error.message, commits: [] };
    throw error;
  }
}

function unknown(reason: string, commits: readonly RehearsedCommit[]): Rehearsal {
  return { verdict: 'unknown', reason, commits, tree: null, restoresBase: null };
}

function asRehearsed(
  { id, merge }: RangeCommit,
  verdict: RehearsedCommit['verdict'],
  conflicts: readonly string[] = [],
): RehearsedCommit {
  return { id, merge, verdict, conflicts };
}

type Merged =
  { readonly kind: 'clean'; readonly tree: string } | { readonly kind: 'conflict'; readonly paths: readonly string[] };

function openMerger(
  gateway: Gateway,
  scratch: ScratchGit,
): { readonly revert: (commit: RangeCommit, tree: string) => Promise<Merged> } {
  const drivers = new Set(
    gateway.settings.flatMap(({ scope, key }) => {
      const name = /^merge\.(.+)\.driver$/isu.exec(key)?.[1];
      return name === undefined || scope === 'command' ? [] : [name];
    }),
  );
  const usual = gateway.settings.findLast(({ scope, key }) => scope !== 'command' && key === 'merge.default')?.value;
  const renormalizes = gateway.settings.some(
    ({ key, value, scope }) => scope !== 'command' && /^merge\.renormalize$/iu.test(key) && value !== 'false',
  );
  /** Whether the attributes files in the scratch working tree are those of the tree that is reached. */
  let attributesStand = false;
  const revert = async (commit: RangeCommit, tree: string): Promise<Merged> => {
    // The cases of which git asks neither contents nor attributes.
    if (commit.tree === commit.parentTree || tree === commit.parentTree) return { kind: 'clean', tree };
    if (tree === commit.tree) return { kind: 'clean', tree: commit.parentTree };
    if (renormalizes && gateway.filters.size > 0) {
      throw new Undecided('`merge.renormalize` is on and filters are configured: git would run them to merge.');
    }
    if (!attributesStand) await putAttributes(scratch, tree);
    attributesStand = true;
    await refuseDrivers(scratch, drivers, commit, usual);
    return merge(gateway, scratch, commit, tree);
  };
  return {
    revert: async (commit, tree) => {
      const merged = await revert(commit, tree);
      if (commit.changesAttributes) attributesStand = false;
      return merged;
    },
  };
}

async function merge(gateway: Gateway, scratch: ScratchGit, commit: RangeCommit, tree: string): Promise<Merged> {
  const base = await scratch.commit(commit.tree);
  const [ours, theirs] = await Promise.all([scratch.commit(tree, base), scratch.commit(commit.parentTree, base)]);
  const { exitCode, output, complaint } = await scratch.run([
    'merge-tree',
    '--write-tree',
    '-z',
    '--name-only',
    '--no-messages',
    ours,
    theirs,
  ]);
  const [result = '', ...rest] = output.toString('utf8').split('\0');
  if ((exitCode !== 0 && exitCode !== 1) || !/^[0-9a-f]{40,64}$/u.test(result)) {
    throw new Undecided(`git could not merge: ${complaint.split('\n', 1)[0]?.trim() ?? ''}`);
  }
  if (exitCode === 0) return { kind: 'clean', tree: result };
  const paths = rest.filter(Boolean);
  const submodule = paths.find((path) => commit.submodules.has(path));
  if (submodule !== undefined) {
    throw new Undecided(
      `Both sides changed the submodule ${submodule}, and only its own repository tells how to merge.`,
    );
  }
  return { kind: 'conflict', paths: await withGitsNames(gateway, paths, { commit, ours, theirs }) };
}

/** Where a file and a folder want one name, git appends the name of a side; `git revert` has other names for them. */
async function withGitsNames(
  gateway: Gateway,
  paths: readonly string[],
  { commit, ours, theirs }: { readonly commit: RangeCommit; readonly ours: string; readonly theirs: string },
): Promise<readonly string[]> {
  if (!paths.some((path) => path.includes(`~${ours}`) || path.includes(`~${theirs}`))) return paths;
  const [short = '', subject = ''] = (
    await gateway.run(['log', '-1', '--no-show-signature', '--format=%h%x00%s', commit.id, '--'])
  )
    .replace(/\n$/u, '')
    .split('\0');
  const label = `parent of ${short} (${subject})`.replaceAll('/', '_');
  return paths.map((path) => path.replace(`~${ours}`, '~HEAD').replace(`~${theirs}`, `~${label}`)).sort();
}

/** git reads attributes from the working tree, which is what `git revert` would find there. */
async function putAttributes(scratch: ScratchGit, tree: string): Promise<void> {
  await rm(scratch.tree, { recursive: true, force: true });
  await mkdir(scratch.tree);
  const listing = await decided(scratch, ['ls-tree', '-r', '-z', '--full-tree', tree]);
  const files = listing.split('\0').flatMap((entry) => {
    const [, id, path] = /^100\d{3} blob ([0-9a-f]+)\t((?:.*\/)?\.gitattributes)$/su.exec(entry) ?? [];
    return id === undefined || path === undefined ? [] : [{ id, path }];
  });
  for (const { id, path } of files) {
    const { exitCode, output } = await scratch.run(['cat-file', 'blob', id]);
    if (exitCode !== 0) throw new Undecided(`The attributes of ${path} cannot be read.`);
    const file = join(scratch.tree, ...path.split('/'));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, output);
  }
}

/** A merge driver is a program; what it would make of a file nobody can tell without running it. */
async function refuseDrivers(
  scratch: ScratchGit,
  drivers: ReadonlySet<string>,
  { paths }: RangeCommit,
  usual: string | undefined,
): Promise<void> {
  if (drivers.size === 0) return;
  const input = paths.map((path) => `${path}\0`).join('');
  const answers = (await decided(scratch, ['check-attr', '-z', '--stdin', 'merge'], input)).split('\0');
  for (let index = 0; index + 2 < answers.length; index += 3) {
    const [path = '', , value = ''] = answers.slice(index, index + 3);
    const driver = value === 'unspecified' ? usual : value;
    if (driver !== undefined && drivers.has(driver)) {
      throw new Undecided(`${path} is merged by the program "${driver}", which is not run.`);
    }
  }
}

/** A revert that git may refuse after an earlier one, though nothing conflicts; `step` 0 is the first. */
async function findRefused(
  scratch: ScratchGit,
  commits: readonly RangeCommit[],
  trees: readonly string[],
): Promise<{ readonly step: number; readonly reason: string } | undefined> {
  const changing = commits.findIndex(({ changesAttributes }) => changesAttributes);
  if (changing < 0) return undefined;
  await putAttributes(scratch, trees[0] ?? '');
  const paths = [...new Set(commits.flatMap((commit) => commit.paths))];
  const stale = await findStaleFile(scratch, trees, paths).catch((error: unknown) => {
    if (error instanceof NotAsked) throw new Undecided(`git could not check the release out: ${error.message}`);
    throw error;
  });
  if (stale === undefined) return undefined;
  const { step, path } = stale;
  const short = (at: number): string => commits[at]?.id.slice(0, 10) ?? '';
  const cause =
    step > changing
      ? `Reverting ${short(changing)} changes in \`.gitattributes\` how ${path} is written, and git leaves the file as it was`
      : `\`.gitattributes\` asks for other line endings than ${path} is committed with`;
  return {
    step,
    reason: `${cause}: it then takes the file for edited and may refuse to revert ${short(step)} ("Your local changes to the following files would be overwritten by merge"). Check ${path} out again before that revert.`,
  };
}

async function checkOut(scratch: ScratchGit, tree: string): Promise<string> {
  await rm(scratch.tree, { recursive: true, force: true });
  await mkdir(scratch.tree);
  await decided(scratch, ['read-tree', '--reset', '-u', tree]);
  return scratch.tree;
}

async function decided(scratch: ScratchGit, args: readonly string[], input?: string): Promise<string> {
  const { exitCode, output, complaint } = await scratch.run(args, input);
  if (exitCode === 0) return output.toString('utf8');
  throw new Undecided(`git ${args[0] ?? ''} failed: ${complaint.split('\n', 1)[0]?.trim() ?? ''}`);
}
