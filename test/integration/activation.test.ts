import * as assert from 'node:assert/strict';
import { suite, suiteSetup, test } from 'mocha';
import * as vscode from 'vscode';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

suite('activation', () => {
  let extension: vscode.Extension<unknown>;

  suiteSetup(() => {
    const found = vscode.extensions.getExtension('cc10x.cc10x-deployment-planner');
    assert.ok(found, 'VS Code does not know the extension');
    extension = found;
  });

  test('the extension activates', async () => {
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  test('every contributed command is registered', async () => {
    const manifest = extension.packageJSON as Manifest;
    const contributed = manifest.contributes.commands.map(({ command }) => command);
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      contributed.filter((command) => !registered.has(command)),
      [],
    );
  });
});
