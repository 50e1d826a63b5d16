import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, vi } from 'vitest';

const run = promisify(execFile);

/** A real repository for a test. Every commit is a minute younger than the one before. */
export interface GitRepository {
  readonly folder: string;
  /** Runs plain git here, as a person would, and gives back what it printed. */
  git(...args: readonly string[]): Promise<string>;
  /** Writes files by their paths; undefined removes one. */
  write(files: Readonly<Record<string, string | Uint8Array | undefined>>): Promise<void>;
  /** Writes the files and commits everything. @returns the commit's id */
  commit(message: string, files?: Readonly<Record<string, string | Uint8Array | undefined>>): Promise<string>;
  /** Merges with a merge commit. @returns its id */
  merge(branch: string, message?: string): Promise<string>;
  /** A lightweight tag; an annotated one with a message. */
  tag(name: string, message?: string): Promise<void>;
  /** Creates the branch here and switches to it. */
  branch(name: string): Promise<void>;
  switchTo(name: string): Promise<void>;
  /** Makes a bare repository beside this one its `origin`, and pushes `main`. @returns its folder */
  addOrigin(): Promise<string>;
}

const person = {
  GIT_AUTHOR_NAME: 'Ada Lovelace',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada Lovelace',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
};

/** git that sees neither this machine's configuration nor the variables of an outer git. */
export function plainGitEnvironment(): NodeJS.ProcessEnv {
  const outer = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  return {
    ...Object.fromEntries(outer),
    GIT_CONFIG_GLOBAL: devNull,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    ...person,
  };
}

/** Keeps this machine's git configuration and identity out of the adapters under test. */
export function isolateGit(): void {
  beforeAll(() => {
    vi.stubEnv('GIT_CONFIG_GLOBAL', devNull);
    vi.stubEnv('GIT_CONFIG_NOSYSTEM', '1');
    for (const [name, value] of Object.entries(person)) vi.stubEnv(name, value);
  });
  afterAll(() => {
    vi.unstubAllEnvs();
  });
}

/** Makes temporary folders that are gone when the tests of the file are done. */
export function temporaryFolders(): (name?: string) => Promise<string> {
  const made: string[] = [];
  afterAll(async () => {
    await Promise.all(made.map((folder) => rm(folder, { recursive: true, force: true })));
  });
  return async (name = 'folder') => {
    const parent = await mkdtemp(join(await realpath(tmpdir()), 'cc10x-test-'));
    made.push(parent);
    const folder = join(parent, name);
    await mkdir(folder);
    return folder;
  };
}

/** Wraps a folder that is a repository already. */
export function gitIn(folder: string): GitRepository {
  let minutes = 0;
  const git = async (...args: readonly string[]): Promise<string> => {
    const { stdout } = await run('git', args, { cwd: folder, env: plainGitEnvironment(), maxBuffer: 64 << 20 });
    return stdout;
  };
  const dated = async (...args: readonly string[]): Promise<void> => {
    const date = new Date(Date.UTC(2025, 0, 1, 0, ++minutes)).toISOString();
    const env = { ...plainGitEnvironment(), GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
    await run('git', args, { cwd: folder, env });
  };
  /** As git keeps it, which is quicker to read than to ask. */
  const head = async (): Promise<string> => {
    const text = await readFile(join(folder, '.git/HEAD'), 'utf8').catch(() => git('rev-parse', 'HEAD'));
    const ref = /^ref: (.*)\n$/u.exec(text)?.[1];
    return (ref === undefined ? text : await readFile(join(folder, '.git', ref), 'utf8')).trim();
  };
  const repository: GitRepository = {
    folder,
    git,
    write: async (files) => {
      for (const [path, content] of Object.entries(files)) {
        const file = join(folder, path);
        if (content === undefined) {
          await rm(file);
          continue;
        }
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, content);
      }
    },
    commit: async (message, files = {}) => {
      await repository.write(files);
      await git('add', '--all');
      await dated('commit', '--quiet', '--allow-empty', '--message', message);
      return head();
    },
    merge: async (branch, message = `Merge branch '${branch}'`) => {
      await dated('merge', '--quiet', '--no-ff', '--message', message, branch);
      return head();
    },
    tag: (name, message) =>
      dated('tag', ...(message === undefined ? [name] : ['--annotate', '--message', message, name])),
    branch: async (name) => {
      await git('switch', '--quiet', '--create', name);
    },
    switchTo: async (name) => {
      await git('switch', '--quiet', name);
    },
    addOrigin: async () => {
      const origin = `${folder}-origin.git`;
      await git('init', '--quiet', '--bare', '--template=', '--initial-branch=main', origin);
      await git('remote', 'add', 'origin', origin);
      await git('push', '--quiet', '--set-upstream', 'origin', 'main');
      return origin;
    },
  };
  return repository;
}

/** A new, empty repository on the branch `main`. */
export async function makeRepository(folder: string): Promise<GitRepository> {
  const repository = gitIn(folder);
  // An empty template keeps the machine's hooks out.
  await repository.git('init', '--quiet', '--template=', '--initial-branch=main');
  return repository;
}
