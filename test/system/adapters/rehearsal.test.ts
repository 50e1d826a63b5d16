import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { generateHistory, randomFrom } from '../../support/generatedHistory';
import {
  gitIn,
  type GitRepository,
  isolateGit,
  makeRepository,
  plainGitEnvironment,
  temporaryFolders,
} from '../../support/gitRepository';
import { openRepository } from '../../support/openRepository';
import { git } from '../../../src/adapters/git/repository';

isolateGit();
const makeFolder = temporaryFolders();
const run = promisify(execFile);

interface Reverted {
  readonly verdict: string;
  readonly commits: readonly { readonly verdict: string; readonly conflicts: readonly string[] }[];
  readonly tree: string | null;
}

/** What `git revert` itself does with the commits, newest first, until the first conflict. */
async function revertForReal(
  clone: GitRepository,
  onto: string,
  range: readonly { readonly id: string; readonly merge: boolean }[],
): Promise<Reverted> {
  await clone.git('checkout', '--quiet', '--force', '--detach', onto);
  await clone.git('clean', '--quiet', '-fdx');
  const commits: { verdict: string; conflicts: readonly string[] }[] = [];
  for (const { id, merge } of range) {
    if (commits.at(-1)?.verdict === 'conflict' || commits.at(-1)?.verdict === 'not reached') {
      commits.push({ verdict: 'not reached', conflicts: [] });
      continue;
    }
    const args = ['revert', '--no-edit', ...(merge ? ['-m', '1'] : []), id];
    const failed = await run('git', args, { cwd: clone.folder, env: plainGitEnvironment() }).then(
      () => false,
      () => true,
    );
    const unmerged = (await clone.git('ls-files', '--unmerged', '-z')).split('\0').filter(Boolean);
    const conflicts = [...new Set(unmerged.map((line) => line.slice(line.indexOf('\t') + 1)))].sort();
    if (!failed) commits.push({ verdict: 'clean', conflicts });
    else if (conflicts.length > 0) commits.push({ verdict: 'conflict', conflicts });
    else {
      // git fails on a revert that changes nothing.
      commits.push({ verdict: 'empty', conflicts });
      await clone.git('reset', '--quiet', '--merge');
    }
  }
  const isClean = commits.every(({ verdict }) => verdict === 'clean' || verdict === 'empty');
  const tree = isClean ? (await clone.git('rev-parse', 'HEAD^{tree}')).trim() : null;
  await run('git', ['revert', '--abort'], { cwd: clone.folder, env: plainGitEnvironment() }).catch(() => undefined);
  await clone.git('reset', '--quiet', '--hard');
  return { verdict: isClean ? 'clean' : 'conflict', commits, tree };
}

/**
 * Everything of a folder that anybody could see change. The times of git's objects are left out: git moves them forward
 * where it meets an object again, so that no clean-up takes it away.
 */
async function snapshot(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const described = files.map(async (path) => {
    const { mode, mtimeMs } = await stat(path);
    const time = path.includes('/.git/objects/') ? '' : String(mtimeMs);
    return [path, `${String(mode)} ${time} ${(await readFile(path)).toString('base64')}`] as const;
  });
  return new Map(await Promise.all(described));
}

const leftBehind = async (): Promise<readonly string[]> =>
  (await readdir(tmpdir())).filter(
    (name) => name.startsWith('cc10x-rehearsal-') && name.includes(`-${String(process.pid)}-`),
  );

describe('a rehearsal on generated histories', () => {
  test.each([11, 13])('is what git revert does, and touches nothing: seed %s', async (seed) => {
    const repository = await makeRepository(await makeFolder());
    await generateHistory(repository, seed, 22);
    const chain = (await repository.git('rev-list', '--first-parent', '--parents', 'main'))
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
      .map(([id = '', ...parents]) => ({ id, merge: parents.length > 1 }));
    const cloned = join(await makeFolder(), 'clone');
    await repository.git('clone', '--quiet', '--no-hardlinks', repository.folder, cloned);
    const clone = gitIn(cloned);
    const before = await snapshot(repository.folder);
    const opened = await openRepository(repository.folder);
    const random = randomFrom(seed);
    const seen = new Set<string>();
    for (let sample = 0; sample < 12; sample++) {
      const top = Math.floor(random() * 6);
      const gap = Math.floor(random() * 6);
      const length = 1 + Math.floor(random() * 5);
      const range = chain.slice(top + gap, top + gap + length);
      const [onto, head, base] = [chain[top], chain[top + gap], chain[top + gap + length]];
      if (onto === undefined || head === undefined || base === undefined) throw new Error('The history is too short.');
      const ours = await opened.rehearse({ base: base.id, head: head.id, onto: onto.id });
      if (ours.verdict === 'unknown') {
        // Only a submodule's own repository tells how to merge it.
        expect(ours.reason).toMatch(/submodule/u);
        continue;
      }
      const commits = ours.commits.map(({ verdict, conflicts }) => ({ verdict, conflicts: [...conflicts].sort() }));
      const real = await revertForReal(clone, onto.id, range);
      expect({ verdict: ours.verdict, commits, tree: ours.tree }).toEqual(real);
      seen.add(real.verdict);
    }
    expect([...seen].sort()).toEqual(['clean', 'conflict']);
    expect(await snapshot(repository.folder)).toEqual(before);
  });

  test('that is cancelled leaves nothing behind', async () => {
    const repository = await makeRepository(await makeFolder());
    await generateHistory(repository, 5, 12);
    const before = await snapshot(repository.folder);
    const left = await leftBehind();
    const [head = '', ...others] = (await repository.git('rev-list', '--first-parent', 'main')).trim().split('\n');
    for (const delay of [0, 20, 60, 120]) {
      const stop = new AbortController();
      const opened = await git.open(repository.folder, stop.signal);
      const rehearsing = opened.rehearse({ base: others.at(-1) ?? '', head: others[2] ?? '', onto: head });
      setTimeout(() => {
        stop.abort(new Error('cancelled'));
      }, delay);
      // Where it was done before it was cancelled there is nothing to see either.
      await rehearsing.catch((error: unknown) => {
        expect(error).toEqual(new Error('cancelled'));
      });
    }
    expect(await snapshot(repository.folder)).toEqual(before);
    expect(await leftBehind()).toEqual(left);
  });
});
