import { readFile, writeFile } from 'node:fs/promises';
import type { FrameLocator, Locator } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { valueAt } from '../../src/core/plan/itemPath';
import { putPlan } from './support/planOnDisk';
import { useWorkbench } from './support/useWorkbench';

/**
 * VS Code backs a text up one second after it last changed. A page of a browser cannot wait for that when it is closed: it
 * asks the person whether to leave instead, which a test does not see. In milliseconds, generous, and far below the minute
 * that VS Code takes to store what pages remember.
 */
const STORED_MS = 10_000;
/** A new window joins its forms with the extension host in less, in milliseconds. */
const JOINED_MS = 10_000;

let file = '';
let original = '';

const workbench = useWorkbench({
  settings: { 'files.autoSave': 'off', 'workbench.editor.enablePreview': false },
  viewport: { width: 1500, height: 1100 },
  prepare: async (folder) => {
    ({ file, text: original } = await putPlan(folder));
  },
});

const sideBar = (): FrameLocator => workbench().form();
const planEditor = (): FrameLocator => workbench().editors.form();

function at(form: FrameLocator, id: string): Locator {
  return form.locator(`[id="plan/${id}"]`);
}

async function ownerOnDisk(): Promise<unknown> {
  const plan: unknown = JSON.parse(await readFile(file, 'utf8'));
  return valueAt(plan, ['deployment', 'owner']);
}

async function saveAll(): Promise<void> {
  await workbench().page.locator('.tab.dirty').first().waitFor();
  await workbench().palette('File: Save All Files');
  await workbench().page.locator('.tab.dirty').first().waitFor({ state: 'detached' });
}

beforeAll(async () => {
  await workbench().showViewContainer('CC10x');
  await at(sideBar(), 'deployment/owner').waitFor();
});

/** Types into the owner's field, and kills the extension host in the middle of it. */
async function typeDuringCrash(form: FrameLocator): Promise<void> {
  const { page } = workbench();
  const owner = at(form, 'deployment/owner');
  await owner.fill('Typed before');
  await page.locator('.tab.dirty').first().waitFor();
  await owner.press('End');
  await page.keyboard.type(' and');
  const restarted = workbench().killExtensionHost();
  // At once, as one pastes: the page is replaced as soon as the new host is there, and a key pressed then goes nowhere.
  await page.keyboard.insertText(' during the crash');
  await restarted;
}

async function expectOwner(form: () => FrameLocator, owner: string): Promise<void> {
  await expect.poll(() => at(form(), 'deployment/owner').inputValue()).toBe(owner);
}

describe('what was typed when the extension host died is there after its restart', () => {
  test('in the side bar, and is offered by itself', async () => {
    await typeDuringCrash(sideBar());
    await expectOwner(sideBar, 'Typed before and during the crash');
    await expect.poll(() => workbench().page.locator('.tab.dirty').count()).toBeGreaterThan(0);
    await workbench().screenshot('after-a-crash-in-the-side-bar');
    await saveAll();
    expect(await ownerOnDisk()).toBe('Typed before and during the crash');
    await at(sideBar(), 'deployment/owner').fill('Typed after');
    await at(sideBar(), 'deployment/owner').blur();
    await saveAll();
    expect(await ownerOnDisk()).toBe('Typed after');
    await writeFile(file, original);
    await expectOwner(sideBar, 'Ada Lovelace');
  });

  test('in an editor, with the window loaded again, and nothing saved that the person did not save', async () => {
    await workbench().palette('CC10x: Open Plan Editor to the Side');
    await expectOwner(planEditor, 'Ada Lovelace');
    await typeDuringCrash(planEditor());
    await workbench().notifications.toast('lost touch').waitFor();
    await workbench().screenshot('after-a-crash-in-an-editor');
    await workbench().notifications.press('lost touch', 'Reload Window');
    await expectOwner(sideBar, 'Typed before and during the crash');
    await expectOwner(planEditor, 'Typed before and during the crash');
    expect(await readFile(file, 'utf8')).toBe(original);
    await saveAll();
    expect(await ownerOnDisk()).toBe('Typed before and during the crash');
    // Whether a form has lost touch shows some moments after the start.
    await new Promise((resolve) => setTimeout(resolve, JOINED_MS));
    expect(await workbench().notifications.messages()).toEqual([]);
  });
});

