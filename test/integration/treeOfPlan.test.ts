import * as assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { suite, suiteSetup, suiteTeardown, test } from 'mocha';
import * as vscode from 'vscode';
import { onDidChangeErrors, readEditorErrors } from '../../src/adapters/editorErrors';
import type { RuleState } from '../../src/core/alerts/ruleStates';
import type * as Engine from '../../src/engine';
import { Deployments } from '../../src/ui/deployments';
import { evidenceUri } from '../../src/ui/planTexts';
import { alertRulesNode } from '../../src/ui/tree/alertRuleNodes';
import { DeploymentsTree } from '../../src/ui/tree/deploymentsTree';
import type { TreeNode } from '../../src/ui/tree/nodes';
import { putPlan } from '../e2e/support/planOnDisk';
import { until } from './until';

/** A line as a person sees it: its words, its icon and the icon's colour. */
interface Line {
  readonly label: unknown;
  readonly description: unknown;
  readonly icon: string | undefined;
  readonly color: string | undefined;
}

function lineOf({ item }: TreeNode): Line {
  const icon = item.iconPath instanceof vscode.ThemeIcon ? item.iconPath : undefined;
  return { label: item.label, description: item.description, icon: icon?.id, color: icon?.color?.id };
}

suite('the lines under a plan', () => {
  const [root] = vscode.workspace.workspaceFolders ?? [];
  const folder = root?.uri.fsPath ?? '';
  let plan: vscode.Uri;
  let planText: string;
  let language: vscode.DiagnosticCollection;
  let deployments: Deployments;
  let tree: DeploymentsTree;

  suiteSetup(async () => {
    const extension = vscode.extensions.getExtension('cc10x.cc10x-deployment-planner');
    assert.ok(extension);
    await extension.activate();
    const engine = (await import(
      pathToFileURL(path.join(extension.extensionPath, 'dist/engine.cjs')).href
    )) as typeof Engine;
    const ports = engine.openPorts({ readErrors: readEditorErrors });
    const { file, text } = await putPlan(folder);
    plan = vscode.Uri.file(file);
    planText = text;
    language = vscode.languages.createDiagnosticCollection('test');
    deployments = new Deployments((each, signal) => engine.assessDeployment(ports, each, signal), onDidChangeErrors);
    tree = new DeploymentsTree(deployments);
  });

  suiteTeardown(async () => {
    language.dispose();
    tree.dispose();
    deployments.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(path.join(folder, 'thoughts'), { recursive: true, force: true });
  });

  /** The lines below the plan's line, or below one of those. */
  async function below(...labels: readonly string[]): Promise<readonly TreeNode[]> {
    let nodes = await tree.getChildren((await tree.getChildren())[0]);
    for (const label of labels) nodes = await tree.getChildren(nodes.find(({ item }) => item.label === label));
    return nodes;
  }

  async function lines(...labels: readonly string[]): Promise<readonly Line[]> {
    return (await below(...labels)).map(lineOf);
  }

  const findings = async (): Promise<Line | undefined> =>
    (await lines('Checks')).find(({ label }) => String(label).endsWith('Critical findings resolved'));

  test('say how they stand before a name that may be long, and the name first to whoever listens', async () => {
    const [line] = await tree.getChildren();
    assert.deepEqual([line?.item.label, line?.item.description], ['planning: User authentication', '2025-10-27']);
    const tooltip: unknown = line?.item.tooltip;
    const spoken = String(tooltip).split('\n');
    assert.deepEqual(spoken.slice(0, 2), ['User authentication', 'planning · 2025-10-27']);
    const risks = (await lines('Risks')).map(({ label, description }) => [String(label).split(' ')[0], description]);
    assert.deepEqual(risks, [
      ['critical:', 'score 20, open'],
      ['accepted:', 'score 9, important'],
      ['mitigated:', 'score 4, minor'],
    ]);
  });

  test('say what is to be answered first, and that it is not answered to whoever listens', async () => {
    const todo = await below('To Do Before Approval');
    const question = 'Who is on call during the rollout?';
    const line = todo.find(({ item }) => item.label === question);
    assert.deepEqual([line?.item.tooltip, line?.item.command?.command], [`Unanswered: ${question}`, 'cc10x.openForm']);
  });

  test('of a check lead to its place in the form and in the plan', async () => {
    const checks = await below('Checks');
    const line = checks.find(({ check }) => check === 'findings');
    assert.deepEqual(
      [line?.item.command?.command, String(line?.item.command?.arguments), line?.path],
      ['cc10x.openForm', `${plan.toString()},checks,2`, ['checks', 2]],
    );
    await vscode.commands.executeCommand('cc10x.openPlanJson', line);
    const editor = await until(
      () => Promise.resolve(vscode.window.activeTextEditor),
      (active) => active?.document.uri.toString() === plan.toString(),
    );
    const place = editor?.document.offsetAt(editor.selection.active) ?? 0;
    assert.match(editor?.document.getText().slice(place, place + 40) ?? '', /^\{\s*"id": "findings"/u);
  });

  test('turn red where the editor reports an error in a file of the release, as its evidence does, and back', async () => {
    const words = 'The editor reports an error in files of the release: src/pricing.js:2 (Cannot find name "fee").';
    const pending = {
      label: 'pending: Critical findings resolved',
      description: 'Not checked yet.',
      icon: 'circle-large-outline',
      color: 'icon.foreground',
    };
    const evidence = await vscode.workspace.openTextDocument(evidenceUri(plan, 'findings'));
    const verdict = (): Promise<string> => Promise.resolve(evidence.getText().split('\n')[1] ?? '');
    assert.deepEqual(await findings(), pending);
    assert.equal(await verdict(), 'pending. Not checked yet.');
    const error = new vscode.Diagnostic(new vscode.Range(1, 0, 1, 4), 'Cannot find name "fee"');
    language.set(vscode.Uri.file(path.join(folder, 'src/pricing.js')), [error]);
    assert.deepEqual(await until(findings, (line) => line?.icon === 'error'), {
      label: 'failed: Critical findings resolved',
      description: words,
      icon: 'error',
      color: 'testing.iconFailed',
    });
    assert.equal(await until(verdict, (text) => text.startsWith('failed')), `failed. ${words}`);
    language.clear();
    assert.deepEqual(await until(findings, (line) => line?.icon !== 'error'), pending);
    assert.equal(await until(verdict, (text) => text.startsWith('pending')), 'pending. Not checked yet.');
  });

  test('tell what a problem of the plan leaves to do', async () => {
    const before = await lines('To Do Before Approval');
    const edit = (label: string): Line => ({ label, description: undefined, icon: 'edit', color: undefined });
    await writeFile(plan.fsPath, planText.replace('"trafficPercent": 25', '"trafficPercent": 3'));
    const more = await until(
      () => lines('To Do Before Approval'),
      (found) => found.length > before.length,
    );
    assert.deepEqual(
      more.filter(({ label }) => !before.some((line) => line.label === label)),
      [
        edit('Traffic falls from 5 % to 3 %. Stages must not take traffic away.'),
        edit('"Partial" usually takes 10–25 % of the traffic, not 3 %. Change it or give the reason.'),
      ],
    );
    await writeFile(plan.fsPath, planText);
    const after = await until(
      () => lines('To Do Before Approval'),
      (found) => found.length === before.length,
    );
    assert.deepEqual(after, before);
  });

  test('count what is optional apart from what approval asks for', async () => {
    const checks = async (): Promise<unknown> => (await lines()).find(({ label }) => label === 'Checks')?.description;
    const apart = '2 of 7 required passed, 1 optional';
    assert.equal(await checks(), apart);
    const passed = (await lines('Checks')).filter(({ icon }) => icon === 'pass');
    assert.deepEqual(
      passed.map(({ label, color }) => [String(label).startsWith('passed: '), color]),
      passed.map(() => [true, 'charts.green']),
    );
    assert.equal(passed.length, 3);
    await writeFile(plan.fsPath, planText.replaceAll('"required": false', '"required": true'));
    assert.equal(await until(checks, (words) => words !== apart), '3 of 8 passed');
    await writeFile(plan.fsPath, planText);
    assert.equal(await until(checks, (words) => words === apart), apart);
  });

  test('say of each alert rule that nobody verified it', async () => {
    const node = (await lines('Monitoring')).at(-1);
    assert.deepEqual(node, { label: 'Alert Rules', description: '0 of 15 proven', icon: 'bell', color: undefined });
    const rules = await lines('Monitoring', 'Alert Rules');
    assert.equal(new Set(rules.map(({ label }) => label)).size, 15);
    for (const rule of rules) {
      assert.deepEqual(rule, {
        label: rule.label,
        description:
          'logic tested: not verified, series exist: not verified, loaded: not verified, routed: not verified',
        icon: 'question',
        color: 'list.warningForeground',
      });
    }
  });

  test('tell the four states of an alert rule, of which one that does not hold outweighs those that nobody knows', () => {
    const yes: RuleState = { verdict: 'yes' };
    const no: RuleState = { verdict: 'no', reason: 'Prometheus has not loaded it.' };
    const open: RuleState = { verdict: 'not verified' };
    const node = alertRulesNode(plan, {
      alertRules: [
        { rule: 'Errors 5m', logic: yes, series: yes, loaded: yes, routed: yes },
        { rule: 'Errors 1h', logic: yes, series: open, loaded: no, routed: open },
        { rule: 'Watchdog', logic: yes, series: yes, loaded: yes, routed: open },
      ],
    });
    assert.deepEqual(lineOf(node), {
      label: 'Alert Rules',
      description: '1 of 3 proven',
      icon: 'bell',
      color: undefined,
    });
    const rules = node.children?.() as readonly TreeNode[];
    assert.deepEqual(rules.map(lineOf), [
      {
        label: 'Errors 5m',
        description: 'logic tested: yes, series exist: yes, loaded: yes, routed: yes',
        icon: 'pass',
        color: 'charts.green',
      },
      {
        label: 'Errors 1h',
        description: 'logic tested: yes, series exist: not verified, loaded: no, routed: not verified',
        icon: 'error',
        color: 'testing.iconFailed',
      },
      {
        label: 'Watchdog',
        description: 'logic tested: yes, series exist: yes, loaded: yes, routed: not verified',
        icon: 'question',
        color: 'list.warningForeground',
      },
    ]);
    assert.equal(
      rules[1]?.item.tooltip,
      [
        'Errors 1h',
        'logic tested: yes',
        'series exist: not verified',
        'loaded: no',
        'routed: not verified',
        'Prometheus has not loaded it.',
      ].join('\n'),
    );
  });
});
