// @ts-check
// Starts and stops the embedded VS Code server, on the loopback address only.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { EMBEDDED_NODE, HOST, SERVER_MAIN } from './embedded.mjs';
import { MARK, markedProcesses } from './markedProcesses.mjs';
import { cleanEnvironment, endGroup, mustRun } from './processes.mjs';
import { QUIET_SETTINGS, writeSettings } from './quietSettings.mjs';

const START_LIMIT_MS = 60_000;
const LOOPBACK = '127.0.0.1';

/**
 * trusted: every folder is. restricted: VS Code starts in Restricted Mode, as it does by itself. ask: with its prompt.
 * @typedef {'trusted' | 'restricted' | 'ask'} WorkspaceTrust
 *
 * @typedef {object} ServerOptions
 * @property {string} dataDir a fresh folder that takes all the server writes
 * @property {string} [userDataDir] settings and state; a part of `dataDir` by default
 * @property {string} [extensionsDir] a part of `dataDir` by default
 * @property {Readonly<Record<string, unknown>>} [settings] the person's settings, added to the quiet ones
 * @property {WorkspaceTrust} [workspaceTrust] `trusted` by default
 * @property {boolean} [smokeTestDriver] needed to load an unpacked extension and to run its tests. Hides toasts
 * @property {Readonly<Record<string, string>>} [env] added to the environment
 * @property {string} [logLevel]
 * @property {number} [port] 0, the default: any free port
 * @property {readonly string[]} [args] further arguments of the server
 *
 * @typedef {object} Server
 * @property {number} port
 * @property {string} token what a browser needs to be let in
 * @property {() => string} output the last part of what the server printed
 * @property {Promise<void>} exited
 * @property {() => number[]} extensionHosts process ids
 * @property {() => Promise<void>} stop ends the server and everything it started, terminals too
 */

/**
 * @param {ServerOptions} options
 * @returns {Promise<Server>}
 */
export async function startServer(options) {
  const userDataDir = options.userDataDir ?? userDataDirOf(options.dataDir);
  const trust = options.workspaceTrust ?? 'trusted';
  writeSettings(userDataDir, {
    ...QUIET_SETTINGS,
    'security.workspace.trust.enabled': trust !== 'trusted',
    'security.workspace.trust.startupPrompt': trust === 'ask' ? 'always' : 'never',
    ...options.settings,
  });
  // Any program on this machine can reach the port: only who knows the token gets in.
  const token = randomUUID();
  const child = spawn(
    EMBEDDED_NODE,
    [
      ...['--require', path.join(HOST, 'dieWithParent.cjs'), SERVER_MAIN],
      ...['--host', LOOPBACK, '--port', String(options.port ?? 0), '--connection-token', token],
      ...['--accept-server-license-terms', '--telemetry-level', 'off', '--disable-update-check'],
      ...['--disable-experiments', '--disable-getting-started-override'],
      ...(trust === 'trusted' ? ['--disable-workspace-trust'] : []),
      ...(options.smokeTestDriver ? ['--enable-smoke-test-driver'] : []),
      ...folderArguments(options.dataDir, userDataDir, options.extensionsDir),
      ...['--log', options.logLevel ?? 'info'],
      ...(options.args ?? []),
    ],
    {
      // A process group of its own, so that one signal reaches all of it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...serverEnvironment(), CC10X_SERVER_PARENT: String(process.pid), [MARK]: token, ...options.env },
    },
  );
  /** @type {Promise<void>} */
  const exited = new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  let output = '';
  /** @type {Promise<number>} */
  const listening = new Promise((resolve, reject) => {
    const fail = (/** @type {string} */ what) => reject(new Error(`The VS Code server ${what}.\n${output}`));
    setTimeout(() => fail(`did not start within ${START_LIMIT_MS / 1000} s`), START_LIMIT_MS).unref();
    void exited.then(() => fail('ended while starting'));
    const onData = (/** @type {Buffer} */ data) => {
      output = (output + data.toString()).slice(-20_000);
      const match = /Extension host agent listening on (\d+)/.exec(output);
      if (match) {
        resolve(Number(match[1]));
      }
    };
    child.stdout.on('data', onData);
    child.stderr.on('data', onData);
  });

  // Before the folders it writes to are removed, which is registered for the same moment.
  const endWithThisProcess = () => killAll(token);
  process.prependOnceListener('exit', endWithThisProcess);

  const stop = async () => {
    await endGroup(child, 3000);
    // What a terminal started is not in the group.
    killAll(token);
    process.removeListener('exit', endWithThisProcess);
  };

  try {
    const port = await listening;
    return {
      port,
      token,
      output: () => output,
      exited,
      extensionHosts: () =>
        markedProcesses(token)
          .filter(({ command }) => command.includes('--type=extensionHost'))
          .map(({ pid }) => pid),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Installs a packaged extension for a server that is to be started with the same folders.
 * @param {string} vsix
 * @param {{ readonly dataDir: string; readonly extensionsDir?: string }} options
 */
export async function installExtension(vsix, { dataDir, extensionsDir }) {
  if (!fs.existsSync(vsix)) {
    throw new Error(`${vsix} does not exist: run "npm run package" first.`);
  }
  await mustRun(
    EMBEDDED_NODE,
    [SERVER_MAIN, '--install-extension', vsix, ...folderArguments(dataDir, userDataDirOf(dataDir), extensionsDir)],
    { limitMs: 60_000, quiet: true, env: serverEnvironment() },
  );
}

/**
 * The address a browser opens.
 * @param {Server} server
 * @param {object} target
 * @param {string} [target.folder]
 * @param {string} [target.workspace] a `.code-workspace` file
 * @param {readonly (readonly [string, string])[]} [target.payload] development options, as VS Code's URL knows them
 */
export function workbenchUrl(server, { folder, workspace, payload = [] }) {
  const query = new URLSearchParams({ tkn: server.token });
  if (payload.length > 0) {
    query.set('payload', JSON.stringify(payload));
  }
  if (workspace !== undefined) {
    query.set('workspace', workspace);
  } else if (folder !== undefined) {
    query.set('folder', folder);
  } else {
    query.set('ew', 'true');
  }
  return `http://${LOOPBACK}:${server.port}/?${query}`;
}

/**
 * How the workbench of this server names a file.
 * @param {Server} server
 * @param {string} file
 */
export function remoteUri(server, file) {
  return `vscode-remote://${LOOPBACK}:${server.port}${file}`;
}

/** @param {string} mark */
function killAll(mark) {
  for (const { pid } of markedProcesses(mark)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // Ended meanwhile.
    }
  }
}

/** @param {string} dataDir */
function userDataDirOf(dataDir) {
  return path.join(dataDir, 'user-data');
}

/**
 * @param {string} dataDir
 * @param {string} userDataDir
 * @param {string | undefined} extensionsDir
 */
function folderArguments(dataDir, userDataDir, extensionsDir) {
  return [
    ...['--server-data-dir', dataDir, '--user-data-dir', userDataDir],
    ...['--extensions-dir', extensionsDir ?? path.join(dataDir, 'extensions')],
  ];
}

/** No gallery: nothing is looked up or updated on the network. */
function serverEnvironment() {
  return { ...cleanEnvironment(), EXTENSIONS_GALLERY: '{}' };
}
