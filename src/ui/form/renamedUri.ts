import type * as vscode from 'vscode';

/** What a file is called after it, or a folder that it lies in, got another name; undefined when it is neither. */
export function renamedUri(file: vscode.Uri, from: vscode.Uri, to: vscode.Uri): vscode.Uri | undefined {
  if (file.toString() === from.toString()) return to;
  if (file.scheme !== from.scheme || !file.path.startsWith(`${from.path}/`)) return undefined;
  return to.with({ path: to.path + file.path.slice(from.path.length) });
}
