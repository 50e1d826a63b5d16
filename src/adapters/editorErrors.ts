import * as vscode from 'vscode';
import type { ReadErrors } from '../flow/ports';

/** Problems of our own are told elsewhere. */
const OWN_SOURCE = 'CC10x';

/**
 * Errors that the languages of the editor report. A file with unsaved edits is left out: what is reported there is not
 * about the file on disk.
 */
export const readEditorErrors: ReadErrors = (files) => {
  const edited = new Set(
    vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty).map(({ uri }) => uri.toString()),
  );
  return files.flatMap((file) => {
    const uri = vscode.Uri.file(file);
    return edited.has(uri.toString())
      ? []
      : errorsOf(uri).map(({ message, range }) => ({ file, line: range.start.line + 1, message }));
  });
};

/** Tells when errors of a file come, go or change. */
export function onDidChangeErrors(listener: () => void): vscode.Disposable {
  const known = new Map<string, string>();
  return vscode.languages.onDidChangeDiagnostics(({ uris }) => {
    let isChanged = false;
    for (const uri of uris) {
      if (uri.scheme !== 'file') continue;
      const key = uri.toString();
      const errors = errorsOf(uri).map(({ message, range }) => `${String(range.start.line)} ${message}`);
      const text = errors.join('\n');
      if ((known.get(key) ?? '') === text) continue;
      isChanged = true;
      if (text === '') known.delete(key);
      else known.set(key, text);
    }
    if (isChanged) listener();
  });
}

function errorsOf(uri: vscode.Uri): readonly vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ severity, source }) => severity === vscode.DiagnosticSeverity.Error && source !== OWN_SOURCE);
}
