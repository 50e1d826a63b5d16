import { getNodeValue, parseTree } from 'jsonc-parser';
import * as vscode from 'vscode';
import { type ItemPath, locate } from '../../core/plan/itemPath';
import { placeOf } from '../../core/plan/readPlan';
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

/** Opens the plan's text, at a place of it where the text has it. */
export async function openPlanJson(plan: vscode.Uri, path: ItemPath): Promise<void> {
  const document = await vscode.workspace.openTextDocument(plan);
  const tree = parseTree(document.getText());
  const place = tree === undefined ? undefined : locate(getNodeValue(tree), path);
  const position = document.positionAt(tree === undefined || place === undefined ? 0 : placeOf(tree, place).offset);
  const selection = new vscode.Range(position, position);
  // As text even where somebody made the form the default editor of plans.
  await vscode.commands.executeCommand('vscode.openWith', plan, 'default', { selection, preview: false });
}
