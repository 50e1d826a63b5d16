import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { removeFolder, temporaryFolder } from '../host/processes.mjs';
import { gitIn } from '../workspaces/sampleService.mjs';
import { DeploymentFiles } from './support/deploymentFiles';
import { useWorkbench } from './support/useWorkbench';

const PASSWORD = 'Ask Grace for the password.';

/** Where the persons keep their keys and their own configuration of git. */
const own = temporaryFolder('own');
const env = { GIT_CONFIG_GLOBAL: path.join(own, 'gitconfig'), SSH_AUTH_SOCK: '' };

let folder = '';
let files: DeploymentFiles;
const workbench = useWorkbench({
  prepare: async (service) => {
    folder = service;
    files = new DeploymentFiles(folder, env);
    await makeKey('ada');
    await makeKey('ben');
    await beA('Ada Park', 'ada');
    await mkdir(path.join(folder, '.cc10x'));
    await writeFile(path.join(folder, '.cc10x/service.json'), '{ "approvals": 2 }\n');
    await mkdir(path.join(folder, '.vscode'));
    await writeFile(path.join(folder, '.vscode/settings.json'), '{ "cc10x.signApprovals": true }\n');
    await mkdir(path.join(folder, '.git/info'));
    await writeFile(path.join(folder, '.git/info/exclude'), '.vscode/\n');
    await files.run('plan', folder, '--feature', 'Express checkout', '--write');
    await files.settle();
    await files.makeReady();
  },
  env,
  settings: { 'files.autoSave': 'off' },
  viewport: { width: 1400, height: 1000 },
});

afterAll(() => {
  removeFolder(own);
});

