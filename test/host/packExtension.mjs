// @ts-check
import * as path from 'node:path';
import { ROOT } from './embedded.mjs';
import { mustRun } from './processes.mjs';

const VSCE = path.join(ROOT, 'node_modules/@vscode/vsce/vsce');

/**
 * Packs an extension that only tests and measurements use.
 * @param {string} folder
 * @param {string} intoFolder
 * @returns {Promise<string>} the package
 */
export async function packExtension(folder, intoFolder) {
  const vsix = path.join(intoFolder, `${path.basename(folder)}.vsix`);
  const args = ['package', '--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', vsix];
  await mustRun(process.execPath, [VSCE, ...args], { limitMs: 60_000, quiet: true, cwd: folder });
  return vsix;
}
