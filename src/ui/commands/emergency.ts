import * as vscode from 'vscode';
import { identify, type LoadEngine } from '../loadEngine';
import { plainText } from '../plainText';

/** Emergency mode: asks which checks to go on without, and why. Escape waives nothing. */
export async function waiveChecks(load: LoadEngine, plan: vscode.Uri): Promise<void> {
  const loaded = await load();
  const { engine, ports } = loaded;
  const signal = new AbortController().signal;
  const assessment = await engine.assessDeployment(ports, plan.fsPath, signal);
  const items = engine.waivableChecks(assessment).map(({ check, verdict, evidence }) => ({
    label: check.title,
    description: verdict,
    detail: plainText(evidence.summary),
    picked: true,
    id: check.id,
  }));
  const title = vscode.l10n.t('Emergency: Go On Without Checks');
  if (items.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is nothing to waive.'));
    return;
  }
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('Which checks does this release go on without?'),
    canPickMany: true,
    ignoreFocusOut: true,
  });
  if (picked === undefined || picked.length === 0) return;
  const reason = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t(
      'Why can this not wait? It becomes the first line of the runbook, with your name, and a second person is asked to look at it afterwards.',
    ),
    ignoreFocusOut: true,
    validateInput: (value) => engine.rejectReason(value),
  });
  if (reason === undefined) return;
  const by = await identify(loaded, assessment.deployment.folder, signal);
  const checks = picked.map(({ id }) => id);
  await showRunbook(await engine.waiveChecks(ports, plan.fsPath, { checks, reason }, by, signal));
}

/** Records the second look at what was waived. */
export async function reviewWaiver(load: LoadEngine, plan: vscode.Uri): Promise<void> {
  const loaded = await load();
  const { engine, ports } = loaded;
  const signal = new AbortController().signal;
  const { deployment, record } = await engine.assessDeployment(ports, plan.fsPath, signal);
  if (record.waivers.every(({ review }) => review !== undefined)) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No waiver waits for a second look.'));
    return;
  }
  const by = await identify(loaded, deployment.folder, signal);
  const statement = await vscode.window.showInputBox({
    title: vscode.l10n.t('Record Second Look at Waiver'),
    prompt: vscode.l10n.t('{0} looked at it. What did you look at, and what follows from it?', by),
    ignoreFocusOut: true,
    validateInput: (value) => (value.trim() === '' ? vscode.l10n.t('Say what you looked at.') : undefined),
  });
  if (statement === undefined) return;
  await engine.reviewWaiver(ports, plan.fsPath, statement, by, signal);
}

async function showRunbook({ kind, runbookFile }: { readonly kind: string; readonly runbookFile: string }) {
  if (kind === 'conflict') {
    void vscode.window.showWarningMessage(
      vscode.l10n.t('The waiver is recorded. The runbook was edited where it changes: run “CC10x: Write Runbook”.'),
    );
    return;
  }
  await vscode.window.showTextDocument(vscode.Uri.file(runbookFile), { preview: false });
}
