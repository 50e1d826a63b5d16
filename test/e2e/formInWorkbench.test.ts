import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { FrameLocator, Locator } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ItemPath, valueAt } from '../../src/core/plan/itemPath';
import { putPlan } from './support/planOnDisk';
import { useWorkbench } from './support/useWorkbench';

let file = '';
let original = '';
let name = '';

const workbench = useWorkbench({
  settings: {
    'files.autoSave': 'off',
    'workbench.editor.enablePreview': false,
  },
  viewport: { width: 1500, height: 1100 },
  prepare: async (folder) => {
    ({ file, name, text: original } = await putPlan(folder));
  },
});

/** Ten fields of ten kinds, and what is typed into them. */
const ten = [
  ['deployment/feature', 'Passkeys „überall“'],
  ['deployment/owner', 'Grace Hopper'],
  ['deployment/ticket', 'SHOP-99'],
  ['deployment/date', '2026-01-31'],
  ['deployment/summary', 'a "quoted" \\ text'],
  ['blanks/kube-context/value', 'prod-us'],
  ['blanks/on-call/value', 'Alan Turing'],
  ['monitoring/emergencyContact', 'Duty manager'],
  ['monitoring/deadMansSwitch/seconds', '10m'],
  ['communication/during/everyMinutes', '15'],
] as const;

const sideBar = (): FrameLocator => workbench().form();
const planEditor = (): FrameLocator => workbench().editors.form();

function at(form: FrameLocator, id: string): Locator {
  return form.locator(`[id="plan/${id}"]`);
}

function valuesOf(form: FrameLocator): Promise<readonly string[]> {
  return Promise.all(ten.map(([id]) => at(form, id).inputValue()));
}

async function onDisk(...paths: readonly ItemPath[]): Promise<readonly unknown[]> {
  const plan: unknown = JSON.parse(await readFile(file, 'utf8'));
  return paths.map((keys) => valueAt(plan, keys));
}

/** Presses a key as fast as it goes. */
async function press(key: string, times: number): Promise<void> {
  for (let time = 0; time < times; time++) await workbench().page.keyboard.press(key);
}

async function waitUntilDirty(): Promise<void> {
  await workbench().page.locator('.tab.dirty').first().waitFor();
}

async function saveAll(): Promise<void> {
  await workbench().palette('File: Save All Files');
  await workbench().page.locator('.tab.dirty').first().waitFor({ state: 'detached' });
}

/** Everything closed and the file as it was: what one test left behind must not help the next. */
async function startOver(): Promise<void> {
  const { dialog, page } = workbench();
  if ((await page.locator('.tab').count()) > 0) {
    const isDirty = (await page.locator('.tab.dirty').count()) > 0;
    await workbench().palette('View: Close All Editors');
    if (isDirty) await dialog.press("Don't Save");
    await page.locator('.tab').first().waitFor({ state: 'detached' });
  }
  await writeFile(file, original);
  await expect.poll(() => at(sideBar(), 'deployment/owner').inputValue()).toBe('Ada Lovelace');
}

async function openEditor(): Promise<FrameLocator> {
  await workbench().palette('CC10x: Open Plan Editor to the Side');
  await at(planEditor(), 'deployment/owner').waitFor();
  return planEditor();
}

async function openJson(): Promise<void> {
  await workbench().palette('CC10x: Open Plan as JSON');
  await workbench().editors.waitUntilActive(name);
}

beforeAll(async () => {
  await workbench().showViewContainer('CC10x');
  await workbench()
    .tree.item(/User authentication/)
    .waitFor();
});

beforeEach(startOver);

