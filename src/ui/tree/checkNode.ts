import * as vscode from 'vscode';
import type { CheckStatus } from '../../core/checks/judgeChecks';
import { describeTime } from '../../core/phrases';
import type { Plan } from '../../core/plan/schema';
import { plainText } from '../plainText';
import type { TreeNode } from './nodes';
import { openAt } from './openAt';
import { icon, stateFirst, verdictIcon, verdictText } from './words';

/** The line of a check: how it stands, and what says so. */
export function checkNode(
  uri: vscode.Uri,
  plan: Plan,
  { check, verdict, evidence, recorded, waived, hints }: CheckStatus,
): TreeNode {
  const state = verdictText(verdict);
  const summary = plainText(evidence.summary);
  const item = new vscode.TreeItem(stateFirst(waived === undefined ? state : vscode.l10n.t('WAIVED'), check.title));
  const found = vscode.l10n.t('{0}: {1}', state, summary);
  const told =
    waived === undefined ? found : vscode.l10n.t('WAIVED by {0}: {1} ({2})', waived.by, waived.reason, found);
  item.description =
    waived === undefined ? summary : vscode.l10n.t('by {0}: {1} ({2})', waived.by, waived.reason, found);
  const lines = [check.title, told];
  if (evidence.command !== undefined) lines.push(`$ ${evidence.command}`);
  if (recorded !== undefined) lines.push(`${recorded.by}, ${describeTime(recorded.at)}`);
  if (hints !== undefined) lines.push('', vscode.l10n.t('Hints, which prove nothing:'), ...hints.map(plainText));
  if (evidence.output !== undefined) lines.push('', evidence.output);
  item.tooltip = lines.join('\n');
  item.iconPath = waived === undefined ? verdictIcon(verdict) : icon('flame', 'list.warningForeground');
  item.contextValue = `check:${check.kind}:runbook`;
  const path = ['checks', plan.checks.findIndex(({ id }) => id === check.id)];
  item.command = openAt(uri, path);
  return { item, plan: uri, check: check.id, path };
}
