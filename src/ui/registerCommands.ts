import * as vscode from 'vscode';
import type { AskDecision } from '../flow/askApproval';
import { writeAlertRules } from './commands/alertRules';
import { type CredentialStore, storeCredentials } from './commands/credentials';
import { attestCheck, pickCheck, runChecks } from './commands/checks';
import { requestApproval } from './commands/checkpoint';
import { reviewWaiver, waiveChecks } from './commands/emergency';
import { keepAnswers } from './commands/keepAnswers';
import { planDeployment, updateDeployment } from './commands/planDeployment';
import { recordDrill, rehearseRollback } from './commands/rehearsal';
import { openRunbook } from './commands/openRunbook';
import { ejectTemplate, recordTicks, type RunbookUses, writeRunbook } from './commands/runbook';
import { openPlanJson, previewRunbook, revealEvidence } from './commands/show';
import type { Deployments } from './deployments';
import type { Boundary } from './errorBoundary';
import { PLAN_EDITOR } from './form/planEditorType';
import type { LoadEngine } from './loadEngine';
import type { ComparedTexts } from './comparedTexts';
import { targetCheck, targetLevel, targetPath, targetPlan } from './targetPlan';

/** Every command of the manifest; a test holds the two against each other. */
export const commandIds = [
  'cc10x.planDeployment',
  'cc10x.runChecks',
  'cc10x.runCheck',
  'cc10x.attestCheck',
  'cc10x.waiveChecks',
  'cc10x.reviewWaiver',
  'cc10x.revealEvidence',
  'cc10x.keepAnswers',
  'cc10x.rehearseRollback',
  'cc10x.recordDrill',
  'cc10x.openForm',
  'cc10x.openPlanEditor',
  'cc10x.openPlanJson',
  'cc10x.writeRunbook',
  'cc10x.openRunbook',
  'cc10x.ejectTemplate',
  'cc10x.recordTicks',
  'cc10x.previewRunbook',
  'cc10x.writeAlertRules',
  'cc10x.storeCredentials',
  'cc10x.requestApproval',
  'cc10x.updatePlan',
  'cc10x.refresh',
  'cc10x.showLog',
] as const;
export type CommandId = (typeof commandIds)[number];

export interface CommandUses {
  readonly load: LoadEngine;
  readonly deployments: Deployments;
  readonly askDecision: AskDecision;
  readonly log: vscode.LogOutputChannel;
  readonly texts: ComparedTexts;
  readonly credentials: CredentialStore;
  /** Selects a plan in the views and shows it in the form, at a place of it where one is given. */
  readonly showForm: (plan: vscode.Uri, path?: readonly (string | number)[]) => Promise<void>;
  readonly selectedPlan: () => vscode.Uri | undefined;
}

type Handler = (...args: readonly unknown[]) => Promise<void>;

/** Registers the commands, each inside the one error boundary. */
export function registerCommands(uses: CommandUses, boundary: Boundary): vscode.Disposable {
  const handlers = commandHandlers(uses);
  return vscode.Disposable.from(
    ...commandIds.map((id) =>
      vscode.commands.registerCommand(id, (...args: unknown[]) => boundary(() => handlers[id](...args))),
    ),
  );
}

