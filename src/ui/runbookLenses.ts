import * as vscode from 'vscode';
import { PLAN_ENDING, RUNBOOK_ENDING } from '../core/plan/files';
import type { HandTick } from '../core/runbook/handTicks';
import type { Assessment } from '../flow/assessDeployment';
import type { Deployments } from './deployments';

/** Finds boxes of a runbook that the log does not know. */
export type FindTicks = (assessment: Assessment) => Promise<readonly HandTick[]>;

/** Above a runbook: whether its approval holds, and what was ticked by hand and is not in the log. */
export function showRunbookLenses(deployments: Deployments, findTicks: FindTicks): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses: async (document) => {
      const plan = await planBeside(document.uri);
      if (plan === undefined || !vscode.workspace.isTrusted) return [];
      const view = await deployments.view(plan);
      if (view.kind === 'unusable') return [];
      const top = new vscode.Range(0, 0, 0, 0);
      const ticks = await findTicks(view.assessment);
      return [approvalLens(plan, view.assessment, top), ...tickLenses(plan, ticks, top)];
    },
  };
  return vscode.Disposable.from(
    changed,
    deployments.onDidChange(() => {
      changed.fire();
    }),
    vscode.languages.registerCodeLensProvider({ language: 'markdown', scheme: 'file' }, provider),
  );
}

function approvalLens(plan: vscode.Uri, { approval, obstacles }: Assessment, range: vscode.Range): vscode.CodeLens {
  const isOffered = obstacles.length === 0 && !approval.valid;
  return new vscode.CodeLens(range, {
    title: `${approval.valid ? '$(pass)' : '$(warning)'} ${approval.reason}`,
    tooltip: approval.changes.join('\n'),
    command: isOffered ? 'cc10x.requestApproval' : 'cc10x.openForm',
    arguments: [plan],
  });
}

function tickLenses(plan: vscode.Uri, ticks: readonly HandTick[], top: vscode.Range): readonly vscode.CodeLens[] {
  const recordable = ticks.filter((tick) => tick.recordable);
  const record = { command: 'cc10x.recordTicks', arguments: [plan] };
  return [
    ...(recordable.length === 0
      ? []
      : [
          new vscode.CodeLens(top, {
            title: vscode.l10n.t('$(checklist) Record what was ticked by hand ({0})…', recordable.length),
            ...record,
          }),
        ]),
    ...ticks.map(({ line, recordable: can }) => {
      const range = new vscode.Range(line - 1, 0, line - 1, 0);
      return can
        ? new vscode.CodeLens(range, { title: vscode.l10n.t('Ticked by hand: record in the log…'), ...record })
        : new vscode.CodeLens(range, {
            title: vscode.l10n.t('A tick does not pass this check: run it'),
            command: 'cc10x.runChecks',
            arguments: [plan],
          });
    }),
  ];
}

/** The plan that a Markdown file is the runbook of, by its name. */
async function planBeside(uri: vscode.Uri): Promise<vscode.Uri | undefined> {
  if (!uri.path.endsWith(RUNBOOK_ENDING)) return undefined;
  const plan = uri.with({ path: uri.path.slice(0, -RUNBOOK_ENDING.length) + PLAN_ENDING });
  return vscode.workspace.fs.stat(plan).then(
    () => plan,
    () => undefined,
  );
}