describe.each([
  ['the side bar', () => Promise.resolve(sideBar())],
  ['an editor', openEditor],
] as const)('in %s', (home, open) => {
  test('ten fields are typed into fast; each undo takes back one of them, and redo returns it', async () => {
    const { page } = workbench();
    const form = await open();
    const before = await valuesOf(form);
    const typed = ten.map(([, text]) => text);
    for (const [id, text] of ten) {
      await at(form, id).focus();
      await page.keyboard.press('Control+A');
      // At once, as one pastes: a machine that stalls between two keys would make two edits of one.
      await page.keyboard.insertText(text);
    }
    await page.keyboard.press('Tab');
    await expect.poll(() => valuesOf(form)).toEqual(typed);
    await waitUntilDirty();
    await workbench().screenshot(`ten-fields-in-${home}`);

    await at(form, 'deployment/owner').focus();
    for (let left = ten.length - 1; left >= 0; left--) {
      await page.keyboard.press('Control+Z');
      await expect.poll(() => valuesOf(form)).toEqual([...typed.slice(0, left), ...before.slice(left)]);
    }
    await page.keyboard.press('Control+Shift+Z');
    await expect.poll(() => valuesOf(form)).toEqual([...typed.slice(0, 1), ...before.slice(1)]);
    await press('Control+Shift+Z', ten.length - 1);
    await expect.poll(() => valuesOf(form)).toEqual(typed);
    await saveAll();
    expect(await onDisk(['deployment', 'feature'], ['deployment', 'owner'], ['deployment', 'summary'])).toEqual([
      'Passkeys „überall“',
      'Grace Hopper',
      'a "quoted" \\ text',
    ]);
    expect(
      await onDisk(
        ['blanks', { id: 'on-call' }, 'value'],
        ['monitoring', 'deadMansSwitch', 'seconds'],
        ['communication', 'during', 'everyMinutes'],
      ),
    ).toEqual(['Alan Turing', 600, 15]);

    await at(form, 'deployment/owner').focus();
    await press('Control+Z', ten.length);
    await expect.poll(() => valuesOf(form)).toEqual(before);
    await waitUntilDirty();
    await saveAll();
    expect(await readFile(file, 'utf8')).toBe(original);
  });

  test('an edit is undone by the key that follows it, and what was not saved is reverted', async () => {
    const { page, editors } = workbench();
    await openJson();
    const form = await open();
    const owner = at(form, 'deployment/owner');
    await owner.fill('Grace');
    await page.keyboard.press('Control+Z');
    await expect.poll(() => owner.inputValue()).toBe('Ada Lovelace');
    await owner.fill('Alan');
    await owner.blur();
    await waitUntilDirty();
    await saveAll();
    expect(await onDisk(['deployment', 'owner'])).toEqual(['Alan']);
    await owner.fill('Barbara');
    await owner.blur();
    await waitUntilDirty();
    if (home === 'the side bar') await editors.tab(name).first().click();
    await workbench().palette('File: Revert File');
    await expect.poll(() => owner.inputValue()).toBe('Alan');
    await expect.poll(() => page.locator('.tab.dirty').count()).toBe(0);
    expect(await onDisk(['deployment', 'owner'])).toEqual(['Alan']);
  });
});

