import * as assert from 'node:assert/strict';
import { setup, suite, teardown, test } from 'mocha';
import * as vscode from 'vscode';
import type { DeploymentView } from '../../src/ui/deployments';
import { DeploymentsTree } from '../../src/ui/tree/deploymentsTree';

const uri = vscode.Uri.file('/service/docs/deployments/2026-06-02-login.deployment-plan.json');

suite('the lines of the tree "Deployments"', () => {
  let change: vscode.EventEmitter<void>;
  let tree: DeploymentsTree;
  /** Answers the looks at the plan that nobody answered yet, in the order in which they were asked. */
  let looks: ((message: string) => void)[];
  let told: number;
  let plans: readonly vscode.Uri[];

  setup(() => {
    change = new vscode.EventEmitter();
    looks = [];
    told = 0;
    plans = [uri];
    tree = new DeploymentsTree({
      onDidChange: change.event,
      list: () => Promise.resolve(plans),
      view: () =>
        new Promise<DeploymentView>((resolve) => {
          looks.push((message) => {
            resolve({ kind: 'unusable', uri, message });
          });
        }),
    });
    tree.onDidChangeTreeData(() => told++);
  });

  teardown(() => {
    tree.dispose();
    change.dispose();
  });

  /** Lets everything run that waits for nothing but its turn. */
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

  async function answer(message: string): Promise<void> {
    await settled();
    looks.shift()?.(message);
    await settled();
  }

  /** What the looks have answered, which the name and the state of the plan stand before. */
  async function shown(): Promise<readonly unknown[]> {
    return (await tree.getChildren()).map(({ item: { tooltip } }) =>
      typeof tooltip === 'string' ? tooltip.replace('2026-06-02-login\ncannot be used\n', '') : tooltip,
    );
  }

  test('stay as they are until the new ones are known, so that their buttons know their plan all the time', async () => {
    const first = shown();
    await answer('first');
    assert.deepEqual(await first, ['first']);
    change.fire();
    await settled();
    assert.equal(told, 0);
    await answer('second');
    assert.equal(told, 1);
    assert.deepEqual(await shown(), ['second']);
    assert.deepEqual(looks, []);
  });

  test('are the last ones where one change follows the other', async () => {
    void shown();
    await answer('first');
    change.fire();
    await settled();
    change.fire();
    await answer('second');
    assert.equal(told, 0);
    await answer('third');
    assert.equal(told, 1);
    assert.deepEqual(await shown(), ['third']);
  });

  test('say of the first plan at once that it is there', async () => {
    plans = [];
    assert.deepEqual(await shown(), []);
    plans = [uri];
    change.fire();
    await settled();
    const [line, ...others] = (await tree.getChildren()).map(({ item: { label, description } }) => [
      label,
      description,
    ]);
    assert.deepEqual([line, others, told], [['2026-06-02-login', 'is being looked at'], [], 1]);
    await answer('first');
    assert.equal(told, 2);
    assert.deepEqual(await shown(), ['first']);
  });

  test('are not looked up while nobody asks for them', async () => {
    void shown();
    await answer('first');
    change.fire();
    await answer('second');
    // Hidden: the editor was told and does not ask.
    change.fire();
    change.fire();
    await settled();
    assert.deepEqual([told, looks], [3, []]);
    const again = shown();
    await answer('fourth');
    assert.deepEqual(await again, ['fourth']);
  });
});
