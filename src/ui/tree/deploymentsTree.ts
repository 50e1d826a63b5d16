import * as vscode from 'vscode';
import type { Deployments } from '../deployments';
import { findGitFolder } from '../gitFolder';
import { deploymentNode, earlierNode, type TreeNode } from './nodes';

/** Looking at a plan asks git, so that no more than these are looked at before the person asks for the older ones. */
const PAGE = 20;

/** The tree "Deployments": every plan of the workspace with what is known about it, newest first. */
export class DeploymentsTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  private readonly subscription: vscode.Disposable;
  private readonly deployments: Deployments;
  private parents = new WeakMap<TreeNode, TreeNode>();
  readonly onDidChangeTreeData = this.changed.event;

  constructor(deployments: Deployments) {
    this.deployments = deployments;
    this.subscription = deployments.onDidChange(() => {
      this.changed.fire(undefined);
    });
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    return node.item;
  }

  async getChildren(parent?: TreeNode): Promise<TreeNode[]> {
    if (parent === undefined) return this.roots();
    const children = [...((await parent.children?.()) ?? [])];
    for (const child of children) this.parents.set(child, parent);
    return children;
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return this.parents.get(node);
  }

  private async roots(): Promise<TreeNode[]> {
    if (!vscode.workspace.isTrusted) return [];
    const uris = await this.deployments.list();
    if (uris.length === 0) await tellWhetherGit();
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

/** For the text of the empty view: planning needs a repository. */
async function tellWhetherGit(): Promise<void> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const found = await Promise.all(folders.map(({ uri }) => findGitFolder(uri)));
  await vscode.commands.executeCommand(
    'setContext',
    'cc10x.noGit',
    found.every((git) => git === undefined),
  );
}
