// @ts-check
// Desktop VS Code first, wherever it can be had; the embedded one otherwise.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { ROOT } from './embedded.mjs';
import { messageOf, run } from './processes.mjs';

const DOWNLOAD_LIMIT_MS = 5 * 60_000;
const IDLE_LIMIT_MS = 20_000;
const RESULT = 'VS Code: ';

/**
 * @param {{ readonly signal?: AbortSignal }} [options]
 * @returns {Promise<string | undefined>} the executable of a desktop VS Code; `undefined` where there is no display, or
 *   it can neither be found nor downloaded
 */
export async function findDesktop(options = {}) {
  const named = process.env['VSCODE_DESKTOP'];
  if (named) {
    if (!fs.existsSync(named)) {
      throw new Error(`VSCODE_DESKTOP names ${named}, which does not exist.`);
    }
    return named;
  }
  if (!hasDisplay()) {
    return undefined;
  }
  // In a process of its own, because a download cannot be cancelled otherwise.
  const { code, output } = await run(process.execPath, [import.meta.filename], {
    ...options,
    limitMs: DOWNLOAD_LIMIT_MS,
    quiet: true,
  });
  const executable = output.split('\n').findLast((line) => line.startsWith(RESULT));
  if (code === 0 && executable !== undefined) {
    return executable.slice(RESULT.length).trim();
  }
  const reason = output.trim().split('\n').at(-1) ?? '';
  console.warn(`Desktop VS Code could not be downloaded (${reason}): the embedded one is used.`);
  return undefined;
}

/** @returns {boolean} whether a window could be opened */
export function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    const executable = await downloadAndUnzipVSCode({
      version: process.env['CC10X_VSCODE_VERSION'] ?? 'stable',
      cachePath: path.join(ROOT, '.vscode-test'),
      timeout: IDLE_LIMIT_MS,
    });
    console.log(`${RESULT}${executable}`);
  } catch (error) {
    console.error(messageOf(error));
    process.exitCode = 1;
  }
}
