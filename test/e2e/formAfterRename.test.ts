import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { type ItemPath, valueAt } from '../../src/core/plan/itemPath';
import { putPlan } from './support/planOnDisk';
import { useWorkbench } from './support/useWorkbench';

let file = '';
let name = '';

const workbench = useWorkbench({
  helper: 'manyDocuments',
  settings: {
    'files.autoSave': 'off',
    'workbench.editor.enablePreview': false,
    'explorer.compactFolders': false,
  },
  viewport: { width: 1500, height: 1100 },
  prepare: async (folder) => {
    ({ file, name } = await putPlan(folder));
  },
});

const sideBar = (): FrameLocator => workbench().form();
const planEditor = (): FrameLocator => workbench().editors.form();

function at(form: FrameLocator, id: string): Locator {
  return form.locator(`[id="plan/${id}"]`);
}

/** A field that asks for a number: what is typed into it here is no value, and so in no document. */
const everyMinutes = (): Locator => at(planEditor(), 'communication/during/everyMinutes');

async function onDisk(...paths: readonly ItemPath[]): Promise<readonly unknown[]> {
  const plan: unknown = JSON.parse(await readFile(file, 'utf8'));
  return paths.map((keys) => valueAt(plan, keys));
}

async function waitUntilDirty(): Promise<void> {
  await workbench().page.locator('.tab.dirty').first().waitFor();
}

async function saveAll(): Promise<void> {
  await workbench().palette('File: Save All Files');
  await workbench().page.locator('.tab.dirty').first().waitFor({ state: 'detached' });
}

async function openEditor(): Promise<void> {
  await workbench().palette('CC10x: Open Plan Editor to the Side');
  await at(planEditor(), 'deployment/owner').waitFor();
}

async function renameInExplorer(item: RegExp, to: string): Promise<void> {
  await workbench().showViewContainer('Explorer');
  await workbench().tree.runFromContextMenu(item, 'Rename...');
  const input = workbench().page.locator('.part.sidebar .explorer-item-edited input');
  await input.fill(to);
  await input.press('Enter');
}

beforeAll(async () => {
  await workbench().showViewContainer('CC10x');
  await at(sideBar(), 'deployment/owner').waitFor();
});

test('renaming a plan in the Explorer offers to rename its siblings, and nothing typed is lost', async () => {
  const { dialog, editors } = workbench();
  const folder = path.dirname(file);
  const runbook = file.replace('.deployment-plan.json', '.md');
  await writeFile(runbook, '# Deployment: User authentication\n');
  await writeFile(file.replace('.deployment-plan.json', '.deployment-log.jsonl'), '');
  const before = await readdir(folder);
  await openEditor();
  await at(sideBar(), 'deployment/ticket').fill('SHOP-8');
  await at(sideBar(), 'deployment/date').fill('soon');
  await at(sideBar(), 'deployment/date').blur();
  await at(planEditor(), 'deployment/owner').fill('Grace');
  await at(planEditor(), 'deployment/owner').blur();
  await everyMinutes().fill('often');
  const newName = name.replace('user-auth', 'passkeys');
  await renameInExplorer(new RegExp(`^${name}`, 'u'), newName);
  await dialog.waitUntilOpen();
  expect(await dialog.message()).toBe('Rename the other files of this deployment too?');
  expect((await dialog.detail()).split('\n')).toEqual(
    ['.md', '.deployment-log.jsonl'].map((ending) => `2025-10-27-user-auth${ending} → 2025-10-27-passkeys${ending}`),
  );
  await workbench().screenshot('rename-siblings');
  await dialog.press('Rename Files');
  await expect.poll(() => readdir(folder)).toEqual(before.map((each) => each.replace('user-auth', 'passkeys')).sort());
  await editors.tab(newName).first().waitFor();
  // VS Code itself goes on with the text editor; what was typed in the form is in it.
  await editors.tab(newName).first().click();
  await expect.poll(() => editors.text()).toContain('"owner": "Grace"');
  await openEditor();
  const inEditor = (): Promise<readonly string[]> =>
    Promise.all([at(planEditor(), 'deployment/owner').inputValue(), everyMinutes().inputValue()]);
  await expect.poll(inEditor).toEqual(['Grace', 'often']);
  await workbench().showViewContainer('CC10x');
  const form = sideBar();
  await expect
    .poll(() => Promise.all(['owner', 'ticket', 'date'].map((key) => at(form, `deployment/${key}`).inputValue())))
    .toEqual(['Grace', 'SHOP-8', 'soon']);
  await workbench().screenshot('renamed-while-open');
  await at(form, 'deployment/date').fill('2026-02-28');
  await at(form, 'deployment/date').blur();
  await expect.poll(() => at(planEditor(), 'deployment/date').inputValue()).toBe('2026-02-28');
  await saveAll();
  file = path.join(folder, newName);
  name = newName;
  expect(await onDisk(['deployment', 'owner'], ['deployment', 'ticket'], ['deployment', 'date'])).toEqual([
    'Grace',
    'SHOP-8',
    '2026-02-28',
  ]);
});

