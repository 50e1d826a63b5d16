import { appendFile, readFile, rm } from 'node:fs/promises';
import * as path from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { beforeAll, expect, test, vi } from 'vitest';
import { anchorTag } from '../../src/core/runbook/markdown';
import { aLine, anApproval } from '../support/aLog';
import { gitIn } from '../workspaces/sampleService.mjs';
import { type PlanOnDisk, putPlan } from './support/planOnDisk';
import { useWorkbench } from './support/useWorkbench';

vi.setConfig({ testTimeout: 240_000 });

let onDisk: PlanOnDisk;

const workbench = useWorkbench({
  settings: { 'files.autoSave': 'off', 'workbench.editor.enablePreview': false },
  // Tall: rows of the tree that are off the screen are not rendered.
  viewport: { width: 1400, height: 1500 },
  prepare: async (folder) => {
    onDisk = await putPlan(folder);
  },
});

beforeAll(async () => {
  await workbench().showViewContainer('CC10x');
  await workbench()
    .tree.item(/User authentication/)
    .waitFor();
  await at(workbench().form(), 'deployment/owner').waitFor();
});

function at(form: FrameLocator, id: string): Locator {
  return form.locator(`[id="plan/${id}"]`);
}

/** The line of the caret, from 1. */
async function caretLine(): Promise<number> {
  const text = await workbench()
    .statusBarItem(/^Ln \d+/u)
    .innerText();
  return Number(/Ln (\d+)/u.exec(text)?.[1]);
}

function lineOf(text: string, part: string): number {
  return text.slice(0, text.indexOf(part)).split('\n').length;
}

async function isOpenInForm(id: string): Promise<string | null> {
  return at(workbench().form(), id).getAttribute('aria-expanded');
}

test('one check runs from its line, and its evidence opens from there', async () => {
  const { tree, page } = workbench();
  await tree.expand(/^Checks/u);
  await tree.pressInline(/^All tests passing (pending|unknown)/u, 'Run Check');
  await tree.item(/^All tests passing passed: "npm test" ended with exit code 0/u).waitFor();
  await tree.pressInline(/^All tests passing passed/u, 'Show Evidence of Check');
  await page.locator('.view-line', { hasText: 'npm test' }).first().waitFor();
  await workbench().screenshot('evidence-from-the-tree');
});

test('a stage opens at its place in the form, in the plan and in the runbook', async () => {
  const { tree, editors } = workbench();
  await tree.collapse(/^Checks/u);
  await tree.expand(/^Stages/u);
  expect(await isOpenInForm('stages/canary')).toBe('false');
  await tree.item(/^Stage 2: Canary/u).click();
  await expect.poll(() => isOpenInForm('stages/canary')).toBe('true');
  await workbench().form().getByRole('button', { name: 'Copy the command of Step 1' }).first().click();
  await expect
    .poll(() => workbench().page.evaluate<string>('navigator.clipboard.readText()'))
    .toBe('kubectl --context prod-eu --namespace shop apply -f deploy/canary.yaml');
  await tree.runFromContextMenu(/^Stage 2: Canary/u, 'Open Plan as JSON');
  await editors.waitUntilActive(onDisk.name);
  const expected = lineOf(onDisk.text, '"id": "canary"');
  await expect.poll(async () => Math.abs((await caretLine()) - expected)).toBeLessThan(2);
  await workbench().palette('CC10x: Write Runbook');
  const runbook = onDisk.file.replace('.deployment-plan.json', '.md');
  await expect.poll(() => readFile(runbook, 'utf8').catch(() => '')).toContain(anchorTag('stage-canary'));
  await editors.waitUntilActive(path.basename(runbook));
  const written = await readFile(runbook, 'utf8');
  const openAtStage = async (): Promise<number> => {
    // Asked for again: a line that is read anew at that moment is no place any more, and the runbook opens at its top.
    await tree.runFromContextMenu(/^Stage 2: Canary/u, 'Open Runbook');
    await workbench().page.waitForTimeout(1000);
    return caretLine();
  };
  await expect.poll(openAtStage).toBe(lineOf(written, anchorTag('stage-canary')));
  await workbench().screenshot('stage-at-its-places');
});

