// @ts-check
// Puts the embedded VS Code into test/host/node_modules. Only npm packages are fetched and none of their scripts runs.
// `node test/host/install.mjs` installs it and finds or installs a browser.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  EMBEDDED_NODE,
  EMBEDDED_VSCODE,
  HOST,
  MODULES,
  SERVER_MAIN,
  embeddedVersion,
  whyNotEmbedded,
} from './embedded.mjs';
import { ensureBrowser } from './ensureBrowser.mjs';
import { messageOf, mustRun, npm, stopSignal } from './processes.mjs';

const NPM_LIMIT_MS = 10 * 60_000;
/** Native modules that would have to be compiled, and what takes their place. */
const STAND_INS = [
  { module: '@vscode/spdlog', standIn: path.join(HOST, 'spdlog.cjs') },
  { module: '@vscode/native-watchdog', standIn: path.join(HOST, 'nativeWatchdog.cjs') },
];

/**
 * Does nothing when the packages of the present lock are there. Safe after a run that was stopped half-way: the stamp
 * is written last, and lies in the folder that `npm ci` removes first.
 * @param {{ readonly signal?: AbortSignal }} [options]
 */
export async function installEmbedded({ signal } = {}) {
  const reason = whyNotEmbedded();
  if (reason !== undefined) {
    throw new Error(reason);
  }
  const stamp = path.join(MODULES, '.installed');
  const inputs = [path.join(HOST, 'package-lock.json'), ...STAND_INS.map(({ standIn }) => standIn)];
  const wanted = inputs.map((file) => fs.readFileSync(file, 'utf8')).join('\n');
  if (readIfThere(stamp) === wanted && fs.existsSync(SERVER_MAIN) && fs.existsSync(EMBEDDED_NODE)) {
    return;
  }
  console.log('Installing the embedded VS Code (about half a minute and half a gigabyte) …');
  const options = { cwd: HOST, limitMs: NPM_LIMIT_MS, quiet: true, ...(signal && { signal }) };
  const install = () => npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], options);
  try {
    await install();
  } catch (error) {
    signal?.throwIfAborted();
    console.warn(`${messageOf(error)}\nTrying once more …`);
    fs.rmSync(MODULES, { recursive: true, force: true, maxRetries: 5 });
    await install();
  }
  // The server, and the browser through it, look for the modules beside VS Code's own files.
  const link = path.join(EMBEDDED_VSCODE, 'node_modules');
  fs.rmSync(link, { recursive: true, force: true });
  fs.symlinkSync('../../..', link, 'dir');
  // npm sets execute bits only for files that a package lists as its commands.
  fs.chmodSync(EMBEDDED_NODE, 0o755);
  for (const { module, standIn } of STAND_INS) {
    fs.copyFileSync(standIn, path.join(MODULES, module, 'index.js'));
  }
  await mustRun(EMBEDDED_NODE, ['--version'], { limitMs: 30_000, quiet: true });
  fs.writeFileSync(stamp, wanted);
  console.log(`The embedded VS Code ${embeddedVersion()} is installed.`);
}

/**
 * @param {string} file
 * @returns {string | undefined}
 */
function readIfThere(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    const signal = stopSignal();
    await installEmbedded({ signal });
    console.log(`Browser: ${await ensureBrowser({ signal })}`);
  } catch (error) {
    console.error(messageOf(error));
    process.exitCode = 1;
  }
}
