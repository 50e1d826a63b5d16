import { parse } from 'jsonc-parser';
import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { readText } from '../readText';
import type { PlanDocument } from './planDocument';
import { PLAN_EDITOR } from './planEditorType';

/** The file of a plan is not there any more. */
export interface Gone {
  /** The one file of the workspace that says it is the same plan. */
  readonly movedTo: vscode.Uri | undefined;
}

/**
 * Whether the file of a plan is gone, and where another program put it. VS Code tells nothing of that: the document lives
 * on, and saving it would write the plan a second time.
 */
export async function whereabouts(
  list: () => Promise<readonly vscode.Uri[]>,
  plan: vscode.TextDocument,
): Promise<Gone | undefined> {
  const file = plan.uri;
  if (file.scheme !== 'file' || (await readText(file)) !== undefined) return undefined;
  const id = idOf(plan.getText());
  if (id === undefined) return { movedTo: undefined };
  const others = (await list()).filter((uri) => uri.toString() !== file.toString());
  const ids = await Promise.all(others.map(async (uri) => idOf(await readText(uri))));
  const same = others.filter((_uri, index) => ids[index] === id);
  return { movedTo: same.length === 1 ? same[0] : undefined };
}

/** What goes along when a plan is edited on under another name. */
export interface Followers {
  readonly leave: (files: vscode.FileRenameEvent['files']) => void;
  readonly arrive: (files: vscode.FileRenameEvent['files']) => void;
  readonly follow: (from: vscode.Uri, to: vscode.Uri) => Promise<void>;
}

/**
 * Edits a plan on at its new place, with what is not saved and what is half-typed, in every form that shows it.
 * @returns why that was not done.
 */
export async function goOnAt(plan: PlanDocument, to: vscode.Uri, followers: Followers): Promise<string | undefined> {
  const { uri: from, isDirty } = plan.current;
  if (!(await plan.carryTo(to))) {
    return vscode.l10n.t(
      'Not done: {0} was changed, too. Bring together what is not saved here and what stands there.',
      vscode.workspace.asRelativePath(to),
    );
  }
  const files = [{ oldUri: from, newUri: to }];
  followers.leave(files);
  const columns = columnsOf(from);
  if (isDirty) await giveUpUnsaved(from);
  await vscode.window.tabGroups.close(tabsOf(from));
  followers.arrive(files);
  await followers.follow(from, to);
  for (const viewColumn of columns)
    await vscode.commands.executeCommand('vscode.openWith', to, PLAN_EDITOR, viewColumn);
  return undefined;
}

/** Where a plan is shown in a form of the editor area. */
export function columnsOf(file: vscode.Uri): readonly vscode.ViewColumn[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs, viewColumn }) =>
    tabs.some((tab) => isForm(tab) && shows(tab, file)) ? [viewColumn] : [],
  );
}

/** It stands at the new place by now, and the former one must not ask for it. */
async function giveUpUnsaved(file: vscode.Uri): Promise<void> {
  await vscode.window.showTextDocument(file, { preview: false });
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
}

function tabsOf(file: vscode.Uri): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.filter((tab) => shows(tab, file)));
}

function shows({ input }: vscode.Tab, file: vscode.Uri): boolean {
  const isOfFile = input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom;
  return isOfFile && input.uri.toString() === file.toString();
}

function isForm({ input }: vscode.Tab): boolean {
  return input instanceof vscode.TabInputCustom && input.viewType === PLAN_EDITOR;
}

function idOf(text: string | undefined): string | undefined {
  const plan = z.safeParse(z.looseObject({ id: z.string() }), text === undefined ? undefined : parse(text));
  return plan.success ? plan.data.id : undefined;
}
