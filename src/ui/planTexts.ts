import * as vscode from 'vscode';
import { PLAN_ENDING } from '../core/plan/files';
import type { Deployments } from './deployments';
import { editedText } from './editedText';
import { evidenceText } from './evidenceText';
import type { LoadEngine } from './loadEngine';

/** Scheme of texts that are made from a plan when they are shown, and written nowhere. */
const SCHEME = 'cc10x';
/** Typing pauses at least so long before an open text is made again, in milliseconds. */
const PAUSE_MS = 300;

/** The runbook as the plan would make it now, also while it is being edited. */
export function runbookPreviewUri(plan: vscode.Uri): vscode.Uri {
  return textUri(plan, `${stemOf(plan)}.md`, 'runbook');
}

/** The evidence of one check. */
export function evidenceUri(plan: vscode.Uri, check: string): vscode.Uri {
  return textUri(plan, `${stemOf(plan)} ${check}.txt`, 'evidence', check);
}

/** Serves these texts, and makes the open ones again when something changes. */
export function providePlanTexts(load: LoadEngine, deployments: Deployments): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const fire = (): void => {
    for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === SCHEME) changed.fire(uri);
  };
  let timer: NodeJS.Timeout | undefined;
  return vscode.Disposable.from(
    changed,
    deployments.onDidChange(fire),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (!document.uri.path.endsWith(PLAN_ENDING)) return;
      clearTimeout(timer);
      timer = setTimeout(fire, PAUSE_MS);
    }),
    new vscode.Disposable(() => {
      clearTimeout(timer);
    }),
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri, token) => textOf(load, uri, token),
    }),
  );
}

async function textOf(load: LoadEngine, uri: vscode.Uri, token: vscode.CancellationToken): Promise<string> {
  const parts = new URLSearchParams(uri.query);
  const plan = vscode.Uri.parse(parts.get('plan') ?? '', true);
  const stop = new AbortController();
  const listening = token.onCancellationRequested(() => {
    stop.abort();
  });
  try {
    const { engine, ports } = await load();
    const deployment = await engine.openDeployment(ports, plan.fsPath, editedText(plan.fsPath));
    return parts.get('kind') === 'runbook'
      ? await engine.renderRunbook(ports, deployment)
      : evidenceText(await engine.assess(ports, deployment, stop.signal), parts.get('check') ?? '');
  } catch (error) {
    // Such as a plan that is no valid JSON for the moment: the text comes back with it.
    return error instanceof Error ? error.message : String(error);
  } finally {
    listening.dispose();
  }
}

function textUri(plan: vscode.Uri, name: string, kind: 'runbook' | 'evidence', check = ''): vscode.Uri {
  const query = new URLSearchParams({ kind, plan: plan.toString(), check }).toString();
  return vscode.Uri.from({ scheme: SCHEME, path: `/${name}`, query });
}

function stemOf(plan: vscode.Uri): string {
  return (plan.path.split('/').at(-1) ?? '').slice(0, -PLAN_ENDING.length);
}
