import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { UserFacingError } from '../../../src/flow/errors';
import type { Repository } from '../../../src/flow/ports';
import { gitIn, type GitRepository, isolateGit, makeRepository, temporaryFolders } from '../../support/gitRepository';
import { openRepository, patchesOf } from '../../support/openRepository';

isolateGit();
const makeFolder = temporaryFolders();

async function newRepository(name = 'repo'): Promise<GitRepository> {
  return makeRepository(await makeFolder(name));
}

describe('history', () => {
  let repo: GitRepository;
  let repository: Repository;
  const id: Record<string, string> = {};

  beforeAll(async () => {
    repo = await newRepository();
    id['first'] = await repo.commit('First', { 'a.txt': '1\n2\n3\n', 'sub/b.txt': 'b\n', 'gone.txt': 'x\n' });
    await repo.tag('v1.0.0', 'Release 1.0.0');
    await repo.branch('feature/PAY-7-slots');
    id['feature'] = await repo.commit('Add slots (#41)\n\nCloses PAY-7. UTF-8 is not a ticket.', { 'c.txt': 'c\n' });
    await repo.switchTo('main');
    id['merge'] = await repo.merge('feature/PAY-7-slots', 'Merge pull request #42 from shop/feature');
    id['head'] = await repo.commit('Subject with \u001f and "quotes"', {
      'a.txt': '1\nzwei\n3\n4\n',
      'gone.txt': undefined,
      'renamed.bin': new Uint8Array([0, 1, 2]),
    });
    repository = await openRepository(repo.folder);
  });

  const of = (name: string): string => id[name] ?? '';

  test('knows where it is', () => {
    const { root, folder, prefix, shallow } = repository;
    expect({ root, folder, prefix, shallow }).toEqual({
      root: repo.folder,
      folder: repo.folder,
      prefix: '',
      shallow: false,
    });
  });

  test('resolves names to commits', async () => {
    const names = ['HEAD', 'main', 'v1.0.0', 'HEAD^', of('head').slice(0, 8), of('feature')];
    expect(await Promise.all(names.map((name) => repository.resolveCommit(name)))).toEqual(
      ['head', 'head', 'first', 'merge', 'head', 'feature'].map(of),
    );
  });

  test.each([
    '',
    'nope',
    '--all',
    '-h',
    '--output=x',
    'HEAD\nmain',
    'HEAD..main',
    'HEAD:a.txt',
    'HEAD@{99}',
    'a'.repeat(40),
    '\0',
  ])('%j is no commit', async (name) => {
    expect(await repository.resolveCommit(name)).toBeUndefined();
  });

  test.each<(name: string) => Promise<unknown>>([
    (name) => repository.commits(name, of('head')),
    (name) => repository.commits(of('first'), name),
    (name) => repository.compare(name, of('head')),
    (name) => repository.changedPaths(of('first'), name),
    (name) => repository.listFiles(name),
    (name) => repository.readFiles(name, ['a.txt']),
    (name) => repository.search(name, ['a'], ['txt']),
    (name) => repository.changesSince(name),
    (name) => repository.remoteState(name),
    (name) => repository.releaseTags(name),
    (name) => repository.releaseTagAt(name),
  ])('%s takes commit ids only', async (call) => {
    for (const name of ['--output=x', '-x', 'main', 'HEAD']) {
      await expect(call(name)).rejects.toThrow(`${JSON.stringify(name)} is not a commit id.`);
    }
  });

  test('first-parent commits, newest first', async () => {
    const people = { author: 'Ada Lovelace' };
    expect(await repository.commits(of('first'), of('head'))).toEqual([
      {
        ...people,
        id: of('head'),
        subject: 'Subject with \u001f and "quotes"',
        date: '2025-01-01T00:05:00+00:00',
        merge: false,
      },
      {
        ...people,
        id: of('merge'),
        subject: 'Merge pull request #42 from shop/feature',
        date: '2025-01-01T00:04:00+00:00',
        merge: true,
        pullRequest: 42,
      },
    ]);
    expect(await repository.commits(of('first'), of('feature'))).toMatchObject([
      { pullRequest: 41, tickets: ['PAY-7'] },
    ]);
    expect(await repository.commits(of('head'), of('head'))).toEqual([]);
  });

  test('changed files with their lines', async () => {
    const { files } = await repository.compare(of('first'), of('head'));
    expect(files).toEqual([
      { path: 'a.txt', status: 'modified', added: 2, deleted: 1 },
      { path: 'c.txt', status: 'added', added: 1, deleted: 0 },
      { path: 'gone.txt', status: 'deleted', added: 0, deleted: 1 },
      { path: 'renamed.bin', status: 'added', added: 0, deleted: 0 },
    ]);
    expect(await repository.changedPaths(of('first'), of('head'))).toEqual(files.map(({ path }) => path));
  });

  test('patches line by line; binary files have none', async () => {
    const paths = ['a.txt', 'gone.txt', 'renamed.bin'];
    expect(await patchesOf(repository, of('first'), of('head'), paths)).toEqual(
      new Map([
        [
          'a.txt',
          {
            added: [
              { line: 2, text: 'zwei' },
              { line: 4, text: '4' },
            ],
            deleted: [{ line: 2, text: '2' }],
          },
        ],
        ['gone.txt', { added: [], deleted: [{ line: 1, text: 'x' }] }],
      ]),
    );
  });

  test('branches and bases', async () => {
    expect(await repository.currentBranch()).toBe('main');
    expect(await repository.defaultBranch()).toBe('main');
    expect(await repository.mergeBase('main', of('feature'))).toBe(of('feature'));
    expect(await repository.mergeBase('nope', of('feature'))).toBeUndefined();
    expect(await repository.mergeBase('--all', of('feature'))).toBeUndefined();
  });

  test('a tag that is named like the branch does not stand in for it', async () => {
    await repo.git('tag', 'main', of('first'));
    try {
      expect(await repository.mergeBase('main', of('head'))).toBe(of('head'));
      expect(await repository.currentBranch()).toBe('main');
      expect(await repository.defaultBranch()).toBe('main');
    } finally {
      await repo.git('tag', '--delete', 'main');
    }
  });

  test('identity is what git would write', async () => {
    expect(await repository.identity()).toBe('Ada Lovelace <ada@example.com>');
  });

  test('a private path stands in the git directory', async () => {
    expect(await repository.privatePath('cc10x/renders')).toBe(join(repo.folder, '.git/cc10x/renders'));
  });

  test('unrelated histories have no base', async () => {
    await repo.git('switch', '--quiet', '--orphan', 'other');
    const other = await repo.commit('Other');
    await repo.switchTo('main');
    expect(await repository.mergeBase('main', other)).toBeUndefined();
  });

  test('replaced objects do not count: the id names the content', async () => {
    await repo.git('replace', of('head'), of('first'));
    try {
      expect(await repository.commits(of('merge'), of('head'))).toMatchObject([{ id: of('head') }]);
      expect(await repository.listFiles(of('head'))).toContain('c.txt');
    } finally {
      await repo.git('replace', '--delete', of('head'));
    }
  });

  test('a detached head is on no branch', async () => {
    const detached = await newRepository();
    const commit = await detached.commit('One');
    await detached.git('switch', '--quiet', '--detach');
    const there = await openRepository(detached.folder);
    expect([await there.currentBranch(), await there.resolveCommit('HEAD')]).toEqual([undefined, commit]);
  });
});

