import * as vscode from 'vscode';
import { PLAN_EDITOR } from './planEditorType';

/** The session of the editor in which a form was last shown in the editor area. */
const SESSION = 'cc10x.editorSession';

/** A window that is loaded again joins what it shows with the new extension host well within this time, in milliseconds. */
const JOINED_MS = 10_000;

/**
 * Forms in the editor area that were cut off. VS Code gives the page of a custom editor no new extension host after the one it
 * had died: it shows the plan on, and nobody answers it. Only loading the window again joins the two, and brings back all
 * that was typed. A person who is typing must not be moved elsewhere, so they are asked.
 */
export class LostEditors implements vscode.Disposable {
  readonly #memory: vscode.Memento;
  /** Plans whose forms this extension host answers. */
  readonly #joined = new Set<string>();
  readonly #ended = new vscode.CancellationTokenSource();

  /** @param memory what this extension remembers of the workspace */
  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  /** Remembers that this session shows a form in the editor area: if the extension host dies, that one is lost. */
  async remember(uri: vscode.Uri): Promise<void> {
    this.#joined.add(uri.toString());
    await this.#memory.update(SESSION, vscode.env.sessionId);
  }

  /** To be called once, as the extension host starts. */
  async tell(): Promise<void> {
    // An extension host that died before it showed a form has lost none.
    if (this.#memory.get(SESSION) !== vscode.env.sessionId) return;
    // Without telemetry all sessions bear the same id: what a window shows that was loaded again is joined by itself.
    await this.#wait(JOINED_MS);
    if (this.#ended.token.isCancellationRequested || !this.#hasLost()) return;
    const reload = vscode.l10n.t('Reload Window');
    const picked = await vscode.window.showWarningMessage(
      vscode.l10n.t(
        'The extension host was started again, and the form in the editor area lost touch with it. Reload the window: all that you typed will be there.',
      ),
      reload,
    );
    if (picked === reload) await vscode.commands.executeCommand('workbench.action.reloadWindow');
  }

  dispose(): void {
    this.#ended.cancel();
    this.#ended.dispose();
  }

  /** Whether a form is in sight that no editor of this extension host stands behind. */
  #hasLost(): boolean {
    return vscode.window.tabGroups.all.some(
      ({ activeTab }) =>
        activeTab?.input instanceof vscode.TabInputCustom &&
        activeTab.input.viewType === PLAN_EDITOR &&
        !this.#joined.has(activeTab.input.uri.toString()),
    );
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#ended.token.onCancellationRequested(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
