import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FolderWatches } from '../../../src/ui/folderWatches';
import { temporaryFolders } from '../../support/gitRepository';

const makeFolder = temporaryFolders();
const changed = vi.fn<() => void>();
let watches: FolderWatches;
let folder: string;

beforeEach(async () => {
  changed.mockClear();
  watches = new FolderWatches(changed);
  folder = join(await makeFolder(), 'deployments');
  await mkdir(folder);
});

afterEach(() => {
  watches.dispose();
});

/** Does something, and waits until it was noticed. */
async function noticed(action: () => Promise<unknown>): Promise<void> {
  changed.mockClear();
  await action();
  await vi.waitFor(() => {
    expect(changed).toHaveBeenCalled();
  });
}

test('what is written, changed or removed in a folder is noticed', async () => {
  watches.set(new Set([folder]));
  const file = join(folder, 'plan.json');
  await noticed(() => writeFile(file, '{}'));
  await noticed(() => writeFile(file, '{ }'));
  await noticed(() => rm(file));
});

test('a folder that went away and came back is watched again', async () => {
  watches.set(new Set([folder]));
  await noticed(() => rm(folder, { recursive: true }));
  await mkdir(folder);
  watches.set(new Set([folder]));
  await noticed(() => writeFile(join(folder, 'plan.json'), '{}'));
});

test('a folder that is not there keeps nobody from watching the others', async () => {
  watches.set(new Set([join(folder, 'none'), folder]));
  await noticed(() => writeFile(join(folder, 'plan.json'), '{}'));
});