describe('what was typed and not saved when the window was closed is there when it is opened again', () => {
  test('in both homes, and nothing was saved', async () => {
    await workbench().palette('View: Close All Editors');
    await writeFile(file, original);
    await expectOwner(sideBar, 'Ada Lovelace');
    await workbench().palette('CC10x: Open Plan Editor to the Side');
    await expectOwner(planEditor, 'Ada Lovelace');
    await at(planEditor(), 'deployment/owner').fill('Typed before closing');
    await workbench().page.locator('.tab.dirty').first().waitFor();
    await expectOwner(sideBar, 'Typed before closing');
    // What is no value yet is in no text: each page keeps its own.
    await at(sideBar(), 'deployment/date').fill('soon');
    await at(planEditor(), 'communication/during/everyMinutes').fill('often');
    await new Promise((resolve) => setTimeout(resolve, STORED_MS));
    await workbench().closeAndOpenAgain();
    await workbench().showViewContainer('CC10x');
    await expectOwner(sideBar, 'Typed before closing');
    await expectOwner(planEditor, 'Typed before closing');
    const halfTyped = (): Promise<readonly string[]> =>
      Promise.all([
        at(sideBar(), 'deployment/date').inputValue(),
        at(planEditor(), 'communication/during/everyMinutes').inputValue(),
      ]);
    await expect.poll(halfTyped).toEqual(['soon', 'often']);
    await workbench().screenshot('opened-again');
    expect(await readFile(file, 'utf8')).toBe(original);
    await saveAll();
    expect(await ownerOnDisk()).toBe('Typed before closing');
  });

  test('in two editors of one plan, each with what was half-typed there', async () => {
    const { dialog, editors, page } = workbench();
    const isDirty = (await page.locator('.tab.dirty').count()) > 0;
    await workbench().palette('View: Close All Editors');
    if (isDirty) await dialog.press("Don't Save");
    await writeFile(file, original);
    await expectOwner(sideBar, 'Ada Lovelace');
    await workbench().palette('CC10x: Open Plan Editor to the Side');
    await expectOwner(planEditor, 'Ada Lovelace');
    await workbench().palette('View: Split Editor Right');
    const both = (): readonly [FrameLocator, FrameLocator] => [editors.form(0), editors.form(1)];
    const valuesOf = (id: string): Promise<readonly string[]> =>
      Promise.all(both().map((form) => at(form, id).inputValue()));
    await expect.poll(() => valuesOf('deployment/owner')).toEqual(['Ada Lovelace', 'Ada Lovelace']);
    const [one, other] = both();
    await at(one, 'deployment/owner').fill('Typed on the left');
    await at(other, 'deployment/ticket').fill('Typed on the right');
    await at(other, 'deployment/ticket').blur();
    await expect.poll(() => valuesOf('deployment/owner')).toEqual(['Typed on the left', 'Typed on the left']);
    await at(one, 'communication/during/everyMinutes').fill('often');
    await at(other, 'communication/during/everyMinutes').fill('seldom');
    await new Promise((resolve) => setTimeout(resolve, STORED_MS));
    await workbench().closeAndOpenAgain();
    await expect.poll(() => valuesOf('deployment/owner')).toEqual(['Typed on the left', 'Typed on the left']);
    await expect.poll(() => valuesOf('deployment/ticket')).toEqual(['Typed on the right', 'Typed on the right']);
    await expect.poll(() => valuesOf('communication/during/everyMinutes')).toEqual(['often', 'seldom']);
    await workbench().screenshot('two-editors-opened-again');
    expect(await readFile(file, 'utf8')).toBe(original);
    await saveAll();
    expect(await ownerOnDisk()).toBe('Typed on the left');
  });
});
