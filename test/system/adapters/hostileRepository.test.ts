import { execFile } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { git } from '../../../src/adapters/git/repository';
import { UserFacingError } from '../../../src/flow/errors';
import type { Repository } from '../../../src/flow/ports';
import { type Canary, makeCanary, touch } from '../../support/canary';
import { neverAborted } from '../../support/fakePorts';
import { gitIn, type GitRepository, isolateGit, makeRepository, temporaryFolders } from '../../support/gitRepository';

isolateGit();
const makeFolder = temporaryFolders();

/** Calls every method there is. What cannot be answered without running something may fail, with a sentence. */
async function useEverything(folder: string, base: string, head: string): Promise<readonly string[]> {
  const repository = await git.open(folder, neverAborted());
  const calls: {
    readonly [
      Key in keyof Repository as Repository[Key] extends string | boolean ? never : Key
    ]: () => Promise<unknown>;
  } = {
    resolveCommit: () => repository.resolveCommit('HEAD'),
    currentBranch: () => repository.currentBranch(),
    identity: () => repository.identity(),
    releaseTags: () => repository.releaseTags(head),
    releaseTagAt: () => repository.releaseTagAt(head),
    defaultBranch: () => repository.defaultBranch(),
    mergeBase: () => repository.mergeBase('main', base),
    messages: () => repository.messages(base, head),
    conflictsAt: () => repository.conflictsAt(head, ['a.clean', 'a.text']),
    holdingMarkers: () => repository.holdingMarkers(['a.clean', 'a.text']),
    newcomers: () => repository.newcomers(base, head),
    commits: () => repository.commits(base, head),
    compare: () => repository.compare(base, head),
    changedPaths: () => repository.changedPaths(base, head),
    listFiles: () => repository.listFiles(head),
    readFiles: () => repository.readFiles(head, ['a.clean', 'a.process', 'a.merge', 'a.text']),
    search: () => repository.search(head, ['a'], ['clean', 'process', 'merge', 'text', 'diff']),
    changesSince: () => repository.changesSince(base),
    remoteState: () => repository.remoteState(head),
    rehearse: () => repository.rehearse({ base, head, onto: head }, () => Promise.resolve()),
    privatePath: () => repository.privatePath('x'),
  };
  const failures = await Promise.all(
    Object.values(calls).map((call) =>
      call().then(
        () => '',
        (error: unknown) => (error instanceof UserFacingError ? error.message : `Internal error: ${String(error)}`),
      ),
    ),
  );
  return [...new Set(failures.filter(Boolean))];
}

/** Plain git, whatever becomes of it. */
async function plain(repo: GitRepository, ...args: readonly string[]): Promise<void> {
  await repo.git(...args).catch(() => undefined);
}

/** Names of drivers as a repository may choose them, to slip past a parser of configuration. */
const CLEAN = 'a=b.clean"q';
const PROCESS = 'alias.include.template=x';

