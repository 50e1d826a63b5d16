import { mkdir, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { removeFolder, temporaryFolder } from '../host/processes.mjs';
import { makeSampleService } from '../workspaces/sampleService.mjs';
import { Workbench, type WorkbenchOptions } from './support/workbench';

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

/**
 * Waits for what the empty view says, and holds its buttons against these. The form, which would offer to plan, is there
 * only where that is possible.
 */
async function expectWelcome(workbench: Workbench, sentence: string, ...buttons: readonly string[]): Promise<void> {
  await workbench.showViewContainer('CC10x');
  const welcome = workbench.tree.welcome();
  await welcome.getByText(sentence, { exact: true }).waitFor();
  expect(await welcome.getByRole('button').allInnerTexts()).toEqual(buttons);
  await workbench.page
    .locator('.part.sidebar .pane-header[aria-label^="Plan Section"]')
    .waitFor({ state: buttons.includes('Plan Deployment') ? 'visible' : 'detached' });
}

/** Asks for a plan and waits for the one sentence, and the button that leads on where there is one. */
async function expectRefusal(workbench: Workbench, sentence: string, button?: string): Promise<void> {
  await workbench.palette('CC10x: Plan Deployment');
  const toast = workbench.notifications.toast(sentence);
  await toast.waitFor();
  if (button !== undefined) await toast.getByRole('button', { name: button }).waitFor();
  expect(await workbench.notifications.messages()).toHaveLength(1);
}

describe('where nothing can be planned, the view and the command say in one sentence what to do', () => {
  test('no folder', async () => {
    const workbench = await openAt(async (parent) => {
      const file = path.join(parent, 'empty.code-workspace');
      await writeFile(file, '{ "folders": [] }');
      return file;
    });
    await expectWelcome(workbench, 'Open a folder with a git repository to plan a deployment.', 'Open Folder');
    await workbench.screenshot('no-folder');
    await expectRefusal(workbench, 'Open a folder with a git repository first.', 'Open Folder');
  });

  test('no git repository, and no commits once there is one', async () => {
    const workbench = await openAt(async (parent) => {
      const folder = path.join(parent, 'plain');
      await mkdir(folder);
      return folder;
    });
    await expectWelcome(
      workbench,
      'This folder is in no git repository. Planning reads what a release contains from git.',
      'Initialize Repository',
      'Open Folder',
    );
    await workbench.screenshot('no-git');
    await expectRefusal(workbench, 'This folder is not in a git repository.');
    await workbench.notifications.dismissAll();
    await workbench.tree.welcome().getByRole('button', { name: 'Initialize Repository' }).click();
    await workbench.quickInput.pick('plain');
    await expectWelcome(
      workbench,
      'Plan a rollout from what is in this repository: checks, risks, stages, rollback and monitoring, with a runbook to approve.',
      'Plan Deployment',
    );
    await workbench.screenshot('no-plan');
    await expectRefusal(workbench, 'This repository has no commits yet.');
  });

  test('a workspace that is not trusted: nothing runs, and the view says why', async () => {
    const workbench = await openAt(async (parent) => (await makeSampleService(path.join(parent, 'checkout'))).folder, {
      workspaceTrust: 'restricted',
    });
    await expectWelcome(
      workbench,
      'Planning runs git and checks run your tests, so both wait until you trust this workspace.',
      'Manage Workspace Trust',
    );
    await workbench.screenshot('restricted');
    await expectRefusal(
      workbench,
      'Planning runs git and checks run your tests, so both wait until you trust this workspace.',
      'Manage Workspace Trust',
    );
    await workbench.notifications.press('Planning runs git', 'Manage Workspace Trust');
    await workbench.page.locator('.workspace-trust-editor').waitFor();
  });
});
