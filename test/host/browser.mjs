// @ts-check
// Chromium for the workbench, kept off the network.
import { chromium } from 'playwright-core';
import { ensureBrowser } from './ensureBrowser.mjs';

/**
 * @typedef {object} BrowserOptions
 * @property {string} profileDir a fresh folder
 * @property {{ readonly width: number; readonly height: number }} [viewport]
 * @property {number} [scale] pixels of a picture for each of the page; 1 by default
 * @property {boolean} [headless]
 */

/**
 * A browser with one page. Whoever closes the context ends the browser; it also ends when this process does.
 * @param {BrowserOptions} options
 * @returns {Promise<{ context: import('playwright-core').BrowserContext; page: import('playwright-core').Page }>}
 */
export async function startBrowser({
  profileDir,
  viewport = { width: 1400, height: 900 },
  scale = 1,
  headless = true,
}) {
  const context = await chromium.launchPersistentContext(profileDir, {
    executablePath: await ensureBrowser(),
    headless,
    viewport,
    deviceScaleFactor: scale,
    locale: 'en-US',
    timezoneId: 'UTC',
    timeout: 60_000,
    // Chromium's sandbox needs privileges that root and containers do not have. Only our own pages are opened.
    chromiumSandbox: false,
    // Else Playwright ends this process at a signal, before the server is stopped.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    permissions: ['clipboard-read', 'clipboard-write'],
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-dev-shm-usage',
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
    ],
  });
  return { context, page: context.pages()[0] ?? (await context.newPage()) };
}

/**
 * @param {string} url
 * @returns {boolean} whether a request to it leaves this machine
 */
export function isExternal(url) {
  if (!/^(https?|wss?):/.test(url)) {
    return false;
  }
  const { hostname } = new URL(url);
  // Webviews ask for their resources under a made-up host, and a service worker in the page answers.
  return hostname !== '127.0.0.1' && !hostname.endsWith('.vscode-resource.vscode-cdn.net');
}
