import * as vscode from 'vscode';

/** Shows a place of a plan in the form. */
export function openAt(uri: vscode.Uri, path: readonly (string | number)[]): vscode.Command {
  return { command: 'cc10x.openForm', title: vscode.l10n.t('Edit Plan in Form'), arguments: [uri, path] };
}
