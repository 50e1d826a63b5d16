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

/** Cases of each generated history. */
const SAMPLES = 50;
/** How often each verdict was met, of ranges and of commits, over all histories. */
const met = new Map<string, number>();

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
  const succeeds = (...args: readonly string[]): Promise<boolean> =>
    run('git', args, { cwd: clone.folder, env: plainGitEnvironment() }).then(
      () => true,
      (error: unknown) => {
        if (String(error).includes('would be overwritten')) throw error;
        return false;
      },
    );
  await clone.git('reset', '--quiet', '--hard', onto);
  const commits: { verdict: string; conflicts: readonly string[] }[] = [];
  for (let rest = range; rest.length > 0; rest = range.slice(commits.length)) {
    const mainline = rest.some(({ merge }) => merge) ? ['-m', '1'] : [];
    const isDone = await succeeds('revert', '--no-edit', ...mainline, ...rest.map(({ id }) => id));
    // Where git stops at one of several, what it still has to do stands in this file; the commit itself is its first.
    const left = await readFile(join(clone.folder, '.git/sequencer/todo'), 'utf8').catch(() => 'revert\n');
    const reverted = isDone ? rest.length : rest.length - left.trim().split('\n').length;
    commits.push(...Array.from({ length: reverted }, () => ({ verdict: 'clean', conflicts: [] })));
    if (isDone) break;
    const unmerged = (await clone.git('ls-files', '--unmerged', '-z')).split('\0').filter(Boolean);
    await clone.git('reset', '--quiet', '--hard');
    await succeeds('revert', '--quit');
    if (unmerged.length > 0) {
      const conflicts = [...new Set(unmerged.map((line) => line.slice(line.indexOf('\t') + 1)))].sort();
      const unreached = range.slice(commits.length + 1).map(() => ({ verdict: 'not reached', conflicts: [] }));
      await clone.git('clean', '--quiet', '-ffdx');
      return {
        verdict: 'conflict',
        commits: [...commits, { verdict: 'conflict', conflicts }, ...unreached],
        tree: null,
      };
    }
    // git stops at a revert that changes nothing.
    commits.push({ verdict: 'empty', conflicts: [] });
  }
  return { verdict: 'clean', commits, tree: (await clone.git('rev-parse', 'HEAD^{tree}')).trim() };
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
  test.each([11, 13, 17, 19])(
    'is what git revert does, and touches nothing: seed %s',
    { timeout: 600_000 },
    async (seed) => {
      const repository = await makeRepository(await makeFolder());
      await generateHistory(repository, seed, 60);
      await repository.git('reset', '--quiet', '--hard');
      const chain = (await repository.git('rev-list', '--first-parent', '--parents', 'main'))
        .trim()
        .split('\n')
        .map((line) => line.split(' '))
        .map(([id = '', ...parents]) => ({ id, merge: parents.length > 1 }));
      const cloned = join(await makeFolder(), 'clone');
      await repository.git('clone', '--quiet', '--no-hardlinks', repository.folder, cloned);
      const clone = gitIn(cloned);
      await clone.git('checkout', '--quiet', '--detach');
      const before = await snapshot(repository.folder);
      const opened = await openRepository(repository.folder);
      const random = randomFrom(seed);
      for (let sample = 0; sample < SAMPLES; sample++) {
        const top = Math.floor(random() * (chain.length - 12));
        const gap = Math.floor(random() * random() * 6);
        const length = 1 + Math.floor(random() * random() * 5);
        const range = chain.slice(top + gap, top + gap + length);
        const [onto, head, base] = [chain[top], chain[top + gap], chain[top + gap + length]];
        if (onto === undefined || head === undefined || base === undefined)
          throw new Error('The history is too short.');
        const ours = await opened.rehearse({ base: base.id, head: head.id, onto: onto.id });
        met.set(ours.verdict, (met.get(ours.verdict) ?? 0) + 1);
        if (ours.verdict === 'unknown') {
          // Only a submodule's own repository tells how to merge it.
          expect(ours.reason).toMatch(/submodule/u);
          continue;
        }
        const commits = ours.commits.map(({ verdict, conflicts }) => ({ verdict, conflicts: [...conflicts].sort() }));
        for (const { verdict } of commits) met.set(verdict, (met.get(verdict) ?? 0) + 1);
        const real = await revertForReal(clone, onto.id, range);
        const which = { base: base.id, head: head.id, onto: onto.id };
        expect({ ...which, verdict: ours.verdict, commits, tree: ours.tree }).toEqual({ ...which, ...real });
      }
      expect(await snapshot(repository.folder)).toEqual(before);
    },
  );

  test('met every verdict, and seldom none', () => {
    expect(['clean', 'conflict', 'empty', 'not reached'].filter((verdict) => !met.has(verdict))).toEqual([]);
    expect(met.get('unknown') ?? 0).toBeLessThan(20);
  });

  test('that is cancelled leaves nothing behind', async () => {
    const repository = await makeRepository(await makeFolder());
    await generateHistory(repository, 5, 12);
    await repository.git('reset', '--quiet', '--hard');
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
