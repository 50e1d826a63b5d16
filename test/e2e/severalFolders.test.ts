import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeFolder, temporaryFolder } from '../host/processes.mjs';
import { gitIn, makeSampleService } from '../workspaces/sampleService.mjs';
import { Workbench } from './support/workbench';

const home = 'thoughts/shared/deployment-runbooks';

let parent: string;
let workbench: Workbench;

/** Two services in one window, each its own repository, and a git that is slow while a file named `slow` is there. */
beforeAll(async () => {
  parent = temporaryFolder('several');
  await makeSampleService(path.join(parent, 'shop'));
  await makeSampleService(path.join(parent, 'billing'));
  const workspace = path.join(parent, 'services.code-workspace');
  await writeFile(workspace, JSON.stringify({ folders: [{ path: 'shop' }, { path: 'billing' }] }));
  await mkdir(path.join(parent, 'bin'));
  const git = path.join(parent, 'bin', 'git');
  const others = process.env['PATH'] ?? '';
  await writeFile(git, `#!/bin/sh\n[ ! -e '${slow()}' ] || sleep 1\nPATH='${others}' exec git "$@"\n`);
  await chmod(git, 0o755);
  workbench = await Workbench.open({
    folder: workspace,
    env: { PATH: `${path.join(parent, 'bin')}${path.delimiter}${others}` },
  });
});

afterAll(async () => {
  await workbench.dispose();
  removeFolder(parent);
});

describe('several folders in one window', () => {
  test('cancelling while it plans leaves nothing behind', async () => {
    await answerWizard('billing', async () => {
      await writeFile(slow(), '');
    });
    await workbench.notifications.toast('Planning Express checkout').waitFor();
    await workbench.screenshot('planning-cancellable');
    await workbench.notifications.press('Planning Express checkout', 'Cancel');
    await workbench.notifications.toast('Planning Express checkout').waitFor({ state: 'detached' });
    await rm(slow());
    // The notice goes at once; what was under way ends with its next step.
    await expect.poll(() => readdir(path.join(parent, 'billing'))).not.toContain('thoughts');
    expect(await gitIn(path.join(parent, 'billing'))(['status', '--porcelain', '--untracked-files=all'])).toBe('');
    expect(await workbench.notifications.messages()).toEqual([]);
  });

  test('a plan belongs to the folder that was picked first', async () => {
    await answerWizard('billing');
    await workbench.form().getByRole('heading', { name: 'Express checkout' }).waitFor();
    expect((await readdir(path.join(parent, 'billing', home))).length).toBe(4);
    expect(await readdir(path.join(parent, 'shop'))).not.toContain('thoughts');
  });

  test('plans of both folders stand in the view, with their folder', async () => {
    await answerWizard('shop');
    await expect
      .poll(() =>
        readdir(path.join(parent, 'shop', home)).then(
          (names) => names.length,
          () => 0,
        ),
      )
      .toBe(4);
    await workbench.showViewContainer('CC10x');
    await workbench.tree.item(/Express checkout.*billing/).waitFor();
    await workbench.tree.item(/Express checkout.*shop/).waitFor();
    await workbench.screenshot('several-folders');
  });
});

function slow(): string {
  return path.join(parent, 'slow');
}

/** Takes what the wizard offers. `last` comes before the answer that starts the planning. */
async function answerWizard(folder: string, last?: () => Promise<void>): Promise<void> {
  const { quickInput } = workbench;
  await workbench.palette('CC10x: Plan Deployment');
  await quickInput.waitForStep('Plan Deployment (1/5)');
  await quickInput.pick(folder);
  for (const step of [2, 3, 4, 5]) {
    await quickInput.waitForStep(`Plan Deployment (${String(step)}/5)`);
    if (step === 5) await last?.();
    await quickInput.accept();
  }
}
