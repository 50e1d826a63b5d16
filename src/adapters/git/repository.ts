import { findConflicts, type Place as CodePlace } from '../../core/checks/conflictMarkers';
import { environmentFailed } from '../../flow/errors';
import type { Git, Repository } from '../../flow/ports';
import { type Gateway, openGateway } from './gateway';
import { changedPaths, compare } from './compare';
import { findNewcomers } from './newcomers';
import { parseCommits, parseMessages } from './parse';
import { readObjects } from './readObjects';
import { rehearse } from './rehearse';
import { releaseAt, releasesBefore } from './releaseTags';
import { findDefaultBranch, readRemoteState } from './remoteState';
import { type OpenedTree, readWorkingTree } from './workingTree';

/** The git port over simple-git and the one gateway. */
export const git: Git = {
  open: async (folder, signal) => {
    const { gateway, place } = await openTree(folder, signal);
    return repositoryOver(gateway, place, signal, (inner) => openTree(inner, signal));
  },
};

interface Place extends Pick<Repository, 'folder' | 'root' | 'prefix' | 'shallow'> {
  /** Absolute path of this working tree's own git directory. */
  readonly gitFolder: string;
}

async function openTree(folder: string, signal: AbortSignal): Promise<OpenedTree & { readonly place: Place }> {
  const gateway = await openGateway(folder, signal);
  const answer = await gateway.run([
    'rev-parse',
    '--is-inside-work-tree',
    '--is-shallow-repository',
    '--absolute-git-dir',
    '--show-prefix',
    '--show-toplevel',
  ]);
  const [inside, shallow, gitFolder = '', prefix, root, ...more] = answer.split('\n');
  if (inside !== 'true' || root === undefined || prefix === undefined) {
    throw environmentFailed('This folder is not in the working tree of a git repository. Choose a checked-out folder.');
  }
  if (more.length > 1) throw environmentFailed('A folder with a line break in its name cannot be read. Rename it.');
  const place = { folder, root, prefix: prefix.replace(/\/$/u, ''), shallow: shallow === 'true', gitFolder };
  return { gateway, place };
}

function repositoryOver(
  gateway: Gateway,
  place: Place,
  signal: AbortSignal,
  open: (folder: string) => Promise<OpenedTree>,
): Repository {
  const { folder, root, prefix, shallow, gitFolder } = place;
  return {
    folder,
    root,
    prefix,
    shallow,
    resolveCommit: (name) => resolveCommit(gateway, name),
    currentBranch: async () =>
      (await gateway.ask(['symbolic-ref', '--quiet', 'HEAD']))?.trimEnd().replace(/^refs\/heads\//u, ''),
    identity: () => identity(gateway),
    releaseTags: async (head) => releasesBefore(gateway, commitId(head)),
    releaseTagAt: async (commit) => releaseAt(gateway, commitId(commit)),
    defaultBranch: async () => (await findDefaultBranch(gateway))?.name,
    mergeBase: (one, other) => mergeBase(gateway, one, other),
    commits: async (base, head) =>
      parseCommits(
        await gateway.run([
          'log',
          '-z',
          '--first-parent',
          '--no-show-signature',
          '--encoding=UTF-8',
          '--format=%H%x00%P%x00%an%x00%aI%x00%s%x00%b',
          `${commitId(base)}..${commitId(head)}`,
          '--',
        ]),
      ),
    messages: async (base, head) =>
      parseMessages(
        await gateway.run([
          'log',
          '-z',
          `--max-count=${String(MOST_MESSAGES)}`,
          '--no-show-signature',
          '--encoding=UTF-8',
          '--format=%s%x00%b',
          `${commitId(base)}..${commitId(head)}`,
          '--',
        ]),
      ),
    conflictsAt: async (commit, paths) => conflictsAt(gateway, commitId(commit), place.prefix, paths),
    holdingMarkers: async (paths) => holdingMarkers(gateway, paths),
    newcomers: async (base, head) => findNewcomers(gateway, commitId(base), commitId(head)),
    compare: async (base, head) => compare(gateway, place, commitId(base), commitId(head)),
    changedPaths: async (base, head) => changedPaths(gateway, place, commitId(base), commitId(head)),
    listFiles: async (commit) => listFiles(gateway, commitId(commit), place.prefix),
    readFiles: async (commit, paths) => readObjects(gateway, commitId(commit), place.prefix, paths),
    search: async (commit, texts, extensions) => search(gateway, commitId(commit), texts, extensions),
    changesSince: async (commit) => {
      const differing = await differingPaths(gateway, commitId(commit));
      return {
        committed: differing,
        ...(await readWorkingTree({ gateway, place }, open)),
      };
    },
    remoteState: async (head, counts = () => true) =>
      readRemoteState({ gateway, shallow, gitFolder }, commitId(head), counts),
    rehearse: async ({ base, head, onto }, inTree) =>
      rehearse(
        { gateway, shallow, signal },
        { base: commitId(base), head: commitId(head), onto: commitId(onto) },
        inTree,
      ),
    privatePath: (name) => Promise.resolve(`${gitFolder}/${name}`),
  };
}

/** Messages beyond these tell nobody more: they are hints. */
const MOST_MESSAGES = 2000;

/** Files that are read at a time, so that a large release is never in memory as a whole. */
const AT_A_TIME = 500;

async function conflictsAt(
  gateway: Gateway,
  commit: string,
  prefix: string,
  paths: readonly string[],
): Promise<readonly CodePlace[]> {
  const found: CodePlace[] = [];
  for (let start = 0; start < paths.length; start += AT_A_TIME) {
    const texts = await readObjects(gateway, commit, prefix, paths.slice(start, start + AT_A_TIME));
    for (const [file, text] of texts) found.push(...findConflicts(text).map((line) => ({ file, line })));
  }
  return found;
}

async function holdingMarkers(gateway: Gateway, paths: readonly string[]): Promise<readonly string[]> {
  if (paths.length === 0) return [];
  const fields = ((await gateway.ask(['check-attr', '-z', 'conflict-marker-size', '--', ...paths])) ?? '').split('\0');
  return paths.filter((path) => {
    const at = fields.findIndex((field, index) => index % 3 === 0 && field === path);
    const size = Number(fields[at + 2] ?? Number.NaN);
    return at >= 0 && Number.isInteger(size) && size > 0 && size !== 7;
  });
}

/** Paths that differ between the commit and the one that is checked out. */
async function differingPaths(gateway: Gateway, commit: string): Promise<readonly string[]> {
  const compare = ['diff-tree', '-r', '-z', '--name-only', '--no-renames', commit, 'HEAD'];
  const listing = await gateway.ask(compare);
  if (listing !== undefined) return listing.split('\0').filter(Boolean);
  if ((await resolveCommit(gateway, 'HEAD')) === undefined) {
    throw environmentFailed('No commit is checked out here. Check out the release head.');
  }
  // Whatever else is wrong, git says it again.
  return (await gateway.run(compare)).split('\0').filter(Boolean);
}

/** Whatever else looks like a revision is resolved first: to git it might be an option, or move between two calls. */
function commitId(name: string): string {
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/u.test(name)) throw new Error(`${JSON.stringify(name)} is not a commit id.`);
  return name;
}

