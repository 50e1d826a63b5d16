import * as vscode from 'vscode';

/** The text of a plan that is being edited; the views tell what it says, not what was saved last. */
export function editedText(planFile: string): string | undefined {
  return vscode.workspace.textDocuments.find(({ uri, isDirty }) => isDirty && uri.fsPath === planFile)?.getText();
}
