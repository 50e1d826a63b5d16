import * as vscode from 'vscode';

const SCHEME = 'cc10x-text';

/** Texts that are shown beside a file and belong to nobody: they can be read and compared, not edited or saved. */
export class ComparedTexts implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  readonly onDidChange = this.changed.event;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? '';
  }

  /** Shows `text` on the left of a file on disk, differences marked. Edits on the right are the file's. */
  async compare(text: string, file: vscode.Uri, title: string): Promise<void> {
    const uri = file.with({ scheme: SCHEME });
    this.texts.set(uri.toString(), text);
    this.changed.fire(uri);
    await vscode.commands.executeCommand('vscode.diff', uri, file, title, { preview: false });
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }
}
