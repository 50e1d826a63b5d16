import * as vscode from 'vscode';

/** Undefined when there is no such file. */
export async function readText(file: vscode.Uri): Promise<string | undefined> {
  return vscode.workspace.fs.readFile(file).then(
    (bytes) => new TextDecoder().decode(bytes),
    () => undefined,
  );
}
