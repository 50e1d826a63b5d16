import * as vscode from 'vscode';
import type { ItemPath } from '../../core/plan/itemPath';
import { hostChannel } from '../../protocol/channel';
import { FormPage } from './formPage';
import { fillWebview, formBundle, type FormUses, mintId, webviewWire } from './formWebview';
import { PlanDocument } from './planDocument';
import { PlanFormSession } from './planFormSession';
import { renamedUri } from './renamedUri';

interface OpenPlan {
  readonly document: PlanDocument;
  readonly session: PlanFormSession;
}

/**
 * The form in the side bar: one page that follows the selected plan. Sessions stay when another plan is selected, so that
 * its undo history is there when the person comes back, and a late edit still finds its plan.
 */
export class SideBarForm implements vscode.WebviewViewProvider, vscode.Disposable {
  static readonly viewId = 'cc10x.form';

  readonly #uses: FormUses;
  readonly #plans = new Map<string, OpenPlan>();
  readonly #listening: vscode.Disposable;
  /** Plans whose file is getting another name: that VS Code closes them is no loss. */
  readonly #moving = new Set<string>();
  #selected: string | undefined;
  #nothing: string | undefined;
  /** The plan that was shown until its document could not be opened any more. */
  #lost: { readonly uri: string; readonly plan: OpenPlan | undefined } | undefined;
  #page: FormPage | undefined;
  #view: vscode.WebviewView | undefined;
  /** Counts selections, so that the answer to an earlier one cannot replace a later one. */
  #selection = 0;
  #reveal: ItemPath | undefined;

