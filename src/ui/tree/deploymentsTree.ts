import * as vscode from 'vscode';
import type { Deployments } from '../deployments';
import { findGitFolder } from '../gitFolder';
import { deploymentNode, earlierNode, type TreeNode, waitingNode } from './nodes';

/** Looking at a plan asks git, so that no more than these are looked at before the person asks for the older ones. */
const PAGE = 20;

/** Where the tree has its plans from. */
export type PlansOfTree = Pick<Deployments, 'list' | 'view' | 'onDidChange'>;

/** The tree "Deployments": every plan of the workspace with what is known about it, newest first. */
export class DeploymentsTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  private readonly subscription: vscode.Disposable;
  private readonly deployments: PlansOfTree;
  private parents = new WeakMap<TreeNode, TreeNode>();
  /** The lines as they are now, so that they are there the moment the editor asks. */
  private lines: Promise<TreeNode[]> | undefined;
  /** Lines for the first plans of an empty tree, until it is known what to say of them. */
  private waiting: TreeNode[] | undefined;
  private isEmpty = false;
  /** Whether the editor asked since it was told of the last change. It does not while the view is hidden. */
  private isWatched = false;
  readonly onDidChangeTreeData = this.changed.event;

  constructor(deployments: PlansOfTree) {
    this.deployments = deployments;
    this.subscription = deployments.onDidChange(() => void this.renew());
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    return node.item;
  }

  async getChildren(parent?: TreeNode): Promise<TreeNode[]> {
    if (parent === undefined) {
      this.isWatched = true;
      this.lines ??= this.roots();
      return this.waiting ?? this.lines;
    }
    const children = [...((await parent.children?.()) ?? [])];
    for (const child of children) this.parents.set(child, parent);
    return children;
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return this.parents.get(node);
  }

  /**
   * Looks first and tells the editor then: once told, it forgets the lines that it shows until it has new ones, and a
   * button that a person presses on one of them meanwhile would not know its plan. An empty tree has no such button, and
   * offers to plan: whoever just did must not wonder whether it was in vain.
   */
  private async renew(): Promise<void> {
    if (this.isWatched) {
      const lines = this.roots((uris) => {
        if (!this.isEmpty || uris.length === 0) return;
        this.waiting = uris.slice(0, PAGE).map(waitingNode);
        this.changed.fire(undefined);
      });
      this.lines = lines;
      // What went wrong is for the editor to show, when it asks.
      await lines.catch(() => undefined);
      // Another change came meanwhile, whose lines are newer.
      if (this.lines !== lines) return;
    } else {
      this.lines = undefined;
    }
    this.isWatched = false;
    this.waiting = undefined;
    this.changed.fire(undefined);
  }

  /** `onList` hears which plans there are, before anything is known about them. */
  private async roots(onList: (uris: readonly vscode.Uri[]) => void = () => undefined): Promise<TreeNode[]> {
    if (!vscode.workspace.isTrusted) return [];
    const uris = await this.deployments.list();
    tellGit(uris.length === 0 && (await isWithoutGit()) ? 'none' : 'found');
    onList(uris);
    this.isEmpty = uris.length === 0;
    return this.page(uris, 0);
  }

  /** The plans from `start` on: a page of them, and a line that holds the others. */
  private async page(uris: readonly vscode.Uri[], start: number): Promise<TreeNode[]> {
    const views = await Promise.all(uris.slice(start, start + PAGE).map((uri) => this.deployments.view(uri)));
    const nodes = views.map((view, index) => deploymentNode(view, start + index === 0));
    const left = uris.length - start - views.length;
    return left === 0 ? nodes : [...nodes, earlierNode(left, start, () => this.page(uris, start + PAGE))];
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }
}

/**
 * For the text of the empty view, and for the form, which has nothing to offer where there is no repository. Before it is
 * told, the view stays empty: one that offers to plan, and takes it back, would be pressed.
 */
function tellGit(git: 'found' | 'none'): void {
  void vscode.commands.executeCommand('setContext', 'cc10x.git', git);
}

async function isWithoutGit(): Promise<boolean> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const found = await Promise.all(folders.map(({ uri }) => findGitFolder(uri)));
  return found.every((git) => git === undefined);
}