/** Each test begins where the one before it ended. */
describe('a runbook in the hands of people', () => {
  test('is read in the preview, and its links lead to what they name', async () => {
    await workbench().showViewContainer('CC10x');
    await workbench()
      .tree.item(/Express checkout ready to approve/)
      .waitFor();
    await workbench().palette('CC10x: Open Runbook');
    await workbench().editors.waitUntilFocused();
    await workbench().palette('Markdown: Open Preview');
    const preview = workbench().editors.form();
    await preview.getByRole('heading', { name: 'Abort' }).waitFor();
    await workbench().screenshot('runbook-preview');
    for (const [link, heading] of [
      ['rollback', 'Rollback Procedures'],
      ['Level 3: Code', 'Level 3: Code (< 15 min)'],
    ] as const) {
      await preview.getByRole('link', { name: link, exact: true }).first().click();
      const target = preview.getByRole('heading', { name: heading });
      await expect.poll(async () => (await target.boundingBox())?.y ?? -1).toBeLessThan(400);
      expect((await target.boundingBox())?.y).toBeGreaterThan(0);
      await workbench().screenshot(`runbook-preview-${link}`);
    }
    await workbench().palette('View: Close Editor');
  });

  test('offers a box ticked by hand as an event', async () => {
    await files.edit('.md', (text) => text.replace('- [ ] Manual testing', '- [x] Manual testing'));
    await workbench().palette('CC10x: Open Runbook');
    const lens = workbench().page.locator('.codelens-decoration a', { hasText: 'Record what was ticked by hand (1)…' });
    await lens.waitFor();
    await workbench().screenshot('ticked-by-hand');
    await lens.click();
    await workbench().quickInput.waitForStep('Record Ticks of the Runbook');
    await workbench().screenshot('tick-offered');
    await workbench().quickInput.accept();
    await expect.poll(() => files.read('.md')).toMatch(/- \[x\] Manual testing complete[^:]*: passed\./u);
    await expect
      .poll(() => files.read('.deployment-log.jsonl'))
      .toMatch(/Ticked in the runbook\..*\n.*"runbook\.rendered".*\n$/u);
    await lens.waitFor({ state: 'detached' });
    await workbench().editors.waitUntilFocused();
  });

  test('shows both texts and asks where nobody knows what was rendered last', async () => {
    await rm(path.join(folder, '.git/cc10x'), { recursive: true });
    await files.edit('.md', (text) => text.replace('## Monitoring\n', `## Monitoring\n\n${PASSWORD}\n`));
    const edited = await files.read('.md');
    await workbench().palette('CC10x: Write Runbook');
    const toast = workbench().notifications.toast('this clone does not know what was written last');
    await toast.waitFor();
    await workbench().page.locator('.monaco-diff-editor').first().waitFor();
    await workbench().screenshot('base-unknown');
    expect(await files.read('.md')).toBe(edited);
    await workbench().notifications.press('this clone does not know what was written last', 'Keep My Lines');
    await expect.poll(() => existsSync(path.join(folder, '.git/cc10x/renders'))).toBe(true);
    expect(await files.read('.md')).toBe(edited);
    await workbench().palette('View: Close All Editors');
  });

  test('tells line and column of a mistake in a template of the workspace', async () => {
    await workbench().palette('CC10x: Customize Runbook Template');
    const template = path.join(folder, '.cc10x/templates/runbook.md.hbs');
    // Every template is on the disk by then, whatever else the disk has to do.
    await workbench().notifications.toast('Runbooks are written with these templates').waitFor();
    await workbench().notifications.dismissAll();
    await workbench().editors.waitUntilFocused();
    const builtIn = await readFile(template, 'utf8');
    await writeFile(template, builtIn.replace('Owner: {{owner}}', 'Owner: {{lookup owner "name"}}'));
    const before = await files.read('.md');
    await workbench().palette('CC10x: Write Runbook');
    await workbench().notifications.toast('.cc10x/templates/runbook.md.hbs, line 9, column 8: ').waitFor();
    await workbench().screenshot('template-mistake');
    expect(await files.read('.md')).toBe(before);
    await workbench().notifications.dismissAll();
    await writeFile(template, builtIn.replace('Owner: {{owner}}', 'Owner: {{owner}} (Shop)'));
    await workbench().palette('CC10x: Write Runbook');
    await expect.poll(() => files.read('.md')).toContain('\nOwner: Ada Park <ada@shop.example> (Shop)\n');
    expect(await files.read('.md')).toContain(PASSWORD);
  });

  test('is approved by two persons who sign, and by none of them twice', async () => {
    await files.makeReady();
    await workbench()
      .tree.item(/Express checkout ready to approve/)
      .waitFor();
    await approve('Your approval is recorded');
    await workbench().screenshot('first-of-two');
    expect(await status()).toMatchObject({ exitCode: 1, status: 'ready', valid: false });
    await workbench().palette('CC10x: Open Checkpoint…');
    await workbench().dialog.waitUntilOpen();
    expect(await workbench().dialog.buttons()).not.toContain('Approve');
    await workbench().screenshot('not-twice');
    await workbench().dialog.press('Decide Later');
    await beA('Ben Ortiz', 'ben');
    await approve('Deployment plan approved');
    await workbench().screenshot('second-of-two');
    expect(await status()).toMatchObject({
      exitCode: 0,
      status: 'approved',
      valid: true,
      reason: expect.stringMatching(
        /^Approved by Ada Park <ada@shop\.example> \(signature valid\) at \S+ \S+ UTC and by Ben Ortiz <ben@shop\.example> \(claimed; signed, signer unknown\) at \S+ \S+ UTC\.$/u,
      ) as string,
    });
  });

  test('is approved in a fresh clone as well, and no longer once a signature was touched', async () => {
    const git = gitIn(folder);
    await git(['add', '--all']);
    await git(['commit', '--quiet', '--message', 'Add the deployment plan']);
    const clone = path.join(own, 'clone');
    await git(['clone', '--quiet', folder, clone]);
    const there = new DeploymentFiles(clone, env);
    expect(await status(there)).toEqual(await status());
    await there.edit('.deployment-log.jsonl', (text) => text.replace(/("format":"ssh","at":"\d{3})\d/u, '$19'));
    expect(await status(there)).toMatchObject({
      exitCode: 1,
      status: 'void',
      reason: expect.stringMatching(/^Void: the signature of the approval by Ada Park .* is invalid\.$/u) as string,
    });
  });

  test('an adjustment is logged and stands in the form, and cancelling closes the deployment', async () => {
    await workbench().palette('CC10x: Open Checkpoint…');
    await workbench().dialog.waitUntilOpen();
    await workbench().dialog.press('Adjust…');
    await workbench().quickInput.waitForStep('Adjust Plan');
    await workbench().quickInput.fill('Start with one pod in Frankfurt');
    await workbench().quickInput.accept();
    await workbench().form().getByText('Start with one pod in Frankfurt').first().waitFor();
    await workbench().screenshot('adjustment-asked');
    expect(await files.read('.deployment-log.jsonl')).toContain('"data":{"text":"Start with one pod in Frankfurt"}');
    await workbench().palette('CC10x: Open Checkpoint…');
    await workbench().dialog.waitUntilOpen();
    await workbench().dialog.press('Cancel Deployment');
    await workbench().quickInput.waitForStep('Cancel Deployment');
    await workbench().quickInput.fill('Frankfurt is down');
    await workbench().quickInput.accept();
    await workbench()
      .tree.item(/Express checkout cancelled/)
      .waitFor();
    await workbench().screenshot('cancelled');
    expect(await status()).toMatchObject({
      exitCode: 0,
      status: 'cancelled',
      reason: 'The deployment was cancelled by Ben Ortiz <ben@shop.example>.',
    });
    await expect.poll(() => files.read('.md')).toContain('Frankfurt is down.');
    expect(workbench().externalRequests).toEqual([]);
  });
});

async function approve(answer: string): Promise<void> {
  await workbench().notifications.dismissAll();
  await workbench().palette('CC10x: Open Checkpoint…');
  await workbench().dialog.waitUntilOpen();
  await workbench().dialog.press('Approve');
  await workbench().notifications.toast(answer).waitFor();
  await workbench().notifications.dismissAll();
}

async function status(of = files): Promise<Readonly<Record<string, unknown>>> {
  const { exitCode, output } = await of.cli('status', await of.path('.deployment-plan.json'), '--json');
  const { status: state, approval } = JSON.parse(output) as {
    readonly status: string;
    readonly approval: Readonly<Record<string, unknown>>;
  };
  return { exitCode, status: state, ...approval };
}

async function makeKey(name: string): Promise<void> {
  await promisify(execFile)('ssh-keygen', [
    ...['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', path.join(own, name)],
  ]);
}

/** Whoever sits at the keyboard; only Ada's key is known to everybody. */
async function beA(name: string, key: string): Promise<void> {
  const git = gitIn(folder);
  await git(['config', 'user.name', name]);
  await git(['config', 'user.email', `${key}@shop.example`]);
  const allowed = path.join(own, 'allowed');
  await writeFile(allowed, `ada@shop.example ${await readFile(path.join(own, 'ada.pub'), 'utf8')}`);
  await writeFile(
    env.GIT_CONFIG_GLOBAL,
    [
      '[gpg]',
      'format = ssh',
      '[gpg "ssh"]',
      `allowedSignersFile = ${allowed}`,
      '[user]',
      `signingKey = ${path.join(own, key)}`,
      '',
    ].join('\n'),
  );
}
