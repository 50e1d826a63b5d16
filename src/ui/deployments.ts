import * as vscode from 'vscode';
import { PLAN_ENDING } from '../core/plan/files';
import type { Assessment } from '../flow/assessDeployment';

/** A plan of the workspace as the views show it. */
export type DeploymentView =
  | { readonly kind: 'assessed'; readonly uri: vscode.Uri; readonly assessment: Assessment }
  /** The plan cannot be used; the message says why and what to do. */
  | { readonly kind: 'unusable'; readonly uri: vscode.Uri; readonly message: string };

/** Assesses one plan. Rejects with an error whose message is for people. */
export type Assess = (planFile: string, signal: AbortSignal) => Promise<Assessment>;

/** Changes within this time are looked at together, in milliseconds. */
const SETTLE_MS = 400;

/** Every plan of the workspace, assessed when asked for, and a notice when something may have changed. */
export class Deployments implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly owned: { dispose(): unknown }[] = [this.changed];
  private readonly known = new Map<string, Promise<DeploymentView>>();
  private timer: NodeJS.Timeout | undefined;
  readonly onDidChange = this.changed.event;
  private readonly assess: Assess;

  constructor(assess: Assess) {
    this.assess = assess;
    const refresh = (): void => {
      this.refreshSoon();
    };
    const watch = (pattern: vscode.GlobPattern): void => {
      const watcher = vscode.workspace.createFileSystemWatcher(pattern);
      this.owned.push(
        watcher,
        watcher.onDidCreate(refresh),
        watcher.onDidChange(refresh),
        watcher.onDidDelete(refresh),
      );
    };
    // Any file may belong to the release, and a checkout moves HEAD without touching a document.
    watch('**/*');
    for (const folder of vscode.workspace.workspaceFolders ?? []) {
      watch(new vscode.RelativePattern(folder, '.git/{HEAD,index,FETCH_HEAD,packed-refs,refs/**}'));
    }
    this.owned.push(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.path.endsWith(PLAN_ENDING)) refresh();
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(refresh),
      vscode.workspace.onDidGrantWorkspaceTrust(refresh),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('cc10x')) refresh();
      }),
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) refresh();
      }),
    );
  }

  /** Newest first, by file name, which begins with the date. */
  async list(): Promise<readonly vscode.Uri[]> {
    const found = await vscode.workspace.findFiles(`**/*${PLAN_ENDING}`, '**/{node_modules,.git}/**');
    return found.sort((a, b) => (a.path < b.path ? 1 : -1));
  }

  view(uri: vscode.Uri): Promise<DeploymentView> {
    const key = uri.toString();
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const view = this.assess(uri.fsPath, new AbortController().signal).then(
      (assessment): DeploymentView => ({ kind: 'assessed', uri, assessment }),
      (error: unknown): DeploymentView => ({
        kind: 'unusable',
        uri,
        message: error instanceof Error ? error.message : String(error),
      }),
    );
    this.known.set(key, view);
    return view;
  }

  /** Forgets what was known and tells the views. */
  refresh(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.known.clear();
    this.changed.fire();
  }

  private refreshSoon(): void {
    this.timer ??= setTimeout(() => {
      this.refresh();
    }, SETTLE_MS);
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const disposable of this.owned) disposable.dispose();
  }
}
