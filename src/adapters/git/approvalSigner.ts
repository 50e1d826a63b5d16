import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { SignatureVerdict } from '../../core/approval';
import { SIGNATURE_NAMESPACE } from '../../core/approvalSignature';
import { environmentFailed } from '../../flow/errors';
import type { Signer } from '../../flow/ports';
import { findProgram } from '../programs';
import { openGateway } from './gateway';

/** A signature nobody has to type for is made in far less, in milliseconds. */
const TIME_LIMIT_MS = 15_000;
const MOST_OUTPUT_CHARACTERS = 64 * 1024;

/**
 * Signs approvals as the person's git signs commits. Format, key and programs come from the person's own and the system's
 * configuration: what a repository says there names programs of its choice. Nothing is ever asked.
 */
export const approvalSigner: Signer = {
  async sign(statement, by, folder, signal) {
    const own = await ownSettings(folder, signal);
    const format = own('gpg.format') ?? 'openpgp';
    if (format === 'ssh') return { format, value: await signWithSsh(own, statement, signal) };
    if (format === 'openpgp') return { format, value: await signWithGpg(own, statement, by, signal) };
    throw environmentFailed(`Approvals cannot be signed with gpg.format ${format}: use ssh or openpgp.`);
  },
  async verify(statement, { format, value }, by, folder, signal) {
    const own = await ownSettings(folder, signal);
    return format === 'ssh'
      ? verifyWithSsh(own, statement, value, by, signal)
      : verifyWithGpg(own, statement, value, by, signal);
  },
};

/** The person's own settings of git, by lower-case key. */
type OwnSettings = (key: string) => string | undefined;

async function ownSettings(folder: string, signal: AbortSignal): Promise<OwnSettings> {
  const { settings } = await openGateway(folder, signal);
  const own = new Map(
    settings.filter(({ scope }) => scope === 'global' || scope === 'system').map(({ key, value }) => [key, value]),
  );
  return (key) => own.get(key);
}

async function signWithSsh(own: OwnSettings, statement: string, signal: AbortSignal): Promise<string> {
  const key = own('user.signingkey');
  if (key === undefined || key === '') throw cannotSign('git knows no key of yours (user.signingKey)');
  const program = await programOf(own, 'gpg.ssh.program', 'ssh-keygen');
  if (program === undefined) throw cannotSign('ssh-keygen was not found');
  return inFolder(async (folder) => {
    const text = join(folder, 'statement');
    await writeFile(text, statement);
    const literal = /^(?:key::|ssh-|ecdsa-|sk-)/u.test(key) ? key.replace(/^key::/u, '') : undefined;
    const keyFile = literal === undefined ? expandHome(key) : join(folder, 'key.pub');
    if (literal !== undefined) await writeFile(keyFile, `${literal}\n`);
    // A key that is written out is held by the agent.
    const args = [
      '-Y',
      'sign',
      '-n',
      SIGNATURE_NAMESPACE,
      '-f',
      keyFile,
      ...(literal === undefined ? [] : ['-U']),
      text,
    ];
    const { exitCode, output } = await run(program, args, folder, '', signal);
    if (exitCode !== 0) throw cannotSign(lastLine(output));
    return readFile(`${text}.sig`, 'utf8');
  });
}

async function verifyWithSsh(
  own: OwnSettings,
  statement: string,
  signature: string,
  by: string,
  signal: AbortSignal,
): Promise<SignatureVerdict> {
  const program = await programOf(own, 'gpg.ssh.program', 'ssh-keygen');
  if (program === undefined) return { kind: 'not verified', reason: 'ssh-keygen was not found.' };
  return inFolder(async (folder) => {
    const file = join(folder, 'signature');
    await writeFile(file, signature);
    const check = ['-Y', 'check-novalidate', '-n', SIGNATURE_NAMESPACE, '-s', file];
    const { exitCode } = await run(program, check, folder, statement, signal);
    if (exitCode === null) return outOfTime;
    if (exitCode !== 0) return { kind: 'invalid' };
    const allowed = own('gpg.ssh.allowedsignersfile');
    const person = addressOf(by);
    if (allowed === undefined || allowed === '' || person === undefined) return { kind: 'signer unknown' };
    const revoked = own('gpg.ssh.revocationfile');
    const verify = [
      ...['-Y', 'verify', '-n', SIGNATURE_NAMESPACE, '-f', expandHome(allowed), '-I', person, '-s', file],
      ...(revoked === undefined || revoked === '' ? [] : ['-r', expandHome(revoked)]),
    ];
    const verified = await run(program, verify, folder, statement, signal);
    if (verified.exitCode === null) return outOfTime;
    return { kind: verified.exitCode === 0 ? 'valid' : 'signer unknown' };
  });
}

