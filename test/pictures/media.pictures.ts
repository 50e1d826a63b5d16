import * as fs from 'node:fs';
import * as path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../host/embedded.mjs';
import { sampleAnswers } from '../e2e/support/sampleAnswers';
import { useWorkbench } from '../e2e/support/useWorkbench';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** What is asked of an element in the page; the pictures are compiled without the types of a browser. */
interface Scrollable {
  scrollIntoView(): void;
}

/** The width at which the form is 592 px wide, and the tree beside it as it is by default. */
const WINDOW: Size = { width: 1400, height: 1130 };
const THEMES = ['light', 'dark'] as const;

/** The pictures of the README and of the walkthrough, taken of the sample service as a person would walk through it. */
describe('pictures in media', () => {
  const workbench = useWorkbench({ viewport: WINDOW, scale: 2, settings: { 'workbench.startupEditor': 'none' } });
  const form = (): FrameLocator => workbench().editors.form();

  beforeAll(() => {
    fs.mkdirSync(path.join(ROOT, 'media/walkthrough'), { recursive: true });
  });

  afterAll(async () => {
    await workbench().setTheme('light');
  });

  /** Nothing is pointed at, and no hint of what was is left. */
  async function lookOnly() {
    await workbench().page.mouse.move(WINDOW.width / 2, 2);
    await workbench().page.locator('.workbench-hover').waitFor({ state: 'hidden' });
  }

  /** In both colours, twice as large as on the screen. `where` is asked anew, since a theme moves things. */
  async function take(name: string, where: () => Promise<Size & { readonly x: number; readonly y: number }>) {
    for (const theme of THEMES) {
      await workbench().setTheme(theme);
      await lookOnly();
      const clip = await where();
      const file = path.join(ROOT, 'media/walkthrough', `${name}-${theme}.png`);
      await workbench().page.screenshot({ path: file, clip, animations: 'disabled', caret: 'hide' });
    }
  }

  /** A chapter of the form from its heading on, as far down as `height`. */
  async function chapter(id: string, height: number) {
    const found = form().locator(`[data-section="${id}"]`);
    await found.evaluate((element: Scrollable) => {
      element.scrollIntoView();
    });
    const box = await found.boundingBox();
    if (box === null) throw new Error(`The form shows no chapter ${id}.`);
    return { x: box.x - 18, y: Math.max(0, box.y - 4), width: box.width + 36, height };
  }

  test('of a plan that was just made', async () => {
    const { quickInput, tree, page } = workbench();
    await workbench().showViewContainer('CC10x');
    await workbench().palette('CC10x: Plan Deployment');
    for (const step of ['1/4', '2/4', '3/4', '4/4']) {
      await quickInput.waitForStep(`Plan Deployment (${step})`);
      await quickInput.accept();
    }
    await page.locator('.view-line', { hasText: 'Deployment: Express checkout' }).waitFor();
    await workbench().palette('CC10x: Run All Checks');
    await tree.expand(/Express checkout/);
    await tree.expand(/^Checks/);
    await tree.item(/All tests passing passed/).waitFor();
    await take('plan', () => Promise.resolve({ x: 48, y: 36, width: 600, height: 410 }));
  });

  test('of its form', async () => {
    await workbench().palette('View: Close All Editors');
    await workbench().palette('CC10x: Open Plan Editor to the Side');
    await form().getByRole('heading', { name: 'Express checkout' }).waitFor();
    await workbench().page.setViewportSize({ width: 48 + 300 + 650, height: WINDOW.height });
    const question = 'Which kubectl context';
    await form()
      .getByLabel(question)
      .first()
      .fill(sampleAnswers[question] ?? '');
    await workbench().page.keyboard.press('Tab');
    await take('checks', () => chapter('checks', 388));
    await take('answers', () => chapter('blanks', 222));
    await take('rollout', () => chapter('stages', 332));
  });

  test('of its runbook, approved', async () => {
    const { tree, quickInput, dialog, notifications, page } = workbench();
    for (const [label, text] of Object.entries(sampleAnswers)) {
      await form().getByLabel(label, { exact: false }).first().fill(text);
    }
    await form().getByText('all answered').waitFor();
    await tree.expand(/To Do Before Approval/);
    for (const title of [
      'Code reviewed and approved',
      'Critical findings resolved',
      'Manual testing complete',
      'Documentation updated',
    ]) {
      await tree
        .item(new RegExp(`^${title}: pending`, 'u'))
        .first()
        .click();
      await quickInput.waitForStep(`Attest Check: ${title}`);
      await quickInput.pick('It holds');
      await quickInput.fill('Pull request 42');
      await quickInput.accept();
      await tree.item(new RegExp(`^${title} passed`, 'u')).waitFor();
    }
    await workbench().palette('View: Close All Editors');
    await workbench().palette('CC10x: Write Runbook');
    await workbench().editors.waitUntilFocused();
    await workbench().palette('CC10x: Open Checkpoint…');
    await dialog.waitUntilOpen();
    await dialog.press('Approve');
    await notifications.toast('Deployment plan approved').waitFor();
    await notifications.dismissAll();
    await workbench().setTheme('light');
    await page.setViewportSize(WINDOW);
    await expect.poll(() => tree.item(/Approved by Ada Park/).count()).toBe(1);
    await lookOnly();
    const file = path.join(ROOT, 'media/screenshot.png');
    await page.screenshot({ path: file, scale: 'css', animations: 'disabled', caret: 'hide' });
    await workbench().palette('View: Close All Editors');
    await page.setViewportSize({ width: 48 + 300 + 620, height: WINDOW.height });
    await workbench().palette('CC10x: Preview Runbook');
    const preview = workbench().editors.form();
    await preview.getByRole('heading', { name: 'Abort' }).waitFor();
    await take('runbook', async () => {
      const box = await preview.locator('body').boundingBox();
      if (box === null) throw new Error('There is no preview.');
      return { x: box.x, y: box.y, width: box.width, height: 448 };
    });
  });
});
