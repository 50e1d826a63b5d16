import * as vscode from 'vscode';
import { PLAN_ENDING } from '../core/plan/files';
import type { Deployments } from './deployments';
import type { LoadEngine } from './loadEngine';

/** Watches for the first open plan, and only then loads what finds problems in plans. */
export function lazyPlanProblems(load: LoadEngine, deployments: Deployments): vscode.Disposable {
  let shown: vscode.Disposable | undefined;
  let isDisposed = false;
  const look = (document: vscode.TextDocument): void => {
    if (!document.uri.path.endsWith(PLAN_ENDING)) return;
    opening.dispose();
    void import('./planProblems').then(({ showPlanProblems }) => {
      if (isDisposed || shown !== undefined) return;
      shown = showPlanProblems(async (plan) => {
        const known = await deployments.ofDocument(plan);
        if (known !== undefined) return known.problems;
        const { engine, ports } = await load();
        const deployment = await engine.openDeployment(ports, plan.uri.fsPath, plan.getText());
        return (await engine.assess(ports, deployment, new AbortController().signal)).problems;
      }, deployments);
    });
  };
  const opening = vscode.workspace.onDidOpenTextDocument(look);
  vscode.workspace.textDocuments.forEach(look);
  return new vscode.Disposable(() => {
    isDisposed = true;
    opening.dispose();
    shown?.dispose();
  });
}
