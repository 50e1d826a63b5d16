import { readdir, readFile, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeFolder, temporaryFolder } from '../host/processes.mjs';
import { gitIn, makeSampleService } from '../workspaces/sampleService.mjs';
import { sampleAnswers } from './support/sampleAnswers';
import { Workbench } from './support/workbench';

let folder: string;
let workbench: Workbench;

beforeAll(async () => {
  folder = path.join(temporaryFolder('checkout'), 'checkout');
  await makeSampleService(folder, { failingTest: true });
  // Tall: rows of the tree that are off the screen are not rendered.
  workbench = await Workbench.open({
    folder,
    settings: { 'files.autoSave': 'off' },
    viewport: { width: 1400, height: 1500 },
  });
});

afterAll(async () => {
  await workbench.dispose();
  removeFolder(path.dirname(folder));
});

/** The whole way, in the order a person walks it: each test begins where the one before it ended. */
describe('from the palette to an approved runbook', () => {
  test('Escape in the wizard leaves nothing behind', async () => {
    const { quickInput } = workbench;
    await workbench.showViewContainer('CC10x');
    await workbench.screenshot('welcome');
    await workbench.tree.welcome().getByRole('button', { name: 'Plan Deployment' }).click();
    await quickInput.waitForStep('Plan Deployment (1/4)');
    await quickInput.escape();
    await quickInput.waitUntilClosed();
    expect(await gitIn(folder)(['status', '--porcelain'])).toBe('');
  });

  test('the wizard is prefilled, has a way back, and plans', async () => {
    const { quickInput, page } = workbench;
    await workbench.palette('CC10x: Plan Deployment');
    await quickInput.waitForStep('Plan Deployment (1/4)');
    expect(await quickInput.value()).toBe('Express checkout');
    await workbench.screenshot('wizard-feature');
    await quickInput.accept();
    await quickInput.waitForStep('Plan Deployment (2/4)');
    expect((await quickInput.items())[0]).toBe('v1.4.0');
    await workbench.screenshot('wizard-base');
    await quickInput.pressButton('Back');
    await quickInput.waitForStep('Plan Deployment (1/4)');
    expect(await quickInput.value()).toBe('Express checkout');
    await quickInput.accept();
    await quickInput.waitForStep('Plan Deployment (2/4)');
    await quickInput.accept();
    await quickInput.waitForStep('Plan Deployment (3/4)');
    expect(await quickInput.value()).toBe('Ada Park <ada@shop.example>');
    await quickInput.accept();
    await quickInput.waitForStep('Plan Deployment (4/4)');
    expect(await quickInput.value()).toBe('SHOP-42');
    await quickInput.accept();
    await workbench.form().getByRole('heading', { name: 'Express checkout' }).waitFor();
    await workbench.tree.item(/Express checkout/).waitFor();
    await page.locator('.view-line', { hasText: 'Deployment: Express checkout' }).waitFor();
    await workbench.screenshot('planned');
    expect((await readdir(home())).map((name) => name.replace(/^\d{4}-\d{2}-\d{2}/u, 'DATE'))).toEqual([
      '.gitattributes',
      'DATE-express-checkout.deployment-log.jsonl',
      'DATE-express-checkout.deployment-plan.json',
      'DATE-express-checkout.md',
    ]);
  });

  test('a failing test blocks the checkpoint', async () => {
    await workbench.palette('CC10x: Run All Checks');
    await workbench.tree.expand(/Express checkout/);
    await workbench.tree.expand(/To Do Before Approval/);
    await workbench.tree.item(/All tests passing: failed/).waitFor();
    await workbench.screenshot('failing-check');
    await workbench.palette('CC10x: Open Checkpoint…');
    const toast = workbench.notifications.toast('The plan cannot be approved yet');
    await toast.waitFor();
    await workbench.screenshot('checkpoint-not-offered');
    expect(await workbench.page.locator('.monaco-dialog-box').count()).toBe(0);
    await workbench.notifications.dismissAll();
  });

  test('fixing the test and updating the plan makes it pass', async () => {
    const git = gitIn(folder);
    const file = path.join(folder, 'test/pricing.test.js');
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll('1590', '1490'));
    await git(['commit', '--quiet', '--all', '--message', 'Test the price that express delivery has']);
    await git(['push', '--quiet', 'origin', 'main']);
    const head = (await git(['rev-parse', 'HEAD'])).trim();
    await workbench.tree.item(/differs from the release head/).waitFor();
    await workbench.screenshot('release-moved');
    await workbench.palette('CC10x: Update Plan');
    await expect.poll(async () => (await readPlan()).release.head.commit).toBe(head);
    await workbench.palette('CC10x: Run All Checks');
    await workbench.tree.item(/All tests passing: /).waitFor({ state: 'detached' });
    await workbench.tree.expand(/^Checks/);
    await workbench.tree.item(/All tests passing passed: "npm test" ended with exit code 0/).waitFor();
    await workbench.screenshot('passing-check');
  });

  test('a person vouches for what no program can decide', async () => {
    for (const [title, words] of [
      ['Code reviewed and approved', 'Pull request 42'],
      ['Critical findings resolved', 'No open finding'],
      ['Manual testing complete', 'Ordered twice on staging'],
      ['Documentation updated', 'docs/express-checkout.md'],
    ] as const) {
      await workbench.tree
        .item(new RegExp(`^${title}: pending`, 'u'))
        .first()
        .click();
      await workbench.quickInput.waitForStep(`Attest Check: ${title}`);
      if (title === 'Code reviewed and approved') {
        expect(await workbench.quickInput.items()).toEqual([
          'It holds',
          'It does not hold',
          'Merged pull request in the release: #42.',
          'Reviewed-by in 1 of 7 commits: Ben Ortiz.',
        ]);
        // A hint answers nothing.
        await workbench.quickInput.pick('Merged pull request in the release: #42.');
        await workbench.quickInput.item('It holds').waitFor();
      }
      await workbench.screenshot(`hints-${title}`);
      await workbench.quickInput.pick('It holds');
      await workbench.quickInput.fill(words);
      await workbench.screenshot(`attest-${title}`);
      await workbench.quickInput.accept();
      // Closing, it gives the focus back: what is typed elsewhere before that goes nowhere.
      await workbench.quickInput.waitUntilClosed();
      await workbench.tree.item(new RegExp(`^${title} passed`, 'u')).waitFor();
    }
  });

  test('the questions are answered in the form', async () => {
    const form = workbench.form();
    for (const [question, answer] of Object.entries(sampleAnswers)) {
      await form.getByLabel(question, { exact: false }).first().fill(answer);
    }
    await form.getByText('all answered').waitFor();
    await workbench.screenshot('answered');
  });

  test('a stage is edited in the side panel, undone and redone', async () => {
    const form = workbench.form();
    const { page } = workbench;
    const soak = form.locator('[id*="partial"]').getByLabel('Soak', { exact: true }).first();
    await form
      .getByRole('button', { name: /Partial/ })
      .first()
      .click();
    await soak.waitFor();
    expect(await soak.inputValue()).toBe('4h');
    await soak.fill('5h');
    await soak.blur();
    await page.waitForTimeout(1000);
    await workbench.screenshot('stage-edited');
    await soak.focus();
    await page.keyboard.press('Control+z');
    await expect.poll(() => soak.inputValue()).toBe('4h');
    await workbench.screenshot('stage-undone');
    await page.keyboard.press('Control+Shift+z');
    await expect.poll(() => soak.inputValue()).toBe('5h');
    await workbench.screenshot('stage-redone');
  });

  test('the runbook is written and read', async () => {
    await workbench.palette('CC10x: Write Runbook');
    await expect.poll(() => readRunbook()).toContain('Soak: 5 h');
    const runbook = await readRunbook();
    for (const heading of workflowHeadings) expect(runbook).toContain(heading);
    expect(runbook).not.toContain('OPEN:');
    await workbench.editors.waitUntilFocused();
    await workbench.screenshot('runbook');
  });

  test('the plan is approved in the modal', async () => {
    await workbench.palette('CC10x: Open Checkpoint…');
    await workbench.dialog.waitUntilOpen();
    await workbench.screenshot('checkpoint');
    expect(await workbench.dialog.message()).toContain('Approve');
    expect(await workbench.dialog.detail()).toContain('Feature: Express checkout');
    expect([...(await workbench.dialog.buttons())].sort()).toEqual([
      'Adjust…',
      'Approve',
      'Cancel Deployment',
      'Decide Later',
    ]);
    await workbench.dialog.press('Approve');
    await workbench.notifications.toast('Deployment plan approved').waitFor();
    await workbench.tree.item(/Express checkout approved/).waitFor();
    await workbench.screenshot('approved');
    await workbench.notifications.dismissAll();
    expect(await readRunbook()).toContain('Approved by Ada Park');
  });

  test('committing our own files keeps the approval valid', async () => {
    const git = gitIn(folder);
    await git(['add', '--all']);
    await git(['commit', '--quiet', '--message', 'Add the deployment plan of express checkout']);
    await workbench.palette('CC10x: Refresh Deployments');
    await workbench.tree.item(/Approved by Ada Park/).waitFor();
    await workbench.tree.item(/Express checkout approved/).waitFor();
    await workbench.screenshot('committed-still-approved');
  });

  test('a changed source file voids it, and says which', async () => {
    const file = path.join(folder, 'src/pricing.js');
    await writeFile(file, `${await readFile(file, 'utf8')}\n// free delivery\n`);
    await workbench.tree.item(/Express checkout approval void/).waitFor();
    await workbench.tree.item(/the working tree changed after the approval: src\/pricing\.js/).waitFor();
    await workbench.screenshot('void');
    expect(workbench.externalRequests).toEqual([]);
  });
});

