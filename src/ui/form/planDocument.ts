import * as vscode from 'vscode';
import type { TextEdit } from '../../core/plan/edit';
import type { PlanText } from './planFormSession';

/** A plan's text document. VS Code may close it when no editor shows it; it is opened again before it is written. */
export class PlanDocument implements PlanText {
  #document: vscode.TextDocument;

  constructor(document: vscode.TextDocument) {
    this.#document = document;
  }

  get uri(): string {
    return this.#document.uri.toString();
  }

  get current(): vscode.TextDocument {
    return this.#document;
  }

  read(): { readonly text: string; readonly version: number } {
    return { text: this.#document.getText(), version: this.#document.version };
  }

  /** Opens the document again after VS Code closed it. Rejects when the file is gone. */
  async reopen(): Promise<void> {
    this.#document = await vscode.workspace.openTextDocument(this.#document.uri);
  }

  async replace(version: number, edits: readonly TextEdit[]): Promise<boolean> {
    if (this.#document.isClosed) await this.reopen();
    const document = this.#document;
    if (document.version !== version) return false;
    const change = new vscode.WorkspaceEdit();
    for (const { offset, length, text } of edits) {
      const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
      change.replace(document.uri, range, text);
    }
    return vscode.workspace.applyEdit(change);
  }
}
