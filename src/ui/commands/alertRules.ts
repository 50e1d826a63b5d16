import * as vscode from 'vscode';
import { withProgress } from '../errorBoundary';
import { identify, type LoadEngine } from '../loadEngine';

/** Writes the alert rules and their tests beside the plan, and shows the rules. */
export async function writeAlertRules(load: LoadEngine, plan: vscode.Uri): Promise<void> {
  const loaded = await load();
  const { engine, ports } = loaded;
  const written = await withProgress(vscode.l10n.t('Writing and testing alert rules'), async (signal) => {
    const { folder } = await engine.locateDeployment(ports, plan.fsPath);
    const by = await identify(loaded, folder, signal);
    return engine.writeAlertRules(ports, plan.fsPath, undefined, by, signal);
  });
  await vscode.window.showTextDocument(vscode.Uri.file(written.rulesFile), { preview: false });
  const { verdict, alerts, unwritten } = written;
  const left = vscode.l10n.t(
    '{0} alert rules written, {1} left out for want of a name.',
    alerts.length,
    unwritten.length,
  );
  if (verdict.kind === 'failed') {
    const shown = await vscode.workspace.openTextDocument({ content: verdict.output });
    await vscode.window.showTextDocument(shown, { viewColumn: vscode.ViewColumn.Beside, preview: true });
    void vscode.window.showErrorMessage(vscode.l10n.t('promtool refuses the alert rules: see its output beside them.'));
  } else if (verdict.kind === 'not verified') {
    void vscode.window.showWarningMessage(
      `${left} ${vscode.l10n.t('Their logic is not verified: {0}', verdict.reason)}`,
    );
  }
}
