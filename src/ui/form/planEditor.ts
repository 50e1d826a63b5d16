import * as vscode from 'vscode';
import type { ItemPath } from '../../core/plan/itemPath';
import { hostChannel } from '../../protocol/channel';
import { FormPage } from './formPage';
import { fillWebview, formBundle, type FormUses, mintId, webviewWire } from './formWebview';
import { PlanDocument } from './planDocument';
import { PlanFormSession } from './planFormSession';

/** The form as an editor of the plan's document. Undo, redo and saving are VS Code's own. */
export class PlanEditor implements vscode.CustomTextEditorProvider {
  static readonly viewType = 'cc10x.planEditor';

  readonly #uses: FormUses;
  readonly #pages = new Map<string, FormPage>();

  constructor(uses: FormUses) {
    this.#uses = uses;
  }

  /** Puts the focus on a place of a plan that an editor shows. @returns whether one does. */
  reveal(uri: vscode.Uri, path: ItemPath): boolean {
    const page = this.#pages.get(uri.toString());
    page?.reveal(path);
    return page !== undefined;
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
    this.#pages.set(uri, page);
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
      if (this.#pages.get(uri) === page) this.#pages.delete(uri);
    });
    fillWebview(panel.webview, this.#uses.extensionUri);
  }
}
