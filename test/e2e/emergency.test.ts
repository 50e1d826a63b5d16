import { mkdir, readFile, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { describe, expect, test } from 'vitest';
import { gitIn } from '../workspaces/sampleService.mjs';
import { DeploymentFiles } from './support/deploymentFiles';
import { useWorkbench } from './support/useWorkbench';

/** What a team that has deployed before has committed about its service. */
const profile = {
  onCall: 'Ben Ortiz (+49 30 1234567)',
  emergencyContact: 'Site lead (+49 30 7654321)',
  dashboards: ['https://grafana.shop.example/d/checkout'],
  channels: { critical: '#pagerduty', warning: '#alerts' },
  complaints: 'Support desk, read by Cem Aydin',
  platform: { context: 'shop-production' },
};

let files: DeploymentFiles;
const workbench = useWorkbench({
  service: { failingTest: true },
  prepare: async (folder) => {
    files = new DeploymentFiles(folder);
    const git = gitIn(folder);
    await mkdir(path.join(folder, '.cc10x'));
    await writeFile(path.join(folder, '.cc10x/service.json'), JSON.stringify(profile));
    await git(['add', '--all']);
    await git(['commit', '--quiet', '--message', 'Tell how checkout is deployed']);
    await git(['tag', '--annotate', 'v1.5.0', '--message', 'Release 1.5.0']);
    await git(['switch', '--quiet', '--create', 'hotfix/declined-cards']);
    const readme = path.join(folder, 'README.md');
    await writeFile(readme, `${await readFile(readme, 'utf8')}\nDeclined cards are tried once.\n`);
    await git(['commit', '--quiet', '--all', '--message', 'Try declined cards once']);
    await git(['push', '--quiet', 'origin', 'main', 'hotfix/declined-cards', 'v1.5.0']);
  },
  settings: { 'files.autoSave': 'off' },
  viewport: { width: 1400, height: 1500 },
});

/** A hotfix at night, and a test of something else is red. Each test begins where the one before it ended. */
describe('an emergency', () => {
  test('is planned with four times Enter', async () => {
    const { quickInput } = workbench();
    await workbench().showViewContainer('CC10x');
    await workbench().palette('CC10x: Plan Deployment');
    const suggested: string[] = [];
    for (const step of [1, 2, 3, 4]) {
      await quickInput.waitForStep(`Plan Deployment (${String(step)}/4)`);
      suggested.push(step === 2 ? ((await quickInput.items())[0] ?? '') : await quickInput.value());
      await quickInput.accept();
    }
    expect(suggested).toEqual(['Declined cards', 'v1.5.0', 'Ada Park <ada@shop.example>', '']);
    await workbench()
      .tree.item(/Declined cards/)
      .waitFor();
    await workbench().page.locator('.view-line', { hasText: 'Deployment: Declined cards' }).waitFor();
  });

  test('a red test of something else is seen', async () => {
    await workbench().palette('CC10x: Run All Checks');
    await workbench()
      .tree.item(/All tests passing: failed/)
      .waitFor();
    await workbench().screenshot('emergency-red');
  });

  test('what only this release knows is asked in the form', async () => {
    const form = workbench().form();
    await form.getByLabel('Which image tag', { exact: false }).first().fill('1.5.1');
    await form.getByText('all answered').waitFor();
  });

  test('checks are waived with Enter, one reason and Enter, and the runbook opens', async () => {
    const { quickInput } = workbench();
    await workbench().palette('CC10x: Emergency: Go On Without Checks…');
    await quickInput.waitForStep('Emergency: Go On Without Checks');
    // Each with the sentence that says how it stands.
    expect((await quickInput.items()).filter((label) => !label.endsWith('.'))).toEqual([
      'All tests passing',
      'Code reviewed and approved',
      'Critical findings resolved',
      'Manual testing complete',
      'Documentation updated',
    ]);
    await quickInput.accept();
    await expect.poll(() => quickInput.message()).toContain('Why can this not wait?');
    await quickInput.fill('Every card payment fails since 02:40.');
    await quickInput.accept();
    await expect.poll(() => files.read('.md')).toContain('Every card payment fails since 02:40.');
    await workbench().editors.waitUntilFocused();
    await workbench().screenshot('emergency-runbook');
    const runbook = await files.read('.md');
    expect(runbook.split('\n', 1)[0]).toMatch(
      /^\*\*EMERGENCY\.\*\* .*Every card payment fails since 02:40\..* \*\*A second person has to look at this afterwards\.\*\*$/u,
    );
    expect(runbook).not.toContain('OPEN:');
  });

  test('the checkpoint is offered, and one press approves', async () => {
    await workbench().palette('CC10x: Open Checkpoint…');
    await workbench().dialog.waitUntilOpen();
    expect(await workbench().dialog.detail()).toContain('Every card payment fails since 02:40.');
    await workbench().dialog.press('Approve');
    await workbench()
      .tree.item(/Declined cards approved/)
      .waitFor();
    await workbench()
      .tree.item(/Emergency: a second person has to look at this/)
      .waitFor();
    await workbench().screenshot('emergency-approved');
  });
});
