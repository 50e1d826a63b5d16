import { chmod, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GitRepository } from './gitRepository';

/** A program that a repository wants to be run. It notes the name it was given; gpg gives it options instead. */
export interface Canary {
  /** A shell command that runs it. */
  command(name: string): string;
  /** Names noted since the last call. */
  sung(): Promise<readonly string[]>;
}

/** @param folder an empty one */
export async function makeCanary(folder: string): Promise<Canary> {
  const program = join(folder, 'canary.sh');
  const log = `${program}.log`;
  await writeFile(program, `#!/bin/sh\ncase "$1" in --*) set -- gpg;; esac\necho "$1" >> '${log}'\nexit 1\n`);
  await chmod(program, 0o755);
  return {
    command: (name) => `${program} ${name}`,
    sung: async () => {
      const text = await readFile(log, 'utf8').catch(() => '');
      await rm(log, { force: true });
      return [...new Set(text.split('\n').filter(Boolean))].sort();
    },
  };
}

/** Makes the file look changed to git, which then compares its content. */
export async function touch(repo: GitRepository, ...paths: readonly string[]): Promise<void> {
  for (const path of paths) await utimes(join(repo.folder, path), 1, 1);
}
