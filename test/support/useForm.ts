import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type ItemPath, valueAt } from '../../src/core/plan/itemPath';
import { aPlan } from './aPlan';
import { type FormFiles, type FormOptions, openForm, type OpenForm, readFormFiles } from './openForm';
import { themes } from './themes';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/**
 * Starts a browser for the tests of a file, and gives the way to open the form in it. After each test nothing may have
 * hurt the content security policy or ended in the console.
 */
export function useForm(): (options?: Partial<FormOptions>) => Promise<OpenForm> {
  const opened: OpenForm[] = [];
  let browser: Browser;
  let files: FormFiles;

  beforeAll(async () => {
    await mkdir('test-results', { recursive: true });
    files = await readFormFiles();
    browser = await chromium.launch({
      executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
      args: ['--no-sandbox'],
    });
  });

  afterAll(async () => {
    await browser.close();
  });

  afterEach(async () => {
    const forms = opened.splice(0);
    for (const form of forms) await form.close();
    expect(forms.flatMap(({ complaints }) => complaints)).toEqual([]);
  });

  return async (options = {}) => {
    const [theme] = themes;
    if (theme === undefined) throw new Error('There is no theme.');
    const form = await openForm(browser, files, { plan: aPlan(), theme, width: 300, ...options });
    opened.push(form);
    await form.page.locator('h1, .welcome').first().waitFor();
    return form;
  };
}

/** Items of the sample plan that show every kind of field when they are open. */
export const everything = [
  'risks/risk-migration-lock',
  'risks/risk-passkey-timeout',
  'stages/infrastructure',
  'stages/canary',
  'rollback/levels/level-1',
  'monitoring/metrics/error-rate',
  'monitoring/alerts/errors-critical',
];

export async function unfold(page: Page, ...ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const fold = at(page, id);
    if ((await fold.getAttribute('aria-expanded')) === 'false') await fold.click();
  }
}

/** The element that shows a place of the plan. */
export function at(page: Page, id: string): Locator {
  return page.locator(`[id="plan/${id}"]`);
}

/** What the plan in the document holds. */
export function inPlan({ document }: OpenForm, path: ItemPath): unknown {
  const plan: unknown = JSON.parse(document.text);
  return valueAt(plan, path);
}

/** Runs a script in the page; a string, since the tests are compiled without the types of a browser. */
export async function evaluate<T>(page: Page, script: string): Promise<T> {
  return page.evaluate<T>(script);
}

export async function focusedId(page: Page): Promise<string> {
  return evaluate(page, 'document.activeElement?.id ?? ""');
}

/** Rules of axe that the page breaks, each with the places. */
export async function accessibilityViolations(
  page: Page,
  where = 'html',
): Promise<readonly (readonly [string, ...string[]])[]> {
  await page.evaluate(await readFile(axe, 'utf8'));
  const { violations } = await evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
    page,
    `axe.run('${where}', { resultTypes: ['violations'] })`,
  );
  return violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html.slice(0, 200))] as const);
}
