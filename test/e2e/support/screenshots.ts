import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Page } from 'playwright-core';
import { ROOT } from '../../host/embedded.mjs';

const FOLDER = path.join(ROOT, 'test-results');

/**
 * Saves `test-results/NN-name.png` and returns its path. The numbers follow the order in which the pictures were taken
 * in the whole run, so they tell its story; the runner empties the folder first.
 */
export async function takeScreenshot(page: Page, name: string): Promise<string> {
  fs.mkdirSync(FOLDER, { recursive: true });
  const numbers = fs.readdirSync(FOLDER).map((file) => Number(/^(\d+)-.*\.png$/.exec(file)?.[1] ?? 0));
  const number = String(Math.max(0, ...numbers) + 1).padStart(2, '0');
  const file = path.join(FOLDER, `${number}-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.png`);
  await page.screenshot({ path: file, animations: 'disabled', caret: 'hide', timeout: 15_000 });
  return file;
}
