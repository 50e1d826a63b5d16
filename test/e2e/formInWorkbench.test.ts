import { readFile, writeFile } from 'node:fs/promises';
import type { FrameLocator, Locator } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { type ItemPath, valueAt } from '../../src/core/plan/itemPath';
import { putPlan } from './support/planOnDisk';
import { useWorkbench } from './support/useWorkbench';

/** Generous: an assessment asks git, and the machine may be busy. */
const LONG = { timeout: 120_000 };
/** For one test: each of them waits for the editor many times. */
const SLOW = 400_000;

let file = '';
let original = '';
let name = '';

const workbench = useWorkbench({
  settings: { 'files.autoSave': 'off', 'workbench.editor.enablePreview': false },
  viewport: { width: 1500, height: 1100 },
  prepare: async (folder) => {
    ({ file, name, text: original } = await putPlan(folder));
  },
});

function at(form: FrameLocator, id: string): Locator {
  return form.locator(`[id="plan/${id}"]`);
}

async function onDisk(keys: ItemPath): Promise<unknown> {
  const plan: unknown = JSON.parse(await readFile(file, 'utf8'));
  return valueAt(plan, keys);
}

async function saveAll(): Promise<void> {
  await workbench().palette('File: Save All Files');
  await expect.poll(() => workbench().page.locator('.tab.dirty').count(), LONG).toBe(0);
}

/** Everything closed and the file as it was: what one test left behind must not help the next. */
async function startOver(): Promise<void> {
  const { dialog, page } = workbench();
  const isDirty = (await page.locator('.tab.dirty').count()) > 0;
  await workbench().palette('View: Close All Editors');
  if (isDirty) await dialog.press("Don't Save");
  await page.locator('.tab').first().waitFor({ state: 'detached' });
  await writeFile(file, original);
  await expect.poll(() => at(workbench().form(), 'deployment/owner').inputValue(), LONG).toBe('Ada Lovelace');
}

async function openEditor(): Promise<FrameLocator> {
  await workbench().palette('CC10x: Open Plan Editor to the Side');
  const form = workbench().editors.form();
  await at(form, 'deployment/owner').waitFor(LONG);
  return form;
}

async function openJson(): Promise<void> {
  await workbench().palette('CC10x: Open Plan as JSON');
  await workbench().editors.waitUntilActive(name);
}

beforeEach(async () => {
  await workbench().showViewContainer('CC10x');
  await workbench()
    .tree.item(/User authentication/)
    .waitFor(LONG);
  await startOver();
}, SLOW);

describe('other hands at the same plan', { timeout: SLOW }, () => {
  test('the JSON and both homes of the form are edited at once, and every one shows all of it', async () => {
    const { page, editors } = workbench();
    await openJson();
    const editor = await openEditor();
    const sideBar = workbench().form();
    await at(editor, 'deployment/owner').fill('From the editor');
    await at(sideBar, 'deployment/ticket').fill('From the side bar');
    await expect.poll(() => at(sideBar, 'deployment/owner').inputValue(), LONG).toBe('From the editor');
    await expect.poll(() => at(editor, 'deployment/ticket').inputValue(), LONG).toBe('From the side bar');
    await editors.tab(name).first().click();
    const text = await editors.text();
    expect(text).toContain('"owner": "From the editor"');
    await at(editor, 'deployment/feature').focus();
    await page.keyboard.press('End');
    await page.keyboard.insertText(' (typed)');
    await editors.tab(name).first().click();
    await editors.replaceText(text.replace('"slug": "user-auth"', '"slug": "from-json"'));
    for (const form of [editor, sideBar]) {
      await expect.poll(() => at(form, 'deployment/owner').inputValue(), LONG).toBe('From the editor');
    }
    await saveAll();
    expect([await onDisk(['deployment', 'slug']), await onDisk(['deployment', 'ticket'])]).toEqual([
      'from-json',
      'From the side bar',
    ]);
  });

  test('JSON that is broken says where, is read-only until mended, and loses nothing', async () => {
    const { editors } = workbench();
    await openJson();
    const form = workbench().form();
    await at(form, 'deployment/owner').fill('Grace');
    await expect.poll(() => workbench().page.locator('.tab.dirty').count(), LONG).toBeGreaterThan(0);
    const good = await editors.text();
    await editors.replaceText(good.replace('"ticket": ', '"ticket" '));
    await form.getByText('The plan is not valid JSON.').waitFor(LONG);
    await form.getByText(/Line \d+: /).waitFor(LONG);
    expect(await at(form, 'deployment/owner').getAttribute('readonly')).toBe('');
    expect(await at(form, 'deployment/owner').inputValue()).toBe('Grace');
    await workbench().screenshot('broken-json');
    await editors.replaceText(good);
    await form.getByText('The plan is not valid JSON.').waitFor({ ...LONG, state: 'detached' });
    await at(form, 'deployment/ticket').fill('SHOP-7');
    await saveAll();
    expect([await onDisk(['deployment', 'owner']), await onDisk(['deployment', 'ticket'])]).toEqual([
      'Grace',
      'SHOP-7',
    ]);
  });

  test('a change on disk comes in while one types, and no keystroke is lost', async () => {
    const { page } = workbench();
    const form = workbench().form();
    const owner = at(form, 'deployment/owner');
    await owner.focus();
    await owner.press('End');
    await page.keyboard.type(' the');
    await writeFile(file, original.replace('"ticket": "SHOP-1432"', '"ticket": "SHOP-5"'));
    await page.keyboard.type(' first');
    await expect.poll(() => owner.inputValue(), LONG).toBe('Ada Lovelace the first');
    await saveAll();
    // Whoever was first: the change was taken in, or the editor refused to save over it and the file still has it.
    expect(await readFile(file, 'utf8')).toContain('"ticket": "SHOP-5"');
  });
});