async function signWithGpg(own: OwnSettings, statement: string, by: string, signal: AbortSignal): Promise<string> {
  const program = await programOf(own, 'gpg.openpgp.program', 'gpg', 'gpg.program');
  if (program === undefined) throw cannotSign('gpg was not found');
  const key = own('user.signingkey') ?? addressOf(by) ?? by;
  // A key named like an option would be one.
  if (key.startsWith('-')) throw cannotSign('the key git knows of you (user.signingKey) is no key');
  const args = ['--batch', '--no-tty', '--pinentry-mode', 'error', '--armor', '--detach-sign', '--local-user', key];
  const { exitCode, output, printed } = await run(program, args, tmpdir(), statement, signal);
  if (exitCode !== 0) throw cannotSign(lastLine(output));
  return printed;
}

async function verifyWithGpg(
  own: OwnSettings,
  statement: string,
  signature: string,
  by: string,
  signal: AbortSignal,
): Promise<SignatureVerdict> {
  const program = await programOf(own, 'gpg.openpgp.program', 'gpg', 'gpg.program');
  if (program === undefined) return { kind: 'not verified', reason: 'gpg was not found.' };
  return inFolder(async (folder) => {
    const file = join(folder, 'signature.asc');
    await writeFile(file, signature);
    const args = ['--batch', '--no-tty', '--no-auto-key-retrieve', '--status-fd', '1', '--verify', file, '-'];
    const { exitCode, printed } = await run(program, args, folder, statement, signal);
    if (exitCode === null) return outOfTime;
    const said = (status: string): RegExpExecArray | null =>
      new RegExp(`^\\[GNUPG:\\] ${status}\\b(.*)$`, 'mu').exec(printed);
    if (said('BADSIG') !== null || said('REVKEYSIG') !== null || said('NODATA') !== null) return { kind: 'invalid' };
    const good = said('GOODSIG')?.[1] ?? '';
    const person = addressOf(by)?.toLowerCase();
    const isTrusted = said('TRUST_(?:FULLY|ULTIMATE)') !== null;
    const isTheirs = person !== undefined && good.toLowerCase().includes(`<${person}>`);
    return { kind: isTrusted && isTheirs ? 'valid' : 'signer unknown' };
  });
}

const outOfTime: SignatureVerdict = { kind: 'not verified', reason: 'the program that verifies it gave no answer.' };

/** The program a setting names, absolute or on PATH; never one inside the repository. */
async function programOf(
  own: OwnSettings,
  setting: string,
  usual: string,
  older?: string,
): Promise<string | undefined> {
  const named = own(setting) ?? (older === undefined ? undefined : own(older)) ?? usual;
  const path = expandHome(named);
  if (isAbsolute(path)) return path;
  return /[\\/]/u.test(path) ? undefined : findProgram(path);
}

function expandHome(path: string): string {
  return path.replace(/^~(?=[\\/]|$)/u, () => homedir());
}

function addressOf(by: string): string | undefined {
  return /<([^<>]+)>\s*$/u.exec(by)?.[1];
}

function cannotSign(why: string): Error {
  return environmentFailed(
    `The approval cannot be signed: ${why.replace(/\.$/u, '')}. Nothing was recorded. Mend that, or switch cc10x.signApprovals off.`,
  );
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1) ?? 'no reason was given';
}

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'cc10x-signature-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Ran {
  /** Null when it was ended or never started. */
  readonly exitCode: number | null;
  readonly printed: string;
  /** With what it printed for people. */
  readonly output: string;
}

/** Runs a program that can ask nobody: without terminal, display and input of a person, and ended when it waits. */
function run(program: string, args: readonly string[], cwd: string, input: string, signal: AbortSignal): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, GPG_TTY: _tty, ...env } = process.env;
    const child = spawn(program, [...args], {
      cwd,
      // A session of its own has no terminal to ask on.
      detached: process.platform !== 'win32',
      env: { ...env, LC_ALL: 'C', SSH_ASKPASS_REQUIRE: 'never' },
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    let printed = '';
    let told = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed = (printed + text).slice(0, MOST_OUTPUT_CHARACTERS);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      told = (told + text).slice(0, MOST_OUTPUT_CHARACTERS);
    });
    const end = (): void => {
      child.kill('SIGKILL');
    };
    const limit = setTimeout(end, TIME_LIMIT_MS);
    signal.addEventListener('abort', end, { once: true });
    const settle = (exitCode: number | null): void => {
      clearTimeout(limit);
      signal.removeEventListener('abort', end);
      if (signal.aborted) reject(new Error('Cancelled.'));
      else resolve({ exitCode, printed, output: `${printed}${told}` });
    };
    child.once('error', (error) => {
      told = error.message;
      settle(null);
    });
    child.once('close', (code) => {
      settle(code);
    });
    // It may end before it has read everything.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
