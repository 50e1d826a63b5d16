import * as vscode from 'vscode';
import { isActive } from '../core/activity';
import { LOG_ENDING, PLAN_ENDING } from '../core/plan/files';
import type { Deployments, DeploymentView } from './deployments';
import { readText } from './readText';
import { shortened } from './shortened';
import { statusText } from './tree/words';

/** A plan that is being carried out is among the newest; looking at each of hundreds would keep git busy. */
const LOOKED_AT = 5;

/** As much of a plan's name as leaves room for the other items of the bar. */
const NAME_LENGTH = 40;

/** An item in the status bar while a deployment is being carried out, and none otherwise. It opens the runbook. */
export function showActiveDeployment(deployments: Deployments): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('cc10x.active', vscode.StatusBarAlignment.Left);
  item.name = vscode.l10n.t('CC10x Active Deployment');
  let latest = 0;
  const look = async (): Promise<void> => {
    const turn = ++latest;
    const uris = vscode.workspace.isTrusted ? (await deployments.list()).slice(0, LOOKED_AT) : [];
    const wereApproved = await Promise.all(uris.map(wasApproved));
    const views = await Promise.all(uris.filter((_, index) => wereApproved[index]).map((uri) => deployments.view(uri)));
    if (turn !== latest) return;
    const active = views.filter(isBeingCarriedOut);
    const [newest] = active;
    if (newest === undefined) {
      item.hide();
      return;
    }
    const { feature } = newest.assessment.deployment.plan.deployment;
    const more = active.length === 1 ? '' : ` +${String(active.length - 1)}`;
    item.text = `$(rocket) ${shortened(feature, NAME_LENGTH)}: ${statusText(newest.assessment.status)}${more}`;
    item.tooltip = `${feature}\n${vscode.l10n.t('{0} Open the runbook.', newest.assessment.approval.reason)}`;
    item.command = { command: 'cc10x.openRunbook', title: vscode.l10n.t('Open Runbook'), arguments: [newest.uri] };
    item.backgroundColor = newest.assessment.approval.valid
      ? undefined
      : new vscode.ThemeColor('statusBarItem.warningBackground');
    item.show();
  };
  void look();
  return vscode.Disposable.from(
    item,
    deployments.onDidChange(() => {
      void look();
    }),
  );
}

/** A glance at the log that spares loading the engine where nothing was ever approved. */
async function wasApproved(plan: vscode.Uri): Promise<boolean> {
  const log = plan.with({ path: plan.path.slice(0, -PLAN_ENDING.length) + LOG_ENDING });
  return (await readText(log))?.includes('"approval.granted"') ?? false;
}

type Assessed = Extract<DeploymentView, { kind: 'assessed' }>;

function isBeingCarriedOut(view: DeploymentView): view is Assessed {
  return view.kind === 'assessed' && isActive(view.assessment.deployment.plan, view.assessment.record, new Date());
}
