// @ts-check
// Runs test/integration inside a real VS Code and leaves a report. Needs the built extension.
//   CC10X_GREP       runs only the tests whose full title matches
//   CC10X_REPORT     where the report goes
//   CC10X_EXTENSION  another folder than this one as the extension under test
import * as fs from 'node:fs';
import * as path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { findDesktop } from '../host/desktop.mjs';
import { ROOT, embeddedVersion } from '../host/embedded.mjs';
import { installEmbedded } from '../host/install.mjs';
import { ISOLATED_GIT, cleanEnvironment, messageOf, stopSignal, temporaryFolder } from '../host/processes.mjs';
import { QUIET_SETTINGS, writeSettings } from '../host/quietSettings.mjs';
import { makeSampleService } from '../workspaces/sampleService.mjs';

const LIMIT_MS = 10 * 60_000;
const BUNDLES = path.join(ROOT, 'dist', 'test', 'integration');

/** One bundle for each test file; Mocha stays outside, so that all of them register with the one that runs them. */
async function bundleTests() {
  fs.rmSync(BUNDLES, { recursive: true, force: true });
  const tests = fs.readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' });
  await build({
    entryPoints: ['index.ts', ...tests.filter((file) => file.endsWith('.test.ts'))].map((file) => ({
      in: path.join(import.meta.dirname, file),
      out: file.replace(/\.ts$/, '').replaceAll(path.sep, '.'),
    })),
    outdir: BUNDLES,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: true,
    // Some packages hide their imports from bundlers in what Node loads of them.
    mainFields: ['module', 'main'],
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
}

/**
 * test-electron ends VS Code at SIGINT, the second time by force, and offers no other way to.
 * @param {AbortSignal} signal
 */
function endVsCodeOn(signal) {
  signal.addEventListener(
    'abort',
    () => {
      process.emit('SIGINT');
      setTimeout(() => process.emit('SIGINT'), 10_000).unref();
    },
    { once: true },
  );
}

/** @param {AbortSignal} signal */
async function runInVsCode(signal) {
  const desktop = await findDesktop({ signal });
  if (desktop === undefined) {
    await installEmbedded({ signal });
  }
  console.log(`Integration tests run in ${desktop ?? `the embedded VS Code ${embeddedVersion()}`}.`);
  await bundleTests();

  const folder = temporaryFolder('ws');
  const workspace = path.join(folder, 'checkout');
  await makeSampleService(workspace);
  // There before VS Code is: its watcher may be blind to folders that appear one inside the other.
  fs.mkdirSync(path.join(workspace, 'thoughts', 'shared', 'deployment-runbooks'), { recursive: true });
  const userDataDir = path.join(folder, 'user');
  writeSettings(userDataDir, { ...QUIET_SETTINGS, 'security.workspace.trust.enabled': false });

  const report = process.env['CC10X_REPORT'] ?? path.join(ROOT, 'test-results', 'integration.json');
  fs.mkdirSync(path.dirname(report), { recursive: true });
  fs.rmSync(report, { force: true });

  // What an outer VS Code left in the environment would confuse the inner one.
  for (const name of Object.keys(process.env)) {
    if (!(name in cleanEnvironment())) {
      delete process.env[name];
    }
  }
  endVsCodeOn(AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]));
  // Failed tests are in the report; anything else that went wrong leaves none, whatever the exit code.
  const vsCodeEnded = runTests({
    vscodeExecutablePath: desktop ?? path.join(ROOT, 'test', 'host', 'launcher.mjs'),
    extensionDevelopmentPath: process.env['CC10X_EXTENSION'] ?? ROOT,
    extensionTestsPath: path.join(BUNDLES, 'index.js'),
    launchArgs: [
      workspace,
      '--disable-extensions',
      '--log=warn',
      `--user-data-dir=${userDataDir}`,
      `--extensions-dir=${path.join(folder, 'extensions')}`,
    ],
    extensionTestsEnv: { ...ISOLATED_GIT, CC10X_REPORT: report },
  });
  const exit = await vsCodeEnded.then(() => 'ended by itself', messageOf);
  signal.throwIfAborted();
  return readReport(report, exit);
}

/**
 * @param {string} file
 * @param {string} exit how VS Code ended
 * @returns {{ readonly passed: number; readonly failed: number; readonly skipped: number }}
 */
function readReport(file, exit) {
  if (!fs.existsSync(file)) {
    throw new Error(`the tests never came to their end (VS Code: ${exit})`);
  }
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

const signal = stopSignal();
try {
  const { passed, failed, skipped } = await runInVsCode(signal);
  if (passed === 0 || failed > 0) {
    throw new Error(`${passed} passed, ${failed} failed`);
  }
  console.log(`Integration tests: ${passed} passed, ${skipped} skipped.`);
} catch (error) {
  console.error(`Integration tests failed: ${messageOf(error)}`);
  process.exitCode = 1;
}
