import { chmod, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { git } from '../../../src/adapters/git/repository';
import { looksLikeRelease } from '../../../src/adapters/git/releaseTags';
import { UserFacingError } from '../../../src/flow/errors';
import type { Repository } from '../../../src/flow/ports';
import { neverAborted } from '../../support/fakePorts';
import { gitIn, type GitRepository, isolateGit, makeRepository, temporaryFolders } from '../../support/gitRepository';

isolateGit();
const makeFolder = temporaryFolders();

function open(folder: string): Promise<Repository> {
  return git.open(folder, neverAborted());
}

async function newRepository(name = 'repo'): Promise<GitRepository> {
  return makeRepository(await makeFolder(name));
}

describe.concurrent('changesSince', () => {
  test('sees every way to change something', async () => {
    const repo = await newRepository();
    const files = ['kept', 'edited', 'staged', 'deleted', 'moved', 'mode'];
    const head = await repo.commit('Head', Object.fromEntries(files.map((name) => [name, `${name}\n`])));
    const repository = await open(repo.folder);
    expect(await repository.changesSince(head)).toEqual({
      committed: [],
      uncommitted: [],
      untracked: [],
      undecided: [],
    });
    await repo.write({
      edited: 'x\n',
      staged: 'x\n',
      deleted: undefined,
      'new/file': 'x\n',
      '.gitignore': 'ignored\n',
      ignored: 'x',
    });
    await repo.git('add', 'staged');
    await repo.git('mv', 'moved', 'moved2');
    await chmod(join(repo.folder, 'mode'), 0o755);
    const changes = await repository.changesSince(head);
    expect([...changes.uncommitted].sort()).toEqual(
      ['.gitignore', 'deleted', 'edited', 'mode', 'moved', 'moved2', 'new/file', 'staged'].sort(),
    );
    expect(changes.untracked).toEqual(['.gitignore', 'new/file']);
    expect(changes.committed).toEqual([]);
    await repo.commit('All of it');
    expect([...(await repository.changesSince(head)).committed].sort()).toEqual([...changes.uncommitted].sort());
    expect((await repository.changesSince(head)).uncommitted).toEqual([]);
  });

  test('moving HEAD without changing anything is no change', async () => {
    const repo = await newRepository();
    const head = await repo.commit('Head', { a: 'a\n' });
    await repo.commit('Empty');
    const repository = await open(repo.folder);
    expect((await repository.changesSince(head)).committed).toEqual([]);
  });

  test('from a subfolder it sees the whole repository', async () => {
    const repo = await newRepository();
    const head = await repo.commit('Head', { 'sub/a': 'a\n', b: 'b\n' });
    await repo.write({ b: 'x\n', 'sub/a': 'x\n', c: 'x\n' });
    const repository = await open(join(repo.folder, 'sub'));
    expect(await repository.changesSince(head)).toMatchObject({ uncommitted: ['b', 'sub/a', 'c'], untracked: ['c'] });
  });

  test('a file that git was told not to look at is undecided', async () => {
    const repo = await newRepository();
    const head = await repo.commit('Head', { 'sub/a': 'a\n', b: 'b\n', c: 'c\n' });
    await repo.git('update-index', '--assume-unchanged', 'sub/a');
    await repo.git('update-index', '--skip-worktree', 'b');
    await repo.write({ 'sub/a': 'changed\n', b: 'changed\n' });
    const why = 'git was told not to look at it (`git update-index --assume-unchanged` or `--skip-worktree`).';
    for (const folder of [repo.folder, join(repo.folder, 'sub')]) {
      expect(await (await open(folder)).changesSince(head)).toEqual({
        committed: [],
        uncommitted: [],
        untracked: [],
        undecided: [
          { path: 'b', why },
          { path: 'sub/a', why },
        ],
      });
    }
  });

  test('a sparse checkout is clean', async () => {
    const repo = await newRepository();
    const head = await repo.commit('Head', { 'in/a': 'a\n', 'out/b': 'b\n' });
    await repo.git('sparse-checkout', 'set', 'in');
    expect((await (await open(repo.folder)).changesSince(head)).undecided).toEqual([]);
  });

  test('sees into submodules', async () => {
    const inner = await newRepository('inner');
    await inner.commit('Inner', { 'f.txt': 'f\n' });
    const repo = await newRepository();
    await repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.folder, 'libs/inner');
    const head = await repo.commit('With a submodule');
    const repository = await open(repo.folder);
    expect(await repository.listFiles(head)).toEqual(['.gitmodules']);
    expect((await repository.changesSince(head)).uncommitted).toEqual([]);
    const there = gitIn(join(repo.folder, 'libs/inner'));
    await there.write({ 'f.txt': 'changed\n', 'new.txt': 'new\n' });
    expect(await repository.changesSince(head)).toMatchObject({
      uncommitted: ['libs/inner/f.txt', 'libs/inner/new.txt'],
      untracked: ['libs/inner/new.txt'],
    });
    await there.commit('Moved on');
    expect((await repository.changesSince(head)).uncommitted).toEqual(['libs/inner']);
  });

  test('needs a commit', async () => {
    const repo = await newRepository();
    const head = await repo.commit('Head');
    await repo.git('switch', '--quiet', '--orphan', 'new');
    await expect((await open(repo.folder)).changesSince(head)).rejects.toThrow(
      new UserFacingError('environment', 'No commit is checked out here. Check out the release head.'),
    );
  });
});

