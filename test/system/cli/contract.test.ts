import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  copyOf,
  editPlan,
  filesOf,
  makeService,
  type PlannedService,
  planService,
  testWith,
} from '../../support/aService';
import { cc10x, cc10xJson } from '../../support/commandLine';
import { type GitRepository, isolateGit, temporaryFolders } from '../../support/gitRepository';

isolateGit();
const makeFolder = temporaryFolders();

let service: GitRepository;
let planned: GitRepository;
beforeAll(async () => {
  service = await makeService(await makeFolder('checkout'));
  planned = await copyOf(service, join(await makeFolder(), 'checkout'));
  await planService(planned.folder, '--owner', 'Ada');
});

/** A service with a deployment, to be changed at will. */
async function aPlannedService(): Promise<PlannedService & { readonly repo: GitRepository }> {
  const repo = await copyOf(planned, join(await makeFolder(), 'checkout'));
  return { repo, ...filesOf(repo.folder) };
}

const aString = expect.any(String) as string;
const aNumber = expect.any(Number) as number;

describe.concurrent('facts', () => {
  test('--json prints the documented shape', async () => {
    const { exitCode, json } = await cc10xJson('facts', service.folder);
    expect(exitCode).toBe(0);
    expect(json).toMatchObject({
      release: {
        base: { ref: 'v1.0.0', commit: aString },
        head: { ref: 'HEAD', commit: aString },
        commits: [{ id: aString, subject: 'Raise a', author: 'Ada Lovelace', date: aString, merge: false }],
        files: [{ path: 'src/a.js', status: 'modified', added: 1, deleted: 1 }],
      },
      platforms: [],
      pipelines: [],
      gitops: [],
      ci: [],
      flags: [],
      observability: [],
      tests: [{ id: aString, command: 'npm test', cwd: '.', primary: true, evidence: [{ file: 'package.json' }] }],
      migrationTools: [],
      migrations: [],
      units: [{ id: '.', name: 'checkout', folder: '.' }],
    });
    expect(json).toHaveProperty('config');
    expect(json).toHaveProperty('dependencies');
    expect(json).toHaveProperty('docs');
  });

  test('without --json it is for people, and progress goes to stderr', async () => {
    const { exitCode, stdout, stderr } = await cc10x('facts', service.folder);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^release +v1\.0\.0 \([0-9a-f]{10}\) \.\. HEAD \([0-9a-f]{10}\): 1 commits, 1 files\nunits +\.\n/u,
    );
    expect(stderr).toContain('Reading the release\n');
  });

  test('in a subfolder paths are relative to it', async () => {
    const { json } = await cc10xJson('facts', join(service.folder, 'src'));
    expect(json).toMatchObject({ release: { files: [{ path: 'a.js' }] } });
  });
});

describe.concurrent('plan', () => {
  test('--write writes three files and says where', async () => {
    const there = await copyOf(service, join(await makeFolder(), 'checkout'));
    const args = ['--feature', 'Raise a', '--owner', 'Ben', '--ticket', 'X-1', '--date', '2025-10-27', '--write'];
    const { exitCode, json } = await cc10xJson('plan', there.folder, ...args);
    const stem = join(there.folder, 'thoughts/shared/deployment-runbooks/2025-10-27-raise-a');
    expect([exitCode, json]).toEqual([
      0,
      {
        plan: JSON.parse(await readFile(`${stem}.deployment-plan.json`, 'utf8')) as unknown,
        planFile: `${stem}.deployment-plan.json`,
        runbookFile: `${stem}.md`,
      },
    ]);
    expect(json).toMatchObject({ plan: { deployment: { owner: 'Ben', ticket: 'X-1' } } });
    expect(
      (await there.git('status', '--porcelain', '--untracked-files=all')).split('\n').map((line) => line.slice(-30)),
    ).toEqual(
      ['.gitattributes', `${stem}.deployment-log.jsonl`, `${stem}.deployment-plan.json`, `${stem}.md`, '']
        .map((path) => path.slice(-30))
        .map((end, index) => (index === 0 ? (expect.stringContaining(end) as string) : end)),
    );
  });
});

