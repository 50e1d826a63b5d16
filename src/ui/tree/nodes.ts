import * as vscode from 'vscode';
import { countPassed } from '../../core/checks/countPassed';
import type { CheckStatus } from '../../core/checks/judgeChecks';
import { isOpen } from '../../core/plan/blanks';
import { PLAN_ENDING } from '../../core/plan/files';
import type { Plan } from '../../core/plan/schema';
import type { NextAction, Obstacle } from '../../core/status';
import type { Assessment } from '../../flow/assessDeployment';
import { assertNever } from '../../core/assertNever';
import type { DeploymentView } from '../deployments';
import { plainText } from '../plainText';
import { alertRulesNode } from './alertRuleNodes';
import { checkNode } from './checkNode';
import { openAt } from './openAt';
import { levelText, rehearsalText } from './rollbackText';
import {
  describeRisk,
  describeRisks,
  icon,
  riskDetail,
  riskIcon,
  riskState,
  stateFirst,
  statusIcon,
  statusText,
} from './words';

/** A line of the tree: how it looks, and what is under it. */
export interface TreeNode {
  readonly item: vscode.TreeItem;
  readonly children?: () => readonly TreeNode[] | Promise<readonly TreeNode[]>;
  /** The plan this line belongs to. */
  readonly plan?: vscode.Uri;
  /** The place of the plan that this line shows. */
  readonly path?: readonly (string | number)[];
  /** The check this line shows. */
  readonly check?: string;
  /** The rollback level this line shows. */
  readonly level?: number;
}

