import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../host/embedded.mjs';
import { gitIn } from '../workspaces/sampleService.mjs';
import { useWorkbench } from './support/useWorkbench';

/** Generous: the machine may be busy. */
const LONG = { timeout: 60_000 };

interface PlanText {
  readonly release: { readonly head: { readonly commit: string } };
  readonly blanks: { value: string | null }[];
  readonly risks: { disposition: object }[];
  readonly checks: { id: string; kind: string; run?: string; required: boolean }[];
  readonly stages: { readonly kind: string; readonly soak: { seconds: number } }[];
}

let folder = '';
const workbench = useWorkbench({
  prepare: async (service) => {
    folder = service;
    await cli('plan', folder, '--feature', 'Express checkout', '--write');
    await settle();
    await editPlan((plan) => {
      for (const stage of plan.stages) if (stage.kind === 'partial') stage.soak.seconds = 18_000;
    });
    await makeReady();
  },
  settings: { 'files.autoSave': 'off' },
  viewport: { width: 1400, height: 1000 },
});

/** Each test begins where the one before it ended. */
describe('an approval, and what happens to it', { timeout: 240_000 }, () => {
  test('is given in the modal, and stands above the runbook', async () => {
    await workbench().showViewContainer('CC10x');
    await workbench()
      .tree.item(/Express checkout ready to approve/)
      .waitFor(LONG);
    await approve();
    await workbench().palette('CC10x: Open Runbook');
    await lens('Approved by Ada Park').waitFor(LONG);
    await workbench().screenshot('drift-approved');
  });

  test('is void when a file of the release changes, and says which', async () => {
    const file = path.join(folder, 'src/pricing.js');
    await writeFile(file, `${await readFile(file, 'utf8')}\n// free delivery\n`);
    await workbench()
      .tree.item(/Express checkout approval void/)
      .waitFor(LONG);
    await lens('Void: the working tree changed after the approval: src/pricing.js.').waitFor(LONG);
    await workbench().screenshot('drift-void');
  });

  test('is void for the release that is planned again, whose plan keeps what a person edited', async () => {
    const git = gitIn(folder);
    await git(['commit', '--quiet', '--all', '--message', 'Say what delivery costs']);
    await git(['push', '--quiet', 'origin', 'main']);
    const head = (await git(['rev-parse', 'HEAD'])).trim();
    await lens('Void: commits after the release head changed src/pricing.js.').waitFor(LONG);
    await workbench().palette('CC10x: Update Plan');
    await expect.poll(async () => (await readPlan()).release.head.commit, LONG).toBe(head);
    expect((await readPlan()).stages.find(({ kind }) => kind === 'partial')?.soak.seconds).toBe(18_000);
    await lens('Void: approved was release head').waitFor(LONG);
    await workbench().screenshot('drift-planned-again');
  });

  test('is given again for what is planned now', async () => {
    await settle();
    await makeReady();
    await workbench().notifications.dismissAll();
    await expect
      .poll(async () => (await workbench().tree.names('Deployments')).some((name) => name.startsWith('To Do')), LONG)
      .toBe(false);
    await approve();
    await lens('Approved by Ada Park').waitFor(LONG);
    await workbench().screenshot('drift-approved-again');
    const log = await readFile(await fileEnding('.deployment-log.jsonl'), 'utf8');
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
    .waitFor(LONG);
  await workbench().notifications.dismissAll();
}

/** A line above the first one of the open runbook. */
function lens(text: string): ReturnType<ReturnType<typeof workbench>['page']['locator']> {
  return workbench().page.locator('.codelens-decoration', { hasText: text }).first();
}

/** Answers and decides what a person would, and leaves to the program what it can check by itself. */
async function settle(): Promise<void> {
  await editPlan((plan) => {
    for (const blank of plan.blanks) blank.value ??= 'shop-production';
    for (const risk of plan.risks) risk.disposition = { kind: 'accepted', by: 'Ada Park', reason: 'Known.' };
    for (const check of plan.checks) {
      if (check.kind === 'attested') check.required = false;
      if (check.id === 'tests') check.run = 'git --version';
    }
  });
}

async function makeReady(): Promise<void> {
  await cli('render', await fileEnding('.deployment-plan.json'), '--write');
  await cli('check', await fileEnding('.deployment-plan.json'));
}

async function cli(...args: readonly string[]): Promise<void> {
  await promisify(execFile)(process.execPath, [path.join(ROOT, 'dist/cli.js'), ...args], { cwd: folder });
}

async function editPlan(edit: (plan: PlanText) => void): Promise<void> {
  const file = await fileEnding('.deployment-plan.json');
  const plan = await readPlan();
  edit(plan);
  await writeFile(file, `${JSON.stringify(plan, null, 2)}\n`);
}

async function readPlan(): Promise<PlanText> {
  return JSON.parse(await readFile(await fileEnding('.deployment-plan.json'), 'utf8')) as PlanText;
}

async function fileEnding(ending: string): Promise<string> {
  const home = path.join(folder, 'thoughts/shared/deployment-runbooks');
  const name = (await readdir(home)).find((candidate) => candidate.endsWith(ending));
  if (name === undefined) throw new Error(`No file that ends in ${ending}.`);
  return path.join(home, name);
}
