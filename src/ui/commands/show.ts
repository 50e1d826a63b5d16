import * as vscode from 'vscode';
import { evidenceUri, runbookPreviewUri } from '../planTexts';

/** Shows the runbook as the plan would make it now, beside what is open. Nothing is written. */
export async function previewRunbook(plan: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand('markdown.showPreviewToSide', runbookPreviewUri(plan));
}

/** Shows what is known about a check. */
export async function revealEvidence(plan: vscode.Uri, check: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(evidenceUri(plan, check));
  await vscode.window.showTextDocument(document, { preview: true });
}
