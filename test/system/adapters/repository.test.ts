import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { git } from '../../../src/adapters/git/repository';
import type { Patches } from '../../../src/core/facts/schema';
import { UserFacingError } from '../../../src/flow/errors';
import type { Repository } from '../../../src/flow/ports';
import { neverAborted } from '../../support/fakePorts';
import { gitIn, type GitRepository, isolateGit, makeRepository, temporaryFolders } from '../../support/gitRepository';

isolateGit();
const makeFolder = temporaryFolders();

function open(folder: string): Promise<Repository> {
  return git.open(folder, neverAborted());
}

/** Patches of the changed files with these names. */
async function patchesOf(
  repository: Repository,
  base: string,
  head: string,
  paths: readonly string[],
): Promise<Patches> {
  const files = await repository.changedFiles(base, head);
  return repository.linePatches(
    base,
    head,
    files.filter(({ path }) => paths.includes(path)),
  );
}

async function newRepository(name = 'repo'): Promise<GitRepository> {
  return makeRepository(await makeFolder(name));
}

/** Names that make trouble: quotes, newline, tab, option, glob, Unicode in both forms, spaces at the ends. */
const ODD = [
  'a "quoted" name',
  'back\\slash',
  'new\nline',
  'tab\there',
  '--output=x',
  '-rf',
  '*.[ab]?',
  ':(top)x',
  'ünï',
  'u\u0308n',
  '🚀',
  ' lead and trail ',
  "it's",
  '$(canary)',
  'carriage\r',
];

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
    repository = await open(repo.folder);
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
    (name) => repository.changedFiles(name, of('head')),
    (name) => repository.linePatches(of('first'), name, [{ path: 'a.txt', status: 'modified', added: 1, deleted: 1 }]),
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
    expect(await repository.changedFiles(of('first'), of('head'))).toEqual([
      { path: 'a.txt', status: 'modified', added: 2, deleted: 1 },
      { path: 'c.txt', status: 'added', added: 1, deleted: 0 },
      { path: 'gone.txt', status: 'deleted', added: 0, deleted: 1 },
      { path: 'renamed.bin', status: 'added', added: 0, deleted: 0 },
    ]);
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
    const there = await open(detached.folder);
    expect([await there.currentBranch(), await there.resolveCommit('HEAD')]).toEqual([undefined, commit]);
  });
});

