import * as assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import * as path from 'node:path';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import { runCommand } from '../../src/adapters/commandRunner';
import { taskRunner } from '../../src/adapters/taskRunner';

suite('a command in a terminal', () => {
  test('that starts after it was given up is not run, since nobody would hear how it ends', async () => {
    const cwd = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
    const trace = path.join(cwd, 'late');
    const ended = new Promise((resolve) => {
      const subscription = vscode.tasks.onDidEndTask(({ execution }) => {
        if (execution.task.name !== 'Late') return;
        subscription.dispose();
        resolve(undefined);
      });
    });
    try {
      const outcome = await taskRunner(runCommand, 0).run({
        title: 'Late',
        command: 'echo > late',
        cwd,
        timeoutSeconds: 60,
        signal: new AbortController().signal,
      });
      assert.deepEqual(outcome, { kind: 'not started', reason: 'the editor did not start its task.' });
      await ended;
      assert.equal(existsSync(trace), false);
    } finally {
      rmSync(trace, { force: true });
    }
  });
});
