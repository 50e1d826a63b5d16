import { baseName } from '../paths';
import { byFile } from './byFile';
import { configRole } from './configRole';
import { machineRole } from './virtualMachines';

/**
 * systemd units that start a program; those of an Ansible role belong to that, and those in the code of a program are what
 * it writes for others. D-Bus and Avahi use the same file ending.
 */
export const systemd = byFile(
  'systemd',
  (path) =>
    /\.service(?:\.(?:in|j2|erb|tmpl|tpl|template|example|sample|mustache))?$/u.test(baseName(path)) &&
    !/\/(?:dbus|dbus-1|avahi|internal|src\/main|src\/test|roles\/[\w.+-]+\/(?:files|templates))\//u.test(`/${path}`),
  (files, file) => {
    const lines = (files.text(file) ?? '').split('\n');
    const start = lines.findIndex((line) => /^\s*ExecStart\s*=/u.test(line));
    return start >= 0 && lines.some((line) => /^\s*\[Service\]/u.test(line)) ? start + 1 : undefined;
  },
  (file, files) => configRole(file) ?? machineRole(file) ?? (hasGaps(files.text(file) ?? '') ? 'example' : undefined),
);

/** Whether somebody has to write in by hand who runs it, or what: `User=<USER>`. */
function hasGaps(text: string): boolean {
  return /^\s*(?:ExecStart|User|WorkingDirectory)\s*=\s*<[A-Za-z][\w -]*>/mu.test(text);
}
