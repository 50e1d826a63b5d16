import type { AlertRules } from '../alerts/alertRules';
import { type KnownRule, type KnownStates, knownStates, type PlannedRules } from '../alerts/knownStates';
import type { RuleState } from '../alerts/ruleStates';
import { ruleFileNames } from '../alerts/ruleFileNames';
import type { DeploymentRecord } from '../execution';
import type { LogEventOf } from '../log';
import type { Scope } from './commandView';
import { inlineCode, inlineText, tableCell } from './markdown';
import { countOf, describeTime, sentence } from '../phrases';

/** The rule files, and the four states of the rules in them. */
export interface AlertRulesView {
  /** The files and what is in them. */
  readonly files: string;
  /** What the plan asks for and nobody can write, one reason a line. */
  readonly unwritten: readonly string[];
  /** Rows of a table, from the log; each text is a cell. */
  readonly states: readonly { readonly state: string; readonly known: string; readonly source: string }[];
  /** The same of each rule, where somebody asked a server; each text is a cell. */
  readonly rules: readonly Readonly<Record<'rule' | 'logic' | 'series' | 'loaded' | 'routed', string>>[];
  /** Why a state does not hold, each reason with the rules that it is true of. */
  readonly reasons: readonly string[];
}

/** None of the four states stands for another, and what nobody looked at is not verified. */
export function describeAlertRules({ plan }: Scope, planned: PlannedRules, record: DeploymentRecord): AlertRulesView {
  const { rules, tests } = ruleFileNames(plan);
  const { parts } = planned;
  const known = knownStates(planned, record);
  const { tested, asked } = known;
  const row = (state: string, known: string, event: LookedAt | undefined): AlertRulesView['states'][number] => ({
    state,
    known,
    source:
      event === undefined
        ? ''
        : tableCell(`${inlineText(describeTime(event.at))} by ${inlineText(event.by)} (claimed)`),
  });
  const counted = (state: string, key: 'series' | 'loaded' | 'routed'): AlertRulesView['states'][number] => {
    const count = asked?.data[key] ?? null;
    return count === null || asked === undefined
      ? row(state, NOT_VERIFIED, undefined)
      : row(state, `seen for ${String(count)} of ${String(asked.data.alerts)}`, asked);
  };
  return {
    files: `${countOf(parts.written.length, 'rule')} in ${inlineCode(rules)}, with tests in ${inlineCode(tests)}.`,
    unwritten: describeUnwritten(parts),
    states: [
      tested === undefined
        ? row('Logic tested (promtool)', NOT_VERIFIED, undefined)
        : row(
            'Logic tested (promtool)',
            tested.data.verdict === 'pass' ? `all ${String(tested.data.alerts)} passed` : '**failed**',
            tested,
          ),
      counted('Series exist', 'series'),
      counted('Loaded by Prometheus', 'loaded'),
      counted('Routed to somebody', 'routed'),
    ],
    ...describeEachRule(known),
  };
}

/** Without an answer of a server the rules differ in nothing; an old log tells no rule from another. */
function describeEachRule({ asked, rules }: KnownStates): Pick<AlertRulesView, 'rules' | 'reasons'> {
  if (asked?.data.rules === undefined) return { rules: [], reasons: [] };
  const cell = ({ verdict, reason }: RuleState): string => {
    if (verdict === 'no') return '**no**';
    return verdict === 'yes' && reason !== undefined ? tableCell(inlineText(reason)) : verdict;
  };
  const reasons = new Map<string, string[]>();
  for (const { rule, reason } of rules.flatMap(refusals)) {
    const named = reasons.get(reason) ?? [];
    reasons.set(reason, [...named, inlineText(rule)]);
  }
  return {
    rules: rules.map(({ rule, logic, series, loaded, routed }) => ({
      rule: tableCell(inlineText(rule)),
      logic: cell(logic),
      series: cell(series),
      loaded: cell(loaded),
      routed: cell(routed),
    })),
    reasons: [...reasons].map(([reason, named]) => `${inlineText(sentence(reason))} ${named.join(', ')}.`),
  };
}

function refusals({ rule, logic, series, loaded, routed }: KnownRule): readonly { rule: string; reason: string }[] {
  return [logic, series, loaded, routed].flatMap(({ verdict, reason }) =>
    verdict === 'no' && reason !== undefined ? [{ rule, reason }] : [],
  );
}

const NOT_VERIFIED = 'not verified';

type LookedAt = LogEventOf<'alerts.tested' | 'alerts.asked'>;

/** By reason: without a name many rules are missing for one and the same. */
function describeUnwritten({ unwritten }: AlertRules): readonly string[] {
  const alerts = new Map<string, string[]>();
  for (const { alert, reason } of unwritten) {
    const names = alerts.get(reason) ?? [];
    if (!names.includes(alert)) alerts.set(reason, [...names, alert]);
  }
  return [...alerts].map(([reason, names]) => `${names.join(', ')}: ${inlineText(sentence(reason))}`);
}
