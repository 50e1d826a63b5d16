// @ts-check
// Finds processes by a mark in their environment, which children inherit however they are started: a terminal's shell is
// in a session of its own, and a daemon has lost its parent. Reads Linux's /proc; the embedded VS Code runs nowhere else.
import * as fs from 'node:fs';

export const MARK = 'CC10X_TEST_HOST';

/**
 * @param {string} value of the mark
 * @returns {{ readonly pid: number; readonly command: string }[]}
 */
export function markedProcesses(value) {
  return fs.readdirSync('/proc').flatMap((name) => {
    try {
      const environment = fs.readFileSync(`/proc/${name}/environ`, 'utf8').split('\0');
      const command = fs.readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return environment.includes(`${MARK}=${value}`) ? [{ pid: Number(name), command }] : [];
    } catch {
      // Not a process, gone meanwhile, or someone else's.
      return [];
    }
  });
}
