import { readCheckSettings } from '../core/checks/checkSettings';
import { DEFAULT_DEPLOYMENT_FOLDER } from '../core/plan/files';
import { badInput } from './errors';
import type { Settings } from './ports';

/** What holds where nobody set anything. The manifest repeats these; a test compares them. */
export const defaultSettings: Settings = {
  deploymentFolder: DEFAULT_DEPLOYMENT_FOLDER,
  remoteRefsMaxAgeHours: 24,
  signApprovals: false,
  checks: {},
};

/**
 * Settings from what a person wrote, by name without the `cc10x.` prefix.
 * @throws UserFacingError when a value cannot be used.
 */
export function settingsFrom(read: (name: keyof Settings) => unknown): Settings {
  return {
    deploymentFolder: folderFrom(read('deploymentFolder')),
    remoteRefsMaxAgeHours: hoursFrom(read('remoteRefsMaxAgeHours')),
    signApprovals: switchFrom(read('signApprovals')),
    checks: checksFrom(read('checks')),
  };
}

function folderFrom(value: unknown): string {
  if (value === undefined) return defaultSettings.deploymentFolder;
  const text = typeof value === 'string' ? value.replaceAll('\\', '/') : '';
  const parts = text.split('/').filter((part) => part !== '' && part !== '.');
  const isOutside = /^(?:\/|[A-Za-z]:)/u.test(text) || parts.includes('..');
  if (parts.length === 0 || isOutside || parts.some((part) => /^\.git[. ]*$|[\u0000-\u001f]/iu.test(part))) {
    throw badInput(
      'The setting cc10x.deploymentFolder must name a folder inside the planned folder, e.g. "docs/deployments".',
    );
  }
  return parts.join('/');
}

function switchFrom(value: unknown): boolean {
  if (value === undefined) return defaultSettings.signApprovals;
  if (typeof value !== 'boolean') throw badInput('The setting cc10x.signApprovals must be true or false.');
  return value;
}

function hoursFrom(value: unknown): number {
  if (value === undefined) return defaultSettings.remoteRefsMaxAgeHours;
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) {
    throw badInput('The setting cc10x.remoteRefsMaxAgeHours must be a number of hours above 0.');
  }
  return value;
}

function checksFrom(value: unknown): Settings['checks'] {
  if (value === undefined) return defaultSettings.checks;
  const checks = readCheckSettings(value);
  if (typeof checks === 'string') throw badInput(checks);
  return checks;
}
