import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { runCommand } from '../../../src/adapters/commandRunner';
import type { CommandOutcome } from '../../../src/flow/ports';
import { neverAborted } from '../../support/fakePorts';
import { temporaryFolders } from '../../support/gitRepository';

const makeFolder = temporaryFolders();

interface Given {
  readonly cwd?: string;
  readonly timeoutSeconds?: number;
  readonly signal?: AbortSignal;
  readonly onOutput?: (text: string) => void;
}

function run(command: string, given: Given = {}): Promise<CommandOutcome> {
  return runCommand({
    title: 'Test',
    command,
    cwd: '/',
    timeoutSeconds: 60,
    signal: neverAborted(),
    ...given,
  });
}

/** Whether the process with the id that the file holds runs. */
async function isAlive(pidFile: string): Promise<boolean> {
  const pid = Number(await readFile(pidFile, 'utf8'));
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // A process that ended and that nobody waited for is still listed.
  const stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8').catch(() => ') Z');
  return !/\) [ZX]/u.test(stat);
}

/** Whether the process is gone within two seconds. */
async function dies(pidFile: string): Promise<boolean> {
  for (let attempt = 0; attempt < 40; attempt++) {
    if (!(await isAlive(pidFile))) return true;
    await sleep(50);
  }
  return false;
}

describe.concurrent('a command', () => {
  test.each([0, 1, 2, 127, 255])('that exits with %d', async (exitCode) => {
    expect(await run(`exit ${String(exitCode)}`)).toMatchObject({ kind: 'exited', exitCode, output: '' });
  });

  test('that does not exist', async () => {
    expect(await run('no-such-program-here')).toMatchObject({ kind: 'exited', exitCode: 127 });
  });

  test('prints to both streams, in order, and is heard while it runs', async () => {
    const heard: string[] = [];
    const command = 'echo one; sleep 0.1; echo two >&2; sleep 0.1; printf "drei ü🚀"';
    const outcome = await run(command, { onOutput: (text) => heard.push(text) });
    expect(outcome).toMatchObject({ kind: 'exited', exitCode: 0, output: 'one\ntwo\ndrei ü🚀' });
    expect(heard.join('')).toBe('one\ntwo\ndrei ü🚀');
    expect(heard.length).toBeGreaterThan(1);
  });

  test('runs where it was told to, without what an editor adds to its environment', async () => {
    const cwd = await makeFolder('a b');
    expect(await run('pwd; echo "$0|${VSCODE_PID-}|${ELECTRON_RUN_AS_NODE-}"', { cwd })).toMatchObject({
      output: expect.stringMatching(/^\/.*\/a b\n.*\|\|\n$/u) as string,
    });
  });

  test('has no input to wait for', async () => {
    expect(await run('cat; echo done')).toMatchObject({ kind: 'exited', exitCode: 0, output: 'done\n' });
  });

  test('that prints a flood keeps the end of it', async () => {
    const outcome = await run('head -c 3000000 /dev/zero | tr "\\0" x; echo; echo the end');
    expect(outcome).toMatchObject({ kind: 'exited', exitCode: 0 });
    if (outcome.kind !== 'exited') return;
    expect(outcome.output?.endsWith('x\nthe end\n')).toBe(true);
    expect(outcome.output?.length).toBeLessThanOrEqual(256 * 1024);
  });

  test('that is killed by a signal', async () => {
    expect(await run('echo half; kill -9 $$')).toMatchObject({
      kind: 'killed',
      reason: 'it was ended by SIGKILL.',
      output: 'half\n',
    });
  });

  test('that leaves a process behind which keeps its output open still ends', async () => {
    const pidFile = join(await makeFolder(), 'pid');
    const outcome = await run(`sleep 30 & echo $! > '${pidFile}'; echo started`);
    expect(outcome).toMatchObject({ kind: 'exited', exitCode: 0, output: 'started\n' });
    // The time is the command's own.
    expect(outcome.kind === 'exited' && outcome.durationMs < 1000).toBe(true);
    process.kill(Number(await readFile(pidFile, 'utf8')));
  });
});

describe.concurrent('a time limit', () => {
  test('ends the command and everything below it', async () => {
    const pidFile = join(await makeFolder(), 'pid');
    const outcome = await run(`echo waiting; sh -c 'echo $$ > "${pidFile}"; exec sleep 60' & wait`, {
      timeoutSeconds: 0.3,
    });
    expect(outcome).toMatchObject({ kind: 'timed out', output: 'waiting\n' });
    expect(await dies(pidFile)).toBe(true);
  });

  test('ends what will not listen', async () => {
    const pidFile = join(await makeFolder(), 'pid');
    const stubborn = `sh -c 'trap "" TERM; echo $$ > "${pidFile}"; while :; do sleep 0.2; done' & wait`;
    expect(await run(stubborn, { timeoutSeconds: 0.3 })).toMatchObject({ kind: 'timed out' });
    expect(await dies(pidFile)).toBe(true);
  });

  test('of more than timers can count is none', async () => {
    expect(await run('sleep 0.1', { timeoutSeconds: 1e9 })).toMatchObject({ kind: 'exited', exitCode: 0 });
  });

  test('does not reach a command that has ended', async () => {
    const outcome = await run('sleep 30 & exit 0', { timeoutSeconds: 0.5 });
    expect(outcome).toMatchObject({ kind: 'exited', exitCode: 0 });
  });
});

describe.concurrent('cancelling', () => {
  test('ends the command and everything below it', async () => {
    const pidFile = join(await makeFolder(), 'pid');
    const stop = new AbortController();
    const outcome = run(`sh -c 'echo $$ > "${pidFile}"; echo up; exec sleep 60' & wait`, {
      signal: stop.signal,
      onOutput: () => {
        stop.abort();
      },
    });
    expect(await outcome).toMatchObject({ kind: 'killed', reason: 'it was cancelled.', output: 'up\n' });
    expect(await dies(pidFile)).toBe(true);
  });

  test('before the start starts nothing', async () => {
    const file = join(await makeFolder(), 'made');
    expect(await run(`touch '${file}'`, { signal: AbortSignal.abort() })).toEqual({
      kind: 'not started',
      reason: 'it was cancelled first.',
    });
    await expect(readFile(file)).rejects.toThrow('ENOENT');
  });
});

describe.concurrent('a command that never starts', () => {
  test.each([
    ['/nowhere/at/all', 'there is no folder /nowhere/at/all.'],
    ['/etc/passwd', 'there is no folder /etc/passwd.'],
  ])('in %s', async (cwd, reason) => {
    expect(await run('true', { cwd })).toEqual({ kind: 'not started', reason });
  });

  test('because it cannot be said', async () => {
    expect(await run('echo \0')).toMatchObject({
      kind: 'not started',
      reason: expect.stringMatching(/null bytes.*\.$/u) as string,
    });
  });

  test('because it is too long for the system', async () => {
    expect(await run(`: ${'x'.repeat(3_000_000)}`)).toMatchObject({ kind: 'not started', reason: 'spawn E2BIG.' });
  });
});