  constructor(uses: FormUses) {
    this.#uses = uses;
    this.#listening = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        this.#plans.get(document.uri.toString())?.session.refresh();
      }),
      vscode.workspace.onDidSaveTextDocument(({ uri }) => {
        this.#plans.get(uri.toString())?.document.noteSaved();
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.toString() === this.#selected) void this.#reopen(uri);
      }),
      uses.onDidChangeStatus((uri) => {
        void this.#findLost();
        if (uri === undefined) this.#shown()?.session.refresh();
        else this.#plans.get(uri.toString())?.session.refresh();
      }),
    );
  }

  /** Whether it shows that no plan is selected, and not why the selected one cannot be shown. */
  isEmpty(): boolean {
    return this.#page !== undefined && this.#selected === undefined && this.#nothing === undefined;
  }

  /** Shows a plan, or that none is selected. */
  async select(uri: vscode.Uri | undefined): Promise<void> {
    const selection = ++this.#selection;
    if (uri === undefined) {
      this.#show(undefined, undefined);
      return;
    }
    if (uri.toString() === this.#selected) return;
    try {
      const document = await vscode.workspace.openTextDocument(uri);
      if (selection !== this.#selection) return;
      this.#open(document);
      this.#show(uri.toString(), undefined);
    } catch {
      if (selection === this.#selection) this.#show(undefined, this.#gone(uri));
    }
  }

  /**
   * A file or a folder got another name: the forms of plans that are it, or lie in it, go along, with their undo history
   * and what is being typed.
   */
  async follow(from: vscode.Uri, to: vscode.Uri): Promise<void> {
    const known = new Set([...this.#plans.keys(), ...(this.#lost === undefined ? [] : [this.#lost.uri])]);
    const renamed = [...known].flatMap((former) => {
      const now = renamedUri(vscode.Uri.parse(former, true), from, to);
      return now === undefined ? [] : [this.#followTo(former, now)];
    });
    await Promise.all(renamed);
  }

  /** Shows the form and puts the focus on a place of the selected plan. */
  reveal(path: ItemPath): void {
    this.#view?.show();
    if (this.#page === undefined) this.#reveal = path;
    else this.#page.reveal(path);
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.#view = view;
    const channel = hostChannel(webviewWire(view.webview), this.#uses.onBug);
    const page = new FormPage(channel, {
      home: 'sideBar',
      shown: () => this.#shown()?.session,
      find: (uri) => this.#find(uri)?.session,
      nothing: () => this.#nothing,
      onUnsaved: (texts, at) => {
        this.#uses.kept.keepSideBar(texts, at);
      },
      takeLeft: (at) => this.#uses.kept.sideBar(at),
      l10n: formBundle(),
      onBug: this.#uses.onBug,
    });
    this.#page = page;
    if (this.#reveal !== undefined) page.reveal(this.#reveal);
    this.#reveal = undefined;
    view.onDidDispose(() => {
      page.dispose();
      if (this.#page === page) this.#page = undefined;
      if (this.#view === view) this.#view = undefined;
    });
    fillWebview(view.webview, this.#uses.extensionUri);
  }

  dispose(): void {
    this.#listening.dispose();
    this.#page?.dispose();
  }

  async #followTo(former: string, to: vscode.Uri): Promise<void> {
    // VS Code may already have closed the document of the former name.
    const plan = this.#plans.get(former) ?? (this.#lost?.uri === former ? this.#lost.plan : undefined);
    if (plan === undefined) return;
    const isShown = (): boolean => this.#selected === former || this.#lost?.uri === former;
    const wasShown = isShown();
    this.#moving.add(former);
    try {
      await plan.document.follow(to);
      this.#plans.set(to.toString(), plan);
      if (wasShown && isShown()) this.#show(to.toString(), undefined);
      else plan.session.refresh();
    } catch {
      if (wasShown && isShown()) this.#show(undefined, this.#gone(to));
    } finally {
      this.#moving.delete(former);
      this.#plans.delete(former);
    }
  }

  #find(uri: string): OpenPlan | undefined {
    return this.#plans.get(uri) ?? [...this.#plans.values()].find(({ document }) => document.formerly === uri);
  }

  #shown(): OpenPlan | undefined {
    return this.#selected === undefined ? undefined : this.#plans.get(this.#selected);
  }

  #show(uri: string | undefined, nothing: string | undefined): void {
    this.#selected = uri;
    this.#lost = undefined;
    this.#nothing = nothing;
    this.#page?.follow();
  }

  #open(document: vscode.TextDocument): void {
    const uri = document.uri.toString();
    if (this.#plans.has(uri)) return;
    const plan = new PlanDocument(document);
    const session = new PlanFormSession(plan, {
      home: 'sideBar',
      describe: () => this.#uses.describe(plan.current),
      run: (action) => this.#uses.runAction(action, plan),
      mintId,
      l10n: formBundle(),
      onBug: this.#uses.onBug,
    });
    this.#plans.set(uri, { document: plan, session });
  }

  /** VS Code closes a document that no editor shows, also to read it anew after its language changed. */
  async #reopen(uri: vscode.Uri): Promise<void> {
    const plan = this.#plans.get(uri.toString());
    if (this.#moving.has(uri.toString())) return;
    try {
      await plan?.document.reopen();
      plan?.session.refresh();
    } catch {
      this.#plans.delete(uri.toString());
      if (this.#selected !== uri.toString()) return;
      this.#show(undefined, this.#gone(uri));
      this.#lost = { uri: uri.toString(), plan };
      await this.#findLost();
    }
  }

  /** Another program may have given the file of the lost plan another name. Nothing of it is unsaved: VS Code closed it. */
  async #findLost(): Promise<void> {
    const { uri, plan } = this.#lost ?? {};
    if (uri === undefined || plan === undefined) return;
    const gone = await this.#uses.whereabouts(plan.document.current);
    if (gone?.movedTo !== undefined && this.#lost?.uri === uri) await this.#followTo(uri, gone.movedTo);
  }

  #gone(uri: vscode.Uri): string {
    return vscode.l10n.t('The plan {0} cannot be opened.', vscode.workspace.asRelativePath(uri));
  }
}