describe('other hands at the same plan', () => {
  test('the JSON and both homes of the form are edited at once, and every one shows all of it', async () => {
    const { page, editors } = workbench();
    await openJson();
    const editor = await openEditor();
    await at(editor, 'deployment/owner').fill('From the editor');
    await at(sideBar(), 'deployment/ticket').fill('From the side bar');
    await expect.poll(() => at(sideBar(), 'deployment/owner').inputValue()).toBe('From the editor');
    await expect.poll(() => at(editor, 'deployment/ticket').inputValue()).toBe('From the side bar');
    await editors.tab(name).first().click();
    const text = await editors.text();
    expect(text).toContain('"owner": "From the editor"');
    expect(text).toContain('"ticket": "From the side bar"');
    // Typed in the form while the JSON is being pasted: neither may cost the other.
    await at(editor, 'deployment/feature').focus();
    await page.keyboard.press('End');
    await page.keyboard.type(' (typed)');
    await editors.tab(name).first().click();
    await expect.poll(() => editors.text()).toContain(' (typed)"');
    const typed = await editors.text();
    await editors.replaceText(typed.replace('"slug": "user-auth"', '"slug": "from-json"'));
    for (const form of [editor, sideBar()]) {
      await expect.poll(() => at(form, 'deployment/feature').inputValue()).toBe('User authentication (typed)');
    }
    await saveAll();
    const deployment = (key: string): ItemPath => ['deployment', key];
    expect(await onDisk(...['slug', 'owner', 'ticket', 'feature'].map(deployment))).toEqual([
      'from-json',
      'From the editor',
      'From the side bar',
      'User authentication (typed)',
    ]);
  });

  test('two editors side by side show each other’s edits, and each takes back the last one', async () => {
    const { page, editors } = workbench();
    await openEditor();
    await workbench().palette('View: Split Editor Right');
    const both = [editors.form(0), editors.form(1)] as const;
    const [one, other] = both;
    const values = (): Promise<readonly string[]> =>
      Promise.all(both.flatMap((form) => ['owner', 'ticket'].map((key) => at(form, `deployment/${key}`).inputValue())));
    await expect.poll(values).toEqual(['Ada Lovelace', 'SHOP-1432', 'Ada Lovelace', 'SHOP-1432']);
    await at(one, 'deployment/owner').fill('Grace');
    await at(other, 'deployment/ticket').fill('SHOP-2');
    await at(other, 'deployment/ticket').blur();
    await expect.poll(values).toEqual(['Grace', 'SHOP-2', 'Grace', 'SHOP-2']);
    await workbench().screenshot('two-editors-side-by-side');
    await at(one, 'deployment/owner').focus();
    await page.keyboard.press('Control+Z');
    await expect.poll(values).toEqual(['Grace', 'SHOP-1432', 'Grace', 'SHOP-1432']);
    await at(other, 'deployment/ticket').focus();
    await page.keyboard.press('Control+Z');
    await expect.poll(values).toEqual(['Ada Lovelace', 'SHOP-1432', 'Ada Lovelace', 'SHOP-1432']);
    await page.keyboard.press('Control+Shift+Z');
    await expect.poll(values).toEqual(['Grace', 'SHOP-1432', 'Grace', 'SHOP-1432']);
    await saveAll();
    expect(await onDisk(['deployment', 'owner'], ['deployment', 'ticket'])).toEqual(['Grace', 'SHOP-1432']);
  });

  test('JSON that is broken says where, is read-only until mended, and loses nothing', async () => {
    const { editors } = workbench();
    await openJson();
    const form = sideBar();
    await at(form, 'deployment/owner').fill('Grace');
    await waitUntilDirty();
    const good = await editors.text();
    const line = good.slice(0, good.indexOf('"ticket"')).split('\n').length;
    await editors.replaceText(good.replace('"ticket": ', '"ticket" '));
    await form.getByText('The plan is not valid JSON.').waitFor();
    await form.getByText(`See line ${String(line)}.`).waitFor();
    expect(await at(form, 'deployment/owner').getAttribute('readonly')).toBe('');
    expect(await at(form, 'deployment/owner').inputValue()).toBe('Grace');
    await workbench().screenshot('broken-json');
    await editors.replaceText(good);
    await form.getByText('The plan is not valid JSON.').waitFor({ state: 'detached' });
    await at(form, 'deployment/ticket').fill('SHOP-7');
    await at(form, 'deployment/ticket').blur();
    await expect.poll(() => editors.text()).toContain('"SHOP-7"');
    await saveAll();
    expect(await onDisk(['deployment', 'owner'], ['deployment', 'ticket'])).toEqual(['Grace', 'SHOP-7']);
  });

  test('a change on disk comes in while one types: the caret stays, and no keystroke is lost', async () => {
    const { page } = workbench();
    const form = sideBar();
    const owner = at(form, 'deployment/owner');
    await owner.focus();
    await owner.press('Home');
    await page.keyboard.type('the ');
    await writeFile(file, original.replace('"ticket": "SHOP-1432"', '"ticket": "SHOP-5"'));
    await page.keyboard.type('great ');
    await expect.poll(() => at(form, 'deployment/ticket').inputValue()).toBe('SHOP-5');
    await page.keyboard.type('late ');
    expect(await owner.inputValue()).toBe('the great late Ada Lovelace');
    expect(await owner.evaluate((input: { readonly selectionStart: number }) => input.selectionStart)).toBe(15);
    await waitUntilDirty();
    await saveAll();
    expect(await onDisk(['deployment', 'owner'], ['deployment', 'ticket'])).toEqual([
      'the great late Ada Lovelace',
      'SHOP-5',
    ]);
  });

  test('a plan that is moved or deleted under the form takes nothing with it', async () => {
    const form = await openEditor();
    const owner = at(form, 'deployment/owner');
    await owner.fill('Grace');
    await owner.blur();
    await waitUntilDirty();
    const moved = file.replace('user-auth', 'moved');
    await rename(file, moved);
    await workbench()
      .tree.item(/User authentication/)
      .waitFor();
    await workbench().screenshot('moved-while-open');
    expect([await owner.inputValue(), await at(sideBar(), 'deployment/owner').inputValue()]).toEqual([
      'Grace',
      'Grace',
    ]);
    await owner.fill('Grace Hopper');
    await owner.blur();
    await expect.poll(() => at(sideBar(), 'deployment/owner').inputValue()).toBe('Grace Hopper');
    await saveAll();
    expect(await onDisk(['deployment', 'owner'])).toEqual(['Grace Hopper']);
    expect(await readFile(moved, 'utf8')).toBe(original);
    await rm(moved);
    await rm(file);
    await workbench().screenshot('deleted-while-open');
    await owner.fill('Grace');
    await owner.blur();
    await waitUntilDirty();
    await saveAll();
    expect(await onDisk(['deployment', 'owner'])).toEqual(['Grace']);
  });
});

test('no page wanted what its policy refuses', () => {
  expect(workbench().policyViolations).toEqual([]);
});
