#!/usr/bin/env node
// @ts-check
// Looks like the `code` executable to @vscode/test-electron: the same flags in, the tests' exit code out. Behind it are
// the embedded VS Code server and a browser. Only test runs are supported.
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isExternal, startBrowser } from './browser.mjs';
import { messageOf, removeFolder, stopSignal, temporaryFolder } from './processes.mjs';
import { remoteUri, startServer, workbenchUrl } from './server.mjs';

const LIMIT_MS = 8 * 60_000;
const DEBUG = process.env['CC10X_HOST_DEBUG'] === '1';
const EXIT_USAGE = 64;
const EXIT_BROKEN = 70;
const EXIT_STOPPED = 130;

/**
 * @typedef {object} Flags
 * @property {string[]} development unpacked extensions
 * @property {string | undefined} tests the module that runs them
 * @property {string | undefined} target the folder or workspace file to open
 * @property {string | undefined} userDataDir
 * @property {string | undefined} extensionsDir
 * @property {string | undefined} log
 */

/**
 * @param {readonly string[]} args
 * @returns {Flags}
 */
function parseFlags(args) {
  const absolute = (/** @type {string} */ value) =>
    value.startsWith('file:') ? fileURLToPath(value) : path.resolve(value);
  /** @type {Map<string, string[]>} */
  const named = new Map();
  /** @type {string[]} */
  const plain = [];
  for (const arg of args) {
    const [, name, value] = /^--([A-Za-z-]+)(?:=(.*))?$/s.exec(arg) ?? [];
    if (name === undefined) {
      plain.push(arg);
    } else {
      // Flags only Electron knows are in here too, and are never asked for.
      named.set(name, [...(named.get(name) ?? []), value ?? '']);
    }
  }
  const paths = (/** @type {string} */ name) => (named.get(name) ?? []).map(absolute);
  return {
    development: paths('extensionDevelopmentPath'),
    tests: paths('extensionTestsPath')[0],
    target: plain.map(absolute)[0] ?? paths('folder-uri')[0],
    userDataDir: paths('user-data-dir')[0],
    extensionsDir: paths('extensions-dir')[0],
    log: named.get('log')?.[0],
  };
}

/**
 * Rejects when the launcher's parent has gone: nobody would read the result.
 * @returns {Promise<never>}
 */
function parentGone() {
  const parent = process.ppid;
  return new Promise((_resolve, reject) => {
    setInterval(() => process.ppid === parent || reject(new Error('the parent process is gone')), 1000).unref();
  });
}

/**
 * @param {Flags & { readonly tests: string }} flags
 * @param {AbortSignal} signal
 * @returns {Promise<number>} the tests' exit code
 */
async function runTests(flags, signal) {
  const dataDir = temporaryFolder('host');
  /** @type {import('./server.mjs').Server | undefined} */
  let server;
  /** @type {Awaited<ReturnType<typeof startBrowser>> | undefined} */
  let browser;
  try {
    server = await startServer({
      dataDir,
      smokeTestDriver: true,
      ...(flags.userDataDir !== undefined && { userDataDir: flags.userDataDir }),
      ...(flags.extensionsDir !== undefined && { extensionsDir: flags.extensionsDir }),
      ...(flags.log !== undefined && { logLevel: flags.log }),
    });
    browser = await startBrowser({ profileDir: path.join(dataDir, 'chromium') });
    signal.throwIfAborted();
    const driver = await exposeDriver(browser.page);
    const [exitCode] = await Promise.all([
      Promise.race([driver.exitCode, parentGone(), broken(server, browser.page, signal)]),
      browser.page.goto(urlOf(server, flags)),
    ]);
    return exitCode;
  } finally {
    await browser?.context.close().catch(() => undefined);
    await server?.stop();
    if (DEBUG) {
      console.error(server?.output());
    }
    removeFolder(dataDir);
  }
}

/**
 * @param {import('./server.mjs').Server} server
 * @param {Flags & { readonly tests: string }} flags
 */
function urlOf(server, { development, tests, target }) {
  return workbenchUrl(server, {
    ...(target !== undefined && (target.endsWith('.code-workspace') ? { workspace: target } : { folder: target })),
    // These two are honoured only with the smoke-test driver.
    payload: [
      ...development.map((folder) => /** @type {const} */ (['extensionDevelopmentPath', remoteUri(server, folder)])),
      ['extensionTestsPath', remoteUri(server, tests)],
    ],
  });
}

/**
 * The two functions the smoke-test driver calls in the page.
 * @param {import('playwright-core').Page} page
 * @returns {Promise<{ readonly exitCode: Promise<number> }>} when the page has them; the exit code comes later
 */
async function exposeDriver(page) {
  /** @type {(code: number) => void} */
  let report = () => undefined;
  /** @type {Promise<number>} */
  const reported = new Promise((resolve) => {
    report = resolve;
  });
  await page.exposeFunction('codeAutomationLog', (/** @type {string} */ type, /** @type {unknown[]} */ args) => {
    // The page wants a service worker that only code-server's own front end serves.
    if (!String(args[0]).startsWith('[Service Worker]')) {
      (type === 'error' || type === 'warn' ? console.error : console.log)(...args);
    }
  });
  await page.exposeFunction('codeAutomationExit', (/** @type {number} */ code) => report(code));
  return { exitCode: reported };
}

/**
 * Rejects for anything that keeps the tests from reporting.
 * @param {import('./server.mjs').Server} server
 * @param {import('playwright-core').Page} page
 * @param {AbortSignal} signal
 * @returns {Promise<never>}
 */
function broken(server, page, signal) {
  return new Promise((_resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) {
      onAbort();
    }
    setTimeout(() => reject(new Error(`no result after ${LIMIT_MS / 1000} s`)), LIMIT_MS).unref();
    page.once('crash', () => reject(new Error('the workbench page crashed')));
    page.once('close', () => reject(new Error('the workbench page closed')));
    void server.exited.then(() => reject(new Error(`the server ended\n${server.output()}`)));
    rejectWhenExtensionHostIsGone(server, reject);
    page.on('request', (request) => {
      if (DEBUG && isExternal(request.url())) {
        console.error('[external request]', request.url());
      }
    });
  });
}

/**
 * VS Code does not restart an extension host that runs tests. One that ended well has reported soon after.
 * @param {import('./server.mjs').Server} server
 * @param {(error: Error) => void} reject
 */
function rejectWhenExtensionHostIsGone(server, reject) {
  let seen = false;
  const timer = setInterval(() => {
    const running = server.extensionHosts().length > 0;
    if (seen && !running) {
      clearInterval(timer);
      setTimeout(() => reject(new Error('the extension host is gone')), 10_000).unref();
    }
    seen ||= running;
  }, 1000).unref();
}

const flags = parseFlags(process.argv.slice(2));
const { tests } = flags;
if (tests === undefined) {
  console.error('Only test runs (--extensionTestsPath=…) are supported.');
  process.exitCode = EXIT_USAGE;
} else {
  const signal = stopSignal();
  try {
    process.exitCode = await runTests({ ...flags, tests }, signal);
  } catch (error) {
    console.error(`The test run broke: ${messageOf(error)}`);
    process.exitCode = signal.aborted ? EXIT_STOPPED : EXIT_BROKEN;
  }
  // Playwright's connection may keep the process alive for a while.
  process.exit();
}
