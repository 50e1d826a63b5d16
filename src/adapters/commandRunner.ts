import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import type { CommandOutcome, CommandRunner } from '../flow/ports';

/** How much output is held while a command runs, in characters; the log keeps far less. */
const HELD_OUTPUT = 256 * 1024;
/** Time between asking a command to end and forcing it, in milliseconds. */
const GRACE_MS = 3000;

/** Runs a command as a child process in a group of its own, and shows its output while it comes. */
export type StreamingRun = (
  request: Parameters<CommandRunner['run']>[0] & { readonly onOutput?: (text: string) => void },
) => Promise<CommandOutcome>;

/** The command-runner port as plain child processes. */
export const runCommand: StreamingRun = ({ command, cwd, timeoutSeconds, signal, onOutput }) =>
  new Promise((resolve) => {
    if (signal.aborted) {
      resolve({ kind: 'not started', reason: 'it was cancelled first.' });
      return;
    }
    if (!isFolder(cwd)) {
      resolve({ kind: 'not started', reason: `there is no folder ${cwd}.` });
      return;
    }
    const started = performance.now();
    let output = '';
    let ending: 'timed out' | 'cancelled' | undefined;
    let child: ChildProcessByStdio<null, Readable, Readable>;
    try {
      child = spawn(command, {
        cwd,
        shell: true,
        detached: process.platform !== 'win32',
        stdio: ['ignore', 'pipe', 'pipe'],
        windowsHide: true,
        env: commandEnvironment(),
      });
    } catch (error) {
      resolve({ kind: 'not started', reason: sentence(error) });
      return;
    }
    const elapsed = (): number => Math.round(performance.now() - started);
    const keep = (chunk: string): void => {
      output = (output + chunk).slice(-HELD_OUTPUT);
      onOutput?.(chunk);
    };
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', keep);
    const end = (why: 'timed out' | 'cancelled'): void => {
      if (ending !== undefined) return;
      ending = why;
      killGroup(child.pid, 'SIGTERM');
      force = setTimeout(() => {
        killGroup(child.pid, 'SIGKILL');
      }, GRACE_MS);
    };
    let force: NodeJS.Timeout | undefined;
    let drain: NodeJS.Timeout | undefined;
    const limit = setTimeout(
      () => {
        end('timed out');
      },
      Math.min(timeoutSeconds * 1000, LONGEST_TIMER_MS),
    );
    const cancel = (): void => {
      end('cancelled');
    };
    signal.addEventListener('abort', cancel, { once: true });
    const settle = (outcome: CommandOutcome): void => {
      clearTimeout(limit);
      clearTimeout(force);
      clearTimeout(drain);
      signal.removeEventListener('abort', cancel);
      child.stdout.destroy();
      child.stderr.destroy();
      resolve(outcome);
    };
    child.once('error', (error) => {
      settle({ kind: 'not started', reason: sentence(error) });
    });
    child.once('exit', (exitCode, exitSignal) => {
      const durationMs = elapsed();
      clearTimeout(limit);
      signal.removeEventListener('abort', cancel);
      // Whatever a command that was ended left behind in its group ends with it.
      if (ending !== undefined) killGroup(child.pid, 'SIGKILL');
      const finish = (): void => {
        const ended = { durationMs, output };
        if (ending === 'timed out') settle({ kind: 'timed out', ...ended });
        else if (ending === 'cancelled') settle({ kind: 'killed', reason: 'it was cancelled.', ...ended });
        else if (exitCode === null)
          settle({ kind: 'killed', reason: `it was ended by ${exitSignal ?? 'a signal'}.`, ...ended });
        else settle({ kind: 'exited', exitCode, ...ended });
      };
      // `close` comes when all output is read; a background process that keeps the pipe open must not hold it up.
      child.once('close', finish);
      drain = setTimeout(finish, DRAIN_MS);
    });
  });

/** Time given to output that is still on its way when a command has ended, in milliseconds. */
const DRAIN_MS = 1000;
/** Timers take no longer delay: they would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function sentence(error: unknown): string {
  return `${(error instanceof Error ? error.message : String(error)).replace(/\.$/u, '')}.`;
}

function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    // Windows has no groups and no way to ask: the tree below the shell is ended at once.
    const system = process.env['SystemRoot'] ?? 'C:\\Windows';
    spawn(`${system}\\System32\\taskkill.exe`, ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore' }).on(
      'error',
      () => undefined,
    );
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch {
    // Already gone.
  }
}

/** The environment of a person's own terminal: without what an editor adds for its own processes. */
function commandEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(?:VSCODE_|ELECTRON_|NODE_OPTIONS$|NODE_CHANNEL_FD$)/u.test(name),
    ),
  );
}