const workflowHeadings = [
  '# Deployment: Express checkout',
  '## Pre-Deployment Checklist',
  '## Staged Rollout',
  '### Stage 1: Infrastructure',
  '### Stage 5: Full (100%)',
  '## Rollback Procedures',
  '### Level 1: Feature Flag (< 1 min)',
  '### Level 2: Config (< 5 min)',
  '### Level 3: Code (< 15 min)',
  '## Monitoring',
  '## Communication Plan',
];

function home(): string {
  return path.join(folder, 'thoughts/shared/deployment-runbooks');
}

async function fileEnding(ending: string): Promise<string> {
  const name = (await readdir(home())).find((candidate) => candidate.endsWith(ending));
  if (name === undefined) throw new Error(`No file that ends in ${ending}.`);
  return readFile(path.join(home(), name), 'utf8');
}

async function readPlan(): Promise<{ readonly release: { readonly head: { readonly commit: string } } }> {
  const plan: unknown = JSON.parse(await fileEnding('.deployment-plan.json'));
  if (!isPlan(plan)) throw new Error('The plan has no release head.');
  return plan;
}

function isPlan(value: unknown): value is { release: { head: { commit: string } } } {
  return typeof value === 'object' && value !== null && 'release' in value;
}

function readRunbook(): Promise<string> {
  return fileEnding('.md');
}