describe.concurrent('names', () => {
  test('whatever a file is called, it is listed, compared, read and found changed', async () => {
    const repo = await newRepository();
    const base = await repo.commit('Base', { 'README.md': 'x\n' });
    const head = await repo.commit('Odd', Object.fromEntries(ODD.map((path, index) => [path, `${String(index)}\n`])));
    const repository = await open(repo.folder);
    const sorted = [...ODD].sort();
    expect((await repository.changedFiles(base, head)).map(({ path }) => path).sort()).toEqual(sorted);
    expect([...(await repository.listFiles(head))].sort()).toEqual([...ODD, 'README.md'].sort());
    const patches = await patchesOf(repository, base, head, ODD);
    expect([...patches].map(([path, { added }]) => [path, added[0]?.text])).toEqual(
      expect.arrayContaining(ODD.map((path, index) => [path, String(index)])),
    );
    // The protocol that reads many files at once is one name a line.
    const askable = ODD.filter((path) => !path.includes('\n') && !path.endsWith('\r'));
    const contents = await repository.readFiles(head, ODD);
    expect([...contents.keys()]).toEqual(askable);
    expect(contents.get('🚀')).toBe(`${String(ODD.indexOf('🚀'))}\n`);
    await repo.write(Object.fromEntries(ODD.map((path) => [path, 'changed\n'])));
    expect([...(await repository.changesSince(head)).uncommitted].sort()).toEqual(sorted);
  });

  test('renames: inside, into and out of the opened folder', async () => {
    const repo = await newRepository();
    const lines = (word: string): string =>
      Array.from({ length: 9 }, (_, index) => `${word}${String(index)}\n`).join('');
    const base = await repo.commit('Base', {
      'x y/in.txt': lines('in'),
      'x y/out.txt': lines('out'),
      'into.txt': lines('to'),
    });
    await repo.git('mv', 'x y/in.txt', 'x y/in2.txt');
    await repo.git('mv', 'x y/out.txt', 'out.txt');
    await repo.git('mv', 'into.txt', 'x y/into.txt');
    const head = await repo.commit('Moved', { 'x y/in2.txt': `${lines('in')}more\n` });
    const whole = await open(repo.folder);
    expect(await whole.changedFiles(base, head)).toEqual([
      { path: 'out.txt', from: 'x y/out.txt', status: 'renamed', added: 0, deleted: 0 },
      { path: 'x y/in2.txt', from: 'x y/in.txt', status: 'renamed', added: 1, deleted: 0 },
      { path: 'x y/into.txt', from: 'into.txt', status: 'renamed', added: 0, deleted: 0 },
    ]);
    // Only what is new in a moved file is new.
    expect(await patchesOf(whole, base, head, ['x y/in2.txt'])).toEqual(
      new Map([['x y/in2.txt', { added: [{ line: 10, text: 'more' }], deleted: [] }]]),
    );
    const part = await open(join(repo.folder, 'x y'));
    expect([part.root, part.prefix]).toEqual([repo.folder, 'x y']);
    expect(await part.changedFiles(base, head)).toEqual([
      { path: 'in2.txt', from: 'in.txt', status: 'renamed', added: 1, deleted: 0 },
      { path: 'into.txt', status: 'added', added: 9, deleted: 0 },
      { path: 'out.txt', status: 'deleted', added: 0, deleted: 9 },
    ]);
    expect((await patchesOf(part, base, head, ['in2.txt'])).get('in2.txt')).toEqual({
      added: [{ line: 10, text: 'more' }],
      deleted: [],
    });
    expect(await part.listFiles(head)).toEqual(['in2.txt', 'into.txt']);
    expect([...(await part.readFiles(head, ['into.txt', '../out.txt']))]).toEqual([['into.txt', lines('to')]]);
  });

  test('a folder that the commit does not have holds nothing', async () => {
    const repo = await newRepository();
    const head = await repo.commit('One', { 'a.txt': 'a\n' });
    await repo.write({ 'new/b.txt': 'b\n' });
    const repository = await open(join(repo.folder, 'new'));
    expect(await repository.listFiles(head)).toEqual([]);
    expect(await repository.readFiles(head, ['b.txt'])).toEqual(new Map());
    expect((await repository.changesSince(head)).uncommitted).toEqual(['new/b.txt']);
  });

  test('searches text by its extension, inside the opened folder, and leaves the code of others out', async () => {
    const repo = await newRepository();
    const head = await repo.commit('Files', {
      'a.ts': 'isEnabled("x")\n',
      'b.md': 'isEnabled("x")\n',
      'in [x]/deep/er.ts': 'await variation (1)\n',
      'in [x]/no.ts': 'nothing\n',
      'node_modules/m/c.ts': 'isEnabled("x")\n',
      'in [x]/vendor/d.ts': 'isEnabled("x")\n',
      'bin.ts': new Uint8Array([...new TextEncoder().encode('isEnabled'), 0]),
    });
    const found = async (folder: string, texts: readonly string[], extensions: readonly string[]) =>
      [...(await (await open(folder)).search(head, texts, extensions))].sort();
    expect(await found(repo.folder, ['isEnabled(', 'variation ('], ['ts', 'tsx'])).toEqual([
      'a.ts',
      'in [x]/deep/er.ts',
    ]);
    expect(await found(join(repo.folder, 'in [x]'), ['variation ('], ['ts'])).toEqual(['deep/er.ts']);
    expect(await found(repo.folder, ['.*Enabled'], ['ts'])).toEqual([]);
    expect(await found(repo.folder, ['-e', '--open-files-in-pager=touch x'], ['ts'])).toEqual([]);
    expect(await found(repo.folder, [], ['ts'])).toEqual([]);
  });

  test('reads text only: no binary, no very large file, nothing that is missing', async () => {
    const repo = await newRepository();
    const head = await repo.commit('Files', {
      'text.txt': 'ü\n',
      empty: '',
      'binary.bin': new Uint8Array([1, 0, 2]),
      'latin.txt': new Uint8Array([0xfc, 0x0a]),
      'large.txt': 'x'.repeat(1024 * 1024 + 1),
      'a blob 5': 'last\n',
    });
    await symlink('text.txt', join(repo.folder, 'link'));
    const repository = await open(repo.folder);
    const asked = [
      'missing',
      'b blob 5',
      'text.txt',
      'empty',
      'binary.bin',
      'latin.txt',
      'large.txt',
      'sub',
      'a blob 5',
    ];
    expect([...(await repository.readFiles(head, asked))]).toEqual([
      ['text.txt', 'ü\n'],
      ['empty', ''],
      ['latin.txt', '\ufffd\n'],
      ['a blob 5', 'last\n'],
    ]);
    expect(await repository.readFiles(head, [])).toEqual(new Map());
  });
});

describe.concurrent('no repository to read', () => {
  test('an empty one has no commits', async () => {
    const repo = await newRepository();
    const repository = await open(repo.folder);
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
    const error: unknown = await open(folder).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UserFacingError);
    expect(error).toMatchObject({ kind, message: expect.stringMatching(message) as string });
  });

  test('a broken index is said, and is not an empty answer', async () => {
    const repo = await newRepository();
    const head = await repo.commit('1', { a: 'a\n' });
    await repo.write({ '.git/index': 'garbage' });
    await expect((await open(repo.folder)).changesSince(head)).rejects.toThrow(/^git failed: .*index/u);
  });
});
