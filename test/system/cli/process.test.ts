import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as esbuild from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import { handlebarsEsbuild } from '../../../build/handlebarsPlugin.mjs';
import { writePlan } from '../../../src/core/plan/readPlan';
import { aReadyPlan } from '../../support/aDeployment';
import { filesOf, makeService, planService, testWith } from '../../support/aService';
import { cc10x } from '../../support/commandLine';
import { type GitRepository, isolateGit, plainGitEnvironment, temporaryFolders } from '../../support/gitRepository';

isolateGit();
const makeFolder = temporaryFolders();

let program: string;
let service: GitRepository;
beforeAll(async () => {
  const folder = await makeFolder('dist');
  [service] = await Promise.all([makeService(await makeFolder('checkout')), bundle(folder)]);
  program = join(folder, 'cli.js');
  await planService(service.folder);
  await service.commit('The deployment');
});

/** The two bundles of the command line, as the build makes them. */
async function bundle(outdir: string): Promise<void> {
  const node: esbuild.BuildOptions = {
    bundle: true,
    platform: 'node',
    mainFields: ['module', 'main'],
    target: 'node20',
    format: 'cjs',
    minify: true,
    keepNames: true,
    logLevel: 'warning',
  };
  const engine: esbuild.Plugin = {
    name: 'shared-engine',
    setup(build) {
      build.onResolve({ filter: /(^|\/)engine$/ }, ({ kind }) =>
        kind === 'dynamic-import' ? { path: './engine.cjs', external: true } : undefined,
      );
    },
  };
  await Promise.all([
    esbuild.build({ ...node, entryPoints: ['src/cli.ts'], outfile: join(outdir, 'cli.js'), plugins: [engine] }),
    copyFile('node_modules/sh-syntax/main.wasm', join(outdir, 'sh-syntax.wasm')),
    esbuild.build({
      ...node,
      entryPoints: ['src/engine.ts'],
      outfile: join(outdir, 'engine.cjs'),
      plugins: [handlebarsEsbuild()],
    }),
  ]);
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Child = ReturnType<typeof spawn>;

interface Given {
  readonly cwd?: string;
  readonly uid?: number;
  readonly env?: NodeJS.ProcessEnv;
  /** What to do with the running process. */
  readonly meanwhile?: (child: Child) => void | Promise<void>;
}

async function run(args: readonly string[], { cwd = service.folder, uid, env, meanwhile }: Given = {}): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    env: { ...plainGitEnvironment(), ...env },
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
    });
  }
  // Listened for first: it may end in the meantime.
  const closed = once(child, 'close');
  await meanwhile?.(child);
  const [code] = (await closed) as [number | null];
  return { code, ...said };
}

