// @ts-check
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { chromium } from 'playwright-core';
import { row, secondsOf, times } from './measure.mjs';

const STAGES = 50;
const ROOT = fileURLToPath(new URL('../', import.meta.url));

/**
 * The form in a browser, with the real host logic behind it: how long it takes to open against a page that is empty, how
 * long a keystroke takes to reach the document, and both for a plan of 50 stages.
 * @param {string} folder
 */
export async function* benchForm(folder) {
  const { openForm, readFormFiles, aPlan, themes } = await loadSupport(folder);
  const files = await readFormFiles();
  const [theme] = themes;
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  try {
    /** @param {any} plan */
    const open = (plan) => openForm(browser, files, { plan, theme, width: 600, home: 'editor' });
    const empty = await secondsOf(() => openEmpty(browser));
    yield row('an empty page', empty);
    const plans = /** @type {const} */ ([
      ['plan of 5 stages', aPlan()],
      [`plan of ${STAGES} stages`, withStages(aPlan())],
    ]);
    for (const [name, plan] of plans) {
      const opened = await secondsOf(async () => {
        const form = await open(plan);
        await form.page.locator('h1').waitFor();
        await form.close();
      });
      yield row(`form, ${name}`, opened, `${times(opened / empty)} an empty page`);
      const form = await open(plan);
      const owner = form.page.locator('[id="plan/deployment/owner"]');
      await owner.waitFor();
      await owner.focus();
      let count = 0;
      const keystroke = await secondsOf(async () => {
        const changed = new Promise((resolve) => form.document.onDidChange(() => resolve(undefined)));
        await form.page.keyboard.press(String(count++ % 10));
        await changed;
      });
      yield row(`keystroke to document, ${name}`, keystroke, 'of which 0.30 s wait for the next one');
      await form.close();
    }
  } finally {
    await browser.close();
  }
}

/**
 * What the tests open the form with, compiled; the ring of tests needs no build of it.
 * @param {string} folder
 */
async function loadSupport(folder) {
  const outfile = join(folder, 'support.mjs');
  await esbuild.build({
    stdin: {
      contents: ['openForm', 'aPlan', 'themes'].map((name) => `export * from './test/support/${name}';`).join('\n'),
      resolveDir: ROOT,
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    // The UMD build of the JSON parser requires its parts in a way no bundler can follow.
    mainFields: ['module', 'main'],
    outfile,
    external: ['playwright-core'],
    // Files are found beside the sources, wherever the compiled module stands.
    define: { 'import.meta.url': JSON.stringify(pathToFileURL(join(ROOT, 'test/support/openForm.ts')).href) },
    logLevel: 'warning',
  });
  return import(pathToFileURL(outfile).href);
}

/** @param {import('playwright-core').Browser} browser */
async function openEmpty(browser) {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>x</title><p class="page">x');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
  await page.locator('.page').waitFor();
  await context.close();
  await new Promise((resolve) => server.close(resolve));
}

/**
 * The same plan with its canary many times over.
 * @param {any} plan
 */
function withStages(plan) {
  const [first, canary, ...others] = plan.stages;
  const stages = Array.from({ length: STAGES - plan.stages.length + 1 }, (_, index) =>
    JSON.parse(JSON.stringify(canary).replaceAll('"id":"canary', `"id":"canary-${index}`)),
  );
  return { ...plan, stages: [first, ...stages, ...others] };
}
