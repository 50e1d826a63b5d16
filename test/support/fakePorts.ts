import { handlebarsRenderer } from '../../src/adapters/handlebarsRenderer';
import { loadSqlParser } from '../../src/adapters/sqlParser';
import type { CommandOutcome, CommandRunner, Ports, Settings } from '../../src/flow/ports';
import { defaultSettings } from '../../src/flow/settings';
import { sha256 } from './aLog';
import { type FakeRepository, fakeRepository } from './fakeRepository';
import { type MemoryFiles, memoryFiles } from './memoryFiles';

type RunRequest = Parameters<CommandRunner['run']>[0];

/** Every port of the flow, in memory, with what a test wants to set or look at. */
export interface FakePorts extends Ports {
  readonly files: MemoryFiles;
  repository: FakeRepository;
  /** By folder; the defaults where there is none. */
  readonly settingsOf: Map<string, Settings>;
  /** Outcomes of the next commands, in order. */
  readonly outcomes: (CommandOutcome | ((request: RunRequest) => CommandOutcome | Promise<CommandOutcome>))[];
  /** What was run. */
  readonly ran: RunRequest[];
}

/** 2025-10-27, 09:00 UTC. */
export const NOW = new Date('2025-10-27T09:00:00Z');

/** The sample plan has an optional check, and its team said so. */
export const sampleSettings: Settings = { ...defaultSettings, checks: { 'up-to-date': { required: false } } };

/** The clock stands still, ids count up from `firstId`, and the template is the real one. */
export function fakePorts(files: Readonly<Record<string, string>> = {}, firstId = 1): FakePorts {
  const memory = memoryFiles(files);
  const settingsOf = new Map<string, Settings>([['/repo', sampleSettings]]);
  const outcomes: FakePorts['outcomes'] = [];
  const ran: RunRequest[] = [];
  const ports: FakePorts = {
    files: memory,
    repository: fakeRepository(),
    settingsOf,
    outcomes,
    ran,
    git: { open: (folder) => Promise.resolve({ ...ports.repository, folder }) },
    clock: { now: () => NOW },
    ids: countingIds(firstId),
    runner: {
      run: async (request) => {
        ran.push(request);
        const outcome = outcomes.shift();
        if (outcome === undefined) throw new Error(`Nothing is scripted for \`${request.command}\`.`);
        return typeof outcome === 'function' ? outcome(request) : outcome;
      },
    },
    renderer: handlebarsRenderer,
    promtool: { test: () => Promise.resolve({ kind: 'not verified', reason: 'promtool is not on PATH.' }) },
    askServer: () => Promise.resolve({ kind: 'silent', reason: 'Nobody asked.' }),
    signer: {
      sign: (statement, by) => Promise.resolve({ format: 'ssh', value: `signed by ${by}: ${sha256(statement)}` }),
      verify: (statement, { value }, by) =>
        Promise.resolve({ kind: value === `signed by ${by}: ${sha256(statement)}` ? 'valid' : 'invalid' }),
    },
    settings: { read: (folder) => Promise.resolve(settingsOf.get(folder) ?? defaultSettings) },
    loadSqlParser,
    sha256,
    hideSecrets: (text) => Promise.resolve(text.replaceAll('hunter2', '[secret hidden]')),
    adviseShell: (command) => Promise.resolve(command.startsWith('rm $') ? ['shellcheck: Quote this (SC2086).'] : []),
    findProgram: (name) => Promise.resolve(name === 'nowhere' ? undefined : `/usr/bin/${name}`),
    checkShell: (command) => Promise.resolve(command.startsWith('if ') ? { wrong: '`if` is never ended' } : 'fine'),
  };
  return ports;
}

/** Valid ULIDs of one moment that rise by one. */
export function countingIds(first = 1): Ports['ids'] {
  let count = first - 1;
  const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  return {
    next: () => {
      let digits = '';
      for (let rest = ++count; rest > 0; rest = Math.floor(rest / 32)) digits = alphabet.charAt(rest % 32) + digits;
      return `01K8J5A0G0${digits.padStart(16, '0')}`;
    },
  };
}

/** A signal that nobody aborts. */
export function neverAborted(): AbortSignal {
  return new AbortController().signal;
}

export function passed(output = 'ok\n'): CommandOutcome {
  return { kind: 'exited', exitCode: 0, durationMs: 1200, output };
}

export function failed(exitCode = 1, output = 'not ok\n'): CommandOutcome {
  return { kind: 'exited', exitCode, durationMs: 1200, output };
}
