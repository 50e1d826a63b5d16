import { execFile } from 'node:child_process';
import { access, chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { git } from '../../../src/adapters/git/repository';
import { UserFacingError } from '../../../src/flow/errors';
import { makeCanary, touch } from '../../support/canary';
import { neverAborted } from '../../support/fakePorts';
import { isolateGit, makeRepository, plainGitEnvironment, temporaryFolders } from '../../support/gitRepository';

isolateGit();
const makeFolder = temporaryFolders();

describe('what surrounds git', () => {
  test('variables of the caller have no influence', async () => {
    const canary = await makeCanary(await makeFolder('cage'));
    const repo = await makeRepository(await makeFolder('repo'));
    const base = await repo.commit('Base', { 'a.txt': '1\n' });
    const head = await repo.commit('Head', { 'a.txt': '2\n' });
    await repo.write({ 'b.txt': 'new\n' });
    const other = await makeRepository(await makeFolder('other'));
    await other.commit('Other', { 'x.txt': 'x\n' });
    const look = async (): Promise<unknown> => {
      const repository = await git.open(repo.folder, neverAborted());
      return [
        repository.root,
        await repository.resolveCommit('HEAD'),
        await repository.changesSince(base),
        await repository.compare(base, head),
        await repository.listFiles(head),
        await repository.commits(base, head),
      ];
    };
    const expected = await look();
    const trace = join(repo.folder, '.git/trace');
    const variables = {
      GIT_DIR: join(other.folder, '.git'),
      GIT_WORK_TREE: other.folder,
      GIT_INDEX_FILE: join(other.folder, '.git/index'),
      GIT_OBJECT_DIRECTORY: join(other.folder, '.git/objects'),
      GIT_COMMON_DIR: join(other.folder, '.git'),
      GIT_NAMESPACE: 'x',
      GIT_PREFIX: 'x/',
      GIT_EXTERNAL_DIFF: canary.command('diff'),
      GIT_DIFF_OPTS: '--unified=9',
      GIT_SSH_COMMAND: canary.command('ssh'),
      GIT_PAGER: canary.command('pager'),
      GIT_EDITOR: canary.command('editor'),
      GIT_EXEC_PATH: '/nowhere',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'core.fsmonitor',
      GIT_CONFIG_VALUE_0: canary.command('fsmonitor'),
      GIT_CONFIG_PARAMETERS: `'core.fsmonitor'='${canary.command('parameters')}'`,
      GIT_TRACE: trace,
      GIT_LITERAL_PATHSPECS: '0',
      GIT_GLOB_PATHSPECS: '1',
      LC_ALL: 'de_DE.UTF-8',
      LANGUAGE: 'de',
    };
    await withEnvironment(variables, async () => {
      expect(await look()).toEqual(expected);
    });
    expect(await canary.sung()).toEqual([]);
    await expect(access(trace)).rejects.toThrow('ENOENT');
  });

  test('a filter of the person is not run on what a repository chooses', async () => {
    const canary = await makeCanary(await makeFolder('cage'));
    const repo = await makeRepository(await makeFolder('repo'));
    const head = await repo.commit('Head', { '.gitattributes': '*.bin filter=lfs\n', 'a.bin': 'a\n' });
    const global = join(await makeFolder('home'), 'gitconfig');
    await writeFile(global, `[filter "lfs"]\n\tclean = ${canary.command('lfs')}\n\trequired = true\n`);
    await touch(repo, 'a.bin');
    await withEnvironment({ GIT_CONFIG_GLOBAL: global }, async () => {
      expect((await (await git.open(repo.folder, neverAborted())).changesSince(head)).uncommitted).toEqual([]);
    });
    expect(await canary.sung()).toEqual([]);
    const env = { ...plainGitEnvironment(), GIT_CONFIG_GLOBAL: global };
    await promisify(execFile)('git', ['status'], { cwd: repo.folder, env }).catch(() => undefined);
    expect(await canary.sung()).toEqual(['lfs']);
  });

  test('a program of the repository that is called git is not git', async () => {
    const canary = await makeCanary(await makeFolder('cage'));
    const repo = await makeRepository(await makeFolder('repo'));
    const head = await repo.commit('Head', { git: `#!/bin/sh\n${canary.command('git')}\n` });
    await chmod(join(repo.folder, 'git'), 0o755);
    const path = `.::${process.env['PATH'] ?? ''}`;
    await withEnvironment({ PATH: path }, async () => {
      expect(await (await git.open(repo.folder, neverAborted())).resolveCommit('HEAD')).toBe(head);
    });
    expect(await canary.sung()).toEqual([]);
    const env = { ...plainGitEnvironment(), PATH: path };
    await promisify(execFile)('git', ['status'], { cwd: repo.folder, env }).catch(() => undefined);
    expect(await canary.sung()).toEqual(['git']);
  });

  /** A git that does as the script says, where `real` is the real one. */
  async function withGit(script: string, use: () => Promise<void>): Promise<void> {
    const folder = await makeFolder('bin');
    const { stdout } = await promisify(execFile)('which', ['git']);
    await writeFile(join(folder, 'git'), `#!/bin/sh\nreal='${stdout.trim()}'\n${script}\nexec "$real" "$@"\n`);
    await chmod(join(folder, 'git'), 0o755);
    await withEnvironment({ PATH: `${folder}:${process.env['PATH'] ?? ''}` }, use);
  }

  test.each([
    ['is killed', '[ "$1" = status ] && { printf " M a.t"; kill -9 $$; }', 'git ended without saying why.'],
    ['fails without a word', '[ "$1" = status ] && exit 1', 'git ended without saying why.'],
    ['fails', '[ "$1" = status ] && { echo "fatal: no luck" >&2; exit 128; }', 'git failed: fatal: no luck'],
  ])('a git that %s has not found nothing', async (_, script, message) => {
    const repo = await makeRepository(await makeFolder('repo'));
    const head = await repo.commit('Head', { 'a.txt': 'a\n' });
    await withGit(script, async () => {
      const repository = await git.open(repo.folder, neverAborted());
      await expect(repository.changesSince(head)).rejects.toThrow(new UserFacingError('environment', message));
    });
  });

  test('a git that prints slowly is heard to the end', async () => {
    const repo = await makeRepository(await makeFolder('repo'));
    const head = await repo.commit('Head', { 'a.txt': 'a\n' });
    await withGit('[ "$1" = status ] && { (sleep 0.3; printf "?? late\\0") & exit 0; }', async () => {
      const { uncommitted } = await (await git.open(repo.folder, neverAborted())).changesSince(head);
      expect(uncommitted).toEqual(['late']);
    });
  });

  test('a git that is too old to be told what not to run is not used', async () => {
    const repo = await makeRepository(await makeFolder('repo'));
    await withGit('unset GIT_CONFIG_COUNT', async () => {
      await expect(git.open(repo.folder, neverAborted())).rejects.toThrow(
        new UserFacingError('environment', 'This git is too old. Install git 2.38 or newer and try again.'),
      );
    });
  });

  test('without git there is one sentence', async () => {
    const repo = await makeRepository(await makeFolder('repo'));
    await withEnvironment({ PATH: '/nowhere:.' }, async () => {
      await expect(git.open(repo.folder, neverAborted())).rejects.toThrow(
        new UserFacingError('environment', 'git was not found. Install git 2.38 or newer and try again.'),
      );
    });
  });

  test('aborting ends git at once', async () => {
    const repo = await makeRepository(await makeFolder('repo'));
    const head = await repo.commit('Head', { 'a.txt': 'a\n' });
    await withGit('[ "$1" = status ] && exec sleep 20', async () => {
      const stop = new AbortController();
      const repository = await git.open(repo.folder, stop.signal);
      const started = performance.now();
      setTimeout(() => {
        stop.abort(new Error('cancelled'));
      }, 100);
      await expect(repository.changesSince(head)).rejects.toThrow('cancelled');
      expect(performance.now() - started).toBeLessThan(10_000);
      await expect(repository.identity()).rejects.toThrow('cancelled');
    });
    await expect(git.open(repo.folder, AbortSignal.abort(new Error('before')))).rejects.toThrow('before');
  });

  test('who is nobody to git is nobody to us', async () => {
    const repo = await makeRepository(await makeFolder('repo'));
    await repo.git('config', 'user.useConfigOnly', 'true');
    const nobody = { GIT_AUTHOR_NAME: undefined, GIT_AUTHOR_EMAIL: undefined };
    await withEnvironment(nobody, async () => {
      expect(await (await git.open(repo.folder, neverAborted())).identity()).toBeUndefined();
    });
    await repo.git('config', 'user.name', 'Zoë "Z" <zz> O\'Hara');
    await repo.git('config', 'user.email', 'zoe@example.com');
    await withEnvironment(nobody, async () => {
      expect(await (await git.open(repo.folder, neverAborted())).identity()).toBe(
        'Zoë "Z" zz O\'Hara <zoe@example.com>',
      );
    });
  });
});

async function withEnvironment(
  variables: Readonly<Record<string, string | undefined>>,
  use: () => Promise<void>,
): Promise<void> {
  const before = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]));
  const set = (values: Readonly<Record<string, string | undefined>>): void => {
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  };
  set(variables);
  try {
    await use();
  } finally {
    set(before);
  }
}
