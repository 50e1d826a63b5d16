import * as vscode from 'vscode';
import { hostChannel } from '../../protocol/channel';
import { FormPage } from './formPage';
import { fillWebview, formBundle, type FormUses, mintId, webviewWire } from './formWebview';
import { LeftTexts } from './leftTexts';
import { columnsOf } from './movedPlan';
import { PlanDocument } from './planDocument';
import { PlanFormSession } from './planFormSession';
import { renamedUri } from './renamedUri';

type Renaming = vscode.FileRenameEvent['files'][number];

/** The form as an editor of the plan's document, of which several may stand side by side. Undo, redo and saving are VS Code's own. */
export class PlanEditor implements vscode.CustomTextEditorProvider {
  readonly #uses: FormUses;
  readonly #texts: LeftTexts;

  constructor(uses: FormUses) {
    this.#uses = uses;
    this.#texts = new LeftTexts(uses.kept.editors(), (all) => {
      uses.kept.keepEditors(all);
    });
  }

  resolveCustomTextEditor(document: vscode.TextDocument, panel: vscode.WebviewPanel): void {
    const uri = document.uri.toString();
    const plan = new PlanDocument(document);
    const session = new PlanFormSession(plan, {
      home: 'editor',
      describe: () => this.#uses.describe(plan.current),
      run: (action) => this.#uses.runAction(action, plan),
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
      onUnsaved: (texts, at) => {
        this.#texts.keep(panel, uri, texts[uri] ?? { drafts: {}, scratch: {} }, at);
      },
      takeLeft: (at) => this.#texts.take(panel, uri, { shown: new Set(columnsOf(document.uri)), at }),
      l10n: formBundle(),
      onBug: this.#uses.onBug,
    });
    const listening = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument((change) => {
        if (change.document.uri.toString() === uri) session.refresh();
      }),
      vscode.workspace.onDidSaveTextDocument((saved) => {
        if (saved.uri.toString() === uri) plan.noteSaved();
      }),
      this.#uses.onDidChangeStatus((changed) => {
        if (changed === undefined || changed.toString() === uri) session.refresh();
      }),
      panel.onDidChangeViewState(() => {
        this.#texts.tell();
      }),
    );
    panel.onDidDispose(() => {
      listening.dispose();
      page.dispose();
      this.#texts.close(panel);
    });
    fillWebview(panel.webview, this.#uses.extensionUri);
  }

  /** Files or folders are about to get other names: what is half-typed into plans that are they, or lie in them, waits. */
  leave(files: readonly Renaming[]): void {
    this.#texts.leave((uri) => renamedBy(files, uri));
  }

  /** They have them now. */
  arrive(files: readonly Renaming[]): void {
    this.#texts.arrive((uri) => renamedBy(files, uri));
  }
}

function renamedBy(files: readonly Renaming[], uri: string): string | undefined {
  const file = vscode.Uri.parse(uri, true);
  const names = files.flatMap(({ oldUri, newUri }) => renamedUri(file, oldUri, newUri) ?? []);
  return names[0]?.toString();
}