describe.concurrent('no repository to read', () => {
  test('an empty one has no commits', async () => {
    const repo = await newRepository();
    const repository = await openRepository(repo.folder);
    expect(await repository.resolveCommit('HEAD')).toBeUndefined();
    expect(await repository.currentBranch()).toBe('main');
    expect(await repository.defaultBranch()).toBeUndefined();
  });

  test.each<[string, UserFacingError['kind'], (folder: string) => Promise<string> | string, RegExp]>([
    ['a missing folder', 'input', (folder) => join(folder, 'nowhere'), /^There is no folder \S+\/nowhere\.$/u],
    [
      'a file',
      'input',
      async (folder) => {
        await gitIn(folder).write({ file: '' });
        return join(folder, 'file');
      },
      /^\S+\/file is not a folder\.$/u,
    ],
    [
      'no repository',
      'environment',
      (folder) => folder,
      /^This folder is not in a git repository\. Run `git init` and commit first\.$/u,
    ],
    [
      'a bare repository',
      'environment',
      async (folder) => {
        await gitIn(folder).git('init', '--quiet', '--bare');
        return folder;
      },
      /^This folder is not in the working tree of a git repository\. Choose a checked-out folder\.$/u,
    ],
    [
      'a git directory',
      'environment',
      async (folder) => join((await makeRepository(folder)).folder, '.git'),
      /^This folder is not in the working tree/u,
    ],
    [
      'a broken configuration',
      'environment',
      async (folder) => {
        await (await makeRepository(folder)).write({ '.git/config': '[core\n' });
        return folder;
      },
      /^git failed: fatal: bad config line 1 in file .*config$/u,
    ],
    [
      'an unknown format',
      'environment',
      async (folder) => {
        await (await makeRepository(folder)).write({ '.git/config': '[core]\nrepositoryformatversion = 9\n' });
        return folder;
      },
      /^git failed: .*repo version/u,
    ],
    [
      'a line break in the path',
      'environment',
      async (folder) => {
        await (await makeRepository(folder)).write({ 'a\nb/c': '' });
        return join(folder, 'a\nb');
      },
      /^A folder with a line break in its name cannot be read\. Rename it\.$/u,
    ],
  ])('%s: one sentence', async (_, kind, prepare, message) => {
    const folder = await prepare(await makeFolder('plain'));
    const error: unknown = await openRepository(folder).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UserFacingError);
    expect(error).toMatchObject({ kind, message: expect.stringMatching(message) as string });
  });

  test('contents that are missing leave the rest readable', async () => {
    const repo = await newRepository();
    const base = await repo.commit('Base', { 'large.txt': 'large\n', 'b.txt': '1\n' });
    const head = await repo.commit('Head', { 'large.txt': 'larger\n', 'b.txt': '2\n' });
    const lost = (await repo.git('rev-parse', `${base}:large.txt`)).trim();
    await rm(join(repo.folder, '.git/objects', lost.slice(0, 2), lost.slice(2)));
    const repository = await openRepository(repo.folder);
    expect(await repository.compare(base, head)).toEqual({
      files: [
        { path: 'b.txt', status: 'modified', added: 1, deleted: 1 },
        { path: 'large.txt', status: 'modified', added: 0, deleted: 0 },
      ],
      patches: new Map([['b.txt', { added: [{ line: 1, text: '2' }], deleted: [{ line: 1, text: '1' }] }]]),
    });
    expect(await repository.readFiles(base, ['large.txt', 'b.txt'])).toEqual(new Map([['b.txt', '1\n']]));
  });

  test('a broken index is said, and is not an empty answer', async () => {
    const repo = await newRepository();
    const head = await repo.commit('1', { a: 'a\n' });
    await repo.write({ '.git/index': 'garbage' });
    await expect((await openRepository(repo.folder)).changesSince(head)).rejects.toThrow(/^git failed: .*index/u);
  });
});
