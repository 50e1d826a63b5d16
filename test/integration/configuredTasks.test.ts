import * as assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { suite, suiteSetup, suiteTeardown, test } from 'mocha';
import * as vscode from 'vscode';
import { findTestTask, runTask } from '../../src/adapters/configuredTasks';

const task = (label: string, command: string, more: Readonly<Record<string, unknown>> = {}) => ({
  label,
  type: 'process',
  command: '/bin/sh',
  args: ['-c', command],
  presentation: { reveal: 'never' },
  problemMatcher: [],
  ...more,
});

suite('tasks that the workspace configures', () => {
  let folder: string;

  suiteSetup(async () => {
    const [root] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(root);
    folder = root.uri.fsPath;
    await configure([
      task('passes', 'exit 0'),
      task('fails', 'exit 3'),
      task('hangs', 'sleep 300'),
      task('is killed', 'kill -9 $$'),
      task('is killed in a shell', '', { type: 'shell', command: 'kill -9 $$', args: [] }),
      task('of a shell', '', {
        ...{ type: 'shell', command: 'test -f package.json && exit $CODE', args: [] },
        options: { cwd: '${workspaceFolder}', env: { CODE: '5' } },
      }),
      task('quotes', '', { type: 'shell', command: 'test', args: ['a b', '=', { value: 'a b', quoting: 'strong' }] }),
      task('depends', 'exit 0', { dependsOn: 'passes' }),
      task('depends and fails', 'exit 4', { dependsOn: ['passes'] }),
      task('never starts', '', { command: '/not/there', args: [] }),
      task('watches', 'sleep 300', { isBackground: true }),
    ]);
  });

  suiteTeardown(async () => {
    await rm(path.join(folder, '.vscode/tasks.json'));
  });

  /** Writes `tasks.json` and waits until the editor has read it. */
  async function configure(tasks: readonly { readonly label: string }[]): Promise<void> {
    await mkdir(path.join(folder, '.vscode'), { recursive: true });
    await writeFile(path.join(folder, '.vscode/tasks.json'), JSON.stringify({ version: '2.0.0', tasks }));
    const expected = tasks.map(({ label }) => label).sort();
    for (let tries = 0; tries < 300; tries++) {
      const known = (await vscode.tasks.fetchTasks()).filter(({ source }) => source === 'Workspace');
      const names = known.map(({ name }) => name).sort();
      if (JSON.stringify(names) === JSON.stringify(expected)) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('The editor does not know the tasks.');
  }

  /** How a task ended, without its time. */
  async function ended(name: string, timeoutSeconds = 60, signal = new AbortController().signal): Promise<unknown> {
    const outcome = await runTask({ task: name, folder, timeoutSeconds, signal });
    return Object.fromEntries(Object.entries(outcome).filter(([key]) => key !== 'durationMs'));
  }

  /** Waits until no task of this name runs any more. */
  async function gone(name: string): Promise<void> {
    for (let tries = 0; tries < 100; tries++) {
      if (!vscode.tasks.taskExecutions.some((execution) => execution.task.name === name)) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`The task "${name}" still runs.`);
  }

  test('one that passes has exit code 0', async () => {
    assert.deepEqual(await ended('passes'), { kind: 'exited', exitCode: 0 });
  });

  test('the same again, and its time is told', async () => {
    const signal = new AbortController().signal;
    const outcome = await runTask({ task: 'passes', folder, timeoutSeconds: 60, signal });
    assert.ok(outcome.kind === 'exited' && Number.isInteger(outcome.durationMs) && outcome.durationMs >= 0);
  });

  test('one that fails has its exit code', async () => {
    assert.deepEqual(await ended('fails'), { kind: 'exited', exitCode: 3 });
  });

  test('one that hangs is ended at its time limit, without a result', async () => {
    assert.deepEqual(await ended('hangs', 1), { kind: 'timed out' });
    await gone('hangs');
  });

  test('one that is cancelled is ended, without a result', async () => {
    const stop = new AbortController();
    const begun = vscode.tasks.onDidStartTaskProcess(({ execution }) => {
      if (execution.task.name === 'hangs') stop.abort();
    });
    try {
      assert.deepEqual(await ended('hangs', 60, stop.signal), { kind: 'killed', reason: 'it was cancelled.' });
    } finally {
      begun.dispose();
    }
    await gone('hangs');
  });

  test('one that a person terminates has no result', async () => {
    const begun = vscode.tasks.onDidStartTaskProcess(({ execution }) => {
      if (execution.task.name === 'hangs') execution.terminate();
    });
    try {
      const outcome = await runTask({
        task: 'hangs',
        folder,
        timeoutSeconds: 60,
        signal: new AbortController().signal,
      });
      assert.equal(outcome.kind, 'killed');
    } finally {
      begun.dispose();
    }
    await gone('hangs');
  });

  test('one that was cancelled before is never started', async () => {
    const stop = new AbortController();
    stop.abort();
    assert.deepEqual(await ended('passes', 60, stop.signal), {
      kind: 'not started',
      reason: 'it was cancelled first.',
    });
  });

  test('one in the background is not started: it never ends by itself', async () => {
    assert.deepEqual(await ended('watches'), {
      kind: 'not started',
      reason: 'the task "watches" runs in the background and never ends by itself.',
    });
    assert.deepEqual(
      vscode.tasks.taskExecutions.map((execution) => execution.task.name),
      [],
    );
  });

  test('one that is killed has no result, although the editor reports exit code 0', async () => {
    assert.deepEqual(await ended('is killed'), { kind: 'killed', reason: 'signal 9 ended it.' });
    assert.deepEqual(await ended('is killed in a shell'), { kind: 'killed', reason: 'signal 9 ended it.' });
  });

  test('one of a shell has the exit code of its command, in its folder and with its variables', async () => {
    assert.deepEqual(await ended('of a shell'), { kind: 'exited', exitCode: 5 });
    assert.deepEqual(await ended('quotes'), { kind: 'exited', exitCode: 0 });
  });

  test('one that depends on others does not pass: nobody can tell whether it was killed', async () => {
    assert.deepEqual(await ended('depends'), {
      kind: 'killed',
      reason:
        'it depends on other tasks, and the editor reports exit code 0 for a process that was killed, too. Name a task that stands alone, or a command, in cc10x.checks.',
    });
    assert.deepEqual(await ended('depends and fails'), { kind: 'exited', exitCode: 4 });
  });

  test('one whose program is not there fails at once', async () => {
    assert.deepEqual(await ended('never starts', 30), { kind: 'exited', exitCode: 127 });
  });

  test('one that is not there is told', async () => {
    assert.deepEqual(await ended('nobody'), {
      kind: 'not started',
      reason: 'there is no task "nobody" in this workspace.',
    });
  });

  test('the tests are the default task of the group test that ends by itself', async () => {
    assert.equal(await findTestTask(folder), undefined);
    await configure([
      task('watch', 'sleep 300', { isBackground: true, group: { kind: 'test', isDefault: true } }),
      task('build', 'exit 0', { group: { kind: 'build', isDefault: true } }),
      task('some', 'exit 0', { group: 'test' }),
      task('all', 'exit 0', { group: { kind: 'test', isDefault: true } }),
    ]);
    assert.deepEqual(await findTestTask(folder), { task: 'all', isBackground: false });
    await configure([task('watch', 'sleep 300', { isBackground: true, group: 'test' })]);
    assert.deepEqual(await findTestTask(folder), { task: 'watch', isBackground: true });
  });
});