describe.concurrent('release tags', () => {
  test('those in the history before head, newest first', async () => {
    const repo = await newRepository();
    const first = await repo.commit('1');
    await repo.tag('v1.9.0');
    await repo.commit('2');
    await repo.tag('v1.10.0', 'Annotated');
    await repo.tag('web@2.0.0');
    await repo.tag('v2.0.0-rc.1');
    await repo.tag('nightly');
    await repo.branch('other');
    await repo.commit('3');
    await repo.tag('v9.0.0');
    await repo.switchTo('main');
    const head = await repo.commit('4');
    await repo.tag('v1.11.0', 'Head itself');
    await repo.git('tag', 'v0.0.1', `${first}^{tree}`);
    const repository = await open(repo.folder);
    const tags = await repository.releaseTags(head);
    expect([...tags].sort()).toEqual(['v1.10.0', 'v1.9.0', 'web@2.0.0']);
    expect(tags[0]).toBe('v1.10.0');
    expect(tags.at(-1)).toBe('v1.9.0');
    expect(await repository.releaseTagAt(head)).toBe('v1.11.0');
    expect(await repository.releaseTagAt(first)).toBe('v1.9.0');
  });

  test.each([
    ...[
      'v1.2.3',
      '1.2',
      'V1.2.3',
      'release-2026-01-31',
      'web@1.2.3',
      'api/v1.2.3',
      'shop-v2.0.0',
      'v1.2.3+build.5',
      'v12',
      '2026.01.31',
    ],
  ])('%s is a release', (tag) => {
    expect(looksLikeRelease(tag)).toBe(true);
  });

  test.each([
    'v1.2.3-rc1',
    'v1.2.3-rc.1',
    'v1.2.3-beta',
    '1.2.3-alpha.2',
    'v2.0.0-next.0',
    'nightly',
    'latest',
    'prod',
    'before-merge',
    'canary-2',
  ])('%s is none', (tag) => {
    expect(looksLikeRelease(tag)).toBe(false);
  });
});