describe.concurrent('the bundled command', () => {
  test('0: fine, and the same as in this process', async () => {
    const here = await cc10x('facts', service.folder, '--json');
    expect(await run(['facts', '.', '--json'])).toEqual({ code: 0, stdout: here.stdout, stderr: here.stderr });
  });

  test('the same bytes of runbook', async () => {
    const { planFile } = filesOf(service.folder);
    expect((await run(['render', planFile])).stdout).toBe((await cc10x('render', planFile)).stdout);
  });

  test('1: a command that no shell reads', async () => {
    const plan = aReadyPlan();
    const stages = plan.stages.map((stage) =>
      stage.kind === 'canary'
        ? { ...stage, steps: stage.steps.map((step) => ({ ...step, run: 'echo "never ended' })) }
        : stage,
    );
    const file = join(await makeFolder('unread'), '2025-10-27-user-auth.deployment-plan.json');
    await writeFile(file, writePlan({ ...plan, stages }));
    const { code, stdout } = await run(['lint', file, '--json']);
    const problems = JSON.parse(stdout) as readonly { readonly id: string; readonly message: string }[];
    expect([code, problems.filter(({ id }) => id === 'shell-syntax').map(({ message }) => message)]).toEqual([
      1,
      plan.stages
        .filter(({ kind }) => kind === 'canary')
        .flatMap(({ steps }) => steps)
        .map(
          ({ title }) =>
            `The shell cannot read this command: reached EOF without closing quote \`"\` (column 6). (step "${title}")`,
        ),
    ]);
  });

  test('1: findings, for a path that is relative to where it is called', async () => {
    const { planFile } = filesOf(service.folder);
    const cwd = join(service.folder, 'src');
    const { code, stdout } = await run(['status', relative(cwd, planFile), '--json'], { cwd });
    expect([code, JSON.parse(stdout)]).toMatchObject([1, { status: 'planning' }]);
  });

  test('2: bad input, one line and no stack', async () => {
    expect(await run(['facts', 'nowhere', '--json'])).toEqual({
      code: 2,
      stdout: '',
      stderr: `There is no folder ${join(service.folder, 'nowhere')}.\n`,
    });
  });

  test.each([
    [['status'], 'Usage: cc10x status PLAN\n'],
    [['status', 'a.json', '--quiet'], "Unknown option '--quiet'. See `cc10x status --help`.\n"],
    [['frobnicate'], /^There is no command "frobnicate"\. Choose one of: .*\n$/u],
  ])('2: bad usage, %j', async (args, stderr) => {
    expect(await run(args)).toEqual({
      code: 2,
      stdout: '',
      stderr: typeof stderr === 'string' ? stderr : (expect.stringMatching(stderr) as string),
    });
  });

  test('3: no git', async () => {
    expect(await run(['facts', '.'], { env: { PATH: '/nowhere' } })).toEqual({
      code: 3,
      stdout: '',
      stderr: 'git was not found. Install git 2.38 or newer and try again.\n',
    });
  });

  test('a reader that goes away is no failure', async () => {
    const { code, stderr } = await run(['facts', '.', '--json'], {
      meanwhile: (child) => {
        child.stdout?.destroy();
      },
    });
    expect([code, stderr]).toEqual([0, expect.not.stringMatching(/EPIPE|Error/u)]);
  });
});

test('interrupted, it ends the test command and records that nothing is known', async () => {
  const { planFile, logFile } = filesOf(service.folder);
  const mark = join(dirname(program), 'started');
  await testWith(planFile, `touch '${mark}'; sleep 60`);
  const { code, stdout } = await run(['check', planFile, '--json'], {
    meanwhile: async (child) => {
      while (
        await readFile(mark).then(
          () => false,
          () => true,
        )
      )
        await sleep(20);
      child.kill('SIGINT');
    },
  });
  expect([code, stdout]).toEqual([130, '']);
  expect(await readFile(logFile, 'utf8')).toContain('"check":"tests"');
  expect((await readFile(logFile, 'utf8')).split('\n').at(-2)).toContain('"verdict":"unknown"');
});

/** Who runs the tests may be root, whom no permission stops. */
const OTHER = process.getuid?.() === 0 ? 65534 : undefined;

test('a read-only folder: one sentence, and nothing is left behind', async () => {
  const repo = await makeService(await makeFolder('checkout'));
  const gitconfig = join(dirname(repo.folder), 'gitconfig');
  await writeFile(gitconfig, '[safe]\n\tdirectory = *\n');
  const open = [dirname(repo.folder), dirname(program), dirname(dirname(program))];
  await Promise.all(open.map((folder) => chmod(folder, 0o755)));
  const before = await readdir(repo.folder);
  await chmod(repo.folder, 0o555);
  const given = {
    cwd: repo.folder,
    env: { GIT_CONFIG_GLOBAL: gitconfig, HOME: dirname(repo.folder) },
    ...(OTHER === undefined ? {} : { uid: OTHER }),
  };
  const plan = ['plan', '.', '--feature', 'Raise a', '--date', '2025-10-27', '--write', '--json'];
  const { code, stdout, stderr } = await run(plan, given);
  const home = join(repo.folder, 'thoughts/shared/deployment-runbooks');
  expect([code, stdout, stderr.split('\n').at(-2)]).toEqual([
    3,
    '',
    `${join(home, '2025-10-27-raise-a.deployment-plan.json')} cannot be written: the folder is read-only for you. Change its permissions or choose another folder.`,
  ]);
  expect(await readdir(repo.folder)).toEqual(before);
  await chmod(repo.folder, 0o755);
  if (OTHER !== undefined) await chown(repo.folder, OTHER, OTHER);
  // Where git refuses a folder that another user owns, so does this program.
  const owned = { ...given, env: { ...given.env, GIT_CONFIG_GLOBAL: '/dev/null' } };
  if (OTHER !== undefined) await chown(join(repo.folder, '.git'), 0, 0);
  const refused = await run(['facts', '.'], owned);
  if (OTHER !== undefined) {
    expect([refused.code, refused.stderr]).toEqual([
      3,
      'git does not trust this folder because another user owns it. Add it to `safe.directory` in your git configuration.\n',
    ]);
  }
});

