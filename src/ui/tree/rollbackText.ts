import * as vscode from 'vscode';
import { type DeploymentRecord, rehearsalOf } from '../../core/execution';
import type { Plan, RollbackLevel } from '../../core/plan/schema';
import { describeRehearsal } from '../../core/rehearsal';

/** A level's claim and what was measured of it. */
export function levelText(
  { available, unavailableReason, budgetSeconds, level }: RollbackLevel,
  { drills }: DeploymentRecord,
): string {
  if (!available) return vscode.l10n.t('not available: {0}', unavailableReason ?? '');
  const claimed = budgetSeconds / 60;
  const last = drills.findLast(({ data }) => data.level === level)?.data;
  if (last === undefined) return vscode.l10n.t('< {0} min, not measured', claimed);
  const minutes = Number((last.seconds / 60).toFixed(1));
  return last.seconds > budgetSeconds
    ? vscode.l10n.t('< {0} min claimed, OVER BUDGET: {1} min measured ({2})', claimed, minutes, last.where)
    : vscode.l10n.t('< {0} min, {1} min measured ({2})', claimed, minutes, last.where);
}

/** What the last rehearsal of a plan's range found. */
export function rehearsalText(
  plan: Plan,
  record: DeploymentRecord,
): { readonly text: string; readonly iconName: string; readonly color: string } {
  const data = rehearsalOf(record, plan.release)?.data;
  if (data === undefined) {
    return { text: vscode.l10n.t('not rehearsed'), iconName: 'circle-large-outline', color: 'icon.foreground' };
  }
  const text = vscode.l10n.t('{0} Rehearsed on top of {1}.', describeRehearsal(data), data.onto.slice(0, 10));
  switch (data.verdict) {
    case 'clean':
      return { text, iconName: 'pass', color: 'charts.green' };
    case 'conflict':
      return { text, iconName: 'error', color: 'testing.iconFailed' };
    case 'unknown':
      return { text, iconName: 'question', color: 'list.warningForeground' };
  }
}
