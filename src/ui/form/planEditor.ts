import * as vscode from 'vscode';
import { hostChannel } from '../../protocol/channel';
import { FormPage } from './formPage';
import { fillWebview, formBundle, type FormUses, mintId, webviewWire } from './formWebview';
import { PlanDocument } from './planDocument';
import { PlanFormSession } from './planFormSession';

/** The form as an editor of the plan's document, of which several may stand side by side. Undo, redo and saving are VS Code's own. */
export class PlanEditor implements vscode.CustomTextEditorProvider {
  readonly #uses: FormUses;

  constructor(uses: FormUses) {
    this.#uses = uses;
  }

  resolveCustomTextEditor(document: vscode.TextDocument, panel: vscode.WebviewPanel): void {
    const uri = document.uri.toString();
    const plan = new PlanDocument(document);
    const session = new PlanFormSession(plan, {
      home: 'editor',
      describe: () => this.#uses.describe(plan.current),
      run: (action) => this.#uses.runAction(action, document.uri),
      // The form has the focus when it asks, so its editor is the active one.
      workbenchUndo: async (direction) => {
        await vscode.commands.executeCommand(direction);
      },
      mintId,
      l10n: formBundle(),
      onBug: this.#uses.onBug,
    });
    const page = new FormPage(hostChannel(webviewWire(panel.webview), this.#uses.onBug), {
      home: 'editor',
      shown: () => session,
      find: (asked) => (asked === uri ? session : undefined),
      planDeployment: () => this.#uses.runAction({ action: 'planDeployment' }, undefined),
      l10n: formBundle(),
      onBug: this.#uses.onBug,
    });
    const listening = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument((change) => {
        if (change.document.uri.toString() === uri) session.refresh();
      }),
      this.#uses.onDidChangeStatus((changed) => {
        if (changed === undefined || changed.toString() === uri) session.refresh();
      }),
    );
    panel.onDidDispose(() => {
      listening.dispose();
      page.dispose();
    });
    fillWebview(panel.webview, this.#uses.extensionUri);
  }
}
