// @ts-check
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startBrowser } from '../test/host/browser.mjs';
import { ensureBrowser } from '../test/host/ensureBrowser.mjs';
import { installEmbedded } from '../test/host/install.mjs';
import { packExtension } from '../test/host/packExtension.mjs';
import { installExtension, startServer, workbenchUrl } from '../test/host/server.mjs';
import { makeSampleService } from '../test/workspaces/sampleService.mjs';
import { bestOf, cc10x, row, secondsOfOne, times } from './measure.mjs';

const STAGES = 50;
const ROUNDS = 5;
const CHANGE_MS = 60_000;
const EMPTY_EDITOR = fileURLToPath(new URL('emptyEditor', import.meta.url));
const VSIX = fileURLToPath(new URL('../dist/cc10x-deployment-planner.vsix', import.meta.url));
const HOME = 'thoughts/shared/deployment-runbooks';
const ENDING = '.deployment-plan.json';
/** The keys of `emptyEditor`, by what they open. */
const KEYS = { empty: 'Control+Alt+1', short: 'Control+Alt+2', long: 'Control+Alt+3', close: 'Control+Alt+0' };
/** The form stands when its title does. */
const TITLE = 'h1';

/**
 * The form in the real workbench: how long it takes to open against a webview that is empty, how long a keystroke takes to
 * reach the document, and both for a plan of 50 stages.
 * @param {string} folder
 */
export async function* benchForm(folder) {
  await installEmbedded();
  await ensureBrowser();
  const workspace = join(folder, 'checkout');
  await makePlans(workspace);
  await installExtension(VSIX, { dataDir: folder });
  await installExtension(await packExtension(EMPTY_EDITOR, folder), { dataDir: folder });
  const changes = join(folder, 'changes');
  await writeFile(changes, '');
  const server = await startServer({
    dataDir: folder,
    settings: { 'files.autoSave': 'off' },
    env: { CC10X_BENCH_CHANGES: changes },
  });
  const { context, page } = await startBrowser({ profileDir: join(folder, 'chromium') });
  try {
    page.setDefaultTimeout(120_000);
    await page.goto(workbenchUrl(server, { folder: workspace }));
    await page.locator('.activitybar .action-item a[aria-label^="CC10x"]').waitFor();
    const shown = page.locator('iframe.webview.ready').contentFrame().locator('iframe#active-frame').contentFrame();
    const open = async (/** @type {string} */ key) => {
      await page.keyboard.press(key);
      await shown.locator(TITLE).waitFor();
    };
    const close = async () => {
      await page.keyboard.press(KEYS.close);
      await page.locator('.tab').waitFor({ state: 'detached' });
    };
    const kinds = /** @type {const} */ (['empty', 'short', 'long']);
    // By turns, so that what else the machine does meets all of them.
    const seconds = { empty: Infinity, short: Infinity, long: Infinity };
    for (let round = 0; round < ROUNDS; round++) {
      for (const kind of kinds) {
        const opened = await secondsOfOne(() => open(KEYS[kind]));
        seconds[kind] = Math.min(seconds[kind], opened);
        await close();
      }
    }
    yield row('an empty webview', seconds.empty);
    const plans = /** @type {const} */ ([
      ['plan of 5 stages', 'short'],
      [`plan of ${STAGES} stages`, 'long'],
    ]);
    for (const [name, kind] of plans) {
      yield row(`form, ${name}`, seconds[kind], `${times(seconds[kind] / seconds.empty)} an empty webview`);
      await open(KEYS[kind]);
      const owner = shown.locator('[id="plan/deployment/owner"]');
      await owner.focus();
      let count = 0;
      const keystroke = await bestOf(async () => {
        const before = await changeTimes(changes);
        const pressed = Date.now();
        await page.keyboard.press(String(count++ % 10));
        return ((await nextChange(changes, before.length)) - pressed) / 1000;
      });
      yield row(`keystroke to document, ${name}`, keystroke, 'of which 0.30 s wait for the next one');
      await page.keyboard.press('Control+S');
      await page.locator('.tab.dirty').waitFor({ state: 'detached' });
      await close();
    }
  } finally {
    await context.close();
    await server.stop();
  }
}

/**
 * A sample service with a plan, and the same plan with its canary many times over.
 * @param {string} workspace
 */
async function makePlans(workspace) {
  await mkdir(dirname(workspace), { recursive: true });
  await makeSampleService(workspace);
  await cc10x(['plan', workspace, '--feature', 'Express checkout', '--date', '2026-01-01', '--write']);
  const planned = join(workspace, HOME, `2026-01-01-express-checkout${ENDING}`);
  const plan = JSON.parse(await readFile(planned, 'utf8'));
  await rm(planned);
  await write('short', plan);
  await write('long', withStages(plan));
  await writeFile(join(workspace, 'page.empty'), '');

  /** @param {string} name @param {object} of */
  async function write(name, of) {
    await writeFile(join(workspace, HOME, name + ENDING), `${JSON.stringify(of, null, 2)}\n`);
  }
}

/** @param {any} plan */
function withStages(plan) {
  const [first, canary, ...others] = plan.stages;
  const stages = Array.from({ length: STAGES - plan.stages.length + 1 }, (_, index) =>
    JSON.parse(JSON.stringify(canary).replaceAll(`"id":"${canary.id}`, `"id":"${canary.id}-${index}`)),
  );
  return { ...plan, stages: [first, ...stages, ...others] };
}

/**
 * @param {string} file
 * @returns {Promise<readonly number[]>} when plans changed, as the extension host saw it
 */
async function changeTimes(file) {
  return (await readFile(file, 'utf8')).split('\n').filter(Boolean).map(Number);
}

/**
 * @param {string} file
 * @param {number} known so many changes were there before
 */
async function nextChange(file, known) {
  const end = Date.now() + CHANGE_MS;
  while (Date.now() < end) {
    const change = (await changeTimes(file))[known];
    if (change !== undefined) return change;
    await delay(5);
  }
  throw new Error('A keystroke did not reach its document within a minute.');
}
