// @ts-check
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startBrowser } from '../test/host/browser.mjs';
import { ensureBrowser } from '../test/host/ensureBrowser.mjs';
import { installEmbedded } from '../test/host/install.mjs';
import { installExtension, startServer, workbenchUrl } from '../test/host/server.mjs';
import { makeSampleService } from '../test/workspaces/sampleService.mjs';
import { cc10x, row, secondsOf, times } from './measure.mjs';

const PLANS = 500;
const VSIX = fileURLToPath(new URL('../dist/cc10x-deployment-planner.vsix', import.meta.url));
const HOME = 'thoughts/shared/deployment-runbooks';
const ENDING = '.deployment-plan.json';

/**
 * The tree of deployments in the real workbench: what it takes with hundreds of plans, against what it takes with one.
 * @param {string} folder
 */
export async function* benchTree(folder) {
  await installEmbedded();
  await ensureBrowser();
  const whats = /** @type {const} */ (['window', 'opened', 'changed', 'typed']);
  const one = await measure(join(folder, 'one'), 1);
  for (const what of whats) yield row(`${WORDS[what]}, 1 plan`, one[what]);
  const many = await measure(join(folder, 'many'), PLANS);
  for (const what of whats) {
    yield row(`${WORDS[what]}, ${PLANS} plans`, many[what], `${times(many[what] / one[what])} of 1 plan`);
  }
}

const WORDS = {
  window: 'window loaded until its parts stand',
  opened: 'window loaded until the tree shows its plans',
  changed: 'plan changed on disk until its line says so',
  typed: 'field of the form typed into until the line says so',
};

/**
 * @param {string} folder
 * @param {number} count
 */
async function measure(folder, count) {
  const workspace = join(folder, 'checkout');
  const newest = await makePlans(workspace, count);
  await installExtension(VSIX, { dataDir: folder });
  const server = await startServer({ dataDir: folder, settings: { 'files.autoSave': 'off' } });
  const { context, page } = await startBrowser({ profileDir: join(folder, 'chromium') });
  try {
    page.setDefaultTimeout(120_000);
    const lines = page.locator('.part.sidebar .pane').first().getByRole('treeitem');
    const line = (/** @type {string} */ name) => lines.filter({ hasText: name }).first().waitFor();
    await page.goto(workbenchUrl(server, { folder: workspace }));
    await page.locator('.activitybar .action-item a[aria-label^="CC10x"]').click();
    await line('Express checkout');
    const window = await secondsOf(async () => {
      await page.reload();
      await page.locator('.activitybar .action-item a[aria-label^="CC10x"]').waitFor();
    });
    const opened = await secondsOf(async () => {
      await page.reload();
      await line('Express checkout');
    });
    const text = await readFile(newest, 'utf8');
    let number = 0;
    const changed = await secondsOf(async () => {
      const name = `Change ${++number}.`;
      await writeFile(newest, text.replace('"feature": "Express checkout"', `"feature": "${name}"`));
      await line(name);
    });
    const form = page
      .locator('iframe.webview.ready')
      .contentFrame()
      .locator('iframe#active-frame')
      .contentFrame()
      .locator('[id="plan/deployment/feature"]');
    const typed = await secondsOf(async () => {
      const name = `Typed ${++number}.`;
      await form.fill(name);
      await line(name);
    });
    return { window, opened, changed, typed };
  } finally {
    await context.close();
    await server.stop();
  }
}

/**
 * A sample service with a plan, and copies of it of the days before.
 * @param {string} workspace
 * @param {number} count
 * @returns {Promise<string>} the newest plan
 */
async function makePlans(workspace, count) {
  await mkdir(join(workspace, '..'), { recursive: true });
  await makeSampleService(workspace);
  await cc10x(['plan', workspace, '--feature', 'Express checkout', '--date', '2026-01-01', '--write']);
  const newest = join(workspace, HOME, `2026-01-01-express-checkout${ENDING}`);
  const text = await readFile(newest, 'utf8');
  for (let number = 1; number < count; number++) {
    const date = new Date(Date.UTC(2026, 0, 1) - number * 86_400_000).toISOString().slice(0, 10);
    await writeFile(join(workspace, HOME, `${date}-express-checkout${ENDING}`), text.replaceAll('2026-01-01', date));
  }
  return newest;
}