/** Everything of a folder that anybody could see change, `.git` included. */
async function bytesOf(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(await Promise.all(files.map(async (path) => [path, await readFile(path, 'base64')] as const)));
}

/** How often a kill is tried again, sooner, where the process was done before it. */
const KILL_ATTEMPTS = 6;

test('a rehearsal that is killed at any point leaves the repository as it was', { timeout: 600_000 }, async () => {
  const repo = await makeService(await makeFolder('checkout'));
  const base = (await repo.git('rev-parse', 'HEAD')).trim();
  for (let round = 1; round <= 12; round += 1) {
    const text = `${String(round)}\n`;
    await repo.commit(`round ${text.trim()}`, { 'killed.txt': text, [`round-${text.trim()}.txt`]: text });
  }
  const head = (await repo.git('rev-parse', 'HEAD')).trim();
  // On top stands a commit beside the release, so that every revert is a merge that git has to make.
  await repo.commit('later', { 'later.txt': 'later\n' });
  const before = await bytesOf(repo.folder);
  const args = ['rehearse', '.', '--base', base, '--head', head, '--json'];
  const started = performance.now();
  const whole = await run(args, { cwd: repo.folder });
  const took = performance.now() - started;
  expect([whole.code, JSON.parse(whole.stdout)]).toMatchObject([0, { verdict: 'clean' }]);

  /** Kills the process once `until` is over and so many ms later. @returns whether it met a running process. */
  const kill = async (until: (temporary: string, child: Child) => Promise<void>, delay: number): Promise<boolean> => {
    for (let attempt = 0, wait = delay; attempt < KILL_ATTEMPTS; attempt += 1, wait /= 2) {
      const temporary = await makeFolder('temporary');
      const ended = await run(args, {
        cwd: repo.folder,
        env: { TMPDIR: temporary },
        meanwhile: async (child) => {
          await until(temporary, child);
          await sleep(wait);
          child.kill('SIGKILL');
        },
      });
      expect(await bytesOf(repo.folder)).toEqual(before);
      // Only what a signal ended has no code.
      if (ended.code === null) return true;
      expect(ended.code).toBe(0);
    }
    return false;
  };
  const atOnce = (): Promise<void> => Promise.resolve();
  /** The rehearsal has begun: its scratch repository is there. */
  const begun = async (temporary: string, child: Child): Promise<void> => {
    while (child.exitCode === null) {
      if ((await readdir(temporary)).some((name) => name.startsWith('cc10x-rehearsal-'))) return;
      await sleep(1);
    }
  };
  const early = [await kill(atOnce, 0), await kill(atOnce, took * 0.3), await kill(atOnce, took * 0.6)];
  expect(early).toEqual([true, true, true]);
  const inTheMiddle: boolean[] = [];
  for (const delay of [0, 10, 30, 60, 120]) inTheMiddle.push(await kill(begun, delay));
  expect(inTheMiddle.filter(Boolean).length).toBeGreaterThanOrEqual(3);
  expect(await run(args, { cwd: repo.folder })).toMatchObject({ code: 0 });
});
