import * as vscode from 'vscode';
import { identify, type LoadEngine } from '../loadEngine';

/** Writes the runbook, or shows both texts side by side where an edit and the plan disagree. */
export async function writeRunbook(load: LoadEngine, plan: vscode.Uri): Promise<void> {
  const loaded = await load();
  const { engine, ports } = loaded;
  const signal = new AbortController().signal;
  const { folder } = await engine.locateDeployment(ports, plan.fsPath);
  const issued = await engine.issueRunbook(ports, plan.fsPath, await identify(loaded, folder, signal), signal);
  const runbook = vscode.Uri.file(issued.runbookFile);
  if (issued.kind === 'written') {
    await vscode.window.showTextDocument(runbook, { preview: false });
    return;
  }
  const fresh = await vscode.workspace.openTextDocument({ language: 'markdown', content: issued.text });
  await vscode.commands.executeCommand(
    'vscode.diff',
    fresh.uri,
    runbook,
    vscode.l10n.t('Runbook: from the plan ↔ yours'),
  );
  const replace = vscode.l10n.t('Take the Plan’s Text');
  const picked = await vscode.window.showWarningMessage(
    vscode.l10n.t(
      'The runbook was edited where the plan changed too. Nothing was written. Bring the two together on the right side, or take the plan’s text.',
    ),
    replace,
  );
  if (picked !== replace) return;
  await engine.issueRunbook(ports, plan.fsPath, await identify(loaded, folder, signal), signal, 'replace');
}

/** Opens the runbook of a plan; writes it first where there is none. */
export async function openRunbook(load: LoadEngine, plan: vscode.Uri): Promise<void> {
  const { engine, ports } = await load();
  const { runbook, runbookFile } = await engine.openDeployment(ports, plan.fsPath);
  if (runbook === undefined) await writeRunbook(load, plan);
  else await vscode.window.showTextDocument(vscode.Uri.file(runbookFile), { preview: false });
}

/** Puts the built-in templates into the folder that is meant, and opens the main one. */
export async function ejectTemplate(load: LoadEngine): Promise<void> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const [only, ...more] = folders;
  const folder = more.length === 0 ? only : await vscode.window.showWorkspaceFolderPick();
  if (folder === undefined) return;
  const { engine, ports } = await load();
  const { main, written } = await engine.ejectTemplates(ports, folder.uri.fsPath);
  await vscode.window.showTextDocument(vscode.Uri.file(main), { preview: false });
  void vscode.window.showInformationMessage(
    written.length === 0
      ? vscode.l10n.t('The templates were there already and stay as they are.')
      : vscode.l10n.t('Runbooks are written with these templates from now on. Delete the ones you do not change.'),
  );
}
