import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { diskFiles } from '../../../src/adapters/diskFiles';
import { UserFacingError } from '../../../src/flow/errors';
import { readLog } from '../../../src/core/log';
import { temporaryFolders } from '../../support/gitRepository';

/** Lets a test say what the system answers to one kind of call; everything else is the real disk. */
function answer(call: 'rename' | 'link', error: Error): void {
  vi.spyOn(fs, call).mockRejectedValue(error);
  syncBuiltinESMExports();
}

afterEach(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

const makeFolder = temporaryFolders();
let folder: string;
beforeEach(async () => {
  folder = await makeFolder();
});

const at = (name: string): string => join(folder, name);

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

describe('writeText and createText', () => {
  test('write whole files, make folders, and leave nothing else behind', async () => {
    await diskFiles.writeText(at('a/b/c.md'), 'ü🚀\n');
    await diskFiles.writeText(at('a/b/c.md'), 'second\n');
    expect(await diskFiles.createText(at('a/b/d.md'), 'new\n')).toBe(true);
    expect(await diskFiles.createText(at('a/b/d.md'), 'newer\n')).toBe(false);
    expect(await diskFiles.list(at('a/b'))).toEqual(['c.md', 'd.md']);
    expect(await diskFiles.readText(at('a/b/c.md'))).toBe('second\n');
    expect(await diskFiles.readText(at('a/b/d.md'))).toBe('new\n');
  });

  test('replaceText writes only over what it was told stands there', async () => {
    await diskFiles.writeText(at('x'), 'one\n');
    expect(await diskFiles.replaceText(at('x'), 'one\n', 'two\n')).toBe(true);
    expect(await diskFiles.replaceText(at('x'), 'one\n', 'three\n')).toBe(false);
    expect(await diskFiles.replaceText(at('gone'), 'one\n', 'three\n')).toBe(false);
    expect(await diskFiles.readText(at('x'))).toBe('two\n');
    expect(await diskFiles.list(folder)).toEqual(['x']);
  });

  test('of many that create the same name one wins, whole', async () => {
    const texts = Array.from({ length: 20 }, (_, index) => String(index).repeat(50_000));
    const won = await Promise.all(texts.map((text) => diskFiles.createText(at('x'), text)));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await diskFiles.readText(at('x'))).toBe(texts[won.indexOf(true)]);
    expect(await diskFiles.list(folder)).toEqual(['x']);
  });

  test.each(['writeText', 'createText'] as const)('%s leaves nothing behind when the disk is full', async (write) => {
    await diskFiles.writeText(at('x'), 'before\n');
    answer(write === 'writeText' ? 'rename' : 'link', systemError('ENOSPC'));
    await expect(diskFiles[write](at('x'), 'after\n')).rejects.toThrow(
      new UserFacingError('environment', `${at('x')} cannot be written: the disk is full. Make room and try again.`),
    );
    expect(await diskFiles.list(folder)).toEqual(['x']);
    expect(await diskFiles.readText(at('x'))).toBe('before\n');
  });

  test.each(['EPERM', 'ENOTSUP', 'EOPNOTSUPP'])(
    'a file system without links (%s) is no read-only one',
    async (code) => {
      answer('link', systemError(code));
      expect(await diskFiles.createText(at('x'), 'first\n')).toBe(true);
      expect(await diskFiles.createText(at('x'), 'second\n')).toBe(false);
      expect(await diskFiles.readText(at('x'))).toBe('first\n');
      expect(await diskFiles.list(folder)).toEqual(['x']);
    },
  );

  test('a symbolic link is replaced, not followed', async () => {
    await diskFiles.writeText(at('target'), 'kept\n');
    await fs.symlink('target', at('link'));
    await diskFiles.writeText(at('link'), 'written\n');
    expect([await diskFiles.readText(at('target')), await diskFiles.readText(at('link'))]).toEqual([
      'kept\n',
      'written\n',
    ]);
  });
});

describe('appendLine', () => {
  test('appends, makes the folder, and ends a torn line first', async () => {
    await diskFiles.appendLine(at('log/x.jsonl'), '{"a":1}\n');
    await diskFiles.appendLine(at('log/x.jsonl'), '{"b":2}\n');
    await fs.appendFile(at('log/x.jsonl'), '{"to');
    await diskFiles.appendLine(at('log/x.jsonl'), '{"c":3}\n');
    expect(await diskFiles.readText(at('log/x.jsonl'))).toBe('{"a":1}\n{"b":2}\n{"to\n{"c":3}\n');
  });

  test('two processes never mix their lines', async () => {
    const program = `
      const { appendFileSync } = require('node:fs');
      const [file, who] = process.argv.slice(1);
      for (let n = 0; n < 300; n++) appendFileSync(file, JSON.stringify({ who, n, text: who.repeat(5000) }) + '\\n');
    `;
    const other = promisify(execFile)(process.execPath, ['-e', program, at('log'), 'o']);
    for (let n = 0; n < 150; n++) {
      await diskFiles.appendLine(at('log'), `${JSON.stringify({ who: 'm', n, text: 'm'.repeat(5000) })}\n`);
    }
    await other;
    const lines = ((await diskFiles.readText(at('log'))) ?? '').split('\n').filter(Boolean);
    const read = lines.map((line): unknown => JSON.parse(line));
    expect(read).toHaveLength(450);
    expect(read).toEqual(expect.arrayContaining([{ who: 'm', n: 149, text: 'm'.repeat(5000) }]));
    expect(read).toEqual(expect.arrayContaining([{ who: 'o', n: 299, text: 'o'.repeat(5000) }]));
  });

  test('a line of any length is one write', async () => {
    const line = `${JSON.stringify({ text: '🚀'.repeat(400_000) })}\n`;
    await diskFiles.appendLine(at('log'), line);
    expect(await diskFiles.readText(at('log'))).toBe(line);
  });

  test('does not append to a file that the repository links to', async () => {
    await diskFiles.writeText(at('.bashrc'), 'safe\n');
    await fs.symlink('.bashrc', at('x.deployment-log.jsonl'));
    await expect(diskFiles.appendLine(at('x.deployment-log.jsonl'), '{}\n')).rejects.toThrow(
      new UserFacingError(
        'environment',
        `${at('x.deployment-log.jsonl')} cannot be written: it is a symbolic link. Replace it by a file and try again.`,
      ),
    );
    expect(await diskFiles.readText(at('.bashrc'))).toBe('safe\n');
  });

  test('what is torn off is not read as an event', async () => {
    await fs.writeFile(at('log'), '{"v":1,"id":"01K8J5A0G0');
    await diskFiles.appendLine(at('log'), 'x\n');
    expect(readLog((await diskFiles.readText(at('log'))) ?? '', 'd').broken).toEqual([
      { line: 2, message: 'This line is not JSON.' },
    ]);
  });
});