async function resolveCommit(gateway: Gateway, name: string): Promise<string | undefined> {
  // A leading dash would be read as an option by some commands; no revision starts with one.
  if (name === '' || name.startsWith('-') || /[\0\n\r]/u.test(name)) return undefined;
  return firstLine(await gateway.ask(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]));
}

/** Branches by the names `defaultBranch` gives them: a tag of that name must not stand in for one. */
async function mergeBase(gateway: Gateway, one: string, other: string): Promise<string | undefined> {
  const resolve = async (name: string): Promise<string | undefined> =>
    (await resolveCommit(gateway, `refs/remotes/${name}`)) ??
    (await resolveCommit(gateway, `refs/heads/${name}`)) ??
    (await resolveCommit(gateway, name));
  const [left, right] = [await resolve(one), await resolve(other)];
  if (left === undefined || right === undefined) return undefined;
  return firstLine(await gateway.ask(['merge-base', left, right]));
}

async function identity(gateway: Gateway): Promise<string | undefined> {
  const ident = await gateway.ask(['var', 'GIT_AUTHOR_IDENT']);
  return /^(.*<[^>]*>) \d+ [+-]\d{4}$/u.exec((ident ?? '').trim())?.[1];
}

/** Every file of the commit below the prefix; submodules are no files. */
async function listFiles(gateway: Gateway, commit: string, prefix: string): Promise<readonly string[]> {
  const below = prefix === '' ? [] : ['--', `${prefix}/`];
  const listing = await gateway.run(['ls-tree', '-r', '-z', '--full-tree', commit, ...below]);
  return listing.split('\0').flatMap((entry) => {
    const path = /^\d+ blob [0-9a-f]+\t(.+)$/su.exec(entry)?.[1];
    return path === undefined ? [] : [prefix === '' ? path : path.slice(prefix.length + 1)];
  });
}

/** Code of others and generated code, where nothing about this service is found. */
const unsearched = ['node_modules', 'vendor', 'third_party', 'dist'].flatMap((name) => [
  `:(exclude,glob)${name}/**`,
  `:(exclude,glob)**/${name}/**`,
]);

async function search(
  gateway: Gateway,
  commit: string,
  texts: readonly string[],
  extensions: readonly string[],
): Promise<readonly string[]> {
  if (texts.length === 0 || extensions.length === 0) return [];
  const patterns = texts.flatMap((text) => ['-e', text]);
  const places = [...extensions.map((extension) => `*.${extension}`), ...unsearched];
  const found = await gateway.grep(['-l', '-z', '-I', '-F', '--no-color', ...patterns, commit, '--', ...places]);
  return (found ?? '').split('\0').flatMap((hit) => {
    const path = hit.startsWith(`${commit}:`) ? hit.slice(commit.length + 1) : '';
    return path === '' ? [] : [path];
  });
}

function firstLine(text: string | undefined): string | undefined {
  const line = text?.split('\n', 1)[0]?.trim();
  return line === '' ? undefined : line;
}
