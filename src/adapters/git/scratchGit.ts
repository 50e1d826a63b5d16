import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { devNull } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { environmentFailed } from '../../flow/errors';
import { makeTemporaryFolder } from '../temporaryFolder';
import { searchPath } from './findGit';
import { GIT_MISSING } from './gitFailed';

/** How a git command in the scratch repository ended. */
export interface ScratchResult {
  readonly exitCode: number;
  readonly output: Buffer;
  /** What git printed for people. */
  readonly complaint: string;
}

/** A repository of our own in a temporary folder, which reads the objects of the person's and keeps its own to itself. */
export interface ScratchGit {
  /** The working tree, an empty folder at first. */
  readonly tree: string;
  run(args: readonly string[], input?: string): Promise<ScratchResult>;
  /** Writes a commit of the tree with nothing but a parent. @returns its id */
  commit(tree: string, parent?: string): Promise<string>;
}

export interface ScratchPlace {
  readonly binary: string;
  /** Absolute path of the objects to read. */
  readonly objects: string;
  /** Absolute path of the repository's own attributes file, which need not exist. */
  readonly attributes: string;
  readonly format: 'sha1' | 'sha256';
  /** The settings that decide how git merges, as the person's repository has them. */
  readonly settings: readonly (readonly [string, string])[];
  readonly signal: AbortSignal;
}

/** A git call that takes longer is ended, in milliseconds. */
const TIME_LIMIT_MS = 120_000;
/** More output than this is no listing of conflicts, in bytes. */
const OUTPUT_LIMIT = 256 * 1024 * 1024;

/**
 * Lends a scratch repository to `use` and removes it afterwards, whatever happened. Nothing the person's repository or
 * account configures is run in it: of their settings it has only those it is given.
 */
export async function withScratchGit<T>(place: ScratchPlace, use: (git: ScratchGit) => Promise<T>): Promise<T> {
  const home = await makeTemporaryFolder('rehearsal');
  try {
    const gitFolder = join(home, 'git');
    const tree = join(home, 'tree');
    await mkdir(join(gitFolder, 'objects', 'info'), { recursive: true });
    await mkdir(join(gitFolder, 'info'));
    await mkdir(join(gitFolder, 'refs'));
    await mkdir(tree);
    await writeFile(join(gitFolder, 'HEAD'), 'ref: refs/heads/none\n');
    await writeFile(join(gitFolder, 'config'), configOf(place.format));
    await writeFile(join(gitFolder, 'objects', 'info', 'alternates'), `${place.objects}\n`);
    await copyFile(place.attributes, join(gitFolder, 'info', 'attributes')).catch(() => undefined);
    return await use({
      tree,
      run: (args, input) => runGit(place, { gitFolder, tree }, args, input),
      commit: (of, parent) => writeCommit(join(gitFolder, 'objects'), place.format, of, parent),
    });
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }
}

function configOf(format: ScratchPlace['format']): string {
  const core = '[core]\n\tbare = false\n\tlogAllRefUpdates = false\n';
  return format === 'sha1'
    ? `[core]\n\trepositoryFormatVersion = 0\n${core}`
    : `[core]\n\trepositoryFormatVersion = 1\n[extensions]\n\tobjectFormat = sha256\n${core}`;
}

async function runGit(
  { binary, settings, signal }: ScratchPlace,
  { gitFolder, tree }: { readonly gitFolder: string; readonly tree: string },
  args: readonly string[],
  input: string | undefined,
): Promise<ScratchResult> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = execFile(
      binary,
      [...args],
      {
        cwd: tree,
        env: environmentOf(gitFolder, tree, settings),
        encoding: 'buffer',
        maxBuffer: OUTPUT_LIMIT,
        timeout: TIME_LIMIT_MS,
        killSignal: 'SIGKILL',
        signal,
        windowsHide: true,
      },
      (error, output, complaint) => {
        if (signal.aborted) reject(asError(signal.reason));
        else if (error === null) resolve({ exitCode: 0, output, complaint: complaint.toString() });
        else if (typeof error.code === 'number')
          resolve({ exitCode: error.code, output, complaint: complaint.toString() });
        else if (error.code === 'ENOENT') reject(environmentFailed(GIT_MISSING, error));
        else resolve({ exitCode: -1, output, complaint: 'git was ended before it was done' });
      },
    );
    // A git that ends early does not read the rest; how it ended says what happened.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input ?? '');
  });
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

/** Where programs are, and the person's attributes file; nothing else of the surroundings. */
function environmentOf(
  gitFolder: string,
  tree: string,
  settings: readonly (readonly [string, string])[],
): Record<string, string> {
  const environment: Record<string, string> = {
    PATH: searchPath().join(delimiter),
    LC_ALL: 'C',
    GIT_DIR: gitFolder,
    GIT_WORK_TREE: tree,
    GIT_CONFIG_GLOBAL: devNull,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_ALLOW_PROTOCOL: 'none',
  };
  for (const name of ['HOME', 'USERPROFILE', 'XDG_CONFIG_HOME', 'SystemRoot', 'TMPDIR', 'TEMP', 'TMP']) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  const config = [['core.hooksPath', devNull], ['gc.auto', '0'], ...settings] as const;
  environment['GIT_CONFIG_COUNT'] = String(config.length);
  config.forEach(([key, value], index) => {
    environment[`GIT_CONFIG_KEY_${String(index)}`] = key;
    environment[`GIT_CONFIG_VALUE_${String(index)}`] = value;
  });
  return environment;
}

/**
 * What `git commit-tree` does, without a process for each: a loose object.
 * https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
 */
async function writeCommit(
  objects: string,
  format: ScratchPlace['format'],
  tree: string,
  parent: string | undefined,
): Promise<string> {
  const person = 'CC10x <> 0 +0000';
  const body = [
    `tree ${tree}`,
    ...(parent === undefined ? [] : [`parent ${parent}`]),
    `author ${person}`,
    `committer ${person}`,
    '',
    'rehearsal\n',
  ].join('\n');
  const object = Buffer.from(`commit ${String(Buffer.byteLength(body))}\0${body}`);
  const id = createHash(format).update(object).digest('hex');
  const file = join(objects, id.slice(0, 2), id.slice(2));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, deflateSync(object, { level: 1 }));
  return id;
}
