import * as vscode from 'vscode';
import { PLAN_ENDING } from '../core/plan/files';
import type { Deployments } from './deployments';
import { offer } from './offer';

/** What a command was given: a plan from a view, a line of the tree, or nothing when it came from the palette. */
export type CommandTarget = vscode.Uri | { readonly plan: vscode.Uri; readonly check?: string } | undefined;

/** Finds the plan a command is about: the one given, the one on screen, the only one, or the one the person picks. */
export async function targetPlan(
  target: unknown,
  deployments: Deployments,
  selected: () => vscode.Uri | undefined,
): Promise<vscode.Uri | undefined> {
  const given = planOf(target);
  if (given !== undefined) return given;
  const all = await deployments.list();
  const shown = activePlan() ?? selected();
  if (shown !== undefined && all.some((uri) => uri.toString() === shown.toString())) return shown;
  const [only, ...more] = all;
  if (more.length === 0) {
    if (only === undefined) offerToPlan();
    return only;
  }
  const items = all.map((uri) => ({
    label: (uri.path.split('/').at(-1) ?? '').slice(0, -PLAN_ENDING.length),
    description: vscode.workspace.asRelativePath(uri),
    uri,
  }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Which deployment?') });
  return picked?.uri;
}

function offerToPlan(): void {
  offer(vscode.l10n.t('There is no deployment plan yet.'), vscode.l10n.t('Plan Deployment'), 'cc10x.planDeployment');
}

/** The check a command was given, besides its plan. */
export function targetCheck(target: unknown, check: unknown): string | undefined {
  if (typeof check === 'string') return check;
  return isTreeLine(target) && typeof target.check === 'string' ? target.check : undefined;
}

/** The place of the plan that a command was given: by its path, or by the line of the tree that shows it. */
export function targetPath(target: unknown, path: unknown): readonly (string | number)[] | undefined {
  if (isPath(path)) return path;
  return isTreeLine(target) && isPath(target.path) ? target.path : undefined;
}

function isPath(value: unknown): value is readonly (string | number)[] {
  return Array.isArray(value) && value.every((key) => typeof key === 'string' || typeof key === 'number');
}

/** The rollback level a command was given, besides its plan. */
export function targetLevel(target: unknown): number | undefined {
  return isTreeLine(target) && typeof target.level === 'number' ? target.level : undefined;
}

function planOf(target: unknown): vscode.Uri | undefined {
  const uri = target instanceof vscode.Uri ? target : isTreeLine(target) ? target.plan : undefined;
  return uri?.path.endsWith(PLAN_ENDING) === true ? uri : undefined;
}

function isTreeLine(target: unknown): target is {
  readonly plan: vscode.Uri;
  readonly check?: unknown;
  readonly path?: unknown;
  readonly level?: unknown;
} {
  return typeof target === 'object' && target !== null && 'plan' in target && target.plan instanceof vscode.Uri;
}

/** The plan whose text, form, runbook or log is in the active editor. */
function activePlan(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const uri = input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom ? input.uri : undefined;
  if (uri === undefined) return undefined;
  const stem = /^(.*?)(?:\.deployment-plan\.json|\.deployment-log\.jsonl|\.md)$/u.exec(uri.path)?.[1];
  return stem === undefined ? undefined : uri.with({ path: stem + PLAN_ENDING });
}
