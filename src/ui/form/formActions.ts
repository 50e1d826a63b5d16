import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { assertNever } from '../../core/assertNever';
import { fillBlanks, fillCommand, type FilledText } from '../../core/plan/blanks';
import { type ItemPath, valueAt } from '../../core/plan/itemPath';
import type { Plan } from '../../core/plan/schema';
import { joinPath } from '../../flow/paths';
import type { FormAction } from '../../protocol/formActions';
import { openPlanJson } from '../commands/show';
import type { LoadEngine } from '../loadEngine';
import type { CommandId } from '../registerCommands';

/**
 * Does what the form asked for. Most actions are commands of the palette; those show their own errors.
 * @returns why nothing was done, where the form itself is the place to say so.
 */
export async function runFormAction(
  load: LoadEngine,
  action: Exclude<FormAction, { action: 'goOnThere' }>,
  plan: vscode.Uri,
): Promise<string | undefined> {
  const command = async (id: CommandId, ...args: readonly unknown[]): Promise<undefined> => {
    await vscode.commands.executeCommand(id, ...args);
  };
  switch (action.action) {
    case 'runChecks':
      return command('cc10x.runChecks', plan);
    case 'runCheck':
      return command('cc10x.runCheck', plan, action.check);
    case 'attestCheck':
      return command('cc10x.attestCheck', plan, action.check);
    case 'revealEvidence':
      return command('cc10x.revealEvidence', plan, action.check);
    case 'writeRunbook':
      return command('cc10x.writeRunbook', plan);
    case 'openRunbook':
      return command('cc10x.openRunbook', plan);
    case 'previewRunbook':
      return command('cc10x.previewRunbook', plan);
    case 'requestApproval':
      return command('cc10x.requestApproval', plan);
    case 'updatePlan':
      return command('cc10x.updatePlan', plan);
    case 'keepAnswers':
      return command('cc10x.keepAnswers', plan, action.blanks);
    case 'openJson':
      await openPlanJson(plan, action.path ?? []);
      return undefined;
    case 'copy':
      return copy(load, plan, action.path);
    case 'openEvidence':
      return openEvidence(load, plan, action.file, action.line ?? 1);
    default:
      return assertNever(action);
  }
}

/** A command or query as the person will run it, blanks filled in. With an open blank there is nothing to copy. */
async function copy(load: LoadEngine, uri: vscode.Uri, path: ItemPath): Promise<string | undefined> {
  const { engine, ports } = await load();
  const document = await vscode.workspace.openTextDocument(uri);
  const { plan } = await engine.openDeployment(ports, uri.fsPath, document.getText());
  const text = valueAt(plan, path);
  if (typeof text !== 'string') return vscode.l10n.t('It is not in the plan any more.');
  const filled = fill(plan, text, valueAt(plan, path.slice(0, -1)));
  if (filled.open.length + filled.notApplicable.length > 0) {
    return vscode.l10n.t('This is not complete, so nothing was copied: answer its open questions first.');
  }
  await vscode.env.clipboard.writeText(filled.text);
  return undefined;
}

/** `owner`: the step or validation that `text` belongs to. A query is no command: nothing is quoted in it. */
function fill({ blanks }: Plan, text: string, owner: unknown): FilledText {
  const step = z.safeParse(z.looseObject({ shell: z.enum(['bash', 'sh', 'powershell']) }), owner);
  if (step.success) return fillCommand(text, blanks, step.data.shell);
  const command = z.safeParse(z.looseObject({ kind: z.literal('command') }), owner);
  return command.success ? fillCommand(text, blanks) : fillBlanks(text, blanks);
}

/** Opens a file of the planned folder, or one of the deployment's own three. Nothing outside is opened. */
async function openEvidence(load: LoadEngine, uri: vscode.Uri, file: string, line: number): Promise<undefined> {
  const { engine, ports } = await load();
  const place = await engine.locateDeployment(ports, uri.fsPath);
  const own = [place.runbookFile, place.logFile].find((path) => path.endsWith(`/${file}`));
  if (own === undefined && file.split(/[\\/]/u).includes('..')) return undefined;
  const position = new vscode.Position(line - 1, 0);
  await vscode.window.showTextDocument(vscode.Uri.file(own ?? joinPath(place.folder, file)), {
    selection: new vscode.Range(position, position),
  });
}