describe.concurrent('check', () => {
  test('runs the automatic checks, appends to the log, and tells all verdicts', async () => {
    const { planFile, logFile } = await aPlannedService();
    await testWith(planFile, 'echo fine');
    const before = await readFile(logFile, 'utf8');
    const { exitCode, json } = await cc10xJson('check', planFile);
    const pending = { verdict: 'pending', evidence: { summary: 'Nobody has vouched for this yet.' } };
    expect([exitCode, json]).toEqual([
      1,
      [
        {
          id: 'tests',
          title: 'All tests passing',
          verdict: 'pass',
          evidence: {
            summary: expect.stringMatching(/^`[^`]+` ended with exit code 0 after /u) as string,
            command: 'echo fine',
            cwd: '.',
            exitCode: 0,
            durationMs: aNumber,
            output: 'fine',
          },
        },
        { id: 'review', title: 'Code reviewed and approved', ...pending },
        { id: 'findings', title: 'Critical findings resolved', ...pending },
        { id: 'manual-testing', title: 'Manual testing complete', ...pending },
        {
          id: 'documentation',
          title: 'Documentation updated',
          ...pending,
          hints: ['The release touches no document.'],
        },
        {
          id: 'clean',
          title: 'No uncommitted change to the release',
          verdict: 'pass',
          evidence: { summary: 'The checkout is exactly the release head.' },
        },
        {
          id: 'pushed',
          title: 'Release head pushed',
          verdict: 'pass',
          evidence: { summary: 'Not applicable: the repository has no remote.' },
        },
        {
          id: 'up-to-date',
          title: 'Not behind the default branch',
          verdict: 'pass',
          evidence: { summary: 'Not applicable: the repository has no remote.' },
        },
        {
          id: 'rehearsal',
          title: 'Rollback rehearsed',
          verdict: 'pass',
          evidence: {
            summary: expect.stringMatching(
              /^Reverting the commit is clean and gives exactly the tree of the base\. Rehearsed on top of [0-9a-f]{10}\.$/u,
            ) as string,
          },
        },
      ],
    ]);
    const after = await readFile(logFile, 'utf8');
    expect(after.startsWith(before)).toBe(true);
    expect(after.slice(before.length).split('\n').filter(Boolean)).toHaveLength(5);
  });

  test('a command that fails, hangs, is killed or does not exist never passes', async () => {
    const { planFile } = await aPlannedService();
    const commands = {
      fails: 'echo broken >&2; exit 3',
      hangs: 'echo waiting; sleep 60',
      'is-killed': 'kill -9 $$',
      'does-not-exist': 'no-such-program-here',
      'has-no-folder': 'true',
    };
    await editPlan(planFile, (plan) => ({
      ...plan,
      checks: Object.entries(commands).map(([id, run]) => ({
        ...{ id, title: id, kind: 'automatic', required: true, run },
        ...(id === 'hangs' ? { timeoutSeconds: 0.3 } : {}),
        ...(id === 'has-no-folder' ? { cwd: 'nowhere' } : {}),
      })),
    }));
    const { exitCode, stdout, stderr } = await cc10x('check', planFile);
    expect([exitCode, stderr]).toEqual([
      1,
      Object.keys(commands)
        .map((id) => `${id}\n`)
        .join(''),
    ]);
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^fails: failed\. `echo broken >&2; exit 3` ended with exit code 3 after \d+ ms\.$/u),
      expect.stringMatching(
        /^hangs: unknown\. `echo waiting; sleep 60` was ended at its time limit of \d+ ms, without a result\.$/u,
      ),
      'is-killed: unknown. `kill -9 $$` ended without an exit code: it was ended by SIGKILL.',
      expect.stringMatching(
        /^does-not-exist: failed\. `no-such-program-here` ended with exit code 127 after \d+ ms\.$/u,
      ),
      expect.stringMatching(/^has-no-folder: unknown\. `true` never started: there is no folder .*\/nowhere\.$/u),
      '',
    ]);
  });
});

describe.concurrent('the same bytes', () => {
  test('rendered twice, and in a second clone', async () => {
    const { repo, planFile, runbookFile } = await aPlannedService();
    await testWith(planFile, 'echo fine');
    await cc10x('check', planFile);
    await cc10x('render', planFile, '--write');
    const bytes = await readFile(runbookFile);
    expect(Buffer.from((await cc10x('render', planFile)).stdout).equals(bytes)).toBe(true);
    await repo.commit('The three files');
    const clone = join(await makeFolder(), 'elsewhere');
    await repo.git('clone', '--quiet', '--template=', repo.folder, clone);
    const second = join(clone, planFile.slice(repo.folder.length));
    expect(Buffer.from((await cc10x('render', second)).stdout).equals(bytes)).toBe(true);
    expect((await cc10xJson('render', second, '--write')).exitCode).toBe(0);
    expect((await readFile(second.replace('.deployment-plan.json', '.md'))).equals(bytes)).toBe(true);
  });
});
