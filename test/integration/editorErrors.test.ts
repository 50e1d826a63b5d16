import * as assert from 'node:assert/strict';
import * as path from 'node:path';
import { suite, suiteSetup, suiteTeardown, teardown, test } from 'mocha';
import * as vscode from 'vscode';
import { onDidChangeErrors, readEditorErrors } from '../../src/adapters/editorErrors';

suite('errors that the languages of the editor report', () => {
  let file: string;
  let uri: vscode.Uri;
  let language: vscode.DiagnosticCollection;
  const place = new vscode.Range(2, 4, 2, 9);
  const { Error: error, Warning: warning } = vscode.DiagnosticSeverity;

  suiteSetup(() => {
    const [root] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(root);
    file = path.join(root.uri.fsPath, 'docs/errors.txt');
    uri = vscode.Uri.file(file);
    language = vscode.languages.createDiagnosticCollection('test');
  });

  suiteTeardown(() => {
    language.dispose();
  });

  teardown(() => {
    language.clear();
  });

  function report(message: string, severity: vscode.DiagnosticSeverity, source = 'test'): vscode.Diagnostic {
    const diagnostic = new vscode.Diagnostic(place, message, severity);
    diagnostic.source = source;
    return diagnostic;
  }

  test('are read with their lines; warnings and problems of our own are not', () => {
    language.set(uri, [report('Broken', error), report('Untidy', warning), report('Open', error, 'CC10x')]);
    assert.deepEqual(readEditorErrors([file, path.join(file, '../other.txt')]), [{ file, line: 3, message: 'Broken' }]);
  });

  test('of a file with unsaved edits say nothing about the file on disk', async () => {
    const [root] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(root);
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(root.uri, 'package.json'));
    language.set(document.uri, [report('Broken', error)]);
    const broken = [{ file: document.uri.fsPath, line: 3, message: 'Broken' }];
    const read = () => readEditorErrors([document.uri.fsPath]).filter(({ message }) => message === 'Broken');
    assert.deepEqual(read(), broken);
    await vscode.window.showTextDocument(document);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), ' ');
    await vscode.workspace.applyEdit(edit);
    assert.deepEqual(read(), []);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    assert.deepEqual(read(), broken);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('are told of when they come and go, and only then', async () => {
    let told = 0;
    const listening = onDidChangeErrors(() => told++);
    /** Sets what is reported and waits until the editor has said so. */
    const set = async (...diagnostics: readonly vscode.Diagnostic[]): Promise<number> => {
      const changed = new Promise<void>((resolve) => {
        const once = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
          if (!uris.some((one) => one.toString() === uri.toString())) return;
          once.dispose();
          resolve();
        });
      });
      language.set(uri, diagnostics);
      await changed;
      return told;
    };
    try {
      assert.equal(await set(report('Broken', error)), 1);
      assert.equal(await set(report('Broken', error), report('Untidy', warning)), 1);
      assert.equal(await set(report('Broken', error), report('Open', error, 'CC10x')), 1);
      assert.equal(await set(report('Broken otherwise', error)), 2);
      assert.equal(await set(), 3);
    } finally {
      listening.dispose();
    }
  });
});
