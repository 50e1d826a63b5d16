// @ts-check
// Finds a Chromium that starts, or installs one.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { chromium } from 'playwright-core';
import { ROOT } from './embedded.mjs';
import { messageOf, mustRun, run } from './processes.mjs';

const COMMANDS = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser'];
const APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * @param {{ readonly signal?: AbortSignal }} [options]
 * @returns {Promise<string>} the path of a Chromium that starts
 * @throws Error in one sentence when there is none and none can be installed
 */
export async function ensureBrowser(options = {}) {
  const named = process.env['CHROMIUM_PATH'];
  if (named) {
    if (await starts(named)) {
      return named;
    }
    throw new Error(`CHROMIUM_PATH names ${named}, which is not a Chromium that starts.`);
  }
  const found = await findBrowser();
  if (found !== undefined) {
    return found;
  }
  const failures = [];
  for (const install of [installFromDebian, installFromPlaywright]) {
    try {
      await install(options);
    } catch (error) {
      options.signal?.throwIfAborted();
      failures.push(messageOf(error));
    }
    const installed = await findBrowser();
    if (installed !== undefined) {
      return installed;
    }
  }
  console.error(failures.join('\n'));
  throw new Error(
    'No Chromium was found and none could be installed (see above): install "chromium" or Google Chrome, or set CHROMIUM_PATH.',
  );
}

/** @returns {Promise<string | undefined>} */
async function findBrowser() {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const candidates = [
    ...COMMANDS.flatMap((command) => folders.map((folder) => path.join(folder, command))),
    ...APPLICATIONS,
    chromium.executablePath(),
  ];
  for (const candidate of candidates) {
    if (await starts(candidate)) {
      return candidate;
    }
  }
  return undefined;
}

/**
 * Ubuntu's `chromium-browser` may be a script that only asks for a snap, hence the trial.
 * @param {string} file
 */
async function starts(file) {
  if (!fs.existsSync(file)) {
    return false;
  }
  // Chrome on Windows opens a window instead of answering.
  if (process.platform === 'win32') {
    return true;
  }
  try {
    return (await run(file, ['--version'], { limitMs: 20_000, quiet: true })).code === 0;
  } catch {
    return false;
  }
}

/** @param {{ readonly signal?: AbortSignal }} options */
async function installFromDebian(options) {
  if (process.getuid?.() !== 0 || !fs.existsSync('/etc/debian_version')) {
    throw new Error('Not root on Debian or a relative of it: no package was installed.');
  }
  console.log('Installing chromium with apt-get …');
  const common = { ...options, quiet: true, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  const wait = ['-o', 'DPkg::Lock::Timeout=120'];
  // A list that is a little old, or one source out of reach, need not stop the installation.
  const update = await run('apt-get', [...wait, 'update'], { ...common, limitMs: 3 * 60_000 });
  try {
    await mustRun('apt-get', [...wait, 'install', '-y', '--no-install-recommends', 'chromium'], {
      ...common,
      limitMs: 10 * 60_000,
    });
  } catch (error) {
    throw new Error(`${update.code === 0 ? '' : update.output}${messageOf(error)}`, { cause: error });
  }
}

/** @param {{ readonly signal?: AbortSignal }} options */
async function installFromPlaywright(options) {
  console.log("Downloading Playwright's Chromium …");
  const cli = path.join(ROOT, 'node_modules', 'playwright-core', 'cli.js');
  await mustRun(process.execPath, [cli, 'install', '--no-shell', 'chromium'], {
    ...options,
    quiet: true,
    limitMs: 10 * 60_000,
  });
}