describe('reading', () => {
  test('what is not there is nothing', async () => {
    await diskFiles.writeText(at('file'), 'x');
    expect(await diskFiles.readText(at('nothing'))).toBeUndefined();
    expect(await diskFiles.readText(at('file/below'))).toBeUndefined();
    expect(await diskFiles.list(at('nothing'))).toEqual([]);
    expect(await diskFiles.list(at('file'))).toEqual([]);
    await diskFiles.remove(at('nothing'));
  });

  test('lists files and folders, sorted', async () => {
    await diskFiles.writeText(at('b'), '');
    await diskFiles.writeText(at('a/x'), '');
    expect(await diskFiles.list(folder)).toEqual(['a', 'b']);
  });
});

test('removeEmptyFolder removes what is empty and nothing else', async () => {
  await diskFiles.writeText(at('full/x'), '');
  await fs.mkdir(at('empty'));
  for (const name of ['full', 'empty', 'nothing', 'full/x']) await diskFiles.removeEmptyFolder(at(name));
  expect([await diskFiles.list(folder), await diskFiles.list(at('full'))]).toEqual([['full'], ['x']]);
});

describe('one sentence that says what to do', () => {
  const readOnly = 'the folder is read-only for you. Change its permissions or choose another folder.';
  const inTheWay = 'a file stands where a folder is needed. Move it or choose another folder.';

  test.each<[string, () => Promise<unknown>, () => string]>([
    [
      'a file in the way',
      () => diskFiles.writeText(at('file/x.md'), ''),
      () => `${at('file/x.md')} cannot be written: ${inTheWay}`,
    ],
    [
      'a file further up',
      () => diskFiles.createText(at('file/a/b.md'), ''),
      () => `${at('file/a/b.md')} cannot be written: ${inTheWay}`,
    ],
    [
      'a file in the way of the log',
      () => diskFiles.appendLine(at('file/x'), ''),
      () => `${at('file/x')} cannot be written: ${inTheWay}`,
    ],
    [
      'a folder in the way',
      () => diskFiles.writeText(at('folder'), ''),
      () => `${at('folder')} cannot be written: a folder stands where a file is needed. Move it and try again.`,
    ],
    [
      'a folder in the way of the log',
      () => diskFiles.appendLine(at('folder'), ''),
      () => `${at('folder')} cannot be written: a folder stands where a file is needed. Move it and try again.`,
    ],
    [
      'a folder that is read',
      () => diskFiles.readText(at('folder')),
      () => `${at('folder')} cannot be read: a folder stands where a file is needed. Move it and try again.`,
    ],
    [
      'a name that is too long',
      () => diskFiles.writeText(at('x'.repeat(300)), ''),
      () =>
        `${at('x'.repeat(300))} cannot be written: the path is too long. Choose a shorter feature name or another folder.`,
    ],
    [
      'a file system without files',
      () => diskFiles.writeText('/proc/cc10x/x', ''),
      () => '/proc/cc10x/x cannot be written: its folder cannot be made. Choose another folder.',
    ],
  ])('%s', async (_, call, message) => {
    await diskFiles.writeText(at('file'), 'x');
    await fs.mkdir(at('folder'));
    await expect(call()).rejects.toThrow(new UserFacingError('environment', message()));
    expect(await diskFiles.list(folder)).toEqual(['file', 'folder']);
  });

  test.each([
    ['EACCES', readOnly],
    ['EROFS', readOnly],
    ['EDQUOT', 'the disk is full. Make room and try again.'],
    ['EIO', 'the system refuses it (EIO).'],
  ])('%s', async (code, message) => {
    answer('rename', systemError(code));
    await expect(diskFiles.writeText(at('x'), '')).rejects.toThrow(
      new UserFacingError('environment', `${at('x')} cannot be written: ${message}`),
    );
    expect(await diskFiles.list(folder)).toEqual([]);
  });

  test('a bug stays a bug', async () => {
    answer('rename', new TypeError('oops'));
    await expect(diskFiles.writeText(at('x'), '')).rejects.toThrow(new TypeError('oops'));
  });
});
