import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type GitRepository, isolateGit, makeRepository, temporaryFolders } from '../../support/gitRepository';
import { openRepository, patchesOf } from '../../support/openRepository';

isolateGit();
const makeFolder = temporaryFolders();

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

describe.concurrent('names', () => {
  test('whatever a file is called, it is listed, compared, read and found changed', async () => {
    const repo = await newRepository();
    const base = await repo.commit('Base', { 'README.md': 'x\n' });
    const head = await repo.commit('Odd', Object.fromEntries(ODD.map((path, index) => [path, `${String(index)}\n`])));
    const repository = await openRepository(repo.folder);
    const sorted = [...ODD].sort();
    expect((await repository.compare(base, head)).files.map(({ path }) => path).sort()).toEqual(sorted);
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
    const whole = await openRepository(repo.folder);
    expect((await whole.compare(base, head)).files).toEqual([
      { path: 'out.txt', from: 'x y/out.txt', status: 'renamed', added: 0, deleted: 0 },
      { path: 'x y/in2.txt', from: 'x y/in.txt', status: 'renamed', added: 1, deleted: 0 },
      { path: 'x y/into.txt', from: 'into.txt', status: 'renamed', added: 0, deleted: 0 },
    ]);
    // Only what is new in a moved file is new.
    expect(await patchesOf(whole, base, head, ['x y/in2.txt'])).toEqual(
      new Map([['x y/in2.txt', { added: [{ line: 10, text: 'more' }], deleted: [] }]]),
    );
    const part = await openRepository(join(repo.folder, 'x y'));
    expect([part.root, part.prefix]).toEqual([repo.folder, 'x y']);
    expect((await part.compare(base, head)).files).toEqual([
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
    const repository = await openRepository(join(repo.folder, 'new'));
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
      [...(await (await openRepository(folder)).search(head, texts, extensions))].sort();
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
    const repository = await openRepository(repo.folder);
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
