import { readFile, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { describe, expect, test } from 'vitest';
import { gitIn } from '../workspaces/sampleService.mjs';
import { DeploymentFiles } from './support/deploymentFiles';
import { useWorkbench } from './support/useWorkbench';

let folder = '';
let files: DeploymentFiles;
const workbench = useWorkbench({
  prepare: async (service) => {
    folder = service;
    files = new DeploymentFiles(folder);
    await files.run('plan', folder, '--feature', 'Express checkout', '--write');
    await files.settle();
    await files.editPlan((plan) => {
      for (const stage of plan.stages) if (stage.kind === 'partial') stage.soak.seconds = 18_000;
    });
    await files.makeReady();
  },
  settings: { 'files.autoSave': 'off' },
  viewport: { width: 1400, height: 1000 },
});

/** Each test begins where the one before it ended. */
describe('an approval, and what happens to it', () => {
  test('is given in the modal, and stands above the runbook', async () => {
    await workbench().showViewContainer('CC10x');
    await workbench()
      .tree.item(/Express checkout ready to approve/)
      .waitFor();
    await approve();
    await workbench().palette('CC10x: Open Runbook');
    await lens('Approved by Ada Park').waitFor();
    await workbench().screenshot('drift-approved');
  });

  test('is void when a file of the release changes, and says which', async () => {
    const file = path.join(folder, 'src/pricing.js');
    await writeFile(file, `${await readFile(file, 'utf8')}\n// free delivery\n`);
    await workbench()
      .tree.item(/Express checkout approval void/)
      .waitFor();
    await lens('Void: the working tree changed after the approval: src/pricing.js.').waitFor();
    await workbench().screenshot('drift-void');
  });

  test('is void for the release that is planned again, whose plan keeps what a person edited', async () => {
    const git = gitIn(folder);
    await git(['commit', '--quiet', '--all', '--message', 'Say what delivery costs']);
    await git(['push', '--quiet', 'origin', 'main']);
    const head = (await git(['rev-parse', 'HEAD'])).trim();
    await lens('Void: commits after the release head changed src/pricing.js.').waitFor();
    await workbench().palette('CC10x: Update Plan');
    await expect.poll(async () => (await files.plan()).release.head.commit).toBe(head);
    expect((await files.plan()).stages.find(({ kind }) => kind === 'partial')?.soak.seconds).toBe(18_000);
    await lens('Void: approved was release head').waitFor();
    await workbench().screenshot('drift-planned-again');
  });

  test('is given again for what is planned now', async () => {
    await files.settle();
    await files.makeReady();
    await workbench().notifications.dismissAll();
    await expect
      .poll(async () => (await workbench().tree.names('Deployments')).some((name) => name.startsWith('To Do')))
      .toBe(false);
    await approve();
    await lens('Approved by Ada Park').waitFor();
    await workbench().screenshot('drift-approved-again');
    const log = await files.read('.deployment-log.jsonl');
    expect(log.split('\n').filter((line) => line.includes('"type":"approval.granted"'))).toHaveLength(2);
    expect(workbench().externalRequests).toEqual([]);
  });
});

async function approve(): Promise<void> {
  await workbench().palette('CC10x: Open Checkpoint…');
  await workbench().dialog.waitUntilOpen();
  await workbench().dialog.press('Approve');
  await workbench()
    .tree.item(/Express checkout approved/)
    .waitFor();
  await workbench().notifications.dismissAll();
}

/** A line above the first one of the open runbook. */
function lens(text: string): ReturnType<ReturnType<typeof workbench>['page']['locator']> {
  return workbench().page.locator('.codelens-decoration', { hasText: text }).first();
}
