import * as vscode from 'vscode';
import { PLAN_EDITOR } from './planEditorType';

/** The session of the editor in which a form was last shown in the editor area. */
const SESSION = 'cc10x.editorSession';

/** Remembers that this session shows a form in the editor area: if the extension host dies, that one is lost. */
export async function rememberEditor(memory: vscode.Memento): Promise<void> {
  await memory.update(SESSION, vscode.env.sessionId);
}

/**
 * VS Code gives the page of a custom editor no new extension host after the one it had died: it shows the plan on, and
 * nobody answers it. Only loading the window again joins the two, and brings back all that was typed. A person who is
 * typing must not be moved elsewhere, so they are asked.
 * @param memory what this extension remembers of the workspace
 */
export async function tellOfLostEditors(memory: vscode.Memento): Promise<void> {
  // An extension host that died before it showed a form has lost none.
  const isRestart = memory.get(SESSION) === vscode.env.sessionId;
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const isOurs = ({ input }: vscode.Tab): boolean =>
    input instanceof vscode.TabInputCustom && input.viewType === PLAN_EDITOR;
  if (!isRestart || !tabs.some(isOurs)) return;
  const reload = vscode.l10n.t('Reload Window');
  const picked = await vscode.window.showWarningMessage(
    vscode.l10n.t(
      'The extension host was started again, and the form in the editor area lost touch with it. Reload the window: all that you typed will be there.',
    ),
    reload,
  );
  if (picked === reload) await vscode.commands.executeCommand('workbench.action.reloadWindow');
}
