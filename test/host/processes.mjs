// @ts-check
// Child processes that always end: every run has a time limit, and ends with its whole process group.
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const GRACE_MS = 10_000;

/** @type {readonly NodeJS.Signals[]} */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Aborted by the first SIGINT, SIGTERM or SIGHUP, so that `finally` blocks can stop what was started. Further signals
 * change nothing: Ctrl+C in a terminal reaches a child twice, once from its parent, and must not cut its clean-up short.
 * @returns {AbortSignal}
 */
export function stopSignal() {
  const controller = new AbortController();
  for (const name of STOP_SIGNALS) {
    process.on(name, () => controller.abort(new Error(`stopped by ${name}`)));
  }
  return controller.signal;
}

/**
 * The environment without what an outer VS Code or Electron leaves in it: the inner one would take it for its own.
 * @returns {Record<string, string>}
 */
export function cleanEnvironment() {
  /** @type {Record<string, string>} */
  const clean = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$|NODE_PATH$|NODE_V8_COVERAGE$|VITEST)/.test(name)) {
      clean[name] = value;
    }
  }
  return clean;
}

/** Git that sees neither the person's nor the machine's configuration. */
export const ISOLATED_GIT = Object.freeze({ GIT_CONFIG_GLOBAL: os.devNull, GIT_CONFIG_NOSYSTEM: '1' });

/**
 * A new temporary folder, removed at the latest when this process exits.
 * @param {string} name short: on macOS a path longer than about 100 characters cannot hold VS Code's socket
 * @returns {string}
 */
export function temporaryFolder(name) {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), `cc10x-${name}-`));
  process.once('exit', () => removeFolder(folder));
  return folder;
}

/**
 * Processes that are ending may still write, hence the retries.
 * @param {string} folder
 */
export function removeFolder(folder) {
  try {
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  } catch (error) {
    console.warn(`Could not remove ${folder}: ${messageOf(error)}`);
  }
}

/**
 * @param {unknown} error
 * @returns {string}
 */
export function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/**
 * @param {number} ms
 * @returns {Promise<void>}
 */
export function delay(ms) {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/**
 * Waits for a promise, and no longer than this.
 * @param {Promise<unknown>} promise
 * @param {number} ms
 * @returns {Promise<void>}
 */
export async function atMost(promise, ms) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const limit = new Promise((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  try {
    await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Ends a child and everything in its process group: politely, and after a grace period by force.
 * @param {import('node:child_process').ChildProcess} child started with `detached: true`
 * @param {number} [graceMs]
 */
export async function endGroup(child, graceMs = GRACE_MS) {
  const { pid } = child;
  if (pid === undefined) {
    return;
  }
  if (process.platform === 'win32') {
    await run('taskkill', ['/pid', String(pid), '/T', '/F'], { limitMs: graceMs, quiet: true });
    return;
  }
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGKILL'])) {
    const limit = Date.now() + graceMs;
    signalGroup(pid, signal);
    // The others may still be tidying up after the first process of the group has gone.
    while (signalGroup(pid, 0)) {
      if (Date.now() > limit) {
        break;
      }
      await delay(50);
    }
  }
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals | 0} signal 0 only asks
 * @returns {boolean} whether the group has a process left
 */
function signalGroup(pid, signal) {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}

/**
 * @typedef {object} RunOptions
 * @property {number} limitMs the command is ended after this time
 * @property {AbortSignal} [signal] ends the command
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] the whole environment; that of this process by default
 * @property {boolean} [quiet] nothing is shown unless the command fails
 */

/**
 * Runs a command without standard input.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} options
 * @returns {Promise<{ readonly code: number; readonly output: string }>} 124 stands for a run that reached its limit;
 *   `output` is kept only for a quiet command
 */
export async function run(command, args, options) {
  options.signal?.throwIfAborted();
  // npm and npx are scripts on Windows, which only a shell can start.
  const shell = process.platform === 'win32' && !path.isAbsolute(command);
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env,
    stdio: options.quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    detached: process.platform !== 'win32',
    shell,
  });
  let output = '';
  const keep = (/** @type {Buffer} */ data) => {
    output = (output + data.toString()).slice(-20_000);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);

  /** @type {Promise<number>} */
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    void endGroup(child);
  }, options.limitMs);
  const onAbort = () => void endGroup(child);
  options.signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const code = await ended;
    options.signal?.throwIfAborted();
    if (timedOut) {
      console.error(`${path.basename(command)} ${args.join(' ')}: ended after ${options.limitMs / 1000} s`);
      return { code: 124, output };
    }
    return { code, output };
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', onAbort);
  }
}

/**
 * Like `run`, but an exit code other than 0 is an error.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} options
 * @returns {Promise<string>} the output of a quiet command
 */
export async function mustRun(command, args, options) {
  const { code, output } = await run(command, args, options);
  if (code !== 0) {
    throw new Error(`${path.basename(command)} ${args.join(' ')} ended with ${code}\n${output}`.trimEnd());
  }
  return output;
}

/**
 * @param {readonly string[]} args
 * @param {RunOptions} options
 */
export async function npm(args, options) {
  // Inside an npm script this is the very npm that runs it.
  const script = process.env['npm_execpath'];
  return script?.endsWith('.js')
    ? mustRun(process.execPath, [script, ...args], options)
    : mustRun('npm', args, options);
}