async function makeHostile(canary: Canary): Promise<{
  readonly repo: GitRepository;
  readonly base: string;
  readonly head: string;
}> {
  const repo = await makeRepository(await makeFolder('repo'));
  const attributes = [
    `*.clean filter=${CLEAN}`,
    `*.process filter=${PROCESS}`,
    '*.merge merge=dr=iv.er',
    '*.text diff=text=conv',
    '*.diff diff=com.mand',
  ].join('\n');
  const files = ['a.clean', 'a.process', 'a.merge', 'a.text', 'a.diff'];
  const base = await repo.commit('Base', Object.fromEntries(files.map((name) => [name, '1\n'])));
  await repo.branch('other');
  await repo.commit('Other', { 'a.merge': '2\n' });
  await repo.switchTo('main');
  await repo.commit('Head', {
    ...Object.fromEntries(files.map((name) => [name, '3\n'])),
    '.gitattributes': attributes,
  });
  const head = await sign(repo);
  const section = (name: string, sub: string, values: Readonly<Record<string, string>>): string =>
    [
      `[${name} "${sub.replaceAll('"', '\\"')}"]`,
      ...Object.entries(values).map(([key, value]) => `\t${key} = ${value}`),
    ].join('\n');
  // Each part of the configuration stands where git reads it from: the file, what it includes, the working tree's own.
  const config = [
    `[core]\n\tfsmonitor = ${canary.command('fsmonitor')}\n\tsshCommand = ${canary.command('ssh')}`,
    '\trepositoryFormatVersion = 1\n[extensions]\n\tworktreeConfig = true\n[include]\n\tpath = ../.cfg',
    section('filter', CLEAN, { clean: canary.command('clean'), smudge: canary.command('smudge') }),
    `[diff]\n\texternal = ${canary.command('diff-external')}`,
    '',
  ];
  await writeFile(join(repo.folder, '.git/config'), config.join('\n'), { flag: 'a' });
  const included = [
    section('filter', PROCESS, { process: canary.command('process'), required: 'true' }),
    section('merge', 'dr=iv.er', { driver: canary.command('merge') }),
    `[gpg]\n\tprogram = ${canary.command('').trim()}`,
    '[protocol "ext"]\n\tallow = always\n',
  ];
  const ofTheTree = [
    section('diff', 'text=conv', { textconv: canary.command('textconv') }),
    section('diff', 'com.mand', { command: canary.command('diff-command') }),
    '[log]\n\tshowSignature = true',
    section('remote', 'e v"il', { url: `ext::${canary.command('ext')}` }),
    section('remote', 'shell', { url: 'ssh://localhost/x' }),
    '',
  ];
  await repo.write({
    '.cfg': included.join('\n'),
    '.git/config.worktree': ofTheTree.join('\n'),
    '.git/info/exclude': '.cfg\n',
    '.git/hooks/post-index-change': `#!/bin/sh\n${canary.command('hook')}\n`,
  });
  await chmod(join(repo.folder, '.git/hooks/post-index-change'), 0o755);
  await touch(repo, 'a.clean', 'a.process');
  return { repo, base, head };
}

/** Puts a signature on the newest commit, so that somebody might want to verify it. */
async function sign(repo: GitRepository): Promise<string> {
  const text = await repo.git('cat-file', 'commit', 'HEAD');
  const signature = 'gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n';
  await repo.write({ '.git/signed': text.replace('\n\n', `\n${signature}\n`) });
  const id = (await repo.git('hash-object', '-t', 'commit', '-w', '.git/signed')).trim();
  await repo.git('reset', '--quiet', '--hard', id);
  return id;
}

/** What plain git runs here, one vector after another. */
async function provoke(repo: GitRepository, canary: Canary, base: string, head: string): Promise<readonly string[]> {
  await plain(repo, 'status');
  // Whatever writes the index, as `status` would have done where no filter had failed.
  await plain(repo, 'read-tree', head);
  await plain(repo, 'cat-file', '--filters', `${head}:a.clean`);
  await plain(repo, 'merge-tree', '--write-tree', head, 'other');
  await plain(repo, '-c', 'diff.external=', 'diff', '--no-ext-diff', base, head, '--', 'a.text');
  await plain(repo, 'diff', base, head, '--', 'a.text');
  await plain(repo, 'diff', base, head, '--', 'a.diff');
  await plain(repo, 'log', '-1');
  await plain(repo, 'fetch', 'shell');
  await plain(repo, 'fetch', 'e v"il');
  return canary.sung();
}

const VECTORS = [
  'clean',
  'diff-command',
  'diff-external',
  'ext',
  'fsmonitor',
  'gpg',
  'hook',
  'merge',
  'process',
  'smudge',
  'ssh',
  'textconv',
];

