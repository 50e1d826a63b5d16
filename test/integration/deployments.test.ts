import * as assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { suite, suiteSetup, suiteTeardown, test } from 'mocha';
import * as vscode from 'vscode';
import { Deployments } from '../../src/ui/deployments';
import { LIMIT_MS } from './until';

suite('what is known of the plans of a workspace', () => {
  const [root] = vscode.workspace.workspaceFolders ?? [];
  const folder = path.join(root?.uri.fsPath ?? '', 'deployments');
  const file = (name: string): string => path.join(folder, name);
  const plans = ['a', 'b'].map((name) => vscode.Uri.file(file(`${name}.deployment-plan.json`)));
  let deployments: Deployments;
  /** The plans that were looked at since the last question, by the letter of their name. */
  let looked: string[];

  suiteSetup(async () => {
    await mkdir(folder, { recursive: true });
    for (const { fsPath } of plans) await writeFile(fsPath, '{}');
    looked = [];
    deployments = new Deployments(
      (plan) => {
        looked.push(path.basename(plan).slice(0, 1));
        return Promise.reject(new Error('No plan.'));
      },
      () => new vscode.Disposable(() => undefined),
    );
    await deployments.list();
    await look();
    // What was just written has been told by then.
    await quiet();
    await lookedAt();
  });

  suiteTeardown(async () => {
    deployments.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  const look = () => Promise.all(plans.map((plan) => deployments.view(plan)));

  /** Until nothing was told for a while. */
  async function quiet(): Promise<void> {
    let told = true;
    const listening = deployments.onDidChange(() => {
      told = true;
    });
    for (const limit = Date.now() + LIMIT_MS; told && Date.now() < limit;) {
      told = false;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    listening.dispose();
  }

  /** The plans that are looked at again when somebody asks for both. */
  async function lookedAt(): Promise<readonly string[]> {
    looked = [];
    await look();
    return looked;
  }

  /** The same, once the views were told of what `change` does. */
  async function lookedAtAfter(change: () => unknown): Promise<readonly string[]> {
    const told = new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => {
        reject(new Error('The views were not told.'));
      }, LIMIT_MS);
      const once = deployments.onDidChange(() => {
        clearTimeout(late);
        once.dispose();
        resolve();
      });
    });
    await change();
    await told;
    await quiet();
    return lookedAt();
  }

  test('is kept until something changes', async () => {
    assert.deepEqual(await lookedAt(), []);
  });

  for (const ending of ['.deployment-plan.json', '.deployment-log.jsonl', '.md']) {
    test(`is asked anew for the plan alone whose ${ending} changes`, async () => {
      const change = (): Promise<readonly string[]> => lookedAtAfter(() => writeFile(file(`b${ending}`), '{ }'));
      let after = await change();
      // The editor may tell of what was written before only now: then the change did not happen alone.
      for (let again = 0; again < 2 && after.length > 1; again++) after = await change();
      assert.deepEqual(after, ['b']);
    });
  }

  test('is asked anew for every plan when any other file changes', async () => {
    assert.deepEqual(await lookedAtAfter(() => writeFile(file('notes.md'), 'a')), ['a', 'b']);
  });

  test('is asked anew for what a command changed, or for all', async () => {
    assert.deepEqual(
      await lookedAtAfter(() => {
        deployments.refresh(plans[0]);
      }),
      ['a'],
    );
    assert.deepEqual(
      await lookedAtAfter(() => {
        deployments.refresh();
      }),
      ['a', 'b'],
    );
  });
});
