// @ts-check
import * as fs from 'node:fs';
import * as path from 'node:path';

/** Settings that keep a workbench quiet, predictable and off the network. */
export const QUIET_SETTINGS = Object.freeze({
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  // Off on a desktop, and on in a browser.
  'files.autoSave': 'off',
  'files.simpleDialog.enable': true,
  'git.autofetch': false,
  'git.openRepositoryInParentFolders': 'never',
  'json.schemaDownload.enable': false,
  'npm.fetchOnlinePackageInfo': false,
  'telemetry.telemetryLevel': 'off',
  'terminal.integrated.enablePersistentSessions': false,
  'typescript.disableAutomaticTypeAcquisition': true,
  'update.mode': 'none',
  'window.confirmBeforeClose': 'never',
  'window.dialogStyle': 'custom',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
});

/**
 * @param {string} userDataDir
 * @param {Readonly<Record<string, unknown>>} settings
 */
export function writeSettings(userDataDir, settings) {
  const file = settingsFile(userDataDir);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `${JSON.stringify(settings, undefined, 2)}\n`);
}

/**
 * @param {string} userDataDir
 * @returns {Record<string, unknown>}
 */
export function readSettings(userDataDir) {
  return JSON.parse(fs.readFileSync(settingsFile(userDataDir), 'utf8'));
}

/** @param {string} userDataDir */
function settingsFile(userDataDir) {
  return path.join(userDataDir, 'User', 'settings.json');
}
