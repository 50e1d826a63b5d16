import * as vscode from 'vscode';
import type { IssuedRunbook } from '../../flow/issueRunbook';
import { identify, type LoadEngine } from '../loadEngine';
import type { ComparedTexts } from '../comparedTexts';

/** What writing a runbook needs of the editor. */
export interface RunbookUses {
  readonly load: LoadEngine;
  readonly texts: ComparedTexts;
  /** Saves what is being edited of a plan and its runbook. */
  readonly save: (plan: vscode.Uri) => Promise<void>;
}

/**
 * Writes the runbook; ticks that the log does not know are offered as events first. Where an edit and the plan disagree,
 * both texts are shown side by side with a question, and nothing is written before it is answered.
 */
export async function writeRunbook(uses: RunbookUses, plan: vscode.Uri): Promise<void> {
  const loaded = await uses.load();
  const { engine, ports } = loaded;
  const signal = new AbortController().signal;
  const { folder } = await engine.locateDeployment(ports, plan.fsPath);
  const by = await identify(loaded, folder, signal);
  await offerTicks(uses, plan);
  const issued = await engine.issueRunbook(ports, plan.fsPath, by, signal);
  const runbook = vscode.Uri.file(issued.runbookFile);
  if (issued.kind === 'written') {
    await vscode.window.showTextDocument(runbook, { preview: false });
    return;
  }
  const edits = await askAboutConflict(uses, issued);
  if (edits === undefined) return;
  await uses.save(plan);
  await engine.issueRunbook(ports, plan.fsPath, by, signal, edits);
}

async function askAboutConflict(
  { texts }: RunbookUses,
  { baseKnown, text, runbookFile, conflicts }: Extract<IssuedRunbook, { kind: 'conflict' }>,
): Promise<'replace' | 'mine' | undefined> {
  const title = vscode.l10n.t('Runbook: from the plan ↔ yours');
  await texts.compare(text, vscode.Uri.file(runbookFile), title);
  const replace = vscode.l10n.t('Take the Plan’s Text');
  const mine = vscode.l10n.t('Keep My Lines');
  const picked = await vscode.window.showWarningMessage(
    baseKnown
      ? vscode.l10n.t(
          'The runbook was edited where the plan changed too (line {0}). Nothing was written yet. Bring the two together on the right side and keep your lines, or take the plan’s text and give up your edits.',
          conflicts.map(({ line }) => String(line)).join(', '),
        )
      : vscode.l10n.t(
          'The runbook differs from what the plan gives now, and this clone does not know what was written last: nobody can tell your edits from what changed in the plan. Nothing was written yet. Bring the two together on the right side and keep your lines, or take the plan’s text.',
        ),
    mine,
    replace,
  );
  if (picked === mine) return 'mine';
  return picked === replace ? 'replace' : undefined;
}

/** Offers boxes that were ticked by hand as events. Nothing is recorded that the person does not pick. */
export async function offerTicks({ load }: Pick<RunbookUses, 'load'>, plan: vscode.Uri): Promise<void> {
  const loaded = await load();
  const { engine, ports } = loaded;
  const ticks = (await engine.findTicks(ports, plan.fsPath)).filter(({ recordable }) => recordable);
  if (ticks.length === 0) return;
  const { folder } = await engine.locateDeployment(ports, plan.fsPath);
  const by = await identify(loaded, folder, new AbortController().signal);
  const items = ticks.map((tick) => ({
    label: tick.text,
    description: vscode.l10n.t('line {0}', tick.line),
    picked: true,
    tick,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    ignoreFocusOut: true,
    title: vscode.l10n.t('Record Ticks of the Runbook'),
    placeHolder: vscode.l10n.t('Record in the log, as {0}', by),
  });
  if (picked === undefined || picked.length === 0) return;
  await engine.recordTicks(
    ports,
    plan.fsPath,
    picked.map(({ tick }) => tick),
    by,
  );
}

/** Records hand-made ticks and shows them in the runbook's log. */
export async function recordTicks(uses: RunbookUses, plan: vscode.Uri): Promise<void> {
  const { engine, ports } = await uses.load();
  const ticks = await engine.findTicks(ports, plan.fsPath);
  if (ticks.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Every ticked box of the runbook is in the log.'));
    return;
  }
  await writeRunbook(uses, plan);
}

/** Puts the built-in templates into the folder that is meant, and opens the main one. */
export async function ejectTemplate(load: LoadEngine): Promise<void> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const [only, ...more] = folders;
  const folder = more.length === 0 ? only : await vscode.window.showWorkspaceFolderPick();
  if (folder === undefined) return;
  const { engine, ports } = await load();
  const { main, written } = await engine.ejectTemplates(ports, folder.uri.fsPath);
  await vscode.window.showTextDocument(vscode.Uri.file(main), { preview: false });
  void vscode.window.showInformationMessage(
    written.length === 0
      ? vscode.l10n.t('The templates were there already and stay as they are.')
      : vscode.l10n.t('Runbooks are written with these templates from now on. Delete the ones you do not change.'),
  );
}
