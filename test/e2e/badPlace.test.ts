import { mkdir, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { removeFolder, temporaryFolder } from '../host/processes.mjs';
import { gitIn, makeSampleService } from '../workspaces/sampleService.mjs';
import { Workbench, type WorkbenchOptions } from './support/workbench';

const LONG = { timeout: 30_000 };
const cleanups: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function openAt(
  prepare: (parent: string) => Promise<string>,
  options?: Partial<WorkbenchOptions>,
): Promise<Workbench> {
  const parent = temporaryFolder('place');
  cleanups.push(() => {
    removeFolder(parent);
  });
  const workbench = await Workbench.open({ folder: await prepare(parent), ...options });
  cleanups.push(() => workbench.dispose());
  return workbench;
}

/** Asks for a plan and waits for the one sentence. */
async function expectRefusal(workbench: Workbench, sentence: string): Promise<void> {
  await workbench.palette('CC10x: Plan Deployment');
  await workbench.notifications.toast(sentence).waitFor(LONG);
  expect(await workbench.notifications.messages()).toHaveLength(1);
}

describe('planning where it cannot be done says in one sentence what to do', () => {
  test('no folder', async () => {
    const workbench = await openAt(async (parent) => {
      const file = path.join(parent, 'empty.code-workspace');
      await writeFile(file, '{ "folders": [] }');
      return file;
    });
    await expectRefusal(workbench, 'Open a folder with a git repository first.');
  });

  test('no git repository', async () => {
    const workbench = await openAt(async (parent) => {
      const folder = path.join(parent, 'plain');
      await mkdir(folder);
      return folder;
    });
    await expectRefusal(workbench, 'This folder is not in a git repository.');
  });

  test('no commits', async () => {
    const workbench = await openAt(async (parent) => {
      const folder = path.join(parent, 'unborn');
      await mkdir(folder);
      await gitIn(folder)(['init', '--quiet', '--template=']);
      return folder;
    });
    await expectRefusal(workbench, 'This repository has no commits yet.');
  });

  test('a workspace that is not trusted: nothing runs, and the view says why', async () => {
    const workbench = await openAt(async (parent) => (await makeSampleService(path.join(parent, 'checkout'))).folder, {
      workspaceTrust: 'restricted',
    });
    await workbench.showViewContainer('CC10x');
    await workbench.page.getByText('it waits until you trust this workspace').waitFor(LONG);
    await workbench.screenshot('restricted');
    await expectRefusal(workbench, 'Reading git waits until you trust this workspace');
  });
});
