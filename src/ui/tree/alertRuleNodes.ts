import * as vscode from 'vscode';
import type { KnownRule } from '../../core/alerts/knownStates';
import type { RuleState } from '../../core/alerts/ruleStates';
import type { Assessment } from '../../flow/assessDeployment';
import type { TreeNode } from './nodes';
import { icon } from './words';

/** The alert rules of a plan, each with its four states; where nobody asked, that is what stands there. */
export function alertRulesNode(uri: vscode.Uri, { alertRules }: Pick<Assessment, 'alertRules'>): TreeNode {
  const item = new vscode.TreeItem(
    vscode.l10n.t('Alert Rules'),
    alertRules.length === 0 ? vscode.TreeItemCollapsibleState.None : vscode.TreeItemCollapsibleState.Collapsed,
  );
  const proven = alertRules.filter((rule) => stateOf(rule) === 'yes').length;
  item.id = `${uri.toString()}#alertRules`;
  item.description = vscode.l10n.t('{0} of {1} proven', proven, alertRules.length);
  item.iconPath = new vscode.ThemeIcon('bell');
  item.contextValue = 'alertRules';
  return { item, plan: uri, children: () => alertRules.map((rule) => ruleNode(uri, rule)) };
}

function ruleNode(uri: vscode.Uri, known: KnownRule): TreeNode {
  const states = [
    vscode.l10n.t('logic tested: {0}', verdictText(known.logic)),
    vscode.l10n.t('series exist: {0}', verdictText(known.series)),
    vscode.l10n.t('loaded: {0}', verdictText(known.loaded)),
    vscode.l10n.t('routed: {0}', verdictText(known.routed)),
  ];
  const reasons = [known.logic, known.series, known.loaded, known.routed].flatMap(({ reason }) => reason ?? []);
  const item = new vscode.TreeItem(known.rule);
  item.description = states.join(', ');
  item.tooltip = [known.rule, ...states, ...reasons].join('\n');
  item.iconPath = {
    yes: icon('pass', 'charts.green'),
    no: icon('error', 'testing.iconFailed'),
    'not verified': icon('question', 'list.warningForeground'),
  }[stateOf(known)];
  return { item, plan: uri };
}

/** What the four come to: one that does not hold outweighs those that nobody knows. */
function stateOf({ logic, series, loaded, routed }: KnownRule): RuleState['verdict'] {
  const verdicts = [logic, series, loaded, routed].map(({ verdict }) => verdict);
  if (verdicts.includes('no')) return 'no';
  return verdicts.includes('not verified') ? 'not verified' : 'yes';
}

function verdictText({ verdict }: RuleState): string {
  return {
    yes: vscode.l10n.t('yes'),
    no: vscode.l10n.t('no'),
    'not verified': vscode.l10n.t('not verified'),
  }[verdict];
}
