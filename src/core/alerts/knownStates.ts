import type { DeploymentRecord } from '../execution';
import type { LogData, LogEventOf } from '../log';
import type { Sha256 } from '../plan/digest';
import type { Plan } from '../plan/schema';
import { type AlertRules, alertRules } from './alertRules';
import type { RuleState, RuleStates } from './ruleStates';
import { rulesDigest } from './ruleTexts';

/** The alert rules of a plan as they would be written now, and the digest that the log names them by. */
export interface PlannedRules {
  readonly parts: AlertRules;
  readonly digest: string;
}

/** `runbook` is the name of the runbook's file, which the rules link to. */
export function plannedRules(plan: Plan, runbook: string, sha256: Sha256): PlannedRules {
  const parts = alertRules(plan, runbook);
  return { parts, digest: rulesDigest(parts, sha256) };
}

/** What the log knows of one rule: the four states, each for itself. */
export interface KnownRule extends Pick<RuleStates, 'logic' | 'series' | 'loaded' | 'routed'> {
  /** Names the rule among those of its plan. */
  readonly rule: string;
}

/** What was looked at last of exactly these rules. */
export interface KnownStates {
  readonly tested: LogEventOf<'alerts.tested'> | undefined;
  readonly asked: LogEventOf<'alerts.asked'> | undefined;
  /** In the order of the rules; a state that the log does not tell is not verified. */
  readonly rules: readonly KnownRule[];
}

/** The name of a rule among those of its plan: several rules may have one alert, and differ in what asked for them. */
export function ruleTitle({ alert, labels }: Pick<RuleStates, 'alert' | 'labels'>): string {
  const which = labels['trigger'] ?? labels['window'] ?? labels['rule'] ?? labels['kind'] ?? labels['metric'];
  return which === undefined ? alert : `${alert} ${which}`;
}

type RecordedRules = NonNullable<LogData<'alerts.asked'>['rules']>;

/** What the log keeps of the states of each rule. Why nobody knows a state is told where it is asked, not kept. */
export function recordedStates(states: readonly RuleStates[]): RecordedRules {
  const kept = ({ verdict, reason }: RuleState): RecordedRules[number]['series'] =>
    reason === undefined || verdict === 'not verified' ? { verdict } : { verdict, reason };
  return states.map((state) => ({
    rule: ruleTitle(state),
    series: kept(state.series),
    loaded: kept(state.loaded),
    routed: kept(state.routed),
  }));
}

/** What was seen of other rules says nothing of these. */
export function knownStates({ parts, digest }: PlannedRules, record: DeploymentRecord): KnownStates {
  const tested = lastOf(record, 'alerts.tested', digest);
  const asked = lastOf(record, 'alerts.asked', digest);
  const logic: RuleState =
    tested === undefined ? NOT_VERIFIED : { verdict: tested.data.verdict === 'pass' ? 'yes' : 'no' };
  const answers = new Map(asked?.data.rules?.map((answer) => [answer.rule, answer]));
  return {
    tested,
    asked,
    rules: parts.written.map(({ rule }) => {
      const title = ruleTitle(rule);
      const { series = NOT_VERIFIED, loaded = NOT_VERIFIED, routed = NOT_VERIFIED } = answers.get(title) ?? {};
      return { rule: title, logic, series, loaded, routed };
    }),
  };
}

const NOT_VERIFIED: RuleState = { verdict: 'not verified' };

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
