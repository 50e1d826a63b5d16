import * as vscode from 'vscode';
import { withProgress } from '../errorBoundary';
import { identify, type LoadEngine } from '../loadEngine';
import { plainText } from '../plainText';

/** Rehearses taking the release back where a revert would land today; the tree and the runbook tell what was found. */
export async function rehearseRollback(load: LoadEngine, plan: vscode.Uri): Promise<void> {
  const loaded = await load();
  const { engine, ports } = loaded;
  const plain = {
    label: vscode.l10n.t('Rehearse'),
    detail: vscode.l10n.t('Reverts the release on paper. Your repository and working tree stay as they are.'),
    iconPath: new vscode.ThemeIcon('discard'),
  };
  const tested = {
    label: vscode.l10n.t('Rehearse and test the result'),
    detail: vscode.l10n.t('Runs the tests on the result too, in a temporary folder.'),
    iconPath: new vscode.ThemeIcon('beaker'),
  };
  const picked = await vscode.window.showQuickPick([plain, tested], {
    title: vscode.l10n.t('Rehearse Rollback'),
    placeHolder: vscode.l10n.t('How far should the rehearsal go?'),
  });
  if (picked === undefined) return;
  const rehearsed = await withProgress(vscode.l10n.t('Rehearsing the rollback'), async (signal, report) => {
    const { folder } = await engine.locateDeployment(ports, plan.fsPath);
    const by = await identify(loaded, folder, signal);
    return engine.rehearseDeployment(ports, plan.fsPath, picked === tested, by, signal, report);
  });
  if (picked === tested && rehearsed.test === undefined && rehearsed.verdict === 'clean') {
    void vscode.window.showWarningMessage(vscode.l10n.t('No test command was found: the result was not tested.'));
  }
  if (rehearsed.verdict === 'clean') return;
  const said =
    rehearsed.verdict === 'conflict'
      ? vscode.l10n.t('The revert conflicts: {0}', conflictsOf(rehearsed).join(', '))
      : vscode.l10n.t('Nobody can tell whether the revert works: {0}', plainText(rehearsed.reason ?? ''));
  void vscode.window.showWarningMessage(said);
}

function conflictsOf({
  commits,
}: {
  readonly commits: readonly { readonly conflicts: readonly string[] }[];
}): readonly string[] {
  return commits.flatMap(({ conflicts }) => conflicts).slice(0, 5);
}

/** Asks how long a rollback level really took, and records it. Escape records nothing. */
export async function recordDrill(load: LoadEngine, plan: vscode.Uri, level: number | undefined): Promise<void> {
  const loaded = await load();
  const { engine, ports } = loaded;
  const title = vscode.l10n.t('Record Drill');
  const { plan: content, folder } = await engine.openDeployment(ports, plan.fsPath);
  const levels = content.rollback.levels
    .filter(({ available }) => available)
    .map((item) => ({
      label: vscode.l10n.t('Level {0}: {1}', item.level, item.title),
      description: vscode.l10n.t('< {0} min claimed', item.budgetSeconds / 60),
      level: item.level,
    }));
  const chosen =
    levels.find((item) => item.level === level) ??
    (await vscode.window.showQuickPick(levels, { title, placeHolder: vscode.l10n.t('Which level was measured?') }));
  if (chosen === undefined) return;
  const drill = { label: vscode.l10n.t('A person ran it'), source: 'drill' } as const;
  const pipeline = { label: vscode.l10n.t('A pipeline ran it'), source: 'ci' } as const;
  const who = await vscode.window.showQuickPick([drill, pipeline], {
    title,
    placeHolder: vscode.l10n.t('Where does the time come from?'),
  });
  if (who === undefined) return;
  const minutes = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t(
      'How many minutes from the decision to the validated end? For example 3.5, or 40s for seconds.',
    ),
    ignoreFocusOut: true,
    validateInput: (value) => engine.rejectDrillTime(secondsFrom(value)),
  });
  if (minutes === undefined) return;
  const where = await vscode.window.showInputBox({
    title,
    prompt:
      who.source === 'ci'
        ? vscode.l10n.t('Address of the pipeline’s run')
        : vscode.l10n.t('Where was it run? For example staging.'),
    ignoreFocusOut: true,
    validateInput: (value) => (value.trim() === '' ? vscode.l10n.t('Say where.') : undefined),
  });
  if (where === undefined) return;
  const by = await identify(loaded, folder, new AbortController().signal);
  const on = new Date().toISOString().slice(0, 10);
  const data = { level: chosen.level, seconds: secondsFrom(minutes), source: who.source, where, on };
  await engine.recordDrill(ports, plan.fsPath, data, by);
}

/** Minutes as a number, or seconds as a number and an s; not a number for anything else. */
function secondsFrom(text: string): number {
  const [, number = '', unit = ''] = /^\s*(\d+(?:[.,]\d+)?)\s*(s|m|min)?\s*$/u.exec(text) ?? [];
  return number === '' ? Number.NaN : Number(number.replace(',', '.')) * (unit === 's' ? 1 : 60);
}
