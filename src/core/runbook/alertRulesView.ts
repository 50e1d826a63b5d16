import type { AlertRules } from '../alerts/alertRules';
import { ruleFileNames } from '../alerts/ruleFileNames';
import type { DeploymentRecord } from '../execution';
import type { LogEventOf } from '../log';
import type { Scope } from './commandView';
import { inlineCode, inlineText, tableCell } from './markdown';
import { countOf, describeTime, sentence } from '../phrases';

/** The alert rules of a plan as they would be written now, and the digest that the log names them by. */
export interface PlannedRules {
  readonly parts: AlertRules;
  readonly digest: string;
}

/** The rule files, and the four states of the rules in them. */
export interface AlertRulesView {
  /** The files and what is in them. */
  readonly files: string;
  /** What the plan asks for and nobody can write, one reason a line. */
  readonly unwritten: readonly string[];
  /** Rows of a table, from the log; each text is a cell. */
  readonly states: readonly { readonly state: string; readonly known: string; readonly source: string }[];
}

/** None of the four states stands for another, and what nobody looked at is not verified. */
export function describeAlertRules(
  { plan }: Scope,
  { parts, digest }: PlannedRules,
  record: DeploymentRecord,
): AlertRulesView {
  const { rules, tests } = ruleFileNames(plan);
  const tested = lastOf(record, 'alerts.tested', digest);
  const asked = lastOf(record, 'alerts.asked', digest);
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
  };
}

const NOT_VERIFIED = 'not verified';

type LookedAt = LogEventOf<'alerts.tested' | 'alerts.asked'>;

/** What was seen of other rules says nothing of these. */
function lastOf<T extends 'alerts.tested' | 'alerts.asked'>(
  { history }: DeploymentRecord,
  type: T,
  digest: string,
): LogEventOf<T> | undefined {
  return history.findLast(
    (event): event is LogEventOf<T> =>
      event.type === type && (event as LogEventOf<'alerts.tested' | 'alerts.asked'>).data.rulesDigest === digest,
  );
}

/** By reason: without a name many rules are missing for one and the same. */
function describeUnwritten({ unwritten }: AlertRules): readonly string[] {
  const alerts = new Map<string, string[]>();
  for (const { alert, reason } of unwritten) {
    const names = alerts.get(reason) ?? [];
    if (!names.includes(alert)) alerts.set(reason, [...names, alert]);
  }
  return [...alerts].map(([reason, names]) => `${names.join(', ')}: ${inlineText(sentence(reason))}`);
}
