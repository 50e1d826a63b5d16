import { execFile } from 'node:child_process';
import * as z from 'zod/mini';
import type { AdviseShell } from '../flow/ports';
import { findProgram } from './programs';

/** One command is read in milliseconds. */
const TIME_LIMIT_MS = 10_000;
/** Commands whose verdicts are kept: more than any plan has. */
const KEPT = 2000;
const AT_A_TIME = 2;
/**
 * What says nothing about a single command of a plan: variables of the environment look unassigned (SC2154) or unused
 * (SC2034), there is no first line (SC2148), and other files are not followed (SC1090, SC1091).
 */
const EXCLUDED = 'SC1090,SC1091,SC2034,SC2148,SC2154';

const findings = z.array(z.looseObject({ code: z.int(), column: z.int(), message: z.string() }));

/** shellcheck, where the machine has it: errors and warnings, no matters of style. It gets the text alone. */
export function shellAdvice(): AdviseShell {
  const known = new Map<string, Promise<readonly string[]>>();
  let program: Promise<string | undefined> | undefined;
  let running = 0;
  const waiting: (() => void)[] = [];
  const inTurn = async (work: () => Promise<readonly string[]>): Promise<readonly string[]> => {
    while (running >= AT_A_TIME) await new Promise<void>((resolve) => waiting.push(resolve));
    running++;
    try {
      return await work();
    } finally {
      running--;
      waiting.shift()?.();
    }
  };
  return async (command, shell) => {
    program ??= findProgram('shellcheck');
    const path = await program;
    if (path === undefined) return [];
    const key = `${shell} ${command}`;
    if (known.size >= KEPT) known.clear();
    const advice = known.get(key) ?? inTurn(() => ask(path, command, shell));
    known.set(key, advice);
    return advice;
  };
}

function ask(program: string, command: string, shell: 'bash' | 'sh'): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const args = ['--norc', '--format=json', '--severity=warning', `--shell=${shell}`, `--exclude=${EXCLUDED}`, '-'];
    const child = execFile(program, args, { timeout: TIME_LIMIT_MS, windowsHide: true }, (_error, stdout) => {
      // Exit code 1 means findings; without a list there is nothing to say.
      resolve(readFindings(stdout));
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(`${command}\n`);
  });
}

function readFindings(stdout: string): readonly string[] {
  try {
    return z.parse(findings, JSON.parse(stdout)).map(({ code, column, message }) => {
      const sentence = message.replace(/\.$/u, '');
      return `shellcheck: ${sentence} (SC${String(code)}, column ${String(column)}).`;
    });
  } catch {
    return [];
  }
}