function commandHandlers({
  load,
  deployments,
  askDecision,
  log,
  texts,
  credentials,
  showForm,
  selectedPlan,
}: CommandUses): Record<CommandId, Handler> {
  const runbookUses: RunbookUses = { load, texts, save: (plan) => savePlan(load, plan) };
  /** A command about one plan: finds it, saves what is being edited, and has it looked at again afterwards. */
  const onPlan =
    (work: (plan: vscode.Uri, ...args: readonly unknown[]) => Promise<void>): Handler =>
    async (target, ...rest) => {
      const plan = await targetPlan(target, deployments, selectedPlan);
      if (plan === undefined) return;
      await savePlan(load, plan);
      try {
        await work(plan, target, ...rest);
      } finally {
        deployments.refresh(plan);
      }
    };
  return {
    'cc10x.planDeployment': async () => {
      await planDeployment(load, showForm);
      deployments.refresh();
    },
    'cc10x.runChecks': onPlan((plan) => runChecks(load, plan, undefined)),
    'cc10x.runCheck': onPlan(async (plan, target, check) => {
      const id = targetCheck(target, check) ?? (await pickCheck(load, plan, 'automatic'));
      if (id !== undefined) await runChecks(load, plan, [id]);
    }),
    'cc10x.attestCheck': onPlan(async (plan, target, check) => {
      const id = targetCheck(target, check) ?? (await pickCheck(load, plan, 'attested'));
      if (id !== undefined) await attestCheck(load, plan, id);
    }),
    'cc10x.waiveChecks': onPlan((plan) => waiveChecks(load, plan)),
    'cc10x.reviewWaiver': onPlan((plan) => reviewWaiver(load, plan)),
    'cc10x.revealEvidence': async (target, check) => {
      const plan = await targetPlan(target, deployments, selectedPlan);
      if (plan === undefined) return;
      const id = targetCheck(target, check) ?? (await pickCheck(load, plan));
      if (id !== undefined) await revealEvidence(plan, id);
    },
    'cc10x.keepAnswers': async (target, blanks) => {
      const plan = await targetPlan(target, deployments, selectedPlan);
      if (plan === undefined) return;
      await keepAnswers(load, plan, targetPath(undefined, blanks)?.map(String));
      deployments.refresh();
    },
    'cc10x.rehearseRollback': onPlan((plan) => rehearseRollback(load, plan)),
    'cc10x.recordDrill': onPlan((plan, target) => recordDrill(load, plan, targetLevel(target))),
    'cc10x.openForm': async (target, path) => {
      const plan = await targetPlan(target, deployments, selectedPlan);
      if (plan !== undefined) await showForm(plan, targetPath(target, path));
    },
    'cc10x.openPlanEditor': async (target) => {
      const plan = await targetPlan(target, deployments, selectedPlan);
      if (plan === undefined) return;
      // Beside nothing, it would leave half of the window empty.
      const { activeTabGroup } = vscode.window.tabGroups;
      const column = activeTabGroup.tabs.length === 0 ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside;
      await vscode.commands.executeCommand('vscode.openWith', plan, PLAN_EDITOR, column);
    },
    'cc10x.openPlanJson': async (target, path) => {
      const plan = await targetPlan(target, deployments, selectedPlan);
      if (plan !== undefined) await openPlanJson(plan, targetPath(target, path) ?? []);
    },
    'cc10x.writeRunbook': onPlan((plan) => writeRunbook(runbookUses, plan)),
    'cc10x.openRunbook': onPlan((plan, target, path) => {
      const check = targetCheck(target, undefined);
      return openRunbook(runbookUses, plan, check === undefined ? targetPath(target, path) : { check });
    }),
    'cc10x.previewRunbook': async (target) => {
      const plan = await targetPlan(target, deployments, selectedPlan);
      if (plan !== undefined) await previewRunbook(plan);
    },
    'cc10x.recordTicks': onPlan((plan) => recordTicks(runbookUses, plan)),
    'cc10x.ejectTemplate': () => ejectTemplate(load),
    'cc10x.writeAlertRules': onPlan((plan) => writeAlertRules(load, plan)),
    'cc10x.storeCredentials': onPlan((plan) => storeCredentials(load, plan, credentials)),
    'cc10x.requestApproval': onPlan((plan) => requestApproval(load, plan, askDecision, showForm)),
    'cc10x.updatePlan': onPlan((plan) => updateDeployment(load, texts, plan)),
    'cc10x.refresh': () => {
      deployments.refresh();
      return Promise.resolve();
    },
    'cc10x.showLog': () => {
      log.show();
      return Promise.resolve();
    },
  };
}

/** What is decided and recorded is what is on disk, so unsaved edits of the three files are saved first. */
async function savePlan(load: LoadEngine, plan: vscode.Uri): Promise<void> {
  const stem = plan.path.replace(/\.deployment-plan\.json$/u, '');
  const siblings = vscode.workspace.textDocuments.filter(
    ({ uri, isDirty }) => isDirty && (uri.path === plan.path || uri.path === `${stem}.md`),
  );
  for (const document of siblings) {
    if (await document.save()) continue;
    throw (await load()).engine.environmentFailed(
      vscode.l10n.t(
        '{0} could not be saved: it changed on disk while it was being edited. Compare the two in the editor, save, and try again.',
        vscode.workspace.asRelativePath(document.uri),
      ),
    );
  }
}
