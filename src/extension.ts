import * as vscode from 'vscode';
import { approvalDialog } from './adapters/approvalDialog';
import { findTestTask, runTask } from './adapters/configuredTasks';
import { onDidChangeErrors, readEditorErrors } from './adapters/editorErrors';
import { editorFiles } from './adapters/editorFiles';
import { editorSettings } from './adapters/editorSettings';
import type { CredentialsFor } from './adapters/httpServer';
import { secretCredentials } from './adapters/secretCredentials';
import { taskRunner } from './adapters/taskRunner';
import { Deployments } from './ui/deployments';
import { editedText } from './ui/editedText';
import { errorBoundary } from './ui/errorBoundary';
import { lazyForms } from './ui/form/lazyForms';
import { LostEditors } from './ui/form/lostEditors';
import type { LoadEngine } from './ui/loadEngine';
import { lazyPlanProblems } from './ui/lazyPlanProblems';
import { showPlanLenses } from './ui/planLenses';
import { providePlanTexts } from './ui/planTexts';
import { registerCommands } from './ui/registerCommands';
import { showRunbookLenses } from './ui/runbookLenses';
import { ComparedTexts } from './ui/comparedTexts';
import { offerSiblingRenames } from './ui/siblingRenames';
import { showActiveDeployment } from './ui/statusBar';
import { DeploymentsTree } from './ui/tree/deploymentsTree';

/** Registers, and loads nothing: the engine comes with the first command, the form's host with the first form. */
export function activate({ subscriptions, extensionUri, secrets, workspaceState }: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('CC10x', { log: true });
  const boundary = errorBoundary(log);
  const credentials = secretCredentials(secrets);
  const load = engineLoader(credentials.read);
  const deployments = new Deployments(async (planFile, signal) => {
    const { engine, ports } = await load();
    return engine.assess(ports, await engine.openDeployment(ports, planFile, editedText(planFile)), signal);
  }, onDidChangeErrors);
  const tree = new DeploymentsTree(deployments);
  const lostEditors = new LostEditors(workspaceState);
  const forms = lazyForms({
    ...{ extensionUri, load, deployments, log, memory: workspaceState },
    onEditor: (uri) => void boundary(() => lostEditors.remember(uri)),
  });
  const treeView = vscode.window.createTreeView('cc10x.deployments', { treeDataProvider: tree, showCollapseAll: true });
  const texts = new ComparedTexts();
  const lenses = showRunbookLenses(deployments, async ({ deployment }) => {
    const { engine, ports } = await load();
    return engine.findTicks(ports, deployment.planFile);
  });
  const commands = registerCommands(
    {
      load,
      deployments,
      log,
      texts,
      credentials,
      askDecision: approvalDialog(vscode.workspace.asRelativePath),
      showForm: forms.show,
      selectedPlan: forms.selected,
    },
    boundary,
  );
  subscriptions.push(
    ...[lenses, log, deployments, tree, treeView, forms, lostEditors, texts, commands],
    lazyPlanProblems(load, deployments),
    providePlanTexts(load, deployments),
    showPlanLenses(),
    offerSiblingRenames(load, boundary),
    showActiveDeployment(deployments),
  );
  void boundary(() => lostEditors.tell());
}

/** Loads the engine once, with the editor's settings, its tasks, and its word on what is trusted. */
function engineLoader(credentials: CredentialsFor): LoadEngine {
  let loaded: ReturnType<LoadEngine> | undefined;
  return () =>
    (loaded ??= import('./engine').then((engine) => {
      const ports = engine.openPorts({
        settings: editorSettings(engine.settingsFrom),
        runner: (run) => ({ ...taskRunner(run), runTask, findTestTask }),
        files: (disk) => editorFiles(disk, engine.environmentFailed),
        credentials,
        readErrors: readEditorErrors,
      });
      return { engine, ports: engine.gateByTrust(ports, () => vscode.workspace.isTrusted) };
    }));
}
