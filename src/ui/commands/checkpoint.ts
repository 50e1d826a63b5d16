import * as vscode from 'vscode';
import { fillBlanks } from '../../core/plan/blanks';
import type { AskDecision } from '../../flow/askApproval';
import { identify, type LoadEngine } from '../loadEngine';
import { plainText } from '../plainText';

/** Offers the checkpoint, or says what is missing and how to mend the first of it. */
export async function requestApproval(
  load: LoadEngine,
  plan: vscode.Uri,
  ask: AskDecision,
  showPlan: (plan: vscode.Uri, path?: readonly (string | number)[]) => Promise<void>,
): Promise<void> {
  const loaded = await load();
  const { engine, ports } = loaded;
  const signal = new AbortController().signal;
  const { folder } = await engine.locateDeployment(ports, plan.fsPath);
  const outcome = await engine.askApproval(ports, plan.fsPath, await identify(loaded, folder, signal), ask, signal);
  switch (outcome.kind) {
    case 'not offered': {
      const show = vscode.l10n.t('Show What Is Missing');
      const first = plainText(outcome.obstacles[0]?.text ?? '');
      const message =
        outcome.obstacles.length === 1
          ? vscode.l10n.t('The plan cannot be approved yet. {0}', first)
          : vscode.l10n.t(
              'The plan cannot be approved yet: {0} things are missing. First: {1}',
              outcome.obstacles.length,
              first,
            );
      const picked = await vscode.window.showWarningMessage(message, show);
      if (picked === show) await showPlan(plan);
      return;
    }
    case 'approved':
      await (outcome.awaiting ? sayAwaiting() : sayApproved(load, plan));
      return;
    case 'adjust':
      await showPlan(plan, outcome.place);
      return;
    case 'cancelled':
    case 'later':
      return;
  }
}

async function sayAwaiting(): Promise<void> {
  await vscode.window.showInformationMessage(
    vscode.l10n.t('Your approval is recorded. Commit the log: somebody else has to approve as well.'),
  );
}

async function sayApproved(load: LoadEngine, plan: vscode.Uri): Promise<void> {
  const { engine, ports } = await load();
  const { plan: content, runbookFile } = await engine.openDeployment(ports, plan.fsPath);
  const fill = (text: string): string => fillBlanks(text, content.blanks).text;
  const open = vscode.l10n.t('Open Runbook');
  const message = vscode.l10n.t(
    'Deployment plan approved. Commit its files, open the runbook, follow the stages in order and validate each one. On-call: {0}. Emergency contact: {1}.',
    fill(content.monitoring.onCall),
    fill(content.monitoring.emergencyContact),
  );
  const picked = await vscode.window.showInformationMessage(message, open);
  if (picked === open) await vscode.window.showTextDocument(vscode.Uri.file(runbookFile), { preview: false });
}
