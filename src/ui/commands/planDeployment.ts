import * as vscode from 'vscode';
import { identify, type LoadEngine } from '../loadEngine';
import { withProgress } from '../errorBoundary';
import type { ComparedTexts } from '../comparedTexts';
import { offer } from '../offer';
import { askPlanRequest } from '../planWizard';

/** Asks, plans, writes the three files and shows them. Cancelling at any point leaves nothing behind. */
export async function planDeployment(load: LoadEngine, show: (plan: vscode.Uri) => Promise<void>): Promise<void> {
  if (!(vscode.workspace.workspaceFolders ?? []).some(({ uri }) => uri.scheme === 'file')) {
    const message = vscode.l10n.t('Open a folder with a git repository first.');
    offer(message, vscode.l10n.t('Open Folder'), 'vscode.openFolder');
    return;
  }
  if (!vscode.workspace.isTrusted) {
    const message = vscode.l10n.t(
      'Planning runs git and checks run your tests, so both wait until you trust this workspace.',
    );
    offer(message, vscode.l10n.t('Manage Workspace Trust'), 'workbench.trust.manage');
    return;
  }
  const loaded = await load();
  const { engine, ports } = loaded;
  const signal = new AbortController().signal;
  const request = await askPlanRequest({
    suggest: (folder) => engine.suggestRequest(ports, folder, signal),
    rejectFeature: engine.rejectFeature,
    rejectCommit: async (folder, name) => {
      try {
        await engine.requireCommit(ports, folder, name, signal);
        return undefined;
      } catch (error) {
        if (error instanceof engine.UserFacingError) return error.message;
        throw error;
      }
    },
    units: async (folder, base) =>
      (await engine.gatherFacts(ports, folder, { base }, signal, () => undefined)).facts.units,
  });
  if (request === undefined) return;
  const written = await withProgress(vscode.l10n.t('Planning {0}', request.feature), async (abort, report) => {
    const planned = await engine.planDeployment(ports, request, abort, report);
    const by = await identify(loaded, request.folder, abort);
    report(vscode.l10n.t('Writing plan and runbook'));
    return engine.writeDeployment(ports, request.folder, planned, by, abort);
  });
  const plan = vscode.Uri.file(written.planFile);
  await vscode.window.showTextDocument(vscode.Uri.file(written.runbookFile), { preview: false });
  await show(plan);
}

/** Plans again for what is checked out, and shows where edits of a person stay that planning would write otherwise. */
export async function updateDeployment(load: LoadEngine, texts: ComparedTexts, plan: vscode.Uri): Promise<void> {
  const loaded = await load();
  const { engine, ports } = loaded;
  const updated = await withProgress(vscode.l10n.t('Updating the plan'), async (signal, report) => {
    const { folder } = await engine.locateDeployment(ports, plan.fsPath);
    return engine.updateDeployment(ports, plan.fsPath, await identify(loaded, folder, signal), signal, report);
  });
  if (updated.kept.length === 0) return;
  const show = vscode.l10n.t('Show Differences');
  const message = vscode.l10n.t(
    'The plan was updated, and keeps your edits where planning would write something else.',
  );
  // The command is done; the message stays until somebody answers it.
  void vscode.window
    .showInformationMessage(message, show)
    .then((picked) =>
      picked === show
        ? texts.compare(updated.plannedText, plan, vscode.l10n.t('Plan: as planned now ↔ yours'))
        : undefined,
    );
}
