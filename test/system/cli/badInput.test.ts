import { appendFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { copyOf, editPlan, filesOf, makeService, planService } from '../../support/aService';
import { cc10x, cc10xJson, cc10xUntil, expectRefused } from '../../support/commandLine';
import { gitIn, type GitRepository, isolateGit, makeRepository, temporaryFolders } from '../../support/gitRepository';

isolateGit();
const makeFolder = temporaryFolders();

let bare: GitRepository;
let service: GitRepository;
beforeAll(async () => {
  bare = await makeService(await makeFolder('checkout'));
  service = await copyOf(bare, join(await makeFolder(), 'checkout'));
  await planService(service.folder);
  await service.commit('The deployment');
});

/** A service with a deployment, to be changed at will. */
async function aService(): Promise<GitRepository> {
  return copyOf(service, join(await makeFolder(), 'checkout'));
}

/** A service that nobody planned yet. */
async function anUnplannedService(): Promise<GitRepository> {
  return copyOf(bare, join(await makeFolder(), 'checkout'));
}

/** Every file and folder of the working tree. */
async function listing(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => !name.startsWith('.git/')).sort();
}

async function expectRefusal(args: readonly string[], exitCode: 2 | 3, message: RegExp | string): Promise<void> {
  expectRefused(await cc10x(...args, '--json'), { exitCode, message });
}

describe.concurrent('a folder that cannot be planned', () => {
  test('is missing, or a file', async () => {
    const nowhere = join(await makeFolder(), 'nowhere');
    const file = join(service.folder, 'package.json');
    for (const command of [['facts'], ['plan', '--feature', 'x']]) {
      await expectRefusal([...command, nowhere], 2, `There is no folder ${nowhere}.`);
      await expectRefusal([...command, file], 2, `${file} is not a folder.`);
    }
  });

  test('is no git repository', async () => {
    const folder = await makeFolder();
    const message = 'This folder is not in a git repository. Run `git init` and commit first.';
    await expectRefusal(['facts', folder], 3, message);
    await expectRefusal(['plan', folder, '--feature', 'x', '--write'], 3, message);
    expect(await listing(folder)).toEqual([]);
  });

  test('has no commits', async () => {
    const { folder } = await makeRepository(await makeFolder('empty'));
    const message = 'This repository has no commits yet. Commit something first.';
    await expectRefusal(['facts', folder], 3, message);
    await expectRefusal(['plan', folder, '--feature', 'x', '--base', 'HEAD', '--write'], 3, message);
  });

  test('has nothing that tells where the release begins', async () => {
    const repo = await makeRepository(await makeFolder('untagged'));
    await repo.commit('One', { 'a.txt': 'a\n' });
    await expectRefusal(
      ['plan', repo.folder, '--feature', 'x', '--write'],
      2,
      'There is no release tag, and the release head is on the default branch: nothing tells where this release begins. Name the base of the release, e.g. the commit or tag that is live now.',
    );
    const { exitCode, stderr } = await cc10x('facts', repo.folder);
    expect([exitCode, stderr.split('\n').at(-2)]).toEqual([
      0,
      'There is no release tag and head is on the default branch: the range is empty. Name its begin with --base.',
    ]);
    expect((await cc10x('plan', repo.folder, '--feature', 'x', '--base', 'HEAD')).exitCode).toBe(0);
  });

  test('is a shallow clone that lacks the base', async () => {
    const clone = join(await makeFolder(), 'clone');
    await service.git('clone', '--quiet', '--template=', '--depth=1', `file://${service.folder}`, clone);
    await expectRefusal(
      ['facts', clone, '--base', 'v0.9.0'],
      2,
      'There is no commit "v0.9.0" in this repository. This is a shallow clone: run `git fetch --unshallow`.',
    );
    expect((await cc10x('facts', clone)).exitCode).toBe(0);
  });

  test('has a detached head, and can be planned all the same', async () => {
    const repo = await aService();
    await repo.git('switch', '--quiet', '--detach');
    const { exitCode, json } = await cc10xJson('plan', repo.folder, '--feature', 'x');
    expect([exitCode, json]).toMatchObject([0, { deployment: { ticket: '' }, release: { head: { ref: 'HEAD' } } }]);
  });
});

describe.concurrent('a plan', () => {
  test('outside of any repository it can still be read, and nothing is certain', async () => {
    const { planFile, logFile } = filesOf(service.folder);
    const folder = await makeFolder();
    const there = join(folder, 'x.deployment-plan.json');
    await writeFile(there, await readFile(planFile));
    await writeFile(join(folder, 'x.deployment-log.jsonl'), await readFile(logFile));
    expect((await cc10xJson('status', there)).json).toMatchObject({ status: 'planning' });
    expect((await cc10x('render', there)).exitCode).toBe(0);
    expect((await cc10x('lint', there)).exitCode).toBe(1);
    await expectRefusal(
      ['check', there],
      3,
      'This folder is not in a git repository. Run `git init` and commit first.',
    );
  });
});

