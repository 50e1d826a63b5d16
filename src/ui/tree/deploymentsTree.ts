import * as vscode from 'vscode';
import type { Deployments } from '../deployments';
import { deploymentNode, type TreeNode } from './nodes';

/** The tree "Deployments": every plan of the workspace with what is known about it. */
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
    const children = [...(parent.children?.() ?? [])];
    for (const child of children) this.parents.set(child, parent);
    return children;
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return this.parents.get(node);
  }

  private async roots(): Promise<TreeNode[]> {
    if (!vscode.workspace.isTrusted) return [];
    const uris = await this.deployments.list();
    return Promise.all(uris.map(async (uri) => deploymentNode(await this.deployments.view(uri))));
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }
}