describe.concurrent('nothing a repository configures is run', () => {
  test('in its configuration, or as a hook', async () => {
    const canary = await makeCanary(await makeFolder('cage'));
    const { repo, base, head } = await makeHostile(canary);
    expect(await useEverything(repo.folder, base, head)).toEqual([]);
    expect(await canary.sung()).toEqual([]);
    expect(await provoke(repo, canary, base, head)).toEqual(VECTORS);
  });

  test('when it lazily fetches what a partial clone lacks', async () => {
    const canary = await makeCanary(await makeFolder('cage'));
    const origin = await makeRepository(await makeFolder('origin'));
    await origin.git('config', 'uploadpack.allowFilter', 'true');
    const base = await origin.commit('Base', { 'a.text': '1\n' });
    const head = await origin.commit('Head', { 'a.text': '2\n' });
    const folder = join(await makeFolder(), 'clone');
    const url = `file://${origin.folder}`;
    await origin.git('clone', '--quiet', '--template=', '--no-checkout', '--filter=blob:none', url, folder);
    const clone = gitIn(folder);
    await clone.git('config', 'remote.origin.uploadpack', canary.command('uploadpack'));
    await clone.git('config', 'extensions.partialClone', 'origin');
    expect(await useEverything(folder, base, head)).toEqual([
      'This is a partial clone that lacks objects of the release. Clone the repository in full and try again.',
    ]);
    expect(await canary.sung()).toEqual([]);
    await plain(clone, 'cat-file', '-p', `${head}:a.text`);
    expect(await canary.sung()).toEqual(['uploadpack']);
  });

  test('in a submodule, which has a configuration and attributes of its own', async () => {
    const canary = await makeCanary(await makeFolder('cage'));
    const inner = await makeRepository(await makeFolder('inner'));
    await inner.commit('Inner', { 'f.txt': 'f\n' });
    const repo = await makeRepository(await makeFolder('repo'));
    const base = await repo.commit('Base', { 'a.txt': 'a\n' });
    await repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.folder, 'sub');
    const head = await repo.commit('Head');
    const sub = gitIn(join(repo.folder, 'sub'));
    await sub.git('config', 'core.fsmonitor', canary.command('fsmonitor'));
    await sub.git('config', 'filter.sub.clean', canary.command('clean'));
    await repo.write({ '.git/modules/sub/info/attributes': '* filter=sub\n' });
    await sub.write({ 'f.txt': 'F\n' });
    await touch(sub, 'f.txt');
    expect(await useEverything(repo.folder, base, head)).toEqual([]);
    const { undecided } = await (await git.open(repo.folder, neverAborted())).changesSince(head);
    expect(undecided.map(({ path }) => path)).toEqual(['sub/f.txt']);
    expect(await canary.sung()).toEqual([]);
    await plain(repo, 'status');
    expect(await canary.sung()).toEqual(['clean', 'fsmonitor']);
  });

  test('that is a submodule of itself is not read for ever', async () => {
    const repo = await makeRepository(await makeFolder('repo'));
    const base = await repo.commit('Base', { 'a.txt': 'a\n' });
    await repo.git('update-index', '--add', '--cacheinfo', `160000,${base},sub`);
    await repo.git('commit', '--quiet', '--message', 'Head');
    const head = (await repo.git('rev-parse', 'HEAD')).trim();
    await repo.write({ 'sub/.git': 'gitdir: ../.git\n' });
    await promisify(execFile)('ln', ['-s', '.', 'sub/sub'], { cwd: repo.folder });
    const { undecided } = await (await git.open(repo.folder, neverAborted())).changesSince(head);
    expect(undecided.map(({ why }) => why)).toContain('its submodules are nested too deeply.');
  });
});

describe.concurrent('a filter of the repository', () => {
  test('leaves a file that only it could compare undecided, and nothing else', async () => {
    const canary = await makeCanary(await makeFolder('cage'));
    const repo = await makeRepository(await makeFolder('repo'));
    const head = await repo.commit('Head', {
      '.gitattributes': '*.bin filter=lfs\n*.dat filter=unknown\n',
      'same.bin': 'same\n',
      'sub/other.bin': 'other\n',
      'staged.bin': 'staged\n',
      'a.dat': 'a\n',
      'a.txt': 'a\n',
    });
    await repo.git('config', 'filter.lfs.clean', canary.command('lfs'));
    await repo.write({ 'sub/other.bin': 'changed\n', 'a.dat': 'changed\n', 'a.txt': 'changed\n', 'new.bin': 'new\n' });
    await repo.git(
      '-c',
      'filter.lfs.clean=cat',
      'update-index',
      '--cacheinfo',
      `100644,${(await repo.git('rev-parse', 'HEAD:a.txt')).trim()},staged.bin`,
    );
    await touch(repo, 'same.bin');
    const why = 'its attributes name a filter program, which is not run. Run `git status` yourself and try again.';
    for (const folder of [repo.folder, join(repo.folder, 'sub')]) {
      const { uncommitted, undecided } = await (await git.open(folder, neverAborted())).changesSince(head);
      expect([...uncommitted].sort()).toEqual(['a.dat', 'a.txt', 'new.bin', 'staged.bin']);
      // Its content is the same, so git can tell without the filter.
      expect(undecided).toEqual([{ path: 'sub/other.bin', why }]);
    }
    expect(await canary.sung()).toEqual([]);
  });
});
