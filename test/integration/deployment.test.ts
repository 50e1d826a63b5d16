import * as assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { setup, suite, suiteSetup, suiteTeardown, test } from 'mocha';
import * as vscode from 'vscode';
import { until } from './until';

suite('a deployment in the editor', () => {
  let folder: string;
  let cli: string;
  let home: string;
  let plan: vscode.Uri;

  suiteSetup(async () => {
    const [root] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(root);
    folder = root.uri.fsPath;
    const extension = vscode.extensions.getExtension('cc10x.cc10x-deployment-planner');
    assert.ok(extension);
    cli = path.join(extension.extensionPath, 'dist', 'cli.js');
    await extension.activate();
    await run('plan', folder, '--feature', 'Express checkout', '--date', '2026-11-02', '--write');
    home = path.join(folder, 'thoughts/shared/deployment-runbooks');
    plan = vscode.Uri.file(path.join(home, '2026-11-02-express-checkout.deployment-plan.json'));
  });

  suiteTeardown(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(path.join(folder, 'thoughts'), { recursive: true, force: true });
  });

  setup(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  /** Runs the command line beside the editor. @returns what it printed, whatever its exit code. */
  async function run(...args: readonly string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(nodeOf(), [cli, ...args], { cwd: folder }).catch(
      (error: unknown) => error as { readonly stdout: string },
    );
    return stdout;
  }

  async function logged(): Promise<readonly LogLine[]> {
    const text = await readFile(path.join(home, '2026-11-02-express-checkout.deployment-log.jsonl'), 'utf8');
    return text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as LogLine);
  }

  /** Gives the plan another test command, as a person would who edits the JSON. */
  async function withTestCommand(command: Readonly<Record<string, unknown>>): Promise<void> {
    const content = JSON.parse(await readFile(plan.fsPath, 'utf8')) as { checks: Record<string, unknown>[] };
    const checks = content.checks.map((check) => (check['id'] === 'tests' ? { ...check, ...command } : check));
    await writeFile(plan.fsPath, `${JSON.stringify({ ...content, checks }, null, 2)}\n`);
  }

  async function runTestCheck(): Promise<LogLine['data']> {
    const before = (await logged()).length;
    await vscode.commands.executeCommand('cc10x.runCheck', plan, 'tests');
    const lines = await logged();
    assert.equal(lines.length, before + 1);
    const last = lines.at(-1);
    assert.ok(last);
    assert.equal(last.type, 'check.recorded');
    return last.data;
  }

  test('editor and command line render the same bytes', async () => {
    const runbook = plan.fsPath.replace('.deployment-plan.json', '.md');
    await rm(runbook);
    await vscode.commands.executeCommand('cc10x.writeRunbook', plan);
    assert.equal(await readFile(runbook, 'utf8'), await run('render', plan.fsPath));
  });

  test('what a command writes, an open document says at once', async () => {
    const runbook = await vscode.workspace.openTextDocument(plan.fsPath.replace('.deployment-plan.json', '.md'));
    const content = await readFile(plan.fsPath, 'utf8');
    await writeFile(plan.fsPath, content.replace('"feature": "Express checkout"', '"feature": "Faster checkout"'));
    await vscode.commands.executeCommand('cc10x.writeRunbook', plan);
    assert.match(runbook.getText(), /^# Deployment: Faster checkout$/mu);
    assert.equal(runbook.getText(), await readFile(runbook.uri.fsPath, 'utf8'));
    assert.equal(runbook.isDirty, false);
    await writeFile(plan.fsPath, content);
    await vscode.commands.executeCommand('cc10x.writeRunbook', plan);
    assert.equal(runbook.getText(), await readFile(runbook.uri.fsPath, 'utf8'));
  });

  test('a runbook says above its first line whether it is approved, and which boxes were ticked by hand', async () => {
    await vscode.commands.executeCommand('cc10x.writeRunbook', plan);
    const runbook = await vscode.workspace.openTextDocument(plan.fsPath.replace('.deployment-plan.json', '.md'));
    const text = runbook.getText();
    const lenses = async (): Promise<readonly string[]> => {
      const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        runbook.uri,
      );
      return found.map(({ range, command }) => `${String(range.start.line + 1)} ${command?.title ?? ''}`);
    };
    assert.deepEqual(await lenses(), ['1 $(warning) The plan is not approved.']);
    const line = text.slice(0, text.indexOf('- [ ] Manual testing')).split('\n').length;
    await writeFile(runbook.uri.fsPath, text.replace('- [ ] Manual testing', '- [x] Manual testing'));
    assert.deepEqual(await lenses(), [
      '1 $(warning) The plan is not approved.',
      '1 $(checklist) Record what was ticked by hand (1)…',
      `${String(line)} Ticked by hand: record in the log…`,
    ]);
    await writeFile(runbook.uri.fsPath, text);
  });

  test('a command that passes is evidence with output, exit code and time', async () => {
    const { verdict, evidence } = await runTestCheck();
    assert.equal(verdict, 'pass');
    assert.equal(evidence.command, 'npm test');
    assert.equal(evidence.exitCode, 0);
    assert.match(evidence.output ?? '', /# pass \d+/u);
  });

  test('a command that fails is a fail', async () => {
    await withTestCommand({ run: 'echo broken; exit 3' });
    const { verdict, evidence } = await runTestCheck();
    assert.deepEqual([verdict, evidence.exitCode, evidence.output], ['fail', 3, 'broken']);
  });

  test('a command that hangs is unknown', async () => {
    await withTestCommand({ run: 'sleep 60', timeoutSeconds: 1 });
    const { verdict, evidence } = await runTestCheck();
    assert.deepEqual([verdict, evidence.exitCode], ['unknown', null]);
    assert.match(evidence.summary, /time limit/u);
  });

  test('a command whose terminal is closed is unknown', async () => {
    await withTestCommand({ run: 'sleep 59', timeoutSeconds: 120 });
    const earlier = new Set(vscode.window.terminals);
    const checked = runTestCheck();
    const terminal = await appearing(() => vscode.window.terminals.find((candidate) => !earlier.has(candidate)));
    // The pseudoterminal opens a moment after its terminal is known.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    terminal.dispose();
    assert.equal((await checked).verdict, 'unknown');
  });

  test('a command that never starts is unknown', async () => {
    await withTestCommand({ run: 'true', cwd: 'not/there' });
    const { verdict, evidence } = await runTestCheck();
    assert.equal(verdict, 'unknown');
    assert.match(evidence.summary, /never started/u);
  });

  test('problems of an open plan stand at their place', async () => {
    const document = await vscode.workspace.openTextDocument(plan);
    await vscode.window.showTextDocument(document);
    const blank = await appearing(() =>
      vscode.languages.getDiagnostics(plan).find(({ message }) => message.includes('Who is on call')),
    );
    assert.deepEqual(
      [blank.source, blank.code, blank.severity],
      ['CC10x', 'open-blank', vscode.DiagnosticSeverity.Error],
    );
    // Wide enough to point at with a mouse.
    assert.match(document.getText(blank.range), /^"id": "[^"]+"$/u);
  });

  test('problems of the runbook stand in the runbook, each with what its rule is for, and an obvious fix is offered', async () => {
    const runbook = vscode.Uri.file(path.join(home, '2026-11-02-express-checkout.md'));
    const [planText, runbookText] = await Promise.all([
      readFile(plan.fsPath, 'utf8'),
      readFile(runbook.fsPath, 'utf8'),
    ]);
    const content = JSON.parse(planText) as { stages: { durationSeconds: number; soak: { seconds: number } }[] };
    const [stage] = content.stages;
    assert.ok(stage);
    stage.durationSeconds = 1;
    try {
      await writeFile(plan.fsPath, `${JSON.stringify(content, null, 2)}\n`);
      await writeFile(runbook.fsPath, runbookText.replace('\n## Monitoring', '\n<<<<<<< HEAD\n## Monitoring'));
      const document = await vscode.workspace.openTextDocument(plan);
      const found = (uri: vscode.Uri, code: string): vscode.Diagnostic | undefined =>
        vscode.languages.getDiagnostics(uri).find((diagnostic) => diagnostic.code === code);
      const marker = await appearing(() => found(runbook, 'conflict-marker'));
      const lines = (await readFile(runbook.fsPath, 'utf8')).split('\n');
      assert.equal(lines[marker.range.start.line], '<<<<<<< HEAD');
      assert.equal(marker.relatedInformation, undefined);
      assert.ok((await hoverAt(runbook, marker.range.start)).includes('Two versions of a runbook are none.'));
      const short = await appearing(() => found(plan, 'duration-below-soak'));
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        plan,
        short.range,
      );
      const fix = actions.find(({ title }) => title === 'Count the soak in');
      assert.ok(fix?.edit);
      assert.ok(await vscode.workspace.applyEdit(fix.edit));
      const mended = JSON.parse(document.getText()) as typeof content;
      assert.equal(mended.stages[0]?.durationSeconds, stage.soak.seconds);
      await document.save();
    } finally {
      await writeFile(plan.fsPath, planText);
      await writeFile(runbook.fsPath, runbookText);
    }
  });

  test('a plan that is no JSON any more is left alone, and its runbook too', async () => {
    const before = await readFile(plan.fsPath, 'utf8');
    const runbook = plan.fsPath.replace('.deployment-plan.json', '.md');
    const written = await readFile(runbook, 'utf8');
    try {
      await writeFile(plan.fsPath, before.slice(0, 100));
      await vscode.commands.executeCommand('cc10x.writeRunbook', plan);
      assert.equal(await readFile(plan.fsPath, 'utf8'), before.slice(0, 100));
      assert.equal(await readFile(runbook, 'utf8'), written);
    } finally {
      await writeFile(plan.fsPath, before);
    }
  });

  test('the form opens beside and leaves no trace by itself', async () => {
    const before = await readFile(plan.fsPath, 'utf8');
    await vscode.commands.executeCommand('cc10x.openPlanEditor', plan);
    const tab = await appearing(() =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .find(({ input }) => input instanceof vscode.TabInputCustom),
    );
    assert.equal(tab.isDirty, false);
    assert.equal(await readFile(plan.fsPath, 'utf8'), before);
  });

  test('the settings say where the three files stand', async () => {
    const configuration = vscode.workspace.getConfiguration('cc10x', vscode.Uri.file(folder));
    await configuration.update('deploymentFolder', 'docs/deployments', vscode.ConfigurationTarget.Workspace);
    try {
      await run('plan', folder, '--feature', 'Elsewhere', '--date', '2026-11-02', '--write');
      assert.deepEqual(await readdir(path.join(folder, 'docs/deployments')), [
        '.gitattributes',
        '2026-11-02-elsewhere.deployment-log.jsonl',
        '2026-11-02-elsewhere.deployment-plan.json',
        '2026-11-02-elsewhere.md',
      ]);
    } finally {
      await configuration.update('deploymentFolder', undefined, vscode.ConfigurationTarget.Workspace);
      await rm(path.join(folder, 'docs/deployments'), { recursive: true, force: true });
      // What is left of the settings would be an uncommitted change.
      await rm(path.join(folder, '.vscode/settings.json'), { force: true });
    }
  });
});

interface LogLine {
  readonly type: string;
  readonly data: {
    readonly verdict: string;
    readonly evidence: {
      readonly summary: string;
      readonly command?: string;
      readonly exitCode?: number | null;
      readonly output?: string;
    };
  };
}

/** A Node that runs scripts: the extension host's own binary may be an editor. */
function nodeOf(): string {
  return path.basename(process.execPath).startsWith('node') ? process.execPath : 'node';
}

async function appearing<T>(find: () => T | undefined): Promise<T> {
  const found = await until(find, (each) => each !== undefined);
  assert.ok(found !== undefined);
  return found;
}

async function hoverAt(uri: vscode.Uri, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, position);
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (content instanceof vscode.MarkdownString ? content.value : ''))
    .join('\n');
}