/** The line that holds the older plans. */
export function earlierNode(count: number, start: number, children: () => Promise<readonly TreeNode[]>): TreeNode {
  const item = new vscode.TreeItem(vscode.l10n.t('Earlier Deployments'), vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `earlier-${String(start)}`;
  item.description = String(count);
  item.iconPath = new vscode.ThemeIcon('history');
  item.contextValue = 'earlier';
  return { item, children };
}

/** The line of a plan that is not known yet. */
export function waitingNode(uri: vscode.Uri): TreeNode {
  const item = new vscode.TreeItem(nameOf(uri).slice(0, -PLAN_ENDING.length));
  item.description = vscode.l10n.t('is being looked at');
  item.iconPath = new vscode.ThemeIcon('loading~spin');
  item.contextValue = 'waiting';
  item.command = { command: 'cc10x.openForm', title: vscode.l10n.t('Edit Plan in Form'), arguments: [uri] };
  return { item, plan: uri };
}

/** The line of a plan. `isNewest`: it is open until the person closes it. */
export function deploymentNode(view: DeploymentView, isNewest: boolean): TreeNode {
  if (view.kind === 'unusable') {
    const name = nameOf(view.uri).slice(0, -PLAN_ENDING.length);
    const state = vscode.l10n.t('cannot be used');
    const item = new vscode.TreeItem(stateFirst(state, name));
    item.description = dotted(folderName(view.uri));
    item.tooltip = [name, dotted(folderName(view.uri), state), view.message].join('\n');
    item.iconPath = icon('error', 'list.errorForeground');
    item.contextValue = 'broken';
    item.command = { command: 'vscode.open', title: vscode.l10n.t('Open'), arguments: [view.uri] };
    return { item, plan: view.uri };
  }
  const { assessment, uri } = view;
  const { plan } = assessment.deployment;
  const { feature, date, verdict } = plan.deployment;
  const state = statusText(assessment.status);
  const item = new vscode.TreeItem(
    stateFirst(state, feature),
    isNewest ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed,
  );
  item.id = uri.toString();
  item.description = dotted(folderName(uri), date);
  const told = [dotted(folderName(uri), state, date), verdict, assessment.approval.reason];
  item.tooltip = [feature, ...told.map(plainText)].join('\n');
  item.iconPath = statusIcon(assessment.status);
  item.contextValue = `deployment:${assessment.status}`;
  item.command = { command: 'cc10x.openForm', title: vscode.l10n.t('Edit Plan in Form'), arguments: [uri] };
  return { item, plan: uri, children: () => groups(uri, assessment) };
}

/** The folder of a plan where the window has several. */
function folderName(plan: vscode.Uri): string | undefined {
  if ((vscode.workspace.workspaceFolders ?? []).length < 2) return undefined;
  return vscode.workspace.getWorkspaceFolder(plan)?.name;
}

function dotted(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(' · ');
}

function groups(uri: vscode.Uri, assessment: Assessment): readonly TreeNode[] {
  const { deployment, checks, obstacles, record } = assessment;
  const { plan } = deployment;
  const openBlanks = plan.blanks.filter(isOpen);
  const node = (
    key: string,
    label: string,
    description: string,
    iconName: string,
    children: readonly TreeNode[],
    contextValue = key,
  ): TreeNode => {
    const item = new vscode.TreeItem(
      label,
      children.length === 0
        ? vscode.TreeItemCollapsibleState.None
        : key === 'todo'
          ? vscode.TreeItemCollapsibleState.Expanded
          : vscode.TreeItemCollapsibleState.Collapsed,
    );
    item.id = `${uri.toString()}#${key}`;
    item.description = description;
    item.iconPath = new vscode.ThemeIcon(iconName);
    item.contextValue = contextValue;
    return { item, plan: uri, children: () => children };
  };
  const leaf = (
    label: string,
    description: string,
    iconPath: vscode.ThemeIcon,
    path: readonly (string | number)[],
  ): TreeNode => {
    const item = new vscode.TreeItem(label);
    item.description = description;
    item.tooltip = `${label}\n${description}`;
    item.iconPath = iconPath;
    item.command = openAt(uri, path);
    // The runbook has an anchor for these.
    const inRunbook = ['stages', 'risks', 'rollback'].includes(String(path[0]));
    item.contextValue = inRunbook ? 'place:runbook' : 'place';
    return { item, plan: uri, path };
  };
  return [
    ...record.waivers.filter(({ review }) => review === undefined).map((waiver) => waiverNode(uri, waiver)),
    ...(obstacles.length > 0
      ? [
          node(
            'todo',
            vscode.l10n.t('To Do Before Approval'),
            String(obstacles.length),
            'checklist',
            obstacles.map((obstacle) => obstacleNode(uri, obstacle, deployment)),
          ),
        ]
      : []),
    node(
      'checks',
      vscode.l10n.t('Checks'),
      passedText(checks),
      'beaker',
      checks.map((check) => checkNode(uri, plan, check)),
    ),
    ...(openBlanks.length > 0
      ? [
          node(
            'blanks',
            vscode.l10n.t('Blanks'),
            vscode.l10n.t('{0} open', openBlanks.length),
            'question',
            plan.blanks.flatMap((blank, index) =>
              isOpen(blank)
                ? [
                    leaf(blank.question, vscode.l10n.t('not answered'), icon('question', 'list.warningForeground'), [
                      'blanks',
                      index,
                    ]),
                  ]
                : [],
            ),
          ),
        ]
      : []),
    node(
      'risks',
      vscode.l10n.t('Risks'),
      describeRisks(plan),
      'warning',
      plan.risks.map((risk, index) => {
        const line = leaf(risk.issue, describeRisk(risk), riskIcon(risk), ['risks', index]);
        line.item.label = stateFirst(riskState(risk), risk.issue);
        line.item.description = riskDetail(risk);
        return line;
      }),
    ),
    node(
      'stages',
      vscode.l10n.t('Stages'),
      plan.strategy.kind,
      'list-ordered',
      plan.stages.map((stage, index) =>
        leaf(
          vscode.l10n.t('Stage {0}: {1}', index + 1, stage.title),
          stage.skipped === undefined
            ? vscode.l10n.t('{0} % traffic', stage.trafficPercent)
            : vscode.l10n.t('skipped: {0}', stage.skipped.reason),
          stage.skipped === undefined
            ? new vscode.ThemeIcon('circle-large-outline')
            : icon('circle-slash', 'disabledForeground'),
          ['stages', index],
        ),
      ),
    ),
    node(
      'rollback',
      vscode.l10n.t('Rollback Levels'),
      vscode.l10n.t('{0} available', plan.rollback.levels.filter(({ available }) => available).length),
      'discard',
      [
        ...plan.rollback.levels.map((level, index) => {
          const line = leaf(
            vscode.l10n.t('Level {0}: {1}', level.level, level.title),
            levelText(level, record),
            level.available ? new vscode.ThemeIcon('discard') : icon('circle-slash', 'disabledForeground'),
            ['rollback', 'levels', index],
          );
          if (level.available) line.item.contextValue = 'place:runbook:level';
          return { ...line, level: level.level };
        }),
        rehearsalNode(uri, assessment),
      ],
    ),
    node(
      'monitoring',
      vscode.l10n.t('Monitoring'),
      vscode.l10n.t('{0} metrics, {1} alerts planned', plan.monitoring.metrics.length, plan.monitoring.alerts.length),
      'pulse',
      [
        ...plan.monitoring.metrics.map((metric, index) =>
          leaf(
            metric.name,
            metric.query ?? vscode.l10n.t('no query known'),
            metric.query === undefined ? icon('graph-line', 'disabledForeground') : new vscode.ThemeIcon('graph-line'),
            ['monitoring', 'metrics', index],
          ),
        ),
        alertRulesNode(uri, assessment),
      ],
    ),
    node('files', vscode.l10n.t('Files'), '', 'files', fileNodes(uri, assessment)),
    approvalNode(uri, assessment),
  ];
}

/** A waiver that waits for its second look; it stays here until somebody else has taken it. */
function waiverNode(uri: vscode.Uri, { waived }: Assessment['record']['waivers'][number]): TreeNode {
  const label = vscode.l10n.t('Emergency: a second person has to look at this');
  const item = new vscode.TreeItem(label);
  item.description = vscode.l10n.t('{0} waived {1}: {2}', waived.by, waived.data.checks.join(', '), waived.data.reason);
  item.tooltip = `${label}\n${item.description}`;
  item.iconPath = icon('flame', 'list.warningForeground');
  item.contextValue = 'waiver';
  item.command = {
    command: 'cc10x.reviewWaiver',
    title: vscode.l10n.t('Record Second Look at Waiver…'),
    arguments: [uri],
  };
  return { item, plan: uri };
}

function obstacleNode(
  uri: vscode.Uri,
  { text: prose, action }: Obstacle,
  { folder, plan }: Assessment['deployment'],
): TreeNode {
  const text = plainText(prose);
  const question = questionOf(plan, action);
  // Where the side bar is narrow, "Unanswered" would be all that one can read of each.
  const item = new vscode.TreeItem(question === undefined ? text : plainText(question));
  item.tooltip = text;
  switch (action.kind) {
    case 'run-check':
      item.iconPath = new vscode.ThemeIcon('play');
      item.command = { command: 'cc10x.runCheck', title: vscode.l10n.t('Run Check'), arguments: [uri, action.check] };
      item.contextValue = 'check:automatic';
      return { item, plan: uri, check: action.check };
    case 'attest-check':
      item.iconPath = new vscode.ThemeIcon('verified');
      item.command = {
        command: 'cc10x.attestCheck',
        title: vscode.l10n.t('Attest Check…'),
        arguments: [uri, action.check],
      };
      item.contextValue = 'check:attested';
      return { item, plan: uri, check: action.check };
    case 'write-runbook':
      item.iconPath = new vscode.ThemeIcon('book');
      item.command = { command: 'cc10x.writeRunbook', title: vscode.l10n.t('Write Runbook'), arguments: [uri] };
      return { item, plan: uri };
    case 'ask-somebody-else':
      item.iconPath = new vscode.ThemeIcon('person-add');
      return { item, plan: uri };
    case 'update-plan':
      item.iconPath = new vscode.ThemeIcon('sync');
      item.command = { command: 'cc10x.updatePlan', title: vscode.l10n.t('Update Plan'), arguments: [uri] };
      return { item, plan: uri };
    case 'open-plan':
      item.iconPath = new vscode.ThemeIcon('edit');
      item.command = openAt(uri, action.path);
      return { item, plan: uri };
    case 'open-file':
    case 'open-source': {
      item.iconPath = new vscode.ThemeIcon('go-to-file');
      const place = new vscode.Position(action.line - 1, 0);
      const home = action.kind === 'open-file' ? vscode.Uri.joinPath(uri, '..') : vscode.Uri.file(folder);
      const target = vscode.Uri.joinPath(home, action.file);
      item.command = {
        command: 'vscode.open',
        title: vscode.l10n.t('Open'),
        arguments: [target, { selection: new vscode.Range(place, place) }],
      };
      return { item, plan: uri };
    }
    default:
      return assertNever(action);
  }
}

/** The question that an answer would mend. */
function questionOf({ blanks }: Plan, action: NextAction): string | undefined {
  if (action.kind !== 'open-plan') return undefined;
  const [list, index] = action.path;
  return list === 'blanks' && typeof index === 'number' ? blanks[index]?.question : undefined;
}

/** What taking the release back would do, as far as it was rehearsed. */
function rehearsalNode(uri: vscode.Uri, { deployment, record }: Assessment): TreeNode {
  const item = new vscode.TreeItem(vscode.l10n.t('Revert'));
  const { text, iconName, color } = rehearsalText(deployment.plan, record);
  item.description = text;
  // A screen reader is told the tooltip in place of the line.
  item.tooltip = `${vscode.l10n.t('Revert')}\n${text}`;
  item.iconPath = icon(iconName, color);
  item.contextValue = 'rehearsal';
  item.command = { command: 'cc10x.rehearseRollback', title: vscode.l10n.t('Rehearse Rollback'), arguments: [uri] };
  return { item, plan: uri };
}

function passedText(checks: readonly CheckStatus[]): string {
  const { passed, required, optional } = countPassed(
    checks.map(({ check, verdict }) => ({ required: check.required, verdict })),
  );
  return optional === 0
    ? vscode.l10n.t('{0} of {1} passed', passed, required)
    : vscode.l10n.t('{0} of {1} required passed, {2} optional', passed, required, optional);
}

function fileNodes(uri: vscode.Uri, { deployment }: Assessment): readonly TreeNode[] {
  // The names of the three begin alike: where the side bar is narrow, only what each of them is tells them apart.
  const file = (path: string, kind: string): TreeNode => {
    const target = vscode.Uri.file(path);
    const item = new vscode.TreeItem(target);
    item.label = kind;
    item.description = nameOf(target);
    item.command = { command: 'vscode.open', title: vscode.l10n.t('Open'), arguments: [target] };
    return { item, plan: uri };
  };
  return [
    file(deployment.planFile, vscode.l10n.t('Plan')),
    ...(deployment.runbook === undefined ? [] : [file(deployment.runbookFile, vscode.l10n.t('Runbook'))]),
    file(deployment.logFile, vscode.l10n.t('Log')),
  ];
}

function approvalNode(uri: vscode.Uri, { approval, status, obstacles }: Assessment): TreeNode {
  const item = new vscode.TreeItem(vscode.l10n.t('Approval'));
  item.id = `${uri.toString()}#approval`;
  item.description = plainText(approval.reason);
  item.tooltip = [vscode.l10n.t('Approval'), approval.reason, ...approval.changes].map(plainText).join('\n');
  item.iconPath = statusIcon(status);
  if (obstacles.length === 0 && !approval.valid) {
    item.command = { command: 'cc10x.requestApproval', title: vscode.l10n.t('Open Checkpoint…'), arguments: [uri] };
  }
  if (approval.changes.length === 0) return { item, plan: uri };
  item.collapsibleState = vscode.TreeItemCollapsibleState.Collapsed;
  return { item, plan: uri, children: () => approval.changes.map((change) => changeNode(uri, change)) };
}

/** One thing that is not what was approved. */
function changeNode(uri: vscode.Uri, change: string): TreeNode {
  const item = new vscode.TreeItem(plainText(change));
  item.tooltip = plainText(change);
  item.iconPath = new vscode.ThemeIcon('diff-modified');
  return { item, plan: uri };
}

function nameOf(uri: vscode.Uri): string {
  return uri.path.split('/').at(-1) ?? uri.path;
}
