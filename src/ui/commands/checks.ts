import * as vscode from 'vscode';
import type { CheckStatus } from '../../core/checks/judgeChecks';
import { withProgress } from '../errorBoundary';
import { identify, type LoadEngine } from '../loadEngine';
import { plainText } from '../plainText';

/** Runs the automatic checks of a plan: all of them, or one. */
export async function runChecks(
  load: LoadEngine,
  plan: vscode.Uri,
  only: readonly string[] | undefined,
): Promise<void> {
  const loaded = await load();
  const { engine, ports } = loaded;
  await withProgress(vscode.l10n.t('Running checks'), async (signal, report) => {
    const { folder } = await engine.locateDeployment(ports, plan.fsPath);
    const by = await identify(loaded, folder, signal);
    await engine.runChecks(ports, plan.fsPath, only, by, signal, report);
  });
}

/** Asks which check is meant: of the given kind, where one is given. */
export async function pickCheck(
  load: LoadEngine,
  plan: vscode.Uri,
  kind?: 'automatic' | 'attested',
): Promise<string | undefined> {
  const { engine, ports } = await load();
  const { plan: content } = await engine.openDeployment(ports, plan.fsPath);
  const items = content.checks
    .filter((check) => kind === undefined || check.kind === kind)
    .map(({ id, title }) => ({ label: title, id }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Which check?') });
  return picked?.id;
}

/** Lets a person vouch for a check by name, or say that it does not hold. Escape records nothing. */
export async function attestCheck(load: LoadEngine, plan: vscode.Uri, check: string): Promise<void> {
  const loaded = await load();
  const { engine, ports } = loaded;
  const signal = new AbortController().signal;
  const { deployment, checks } = await engine.assessDeployment(ports, plan.fsPath, signal);
  const status = checks.find((candidate) => candidate.check.id === check);
  const title = vscode.l10n.t('Attest Check: {0}', status?.check.title ?? check);
  const by = await identify(loaded, deployment.folder, signal);
  const holds = {
    label: vscode.l10n.t('It holds'),
    description: vscode.l10n.t('{0} vouches for it', by),
    iconPath: new vscode.ThemeIcon('pass'),
  };
  const fails = {
    label: vscode.l10n.t('It does not hold'),
    description: vscode.l10n.t('blocks the checkpoint'),
    iconPath: new vscode.ThemeIcon('error'),
  };
  const hints = hintItems(status);
  let picked: vscode.QuickPickItem | undefined;
  // A hint is there to be read: picking it answers nothing.
  do {
    picked = await vscode.window.showQuickPick([holds, fails, ...hints], {
      title,
      placeHolder: vscode.l10n.t('Does this hold for the release?'),
      ignoreFocusOut: true,
    });
    if (picked === undefined) return;
  } while (picked !== holds && picked !== fails);
  const statement = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('What is this based on? Optional, e.g. a link or who tested what.'),
    ignoreFocusOut: true,
  });
  if (statement === undefined) return;
  await engine.attestCheck(ports, plan.fsPath, { check, holds: picked === holds, statement }, by);
}

/** What speaks for or against a check, below the answers. */
function hintItems(status: CheckStatus | undefined): readonly vscode.QuickPickItem[] {
  const found = [
    ...(status?.place === undefined
      ? []
      : [{ label: plainText(status.evidence.summary), iconPath: new vscode.ThemeIcon('error') }]),
    ...(status?.hints ?? []).map((hint) => ({ label: plainText(hint), iconPath: new vscode.ThemeIcon('lightbulb') })),
  ];
  if (found.length === 0) return [];
  const heading = vscode.l10n.t('Hints, which prove nothing');
  return [{ label: heading, kind: vscode.QuickPickItemKind.Separator }, ...found];
}
