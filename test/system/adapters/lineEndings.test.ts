import { execFile } from 'node:child_process';
import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { revertCommands } from '../../../src/core/rehearsal';
import {
  gitIn,
  type GitRepository,
  isolateGit,
  makeRepository,
  plainGitEnvironment,
  temporaryFolders,
} from '../../support/gitRepository';
import { openRepository } from '../../support/openRepository';

isolateGit();
const makeFolder = temporaryFolders();
const run = promisify(execFile);

type Files = Parameters<GitRepository['write']>[0];

interface Release {
  readonly base: Files;
  /** Oldest first: message and what it changes. */
  readonly commits: readonly (readonly [message: string, files: Files])[];
  readonly settings?: Readonly<Record<string, string>>;
  /** The message of the commit whose revert git refuses, and the path that the reason names first. */
  readonly refused?: string;
  readonly reason?: RegExp;
}

const older: Release['commits'][number] = ['older', { 'f.txt': 'one\ntwo\n' }];
const newer: Release['commits'][number] = ['newer', { 'other.txt': 'z\n' }];
const crlf = '*.txt eol=crlf\n';

const releases: Readonly<Record<string, Release>> = {
  'files become LF again, and an older change is one of them': {
    base: { 'f.txt': 'one\n', 'g.txt': 'x\n' },
    commits: [older, ['attributes', { '.gitattributes': crlf }], newer],
    refused: 'older',
    reason: /^Reverting [0-9a-f]{10} changes in `\.gitattributes` how f\.txt is written/u,
  },
  'files become LF again, and no older change is one of them': {
    base: { 'f.txt': 'one\n', 'g.md': 'x\n' },
    commits: [['older', { 'g.md': 'y\n' }], ['attributes', { '.gitattributes': crlf }], newer],
  },
  'the same commit changes attributes and file': {
    base: { 'f.txt': 'one\n' },
    commits: [['both', { 'f.txt': 'one\ntwo\n', '.gitattributes': crlf }], newer],
  },
  'the newer change is taken back before the attributes are': {
    base: { 'f.txt': 'one\n' },
    commits: [['attributes', { '.gitattributes': crlf }], older],
  },
  'files become CRLF again': {
    base: { 'f.txt': 'one\n', '.gitattributes': crlf },
    commits: [older, ['attributes', { '.gitattributes': undefined }], newer],
  },
  'attributes of other files': {
    base: { 'f.txt': 'one\n' },
    commits: [older, ['attributes', { '.gitattributes': '*.md eol=crlf\n' }], newer],
  },
  'autocrlf comes to an end for a file that was written with it': {
    settings: { 'core.autocrlf': 'true' },
    base: { 'f.txt': 'one\n', '.gitattributes': '*.txt -text\n' },
    commits: [older, ['attributes', { '.gitattributes': '*.md -text\n' }], newer],
    refused: 'older',
    reason: /^Reverting [0-9a-f]{10} changes in `\.gitattributes` how f\.txt is written/u,
  },
  'autocrlf, and no attributes are taken back': {
    settings: { 'core.autocrlf': 'true' },
    base: { 'f.txt': 'one\n' },
    commits: [older, newer],
  },
};

test.each(Object.entries(releases))('foresees what git revert makes of line endings: %s', async (_name, release) => {
  const repository = await makeRepository(await makeFolder());
  const base = await repository.commit('base', release.base);
  const ids = new Map<string, string>();
  for (const [message, files] of release.commits) ids.set(message, await repository.commit(message, files));
  for (const [key, value] of Object.entries(release.settings ?? {})) await repository.git('config', key, value);
  const head = [...ids.values()].at(-1) ?? '';
  const rehearsed = await (await openRepository(repository.folder)).rehearse({ base, head, onto: head });

  const newestFirst = [...ids].toReversed();
  const real = await revertForReal(repository, newestFirst, release.settings ?? {});
  expect(real.refused).toBe(release.refused);
  const place = newestFirst.findIndex(([message]) => message === release.refused);
  const verdicts = newestFirst.map((_commit, index) => (place >= 0 && index >= place ? 'not reached' : 'clean'));
  expect(rehearsed.commits.map(({ id, verdict }) => [id, verdict])).toEqual(
    newestFirst.map(([, id], index) => [id, verdicts[index]]),
  );
  if (release.refused === undefined) {
    expect({ verdict: rehearsed.verdict, tree: rehearsed.tree }).toEqual({ verdict: 'clean', tree: real.tree });
    return;
  }
  expect({ verdict: rehearsed.verdict, tree: rehearsed.tree, commands: revertCommands(rehearsed) }).toEqual({
    verdict: 'unknown',
    tree: null,
    commands: [],
  });
  expect(rehearsed.reason).toMatch(release.reason ?? /^$/u);
  expect(rehearsed.reason).toContain(
    `may refuse to revert ${String(ids.get(release.refused)).slice(0, 10)} ("Your local changes to the following files would be overwritten by merge"). Check f.txt out again before that revert.`,
  );
  // What the reason says helps: written again, the file is what git expects.
  expect(real.afterCheckout).toEqual({ isDone: true });
});

/** One `git revert` after another in a fresh clone, where git cannot tell by the times that nobody edited a file. */
async function revertForReal(
  repository: GitRepository,
  commits: readonly (readonly [message: string, id: string])[],
  settings: Readonly<Record<string, string>>,
): Promise<{
  readonly refused: string | undefined;
  readonly tree: string;
  readonly afterCheckout?: { readonly isDone: boolean };
}> {
  const cloned = join(await makeFolder(), 'clone');
  const asked = Object.entries(settings).flatMap(([key, value]) => ['--config', `${key}=${value}`]);
  await repository.git('clone', '--quiet', ...asked, repository.folder, cloned);
  const clone = gitIn(cloned);
  const revert = (id: string): Promise<string> =>
    run('git', ['revert', '--no-edit', id], { cwd: cloned, env: plainGitEnvironment() }).then(
      () => 'done',
      (error: unknown) => String(error),
    );
  let refused: string | undefined;
  let afterCheckout: { readonly isDone: boolean } | undefined;
  for (const [index, [message, id]] of commits.entries()) {
    await makeOlder(cloned, index);
    const said = await revert(id);
    if (said === 'done') continue;
    expect(said).toMatch(/would be overwritten by merge:\n\tf\.txt\n/u);
    refused = message;
    await clone.git('checkout', '--', 'f.txt');
    afterCheckout = { isDone: (await revert(id)) === 'done' };
    break;
  }
  const tree = (await clone.git('rev-parse', 'HEAD^{tree}')).trim();
  return { refused, tree, ...(afterCheckout === undefined ? {} : { afterCheckout }) };
}

async function makeOlder(folder: string, hours: number): Promise<void> {
  const time = new Date(Date.UTC(2025, 0, 1, hours));
  const files = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile());
  await Promise.all(files.map(({ name }) => utimes(join(folder, name), time, time)));
}
