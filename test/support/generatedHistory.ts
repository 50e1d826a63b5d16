import { chmod, mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { GitRepository } from './gitRepository';

/** Numbers between 0 and 1 that are the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const LINES = 12;
const NAMES = ['a.txt', 'b.txt', 'lib/c.txt', 'lib/d.txt'];

/**
 * Commits that get into each other's way: edits of few lines in few files, renames, deletions, modes, symbolic links,
 * submodules, empty commits, merges and criss-cross merges, on the first-parent chain of `main`.
 */
export async function generateHistory(repository: GitRepository, seed: number, commits: number): Promise<void> {
  const random = randomFrom(seed);
  const below = (count: number): number => Math.floor(random() * count);
  const texts = new Map<string, string[]>();
  for (const name of NAMES) {
    texts.set(
      name,
      Array.from({ length: LINES }, (_, line) => `${name} ${String(line)}`),
    );
  }
  const save = (name: string): Promise<void> => repository.write({ [name]: `${(texts.get(name) ?? []).join('\n')}\n` });
  const edit = async (round: string): Promise<void> => {
    const names = [...texts.keys()];
    const name = names[below(names.length)] ?? NAMES[0] ?? '';
    const text = texts.get(name) ?? [];
    const line = below(text.length + 1);
    if (random() < 0.25) text.splice(line, 0, `new ${round}`);
    else if (random() < 0.2) text.splice(line, 1);
    else text[Math.min(line, text.length - 1)] = `changed ${round}`;
    await save(name);
  };
  for (const name of NAMES) await save(name);
  await repository.commit('Begin');
  for (let number = 0; number < commits; number++) {
    const round = String(number);
    const names = [...texts.keys()];
    const name = names[below(names.length)] ?? '';
    const choice = random();
    if (choice < 0.1 && names.length > 2) {
      const to = `moved/${round}.txt`;
      await mkdir(join(repository.folder, 'moved'), { recursive: true });
      await repository.git('mv', name, to);
      texts.set(to, texts.get(name) ?? []);
      texts.delete(name);
      if (random() < 0.5) await edit(round);
    } else if (choice < 0.15 && names.length > 2) {
      await repository.git('rm', '--quiet', name);
      texts.delete(name);
    } else if (choice < 0.2) {
      texts.set(`added-${round}.txt`, [`one ${round}`, 'two', 'three']);
      await save(`added-${round}.txt`);
    } else if (choice < 0.26) {
      await chmod(join(repository.folder, name), random() < 0.5 ? 0o755 : 0o644);
    } else if (choice < 0.32) {
      await rm(join(repository.folder, 'link'), { force: true });
      await symlink(name, join(repository.folder, 'link'));
    } else if (choice < 0.37) {
      const commit = (number + 1).toString(16).padStart(40, '0');
      await repository.git('update-index', '--add', '--cacheinfo', `160000,${commit},vendored`);
      await mkdir(join(repository.folder, 'vendored'), { recursive: true });
      await commitIndex(repository, `Submodule ${round}`);
      continue;
    } else if (choice < 0.42) {
      // Nothing: an empty commit.
    } else if (choice < 0.62) {
      await mergeSide(repository, round, random, edit);
      await reload(repository, texts);
      continue;
    } else {
      await edit(round);
    }
    await repository.git('add', '--all', '--', ':!vendored');
    await commitIndex(repository, `Change ${round}`);
  }
}

async function commitIndex(repository: GitRepository, message: string): Promise<void> {
  await repository.git('commit', '--quiet', '--allow-empty', '--message', message);
}

/** A side branch of one or two commits that is merged; now and then it had merged main itself (criss-cross). */
async function mergeSide(
  repository: GitRepository,
  round: string,
  random: () => number,
  edit: (round: string) => Promise<void>,
): Promise<void> {
  const side = `side-${round}`;
  await repository.branch(side);
  await repository.write({ [`side/${round}.txt`]: `side ${round}\n` });
  await repository.git('add', '--all', '--', ':!vendored');
  await commitIndex(repository, `Side ${round}`);
  await repository.switchTo('main');
  await edit(`main ${round}`);
  await repository.git('add', '--all', '--', ':!vendored');
  await commitIndex(repository, `Beside ${round}`);
  if (random() < 0.4) {
    await repository.switchTo(side);
    await repository.git('merge', '--quiet', '--no-edit', 'main');
    await repository.switchTo('main');
    await repository.write({ [`after/${round}.txt`]: `main ${round}\n` });
    await repository.git('add', '--all', '--', ':!vendored');
    await commitIndex(repository, `After ${round}`);
  }
  await repository.git('merge', '--quiet', '--no-ff', '--no-edit', side);
}

async function reload(repository: GitRepository, texts: Map<string, string[]>): Promise<void> {
  for (const name of texts.keys()) {
    const text = await repository.git('show', `HEAD:${name}`);
    texts.set(name, text.replace(/\n$/u, '').split('\n'));
  }
}
