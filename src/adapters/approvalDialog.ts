import * as vscode from 'vscode';
import type { CheckpointSummary } from '../core/checkpoint';
import type { AskDecision } from '../flow/askApproval';

/** The checkpoint as a modal dialog. Closing it decides nothing. */
export function approvalDialog(runbookName: (planFile: string) => string): AskDecision {
  return async (summary, assessment) => {
    const approve = vscode.l10n.t('Approve');
    const adjust = vscode.l10n.t('Adjust…');
    const cancel = vscode.l10n.t('Cancel Deployment');
    const later = vscode.l10n.t('Decide Later');
    const items: (vscode.MessageItem & { readonly title: string })[] = [
      ...(summary.mayApprove ? [{ title: approve }] : []),
      { title: adjust },
      { title: cancel },
      { title: later, isCloseAffordance: true },
    ];
    const picked = await vscode.window.showInformationMessage(
      summary.mayApprove
        ? vscode.l10n.t('Deployment plan ready. Approve it?')
        : vscode.l10n.t('You approved this plan. Somebody else has to approve as well.'),
      { modal: true, detail: describeSummary(summary, runbookName(assessment.deployment.runbookFile)) },
      ...items,
    );
    switch (picked?.title) {
      case approve:
        return { kind: 'approve' };
      case adjust: {
        const text = await vscode.window.showInputBox({
          title: vscode.l10n.t('Adjust Plan'),
          prompt: vscode.l10n.t('What should change? One line; it is kept in the log and shown in the form.'),
          ignoreFocusOut: true,
          validateInput: (value) => (value.trim() === '' ? vscode.l10n.t('Say what should change.') : undefined),
        });
        return text === undefined || text.trim() === '' ? { kind: 'later' } : { kind: 'adjust', text: text.trim() };
      }
      case cancel: {
        const reason = await vscode.window.showInputBox({
          title: vscode.l10n.t('Cancel Deployment'),
          prompt: vscode.l10n.t('Why? Optional; kept in the log. Escape keeps the deployment.'),
          ignoreFocusOut: true,
        });
        return reason === undefined ? { kind: 'later' } : { kind: 'cancel', reason: reason.trim() };
      }
      default:
        return { kind: 'later' };
    }
  };
}

function describeSummary(summary: CheckpointSummary, runbook: string): string {
  const level = (of: CheckpointSummary['levels'][number]): string => {
    const { level: number, title, budgetSeconds, measuredSeconds, available } = of;
    const claimed = budgetSeconds / 60;
    if (!available) return vscode.l10n.t('- Level {0}: {1}: not available', number, title);
    if (measuredSeconds === null)
      return vscode.l10n.t('- Level {0}: {1} (< {2} min, not measured)', number, title, claimed);
    const minutes = Number((measuredSeconds / 60).toFixed(1));
    return measuredSeconds > budgetSeconds
      ? vscode.l10n.t('- Level {0}: {1} (< {2} min claimed, OVER BUDGET: {3} min)', number, title, claimed, minutes)
      : vscode.l10n.t('- Level {0}: {1} (< {2} min, {3} min measured)', number, title, claimed, minutes);
  };
  return [
    ...summary.waived.map(({ title, by, reason }) =>
      vscode.l10n.t('EMERGENCY, not passed and waived: {0}. {1}: {2}', title, by, reason),
    ),
    vscode.l10n.t('Feature: {0}', summary.feature),
    vscode.l10n.t('Verdict: {0}', summary.verdict),
    vscode.l10n.t(
      'Stages: {0} ({1})',
      summary.stages,
      summary.trafficSteps.map((percent) => `${String(percent)} %`).join(' → '),
    ),
    vscode.l10n.t('Estimated duration: {0}', describeDuration(summary.estimatedSeconds)),
    '',
    vscode.l10n.t('Rollback options:'),
    ...summary.levels.map(level),
    '',
    vscode.l10n.t('Monitoring:'),
    vscode.l10n.t('- Dashboard: {0}', summary.dashboard),
    summary.alertsLoaded === null
      ? vscode.l10n.t('- Alerts planned: {0}; not verified to be loaded', summary.alertsPlanned)
      : vscode.l10n.t('- Alerts configured: {0}', summary.alertsLoaded),
    vscode.l10n.t('- On-call: {0}', summary.onCall),
    vscode.l10n.t('- Emergency contact: {0}', summary.emergencyContact),
    ...(summary.criticalRisksAccepted > 0
      ? ['', vscode.l10n.t('Critical risks accepted by name: {0}', summary.criticalRisksAccepted)]
      : []),
    ...(summary.approvalsRequired > 1
      ? [
          '',
          vscode.l10n.t('Approvals needed: {0}', summary.approvalsRequired),
          ...summary.approvedBy.map((person) => vscode.l10n.t('- Approved by {0}', person)),
        ]
      : []),
    '',
    vscode.l10n.t('Runbook: {0}', runbook),
  ].join('\n');
}

/** Hours and minutes; seconds in. */
function describeDuration(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.round((seconds % 3600) / 60);
  if (hours === 0) return vscode.l10n.t('{0} min', minutes);
  return minutes === 0 ? vscode.l10n.t('{0} h', hours) : vscode.l10n.t('{0} h {1} min', hours, minutes);
}
