import * as assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import * as path from 'node:path';
import { setup, suite, suiteSetup, suiteTeardown, teardown, test } from 'mocha';
import * as vscode from 'vscode';
import { putPlan } from '../e2e/support/planOnDisk';
import { Asked } from './asked';
import { until } from './until';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

const extension = vscode.extensions.getExtension('cc10x.cc10x-deployment-planner');
const commands = (extension?.packageJSON as Manifest).contributes.commands.map(({ command }) => command);

const NO_PLAN = ['info: There is no deployment plan yet.'];

/** What a command says or asks where there is no plan, and where it is not that. */
const withoutPlan: Readonly<Record<string, readonly string[]>> = {
  'cc10x.planDeployment': ['input: Which feature is being deployed?'],
  'cc10x.ejectTemplate': [
    'info: Runbooks are written with these templates from now on. Delete the ones you do not change.',
  ],
  'cc10x.refresh': [],
  'cc10x.showLog': [],
};

/** What commands ask or say about a plan before they do anything; the others begin their work at once. */
const aboutPlan: Readonly<Record<string, string>> = {
  'cc10x.planDeployment': 'input: Which feature is being deployed?',
  'cc10x.runCheck': 'pick: Which check?',
  'cc10x.attestCheck': 'pick: Which check?',
  'cc10x.waiveChecks': 'pick: Which checks does this release go on without?',
  'cc10x.reviewWaiver': 'info: No waiver waits for a second look.',
  'cc10x.revealEvidence': 'pick: Which check?',
  'cc10x.rehearseRollback': 'pick: How far should the rehearsal go?',
  'cc10x.recordDrill': 'pick: Which level was measured?',
  'cc10x.recordTicks': 'info: Every ticked box of the runbook is in the log.',
  'cc10x.storeCredentials': 'pick: For which server? They are sent to no other.',
  'cc10x.requestApproval':
    'warning: The plan cannot be approved yet: 9 things are missing. First: All tests passing: pending. "npm test" has not run yet.',
};

suite('each command of the palette', () => {
  const [root] = vscode.workspace.workspaceFolders ?? [];
  const folder = root?.uri.fsPath ?? '';
  let asked: Asked;

  suiteSetup(async () => {
    await extension?.activate();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  setup(() => {
    asked = new Asked();
  });

  teardown(() => {
    asked.dispose();
  });

  suiteTeardown(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(path.join(folder, '.cc10x'), { recursive: true, force: true });
  });

  suite('where there is no plan', () => {
    for (const command of commands) {
      test(command, async () => {
        await vscode.commands.executeCommand(command);
        assert.deepEqual(asked.all, withoutPlan[command] ?? NO_PLAN);
      });
    }

    test('the button of the message that says so leads to the wizard', async () => {
      asked.press = 'Plan Deployment';
      await vscode.commands.executeCommand('cc10x.updatePlan');
      const all = await until(
        () => asked.all,
        ({ length }) => length > 1,
      );
      assert.deepEqual(all, [...NO_PLAN, 'input: Which feature is being deployed?']);
    });
  });

  suite('about the only plan', () => {
    suiteSetup(async () => {
      await putPlan(folder);
    });

    suiteTeardown(async () => {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await rm(path.join(folder, 'thoughts'), { recursive: true, force: true });
    });

    for (const [command, words] of Object.entries(aboutPlan)) {
      test(command, async () => {
        await vscode.commands.executeCommand(command);
        assert.deepEqual(asked.all, [words]);
      });
    }
  });
});
