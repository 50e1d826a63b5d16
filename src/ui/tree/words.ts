import * as vscode from 'vscode';
import type { Verdict } from '../../core/log';
import { CRITICAL_SCORE, IMPORTANT_SCORE } from '../../core/plan/riskScores';
import type { Plan, Risk } from '../../core/plan/schema';
import type { DeploymentStatus } from '../../core/status';

export function statusText(status: DeploymentStatus): string {
  return {
    planning: vscode.l10n.t('planning'),
    ready: vscode.l10n.t('ready to approve'),
    approved: vscode.l10n.t('approved'),
    void: vscode.l10n.t('approval void'),
    cancelled: vscode.l10n.t('cancelled'),
  }[status];
}

export function verdictText(verdict: Verdict): string {
  return {
    pass: vscode.l10n.t('passed'),
    fail: vscode.l10n.t('failed'),
    pending: vscode.l10n.t('pending'),
    unknown: vscode.l10n.t('unknown'),
  }[verdict];
}

/** The green is that of charts: the one of tests is too pale for a light theme. */
export function verdictIcon(verdict: Verdict): vscode.ThemeIcon {
  return {
    pass: icon('pass', 'charts.green'),
    fail: icon('error', 'testing.iconFailed'),
    pending: icon('circle-large-outline', 'icon.foreground'),
    unknown: icon('question', 'list.warningForeground'),
  }[verdict];
}

export function statusIcon(status: DeploymentStatus): vscode.ThemeIcon {
  return {
    planning: icon('circle-large-outline', 'icon.foreground'),
    ready: icon('circle-filled', 'charts.blue'),
    approved: icon('pass-filled', 'charts.green'),
    void: icon('warning', 'list.warningForeground'),
    cancelled: icon('circle-slash', 'disabledForeground'),
  }[status];
}

/** How long something took: `0.4 s`, `41 s`, `3 min 20 s`. */
export function formatMilliseconds(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return vscode.l10n.t('{0} s', Math.round(seconds * 10) / 10);
  if (seconds < 60) return vscode.l10n.t('{0} s', Math.round(seconds));
  return vscode.l10n.t('{0} min {1} s', Math.floor(seconds / 60), Math.round(seconds % 60));
}

export function icon(name: string, color: string): vscode.ThemeIcon {
  return new vscode.ThemeIcon(name, new vscode.ThemeColor(color));
}

export function describeRisks(plan: Plan): string {
  const open = plan.risks.filter(({ disposition }) => disposition.kind === 'open').length;
  return vscode.l10n.t('{0}, {1} open', plan.risks.length, open);
}

/** Open critical risks stand out; what is closed is ticked off. */
export function riskIcon({ impact, probability, disposition }: Risk): vscode.ThemeIcon {
  if (disposition.kind !== 'open') return icon('check', 'charts.green');
  const score = impact * probability;
  if (score >= CRITICAL_SCORE) return icon('flame', 'list.errorForeground');
  return score >= IMPORTANT_SCORE ? icon('warning', 'list.warningForeground') : new vscode.ThemeIcon('info');
}

/** What is left of a risk: how grave it is while it is open, and how it was closed after that. */
export function riskState({ impact, probability, disposition }: Risk): string {
  if (disposition.kind !== 'open') return dispositionText(disposition.kind);
  return gradeText(impact * probability);
}

export function describeRisk({ impact, probability, disposition }: Risk): string {
  const score = impact * probability;
  return `${String(score)} ${gradeText(score)}, ${dispositionText(disposition.kind)}`;
}

/** What `riskState` leaves unsaid. */
export function riskDetail({ impact, probability, disposition }: Risk): string {
  const score = impact * probability;
  return disposition.kind === 'open'
    ? vscode.l10n.t('score {0}, open', score)
    : vscode.l10n.t('score {0}, {1}', score, gradeText(score));
}

function gradeText(score: number): string {
  if (score >= CRITICAL_SCORE) return vscode.l10n.t('critical');
  return score >= IMPORTANT_SCORE ? vscode.l10n.t('important') : vscode.l10n.t('minor');
}

function dispositionText(kind: Risk['disposition']['kind']): string {
  return {
    open: vscode.l10n.t('open'),
    mitigated: vscode.l10n.t('mitigated'),
    accepted: vscode.l10n.t('accepted'),
  }[kind];
}

/** What a line is called: where the side bar is narrow, its first words are all that one can read. */
export function stateFirst(state: string, name: string): string {
  return vscode.l10n.t('{0}: {1}', state, name);
}
