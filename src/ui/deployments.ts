import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { LOG_ENDING, PLAN_ENDING, RUNBOOK_ENDING } from '../core/plan/files';
import type { Assessment } from '../flow/assessDeployment';
import { FolderWatches } from './folderWatches';
import { findGitFolder } from './gitFolder';

/** A plan of the workspace as the views show it. */
export type DeploymentView =
  | { readonly kind: 'assessed'; readonly uri: vscode.Uri; readonly assessment: Assessment }
  /** The plan cannot be used; the message says why and what to do. */
  | { readonly kind: 'unusable'; readonly uri: vscode.Uri; readonly message: string };

/** A plan that is being looked at, or was. */
interface Look {
  readonly view: Promise<DeploymentView>;
  readonly stop: AbortController;
}

/** Assesses one plan. Rejects with an error whose message is for people. */
export type Assess = (planFile: string, signal: AbortSignal) => Promise<Assessment>;

/** Changes that follow each other within this time are looked at together, in milliseconds. */
const SETTLE_MS = 400;
/** Changes that never end are looked at all the same, after this time in milliseconds. */
const LONGEST_MS = 2000;
/** How many plans are looked at together. */
const MOST_AT_ONCE = 4;

/** Every plan of the workspace, assessed when asked for, and a notice when something may have changed. */
export class Deployments implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly owned: { dispose(): unknown }[] = [this.changed];
  private readonly known = new Map<string, Look>();
  /** The plans that `list` found last. */
  private listed: ReadonlySet<string> = new Set();
  /** What changed since the views were told last: some plans with what belongs to them, or anything. */
  private stale: Set<string> | 'all' = new Set();
  private timer: NodeJS.Timeout | undefined;
  /** When the first of the changes came that were not looked at yet. */
  private waitingSince: number | undefined;
  private looking = 0;
  private isDisposed = false;
  private readonly waiting: (() => void)[] = [];
  readonly onDidChange = this.changed.event;
  private readonly assess: Assess;
  private readonly folders: FolderWatches;

  /** `onDidChangeErrors`: what the editor's languages report can fail a check. */
  constructor(assess: Assess, onDidChangeErrors: (listener: () => void) => vscode.Disposable) {
    this.assess = assess;
    const refresh = (): void => {
      this.refreshSoon();
    };
    const changed = (uri: vscode.Uri): void => {
      this.refreshSoon(this.planOf(uri));
    };
    this.folders = new FolderWatches((path) => {
      if (path === undefined) refresh();
      else changed(vscode.Uri.file(path));
    });
    this.owned.push(this.folders);
    const watch = (pattern: vscode.GlobPattern): void => {
      const watcher = vscode.workspace.createFileSystemWatcher(pattern);
      this.owned.push(
        watcher,
        watcher.onDidCreate(changed),
        watcher.onDidChange(changed),
        watcher.onDidDelete(changed),
      );
    };
    // Any file may belong to the release, and a checkout moves HEAD without touching a document.
    watch('**/*');
    const watchGit = async ({ uri }: vscode.WorkspaceFolder): Promise<void> => {
      const git = await findGitFolder(uri);
      if (git === undefined || this.isDisposed) return;
      watch(new vscode.RelativePattern(git, '{HEAD,index,FETCH_HEAD,packed-refs}'));
      watch(new vscode.RelativePattern(vscode.Uri.joinPath(git, 'refs'), '**'));
    };
    for (const folder of vscode.workspace.workspaceFolders ?? []) {
      // Where there is no repository yet, its folder appears beside the files that are watched anyway.
      watch(new vscode.RelativePattern(folder, '.git/HEAD'));
      void watchGit(folder);
    }
    this.owned.push(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.path.endsWith(PLAN_ENDING)) changed(document.uri);
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(({ added }) => {
        for (const folder of added) void watchGit(folder);
        refresh();
      }),
      onDidChangeErrors(refresh),
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
    this.listed = new Set(found.map((uri) => uri.toString()));
    this.folders.set(new Set(found.map(({ fsPath }) => dirname(fsPath))));
    return found.sort((a, b) => (a.path < b.path ? 1 : -1));
  }

  view(uri: vscode.Uri): Promise<DeploymentView> {
    const key = uri.toString();
    const known = this.known.get(key);
    if (known !== undefined) return known.view;
    const stop = new AbortController();
    const { signal } = stop;
    const view = this.inTurn(() => this.assess(uri.fsPath, signal)).then(
      (assessment): DeploymentView => ({ kind: 'assessed', uri, assessment }),
      (error: unknown): DeploymentView | Promise<DeploymentView> => {
        // Something changed while it was being looked at: what was asked for is how it is now.
        if (signal.aborted && !this.isDisposed) return this.view(uri);
        return { kind: 'unusable', uri, message: error instanceof Error ? error.message : String(error) };
      },
    );
    this.known.set(key, { view, stop });
    return view;
  }

  /**
   * What is known about a plan as its document says; undefined where nobody looks at that text. One look serves every
   * view: each asks git a few questions, and a form that is being typed into must not wait behind them.
   */
  async ofDocument(document: vscode.TextDocument): Promise<Assessment | undefined> {
    while (!this.isDisposed) {
      const view = await this.view(document.uri);
      if (view.kind === 'assessed' && view.assessment.deployment.planText === document.getText()) {
        return view.assessment;
      }
      if (this.timer === undefined) return undefined;
      await new Promise<void>((resolve) => {
        const once = this.onDidChange(() => {
          once.dispose();
          resolve();
        });
      });
    }
    return undefined;
  }

  /** Forgets what was known, of one plan or of all, and tells the views. */
  refresh(plan?: vscode.Uri): void {
    this.add(plan);
    this.tell();
  }

  private tell(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.waitingSince = undefined;
    const forgotten = this.stale === 'all' ? [...this.known.keys()] : [...this.stale];
    this.stale = new Set();
    const looks = forgotten.flatMap((key) => this.known.get(key) ?? []);
    for (const key of forgotten) this.known.delete(key);
    // Nobody waits any more for what was being looked up.
    for (const { stop } of looks) stop.abort();
    this.changed.fire();
  }

  private add(plan: vscode.Uri | undefined): void {
    if (plan === undefined) this.stale = 'all';
    else if (this.stale !== 'all') this.stale.add(plan.toString());
  }

  /**
   * The plan that a file belongs to as its plan, log or runbook: what is known of the other plans stays true. Undefined
   * for every other file, which may be part of any release.
   */
  private planOf(file: vscode.Uri): vscode.Uri | undefined {
    // Files are written beside their place first.
    const path = file.path.replace(/\.[\da-f]{12}\.tmp$/u, '');
    const ending = [PLAN_ENDING, LOG_ENDING, RUNBOOK_ENDING].find((each) => path.endsWith(each));
    if (ending === undefined) return undefined;
    const plan = file.with({ path: path.slice(0, -ending.length) + PLAN_ENDING });
    return ending === RUNBOOK_ENDING && !this.listed.has(plan.toString()) ? undefined : plan;
  }

  /** Every look at a plan asks git a few questions: some at a time, so that the machine stays free for the person. */
  private async inTurn<T>(look: () => Promise<T>): Promise<T> {
    while (this.looking >= MOST_AT_ONCE) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.looking++;
    try {
      return await look();
    } finally {
      this.looking--;
      this.waiting.shift()?.();
    }
  }

  private refreshSoon(plan?: vscode.Uri): void {
    this.add(plan);
    const now = Date.now();
    this.waitingSince ??= now;
    clearTimeout(this.timer);
    this.timer = setTimeout(
      () => {
        this.tell();
      },
      Math.min(SETTLE_MS, Math.max(0, this.waitingSince + LONGEST_MS - now)),
    );
  }

  dispose(): void {
    this.isDisposed = true;
    clearTimeout(this.timer);
    for (const disposable of this.owned) disposable.dispose();
  }
}