describe.concurrent('files in the way', () => {
  const HOME = 'thoughts/shared/deployment-runbooks';
  const plan = (folder: string, feature = 'Raise a'): readonly string[] => [
    ...['plan', folder, '--feature', feature, '--date', '2025-10-27', '--write'],
  ];

  test('a file where the folder should be: nothing is left behind', async () => {
    const repo = await anUnplannedService();
    await repo.write({ 'thoughts/shared': 'mine' });
    const before = await listing(repo.folder);
    await expectRefusal(
      plan(repo.folder),
      3,
      /^\S+\/deployment-runbooks\/2025-10-27-raise-a\.deployment-plan\.json cannot be written: a file stands where a folder is needed\. Move it or choose another folder\.$/u,
    );
    expect(await listing(repo.folder)).toEqual(before);
  });

  test('a folder that git keeps its renders in cannot be made: nothing is left behind', async () => {
    const repo = await anUnplannedService();
    await repo.write({ '.git/cc10x/renders': 'in the way' });
    const before = await listing(repo.folder);
    await expectRefusal(
      plan(repo.folder),
      3,
      /\.git\/cc10x\/renders\/[0-9a-f]{64}\.md cannot be written: a file stands/u,
    );
    // Not even the folders that were made for it.
    expect(await listing(repo.folder)).toEqual(before);
  });

  test('a runbook of that name: -2', async () => {
    const repo = await anUnplannedService();
    const taken = `${HOME}/2025-10-27-raise-a.md`;
    await repo.write({ [taken]: 'mine' });
    const { exitCode, json } = await cc10xJson(...plan(repo.folder));
    expect([exitCode, json]).toMatchObject([0, { runbookFile: join(repo.folder, HOME, '2025-10-27-raise-a-2.md') }]);
    expect(await readFile(join(repo.folder, taken), 'utf8')).toBe('mine');
  });

  test('a runbook that is a folder cannot be merged', async () => {
    const repo = await aService();
    const { planFile, runbookFile } = filesOf(repo.folder);
    await repo.write({ [runbookFile.slice(repo.folder.length)]: undefined });
    await mkdir(runbookFile);
    await expectRefusal(
      ['render', planFile, '--write'],
      3,
      `${runbookFile} cannot be read: a folder stands where a file is needed. Move it and try again.`,
    );
  });

  test('a torn log is mended by the next event, a foreign one is kept and told', async () => {
    const repo = await aService();
    const { planFile, logFile } = filesOf(repo.folder);
    await appendFile(logFile, '{"v":1,"id":"01K8');
    await editPlan(planFile, (given) => ({ ...given, checks: given.checks.filter(({ id }) => id === 'clean') }));
    expect((await cc10x('check', planFile)).exitCode).toBe(0);
    expect((await cc10xJson('lint', planFile)).json).not.toContainEqual(expect.objectContaining({ id: 'damaged-log' }));
    await appendFile(logFile, 'not ours\n');
    expect((await cc10xJson('lint', planFile)).json).toContainEqual(
      expect.objectContaining({ id: 'damaged-log', file: logFile }),
    );
    expect(await readFile(logFile, 'utf8')).toContain('not ours\n');
  });
});

test('stopped while a test command runs: it ends, its result is unknown, and the exit code says so', async () => {
  const repo = await aService();
  const { planFile, logFile } = filesOf(repo.folder);
  const mark = join(repo.folder, '.git/started');
  await editPlan(planFile, (plan) => ({
    ...plan,
    checks: plan.checks.map((check) => (check.id === 'tests' ? { ...check, run: `touch '${mark}'; sleep 60` } : check)),
  }));
  const stop = new AbortController();
  const running = cc10xUntil(stop.signal, 'check', planFile, '--json');
  const watch = setInterval(() => {
    void readFile(mark).then(
      () => {
        stop.abort(new Error('Cancelled.'));
      },
      () => undefined,
    );
  }, 20);
  const { exitCode, stdout, stderr } = await running;
  clearInterval(watch);
  expect([exitCode, stdout, stderr.split('\n').at(-2)]).toEqual([130, '', 'All tests passing']);
  expect(await readFile(logFile, 'utf8')).toContain('"verdict":"unknown","evidence":{"command":');
  expect((await gitIn(repo.folder).git('status', '--porcelain')).includes('.tmp')).toBe(false);
});
