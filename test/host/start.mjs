// @ts-check
// What `npm start` runs: builds the extension, makes a sample service in a temporary folder and opens it in VS Code with
// the extension loaded; desktop VS Code where it can be had, else the embedded one, in the browser. Ctrl+C ends
// everything and removes the folder.
//   PORT  the embedded VS Code's port, any free one by default
import { spawn } from 'node:child_process';
import * as path from 'node:path';
import { makeSampleService } from '../workspaces/sampleService.mjs';
import { findDesktop, hasDisplay } from './desktop.mjs';
import { ROOT } from './embedded.mjs';
import { installEmbedded } from './install.mjs';
import { atMost, cleanEnvironment, messageOf, mustRun, npm, stopSignal, temporaryFolder } from './processes.mjs';
import { QUIET_SETTINGS, writeSettings } from './quietSettings.mjs';
import { installExtension, startServer, workbenchUrl } from './server.mjs';

const BUILD_LIMIT_MS = 5 * 60_000;
const SESSION_LIMIT_MS = 24 * 60 * 60_000;
const VSIX = path.join(ROOT, 'dist', 'cc10x-deployment-planner.vsix');

/**
 * @param {string} executable
 * @param {string} folder for settings, state and extensions
 * @param {string} workspace
 * @param {AbortSignal} signal
 */
async function openInDesktop(executable, folder, workspace, signal) {
  const userDataDir = path.join(folder, 'user');
  writeSettings(userDataDir, QUIET_SETTINGS);
  console.log(`Opening ${workspace} in ${executable}. Close the window or press Ctrl+C to end.`);
  await mustRun(
    executable,
    [
      workspace,
      `--extensionDevelopmentPath=${ROOT}`,
      `--user-data-dir=${userDataDir}`,
      `--extensions-dir=${path.join(folder, 'extensions')}`,
      ...['--new-window', '--wait', '--disable-workspace-trust', '--skip-welcome', '--skip-release-notes'],
      // A downloaded VS Code lacks the set-uid helper that Chromium's sandbox may need on Linux.
      ...(process.platform === 'linux' ? ['--no-sandbox'] : []),
    ],
    { env: cleanEnvironment(), signal, limitMs: SESSION_LIMIT_MS },
  );
}

/**
 * @param {string} folder for settings, state and extensions
 * @param {string} workspace
 * @param {AbortSignal} signal
 */
async function openEmbedded(folder, workspace, signal) {
  await installEmbedded({ signal });
  await npm(['run', 'package'], { cwd: ROOT, signal, limitMs: BUILD_LIMIT_MS });
  await installExtension(VSIX, { dataDir: folder });
  const server = await startServer({ dataDir: folder, port: Number(process.env['PORT'] ?? 0) });
  try {
    const url = workbenchUrl(server, { folder: workspace });
    console.log(`\nVS Code with the extension, on a sample service:\n\n    ${url}\n\nPress Ctrl+C to end.`);
    if (hasDisplay()) {
      openBrowser(url);
    }
    await atMost(Promise.race([server.exited, aborted(signal)]), SESSION_LIMIT_MS);
  } finally {
    await server.stop();
  }
}

/** @param {string} url */
function openBrowser(url) {
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const child = spawn(opener, [url], { stdio: 'ignore', detached: true });
  child.once('error', () => console.log('Open the address above in a browser.'));
  child.unref();
}

/**
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
function aborted(signal) {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) {
      resolve();
    }
  });
}

const signal = stopSignal();
try {
  const folder = temporaryFolder('start');
  const workspace = path.join(folder, 'checkout');
  await makeSampleService(workspace);
  const desktop = await findDesktop({ signal });
  if (desktop === undefined) {
    await openEmbedded(folder, workspace, signal);
  } else {
    await npm(['run', 'build'], { cwd: ROOT, signal, limitMs: BUILD_LIMIT_MS });
    await openInDesktop(desktop, folder, workspace, signal);
  }
} catch (error) {
  if (!signal.aborted) {
    console.error(messageOf(error));
    process.exitCode = 1;
  }
}
