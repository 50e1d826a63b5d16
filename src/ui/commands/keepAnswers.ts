import * as vscode from 'vscode';
import { isOpen } from '../../core/plan/blanks';
import { editedText } from '../editedText';
import type { LoadEngine } from '../loadEngine';

/** Writes answers into the service profile: those of the named blanks, or all that can be kept. */
export async function keepAnswers(
  load: LoadEngine,
  uri: vscode.Uri,
  blanks: readonly string[] | undefined,
): Promise<void> {
  const { engine, ports } = await load();
  const { plan, folder } = await engine.openDeployment(ports, uri.fsPath, editedText(uri.fsPath));
  const chosen = plan.blanks.filter((blank) => !isOpen(blank) && (blanks?.includes(blank.id) ?? true));
  if (chosen.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No question of this plan is answered yet.'));
    return;
  }
  await engine.keepAnswers(ports.files, folder, chosen);
}
