import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Promtool } from '../flow/ports';
import { findProgram } from './programs';
import { makeTemporaryFolder } from './temporaryFolder';

/** Tests of one plan take seconds; a promtool that hangs must not. */
const TIME_LIMIT_MS = 300_000;
const MOST_OUTPUT_BYTES = 4 * 1024 * 1024;

/** Prometheus' own tool, where the machine has it. It reads copies in a folder of its own, so nothing else is near. */
export const promtool: Promtool = {
  async test(files, signal) {
    const program = await findProgram('promtool');
    if (program === undefined) return { kind: 'not verified', reason: 'promtool is not on PATH.' };
    const folder = await makeTemporaryFolder('rules');
    try {
      await writeFile(join(folder, files.rulesName), files.rules);
      await writeFile(join(folder, files.testsName), files.tests);
      const checked = await run(program, ['check', 'rules', files.rulesName], folder, signal);
      return checked.kind === 'passed'
        ? await run(program, ['test', 'rules', files.testsName], folder, signal)
        : checked;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

function run(program: string, args: readonly string[], cwd: string, signal: AbortSignal): ReturnType<Promtool['test']> {
  return new Promise((resolve, reject) => {
    execFile(
      program,
      args,
      { cwd, signal, timeout: TIME_LIMIT_MS, maxBuffer: MOST_OUTPUT_BYTES, windowsHide: true },
      (error, stdout, stderr) => {
        const output = `${stdout}${stderr}`.trim();
        if (error === null) resolve({ kind: 'passed', output });
        else if (signal.aborted) reject(new Error('Cancelled.', { cause: error }));
        else if (error.killed === true) resolve({ kind: 'not verified', reason: 'promtool did not finish in time.' });
        else if (typeof error.code === 'number') resolve({ kind: 'failed', output });
        else resolve({ kind: 'not verified', reason: `promtool did not start: ${error.message}` });
      },
    );
  });
}