test('the lens above an item of the JSON opens it in the form', async () => {
  const { tree, page, editors } = workbench();
  await tree.collapse(/^Stages/u);
  await tree.expand(/^Rollback Levels/u);
  await tree.runFromContextMenu(/^Level 3: Code/u, 'Open Plan as JSON');
  await editors.waitUntilActive(onDisk.name);
  expect(await isOpenInForm('rollback/levels/level-3')).toBe('false');
  // The lens of the item that the caret is in stands right above it; those of others may be there first.
  const lensAbove = async () => {
    const caret = await page.locator('.editor-group-container.active .monaco-editor .cursor').first().boundingBox();
    if (caret === null) return undefined;
    for (const lens of await editors.codeLens('Open in Form').all()) {
      const place = (await lens.isVisible()) ? await lens.boundingBox() : null;
      if (place !== null && place.y < caret.y && caret.y - place.y <= caret.height) return lens;
    }
    return undefined;
  };
  await expect.poll(async () => (await lensAbove()) !== undefined).toBe(true);
  await (await lensAbove())?.click();
  await expect.poll(() => isOpenInForm('rollback/levels/level-3')).toBe('true');
});

test('the way back is rehearsed from the line of the rollback', async () => {
  const { tree, quickInput } = workbench();
  await tree.item(/^Revert not rehearsed/u).waitFor();
  await tree.pressInline(/^Rollback Levels/u, 'Rehearse Rollback');
  await quickInput.pick('Rehearse');
  await tree.item(/^Revert .*Rehearsed on top of [0-9a-f]{10}\./u).waitFor();
  await workbench().screenshot('rehearsed-from-the-tree');
});

test('a checkout by another program is seen: what the release lost, and which plans there are', async () => {
  const { tree } = workbench();
  const git = gitIn(workbench().folder);
  await git(['checkout', '--quiet', 'v1.4.0']);
  await tree.item(/differs from the release head/u).waitFor();
  await tree.item(/^User authentication/u).waitFor();
  await workbench().screenshot('an-older-commit-checked-out');
  await git(['checkout', '--quiet', 'main']);
  await tree.item(/differs from the release head/u).waitFor({ state: 'detached' });
  await git(['checkout', '--quiet', '-b', 'with-the-plan']);
  await git(['add', path.dirname(onDisk.file)]);
  await git(['commit', '--quiet', '--message', 'Add the plan']);
  await git(['checkout', '--quiet', 'main']);
  await tree.welcome().getByRole('button', { name: 'Plan Deployment' }).waitFor();
  await git(['checkout', '--quiet', 'with-the-plan']);
  await tree.item(/^User authentication/u).waitFor();
});

test('the status bar names a deployment only while it is carried out', async () => {
  const item = workbench().statusBarItem(/User authentication/u);
  expect(await item.count()).toBe(0);
  const log = onDisk.file.replace('.deployment-plan.json', '.deployment-log.jsonl');
  const before = await readFile(log, 'utf8');
  const approval = aLine('01ZZZZ', 'approval.granted', anApproval(), { at: new Date().toISOString() });
  await appendFile(log, `${approval}\n`);
  await item.getByText('User authentication: approval void').waitFor();
  await workbench().screenshot('active-in-the-status-bar');
  const cancelled = aLine('01ZZZZZ', 'deployment.cancelled', {}, { at: new Date().toISOString(), parents: ['01ZZZZ'] });
  await appendFile(log, `${cancelled}\n`);
  await item.waitFor({ state: 'detached' });
  expect((await readFile(log, 'utf8')).startsWith(before)).toBe(true);
  await rm(log);
});
