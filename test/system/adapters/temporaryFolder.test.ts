import { execFile } from 'node:child_process';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { makeTemporaryFolder } from '../../../src/adapters/temporaryFolder';
import { temporaryFolders } from '../../support/gitRepository';

const makeFolder = temporaryFolders();

beforeAll(async () => {
  vi.stubEnv('TMPDIR', await makeFolder());
});
afterAll(() => {
  vi.unstubAllEnvs();
});

test('what a killed process left is removed; what lives, or is of elsewhere, stays', async () => {
  // Of a process that has ended, and nothing else is named like it.
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', 'console.log(process.pid)']);
  const own = await makeTemporaryFolder('rehearsal');
  const [, here = ''] = /^cc10x-rehearsal-([0-9a-f]{8})-/u.exec(basename(own)) ?? [];
  const home = dirname(own);
  const dead = `cc10x-rehearsal-${here}-${stdout.trim()}-abcdef`;
  const elsewhere = `cc10x-rehearsal-00000000-${stdout.trim()}-abcdef`;
  for (const name of [dead, elsewhere, 'cc10x-rehearsal-mine']) {
    await mkdir(join(home, name, 'tree'), { recursive: true });
    await writeFile(join(home, name, 'tree', 'a.txt'), '');
  }
  expect(tmpdir()).toBe(process.env['TMPDIR']);
  vi.resetModules();
  // A process sweeps once: a new one is this module loaded anew.
  const { makeTemporaryFolder: makeAnew } = await import('../../../src/adapters/temporaryFolder');
  const next = await makeAnew('rules');
  expect((await readdir(home)).sort()).toEqual(
    [basename(own), basename(next), elsewhere, 'cc10x-rehearsal-mine'].sort(),
  );
  await rm(own, { recursive: true });
  await rm(next, { recursive: true });
});
