import * as assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { setup, suite, suiteTeardown, test } from 'mocha';
import * as vscode from 'vscode';
import { aPlan } from '../support/aPlan';
import { until } from './until';

suite('the JSON of plans and service profiles', () => {
  const [root] = vscode.workspace.workspaceFolders ?? [];
  const written: string[] = [];

  setup(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  suiteTeardown(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const file of written) await rm(file, { force: true });
  });

  /** Writes a file of the workspace and shows it as text. */
  async function open(name: string, text: string): Promise<vscode.TextDocument> {
    assert.ok(root);
    const file = path.join(root.uri.fsPath, name);
    written.push(file);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
    const document = await vscode.workspace.openTextDocument(file);
    await vscode.window.showTextDocument(document);
    // The editor may still have what stood there before.
    await until(
      () => document.getText(),
      (shown) => shown === text,
    );
    return document;
  }

  const openPlan = (text: string): Promise<vscode.TextDocument> =>
    open('thoughts/shared/deployment-runbooks/2026-11-03-json.deployment-plan.json', text);

  /** What is offered behind `before`, with its words. */
  async function offered(document: vscode.TextDocument, before: string): Promise<ReadonlyMap<string, string>> {
    const place = document.positionAt(document.getText().indexOf(before) + before.length);
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      place,
    );
    return new Map(
      list.items.map(({ label, documentation }) => [
        typeof label === 'string' ? label : label.label,
        typeof documentation === 'string' ? documentation : (documentation?.value ?? ''),
      ]),
    );
  }

  /** What is said of a place; Markdown's backslashes left out. */
  async function hovered(document: vscode.TextDocument, text: string): Promise<string> {
    const place = document.positionAt(document.getText().indexOf(text) + 1);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      place,
    );
    return hovers
      .flatMap(({ contents }) => contents)
      .map((content) => (content instanceof vscode.MarkdownString ? content.value : ''))
      .join('\n')
      .replaceAll('\\', '');
  }

  test('keys of a plan are completed with what they are for, and values with what is allowed', async () => {
    const document = await openPlan(planText().replace('"owner": "Ada Lovelace",', ''));
    const keys = await until(
      () => offered(document, '"deployment": {'),
      (found) => found.has('owner'),
    );
    assert.equal(keys.get('owner'), 'Who answers for the deployment.');
    assert.equal(keys.has('feature'), false);
    const kinds = await offered(document, '"strategy": {\n    "kind": ');
    assert.deepEqual([...kinds.keys()].filter((label) => label.startsWith('"')).sort(), [
      '"blue-green"',
      '"canary"',
      '"dark-launch"',
      '"flag-only"',
      '"rolling"',
    ]);
  });

  test('a key of a plan says under the mouse what it is for', async () => {
    const document = await openPlan(planText());
    const text = await until(
      () => hovered(document, '"owner": "Ada Lovelace",'),
      (found) => found !== '',
    );
    assert.equal(text, 'Who answers for the deployment.');
  });

  test('what the schema refuses is told once, by the editor, and goes when it is mended', async () => {
    const good = planText();
    const document = await openPlan(good.replace('"trafficPercent": 5,', '"trafficPercent": 500,'));
    const errors = (): readonly string[] =>
      vscode.languages
        .getDiagnostics(document.uri)
        .filter(({ range }) => document.lineAt(range.start.line).text.includes('trafficPercent'))
        .map(({ source, message }) => `${source ?? ''}: ${message}`);
    const found = await until(errors, (messages) => messages.length > 0);
    assert.deepEqual(found, [': Value is above the maximum of 100.']);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), good);
    assert.ok(await vscode.workspace.applyEdit(edit));
    await until(errors, (messages) => messages.length === 0);
    await document.save();
  });

  test('a service profile is completed, explained and checked too', async () => {
    const document = await open(
      '.cc10x/service.json',
      '{\n  "service": "shop-api",\n  "traffic": { "rps": -1, "baselineErrorRate": 0.001, "source": "dashboard" },\n  "channels": { }\n}\n',
    );
    const keys = await until(
      () => offered(document, '"channels": { '),
      (found) => found.has('critical'),
    );
    assert.equal(keys.get('critical'), 'Where critical alerts arrive.');
    assert.equal(await hovered(document, '"rps"'), 'Requests per second in production.');
    const errors = (): readonly string[] => vscode.languages.getDiagnostics(document.uri).map(({ message }) => message);
    const found = await until(errors, (messages) => messages.length > 0);
    assert.deepEqual(found, ['Value is below the minimum of 0.']);
  });
});

/** As planning writes it: without `$schema`, which would stand above the schema that the extension brings. */
function planText(): string {
  return `${JSON.stringify({ ...aPlan(), $schema: undefined }, null, 2)}\n`;
}
