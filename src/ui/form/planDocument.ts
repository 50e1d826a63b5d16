import * as vscode from 'vscode';
import type { TextEdit } from '../../core/plan/edit';
import { readText } from '../readText';
import type { PlanText } from './planFormSession';

/** So many texts of the file are remembered. */
const MOST_SAVED = 4;

/** A plan's text document. VS Code may close it when no editor shows it; it is opened again before it is written. */
export class PlanDocument implements PlanText {
  #document: vscode.TextDocument;
  #formerly: string | undefined;
  /** What the file said, the latest last. VS Code calls a document unchanged for a moment after its first change, too. */
  #saved: readonly string[] = [];

  constructor(document: vscode.TextDocument) {
    this.#document = document;
  }

  get uri(): string {
    return this.#document.uri.toString();
  }

  get formerly(): string | undefined {
    return this.#formerly;
  }

  get current(): vscode.TextDocument {
    return this.#document;
  }

  read(): { readonly text: string; readonly version: number } {
    this.noteSaved();
    return { text: this.#document.getText(), version: this.#document.version };
  }

  /** To be called when the document was saved: typing may go on in the next moment. */
  noteSaved(): void {
    const text = this.#document.getText();
    if (this.#document.isDirty || this.#saved.at(-1) === text) return;
    this.#saved = [...this.#saved.slice(1 - MOST_SAVED), text];
  }

  /** Opens the document again after VS Code closed it. Rejects when the file is gone. */
  async reopen(): Promise<void> {
    this.#document = await vscode.workspace.openTextDocument(this.#document.uri);
  }

  /** The file got another name; its text went along. Rejects when it cannot be opened. */
  async follow(uri: vscode.Uri): Promise<void> {
    const formerly = this.uri;
    this.#document = await vscode.workspace.openTextDocument(uri);
    this.#formerly = formerly;
  }

  /**
   * Puts what is not saved into another file that says what this one said; it is saved there no more than here.
   * @returns whether nothing is left behind.
   */
  async carryTo(uri: vscode.Uri): Promise<boolean> {
    const target = await vscode.workspace.openTextDocument(uri);
    const text = this.#document.getText();
    if (!this.#document.isDirty || sameLines(target.getText(), text)) return true;
    if (!this.#saved.some((saved) => sameLines(target.getText(), saved))) return false;
    return replaceAll(target, text);
  }

  async replace(version: number, edits: readonly TextEdit[]): Promise<boolean> {
    if (this.#document.isClosed) await this.reopen();
    const document = this.#document;
    if (document.version !== version) return false;
    if (!document.isDirty && (await this.#catchUp(document))) return false;
    if (document.version !== version) return false;
    const change = new vscode.WorkspaceEdit();
    for (const { offset, length, text } of edits) {
      const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
      change.replace(document.uri, range, text);
    }
    return vscode.workspace.applyEdit(change);
  }

  /**
   * The editor's watching of files is late, and sometimes blind. An edit of text that is no longer on disk would undo
   * what was written there.
   * @returns whether the document was behind and now says what the file says.
   */
  async #catchUp(document: vscode.TextDocument): Promise<boolean> {
    const onDisk = await readText(document.uri);
    if (onDisk === undefined || document.isDirty || sameLines(onDisk, document.getText())) return false;
    return replaceAll(document, onDisk);
  }
}

async function replaceAll(document: vscode.TextDocument, text: string): Promise<boolean> {
  const change = new vscode.WorkspaceEdit();
  change.replace(document.uri, document.validateRange(new vscode.Range(0, 0, document.lineCount, 0)), text);
  return vscode.workspace.applyEdit(change);
}

/** VS Code makes the line ends of a document all alike. */
function sameLines(one: string, other: string): boolean {
  return one === other || one.replaceAll('\r\n', '\n') === other.replaceAll('\r\n', '\n');
}
