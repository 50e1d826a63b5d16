import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { PLAN_ENDING } from '../core/plan/files';
import type { SiblingMove } from '../flow/renamePlan';
import type { Boundary } from './errorBoundary';
import type { LoadEngine } from './loadEngine';

/**
 * Whoever renames or moves a plan in the editor is asked once whether its runbook, log and alert rules should follow: a
 * plan without its log has lost its evidence and its approval. Nothing that stands at the new place is replaced.
 */
export function offerSiblingRenames(load: LoadEngine, boundary: Boundary): vscode.Disposable {
  return vscode.workspace.onDidRenameFiles(({ files }) => {
    const plans = files.filter(({ oldUri, newUri }) => isPlan(oldUri) && isPlan(newUri));
    if (plans.length > 0) void boundary(() => offer(load, plans));
  });
}

async function offer(load: LoadEngine, plans: vscode.FileRenameEvent['files']): Promise<void> {
  const { engine, ports } = await load();
  const found = await Promise.all(
    plans.map(({ oldUri, newUri }) => engine.findSiblingMoves(ports.files, oldUri.fsPath, newUri.fsPath)),
  );
  const moves = found.flatMap((each) => each.moves);
  const taken = found.flatMap((each) => each.taken);
  const stays = taken.map(({ from, to }) =>
    vscode.l10n.t('{0} stays: there is a file {1} already.', shortName(from), shortName(to)),
  );
  if (moves.length === 0) {
    if (taken.length > 0) void vscode.window.showWarningMessage(stays.join(' '));
    return;
  }
  const rename: vscode.MessageItem = { title: vscode.l10n.t('Rename Files') };
  const keep: vscode.MessageItem = { title: vscode.l10n.t('Keep Names'), isCloseAffordance: true };
  const picked = await vscode.window.showInformationMessage(
    vscode.l10n.t('Rename the other files of this deployment too?'),
    { modal: true, detail: [...moves.map(describe), ...stays].join('\n') },
    ...[rename, keep],
  );
  if (picked !== rename) return;
  const edit = new vscode.WorkspaceEdit();
  for (const { from, to } of moves) edit.renameFile(vscode.Uri.file(from), vscode.Uri.file(to), { overwrite: false });
  if (await vscode.workspace.applyEdit(edit)) return;
  throw engine.environmentFailed(
    vscode.l10n.t('The other files of the deployment could not be renamed. They are where they were.'),
  );
}

function isPlan(uri: vscode.Uri): boolean {
  return uri.scheme === 'file' && uri.path.endsWith(PLAN_ENDING);
}

/** Names alone where the folder stays the same. */
function describe({ from, to }: SiblingMove): string {
  const name = dirname(from) === dirname(to) ? basename : shortName;
  return `${name(from)} → ${name(to)}`;
}

function shortName(file: string): string {
  return vscode.workspace.asRelativePath(file);
}
