import { parseTree } from 'jsonc-parser';
import * as vscode from 'vscode';
import { fillCommand } from '../../core/plan/blanks';
import { locate } from '../../core/plan/itemPath';
import { placeOf } from '../../core/plan/readPlan';
import type { Plan, Step } from '../../core/plan/schema';
import { joinPath } from '../../flow/paths';
import type { FormAction } from '../../protocol/formActions';
import type { LoadEngine } from '../loadEngine';
import type { CommandId } from '../registerCommands';

/** Does what the form asked for. Most actions are commands of the palette; those show their own errors. */
export async function runFormAction(load: LoadEngine, action: FormAction, plan: vscode.Uri | undefined): Promise<void> {
  const command = (id: CommandId, ...args: readonly unknown[]): Thenable<void> =>
    vscode.commands.executeCommand(id, ...args);
  if (action.action === 'planDeployment') {
    await command('cc10x.planDeployment');
    return;
  }
  if (plan === undefined) return;
  switch (action.action) {
    case 'runChecks':
      await command('cc10x.runChecks', plan);
      return;
    case 'runCheck':
      await command('cc10x.runCheck', plan, action.check);
      return;
    case 'attestCheck':
      await command('cc10x.attestCheck', plan, action.check);
      return;
    case 'writeRunbook':
      await command('cc10x.writeRunbook', plan);
      return;
    case 'openRunbook':
      await command('cc10x.openRunbook', plan);
      return;
    case 'requestApproval':
      await command('cc10x.requestApproval', plan);
      return;
    case 'updatePlan':
      await command('cc10x.updatePlan', plan);
      return;
    case 'openJson':
      await openJson(plan, action.path);
      return;
    case 'copyStep':
      await copyStep(load, plan, action.step);
      return;
    case 'openEvidence':
      await openEvidence(load, plan, action.file, action.line ?? 1);
      return;
  }
}

async function openJson(plan: vscode.Uri, path: (FormAction & { action: 'openJson' })['path']): Promise<void> {
  const document = await vscode.workspace.openTextDocument(plan);
  const text = document.getText();
  const tree = parseTree(text);
  const found = path === undefined || tree === undefined ? undefined : locate(JSON.parse(text), path);
  const offset = found === undefined || tree === undefined ? 0 : placeOf(tree, found).offset;
  const position = document.positionAt(offset);
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(position, position), preview: false });
}

/** The command as the person will run it, blanks filled in. With an open blank there is no command to copy. */
async function copyStep(load: LoadEngine, uri: vscode.Uri, id: string): Promise<void> {
  const { engine, ports } = await load();
  const document = await vscode.workspace.openTextDocument(uri);
  const { plan } = await engine.openDeployment(ports, uri.fsPath, document.getText());
  const step = stepsOf(plan).find((candidate) => candidate.id === id);
  if (step === undefined) return;
  const { text, open } = fillCommand(step.run, plan.blanks);
  if (open.length > 0) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t('This command is not complete: answer its open questions first.'),
    );
    return;
  }
  await vscode.env.clipboard.writeText(text);
}

function stepsOf(plan: Plan): readonly Step[] {
  return [
    ...plan.stages.flatMap(({ steps }) => steps),
    ...plan.rollback.record,
    ...(plan.rollback.abort ?? []),
    ...plan.rollback.levels.flatMap(({ steps }) => steps),
  ];
}

/** Opens a file of the planned folder, or one of the deployment's own three. Nothing outside is opened. */
async function openEvidence(load: LoadEngine, uri: vscode.Uri, file: string, line: number): Promise<void> {
  const { engine, ports } = await load();
  const place = await engine.locateDeployment(ports, uri.fsPath);
  const own = [place.runbookFile, place.logFile].find((path) => path.endsWith(`/${file}`));
  if (own === undefined && file.split(/[\\/]/u).includes('..')) return;
  const position = new vscode.Position(line - 1, 0);
  await vscode.window.showTextDocument(vscode.Uri.file(own ?? joinPath(place.folder, file)), {
    selection: new vscode.Range(position, position),
  });
}