describe.concurrent('remoteState', () => {
  test('of a repository without a remote', async () => {
    const repo = await newRepository();
    const head = await repo.commit('1');
    expect(await (await open(repo.folder)).remoteState(head)).toEqual({ kind: 'none' });
  });

  test('pushed or not, behind or not, and how old the answer is', async () => {
    const repo = await newRepository();
    const old = await repo.commit('1');
    const head = await repo.commit('2', { 'b.txt': '2\n' });
    await repo.addOrigin();
    const ahead = await repo.commit('3');
    const repository = await open(repo.folder);
    const tracked = { kind: 'tracked', defaultBranch: 'origin/main' };
    const state = await repository.remoteState(head);
    expect(state).toMatchObject({ ...tracked, headPushed: true, behind: 0 });
    // The push has just told where the branch is.
    expect(state.kind === 'tracked' ? state.ageSeconds : undefined).toBeLessThan(300);
    expect(await repository.remoteState(ahead)).toMatchObject({ ...tracked, headPushed: false, behind: 0 });
    expect(await repository.remoteState(old)).toMatchObject({ ...tracked, headPushed: true, behind: 1 });
    expect(await repository.remoteState(old, () => false)).toMatchObject({ ...tracked, headPushed: true, behind: 0 });
    expect(await repository.defaultBranch()).toBe('origin/main');
  });

  test('the age is that of the last fetch of this very branch', async () => {
    const repo = await newRepository();
    const head = await repo.commit('1');
    await repo.addOrigin();
    await repo.branch('topic');
    await repo.commit('2');
    await repo.git('push', '--quiet', 'origin', 'topic');
    await repo.git('reflog', 'expire', '--expire=now', '--all');
    const repository = await open(repo.folder);
    const age = async (): Promise<number | null | undefined> => {
      const state = await repository.remoteState(head);
      return state.kind === 'tracked' ? state.ageSeconds : undefined;
    };
    const twoDaysAgo = Date.now() / 1000 - 172_800;
    const fetchHead = join(repo.folder, '.git/FETCH_HEAD');
    expect(await age()).toBeNull();
    await repo.git('fetch', '--quiet', 'origin');
    await utimes(fetchHead, twoDaysAgo, twoDaysAgo);
    expect(await age()).toBeGreaterThanOrEqual(172_800);
    expect(await age()).toBeLessThan(173_100);
    // Fetching something else says nothing about the default branch.
    await repo.git('fetch', '--quiet', 'origin', 'topic');
    expect(await age()).toBeNull();
  });

  test('a fresh clone knows how old it is', async () => {
    const repo = await newRepository();
    const head = await repo.commit('1');
    const clone = join(await makeFolder(), 'clone');
    await repo.git('clone', '--quiet', '--template=', repo.folder, clone);
    const state = await (await open(clone)).remoteState(head);
    expect(state).toMatchObject({ headPushed: true, defaultBranch: 'origin/main' });
    expect(state.kind === 'tracked' ? state.ageSeconds : undefined).toBeLessThan(300);
  });

  test('a shallow clone cannot tell', async () => {
    const repo = await newRepository();
    await repo.commit('1');
    const head = await repo.commit('2');
    const clone = join(await makeFolder(), 'clone');
    await repo.git('clone', '--quiet', '--template=', '--depth=1', `file://${repo.folder}`, clone);
    const repository = await open(clone);
    expect(repository.shallow).toBe(true);
    expect(await repository.remoteState(head)).toEqual({
      kind: 'unknown',
      reason: 'This is a shallow clone: its history is cut off. Run `git fetch --unshallow`.',
    });
  });

  test('a remote HEAD that leads nowhere is not followed', async () => {
    const repo = await newRepository();
    const head = await repo.commit('1');
    await repo.addOrigin();
    await repo.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/gone');
    const repository = await open(repo.folder);
    expect(await repository.remoteState(head)).toMatchObject({ defaultBranch: 'origin/main', headPushed: true });
    await repo.git('update-ref', '-d', 'refs/remotes/origin/main');
    expect(await repository.remoteState(head)).toMatchObject({
      defaultBranch: null,
      headPushed: false,
      ageSeconds: null,
    });
  });
});
