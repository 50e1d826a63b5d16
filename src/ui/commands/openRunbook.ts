import * as vscode from 'vscode';
import { nameItems } from '../../core/plan/itemPath';
import type { Plan } from '../../core/plan/schema';
import { anchorsOf } from '../../core/runbook/anchors';
import { anchorTag, itemTag } from '../../core/runbook/markdown';
import { type RunbookUses, writeRunbook } from './runbook';

/**
 * Opens the runbook of a plan, at what it says about a place of the plan or about a check; writes it first where there is
 * none.
 */
export async function openRunbook(
  uses: RunbookUses,
  uri: vscode.Uri,
  place?: readonly (string | number)[] | { readonly check: string },
): Promise<void> {
  const { engine, ports } = await uses.load();
  const { plan, runbook, runbookFile } = await engine.openDeployment(ports, uri.fsPath);
  if (runbook === undefined) {
    await writeRunbook(uses, uri);
    return;
  }
  const id = place === undefined ? undefined : 'check' in place ? place.check : innermostId(plan, place);
  const anchor = id === undefined ? undefined : anchorsOf(plan).find(id);
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(runbookFile));
  const offset = anchor === undefined ? -1 : offsetOf(document.getText(), anchor);
  const position = document.positionAt(Math.max(0, offset));
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  if (offset < 0) return;
  editor.selection = new vscode.Selection(position, position);
  editor.revealRange(new vscode.Range(position, position), vscode.TextEditorRevealType.AtTop);
}

/** Where a runbook has an anchor; -1: nowhere, somebody took it away. */
function offsetOf(runbook: string, anchor: string): number {
  const heading = runbook.indexOf(anchorTag(anchor));
  return heading < 0 ? runbook.indexOf(itemTag(anchor)) : heading;
}

/** The id of the innermost item on the way to a place. */
function innermostId(plan: Plan, path: readonly (string | number)[]): string | undefined {
  const ids = nameItems(plan, path).flatMap((segment) => (typeof segment === 'object' ? [segment.id] : []));
  return ids.at(-1);
}
