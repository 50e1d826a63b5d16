import { expect } from 'vitest';
import { main, type ExitCode } from '../../src/cli/main';
import * as engine from '../../src/engine';
import type { Ports } from '../../src/flow/ports';

/** What a command said and how it ended. */
export interface Spoken {
  readonly exitCode: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `cc10x` in this process, on the real adapters. Paths are absolute. */
export async function cc10x(...args: readonly string[]): Promise<Spoken> {
  return speak(engine.openPorts({}), new AbortController().signal, args);
}

/** Runs `cc10x` on other adapters. */
export async function cc10xOn(ports: Ports, ...args: readonly string[]): Promise<Spoken> {
  return speak(ports, new AbortController().signal, args);
}

/** Runs `cc10x` on the real adapters until it is stopped. */
export async function cc10xUntil(signal: AbortSignal, ...args: readonly string[]): Promise<Spoken> {
  return speak(engine.openPorts({}), signal, args);
}

async function speak(ports: Ports, signal: AbortSignal, args: readonly string[]): Promise<Spoken> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const exitCode = await main(
    args,
    { ...engine, openPorts: () => ports },
    {
      print: (text) => {
        stdout.push(text);
        return Promise.resolve();
      },
      say: (message) => {
        stderr.push(`${message}\n`);
      },
      signal,
    },
  );
  return { exitCode, stdout: stdout.join(''), stderr: stderr.join('') };
}

/** The one JSON document of `--json`, with the exit code. */
export async function cc10xJson(
  ...args: readonly string[]
): Promise<{ readonly exitCode: ExitCode; readonly json: unknown }> {
  const { exitCode, stdout } = await cc10x(...args, '--json');
  return { exitCode, json: JSON.parse(stdout) };
}

/** The same on other adapters. */
export async function cc10xJsonOn(
  ports: Ports,
  ...args: readonly string[]
): Promise<{ readonly exitCode: ExitCode; readonly json: unknown }> {
  const { exitCode, stdout } = await cc10xOn(ports, ...args, '--json');
  return { exitCode, json: JSON.parse(stdout) };
}

/** Whether the command ended with this exit code and one clear line, and printed nothing for machines. */
export function expectRefused(
  { exitCode, stdout, stderr }: Spoken,
  expected: { readonly exitCode: 2 | 3; readonly message: RegExp | string },
): void {
  const { message } = expected;
  const isProgress = (line: string): boolean => /^(?:Reading|Finding|Analysing|Rehearsing) /u.test(line);
  const said = stderr.split('\n').filter((line) => line !== '' && !isProgress(line));
  expect({ exitCode, stdout, said }).toEqual({
    exitCode: expected.exitCode,
    stdout: '',
    said: [typeof message === 'string' ? message : (expect.stringMatching(message) as string)],
  });
  expect(said[0]).not.toMatch(/^\s+at |Internal error|Error:/u);
}