test('renaming the folder of a plan takes the forms along, and what is half-typed into them', async () => {
  const ticket = (): Locator => at(sideBar(), 'deployment/ticket');
  await ticket().fill('SHOP-7');
  await ticket().blur();
  await waitUntilDirty();
  await saveAll();
  await everyMinutes().fill('seldom');
  const folder = path.join(path.dirname(path.dirname(file)), 'rollouts');
  await renameInExplorer(/^deployment-runbooks/u, 'rollouts');
  file = path.join(folder, path.basename(file));
  await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toContain('"ticket": "SHOP-7"');
  await workbench().showViewContainer('CC10x');
  await expect.poll(() => ticket().inputValue()).toBe('SHOP-7');
  await ticket().fill('SHOP-9');
  await ticket().blur();
  await waitUntilDirty();
  await saveAll();
  expect(await onDisk(['deployment', 'ticket'])).toEqual(['SHOP-9']);
  if (!(await everyMinutes().isVisible())) await openEditor();
  await expect.poll(() => everyMinutes().inputValue()).toBe('seldom');
});

test('another program gives the file another name: both forms say so, and take everything along when asked', async () => {
  const { editors, page } = workbench();
  await editors.tab(name).first().click();
  if (!(await everyMinutes().isVisible())) await openEditor();
  await everyMinutes().fill('hourly');
  const ticket = (): Locator => at(sideBar(), 'deployment/ticket');
  await ticket().fill('SHOP-10');
  await ticket().blur();
  await waitUntilDirty();
  const former = file;
  name = name.replace('passkeys', 'devices');
  file = path.join(path.dirname(former), name);
  await rename(former, file);
  await workbench()
    .tree.item(/User authentication/)
    .waitFor();
  for (const form of [sideBar(), planEditor()]) {
    await form.getByText(`The file of this plan has another name now: ${name}.`).waitFor();
  }
  await workbench().screenshot('renamed-by-another-program');
  await planEditor().getByRole('button', { name: 'Go On There' }).click();
  await editors.tab(name).first().waitFor();
  await expect.poll(() => everyMinutes().inputValue()).toBe('hourly');
  await expect.poll(() => at(planEditor(), 'deployment/ticket').inputValue()).toBe('SHOP-10');
  await expect.poll(() => ticket().inputValue()).toBe('SHOP-10');
  expect(await sideBar().getByRole('button', { name: 'Go On There' }).count()).toBe(0);
  expect(await page.locator('.tab', { hasText: path.basename(former) }).count()).toBe(0);
  await workbench().screenshot('gone-on-there');
  await saveAll();
  expect(await onDisk(['deployment', 'ticket'])).toEqual(['SHOP-10']);
  expect((await readdir(path.dirname(file))).filter((each) => each.endsWith('.deployment-plan.json'))).toEqual([name]);
});

test('another program renames a plan that only the side bar shows: it follows once VS Code let go of the file', async () => {
  await workbench().palette('View: Close All Editors');
  const ticket = (): Locator => at(sideBar(), 'deployment/ticket');
  await expect.poll(() => ticket().inputValue()).toBe('SHOP-10');
  const former = file;
  name = name.replace('devices', 'tablets');
  file = path.join(path.dirname(former), name);
  await rename(former, file);
  const moved = sideBar().getByText(`The file of this plan has another name now: ${name}.`);
  await moved.waitFor();
  // VS Code closes what no editor shows and nothing changed: three minutes after it was opened, or when many others are.
  await workbench().palette('Test: Open Many Documents');
  await moved.waitFor({ state: 'detached' });
  await ticket().fill('SHOP-11');
  await ticket().blur();
  await workbench().editors.tab(name).first().waitFor();
  await saveAll();
  expect(await onDisk(['deployment', 'ticket'])).toEqual(['SHOP-11']);
  expect((await readdir(path.dirname(file))).filter((each) => each.endsWith('.deployment-plan.json'))).toEqual([name]);
});

test('half-typed text goes with the editor that a person closes', async () => {
  const { editors } = workbench();
  await editors.tab(name).first().click();
  await workbench().palette('View: Close All Editors');
  await openEditor();
  await expect.poll(() => everyMinutes().inputValue()).toBe('30');
});
