import * as vscode from 'vscode';
import { PLAN_ENDING } from '../core/plan/files';

/** "Open in Form" above the plan, and above each stage, risk, rollback level, question, metric and alert of it. */
export function showPlanLenses(): vscode.Disposable {
  const selector = { scheme: 'file', pattern: `**/*${PLAN_ENDING}` };
  return vscode.languages.registerCodeLensProvider(selector, {
    provideCodeLenses: async (document) => {
      const { planPlaces } = await import('../core/plan/planPlaces');
      return planPlaces(document.getText()).map(({ path, offset }) => {
        const position = document.positionAt(offset);
        return new vscode.CodeLens(new vscode.Range(position, position), {
          title: vscode.l10n.t('Open in Form'),
          command: 'cc10x.openForm',
          arguments: path.length === 0 ? [document.uri] : [document.uri, path],
        });
      });
    },
  });
}
