import type { AlertRules, WrittenRule } from './alertRules';
import { judgeLoaded, readLoadedRules } from './loadedRules';
import { receiversOf, readRoutes, type RouteTree } from './alertRoutes';
import { seriesNeededBy } from './neededSeries';

/** What is known of one property of a rule. Without an answer nothing is: `not verified` is no `no`. */
export interface RuleState {
  readonly verdict: 'yes' | 'no' | 'not verified';
  /** Why, in a sentence; absent where the verdict says it all. */
  readonly reason?: string | undefined;
}

/** The four states of a rule, each for itself: one never stands for another. */
export interface RuleStates {
  readonly alert: string;
  /** What of the plan asked for the rule is told by its labels. */
  readonly labels: Readonly<Record<string, string>>;
  /** promtool ran the tests of the rule, and they passed. */
  readonly logic: RuleState;
  /** Prometheus has the series that the rule is made of. */
  readonly series: RuleState;
  /** Prometheus has loaded exactly this rule. */
  readonly loaded: RuleState;
  /** The Alertmanager sends its alert to somebody. */
  readonly routed: RuleState;
}

/** An answer of a server, or why there is none. */
export type Answer =
  { readonly kind: 'answered'; readonly value: unknown } | { readonly kind: 'silent'; readonly reason: string };

/** What was asked of Prometheus and the Alertmanager. */
export interface Answers {
  /** By selector: the answer to an instant query that counts its series. */
  readonly series: ReadonlyMap<string, Answer>;
  /** `/api/v1/rules` of Prometheus. */
  readonly rules: Answer;
  /** `/api/v2/status` of the Alertmanager. */
  readonly routes: Answer;
}

/** Of how many rules each state holds; null where it is known of none. */
export function countStates(
  states: readonly RuleStates[],
): Readonly<Record<'series' | 'loaded' | 'routed', number | null>> {
  const count = (key: 'series' | 'loaded' | 'routed'): number | null =>
    states.every((state) => state[key].verdict === 'not verified')
      ? null
      : states.filter((state) => state[key].verdict === 'yes').length;
  return { series: count('series'), loaded: count('loaded'), routed: count('routed') };
}

export function ruleStates(parts: AlertRules, logic: RuleState, answers: Answers): readonly RuleStates[] {
  const loaded = understood(answers.rules, readLoadedRules, 'Prometheus listed its rules in a way that is not known.');
  const routes = understood(answers.routes, readRoutes, 'The Alertmanager told its routes in a way that is not known.');
  return parts.written.map((written) => ({
    alert: written.rule.alert,
    labels: written.rule.labels,
    logic,
    series: judgeSeries(parts, written, answers.series),
    loaded: typeof loaded === 'string' ? unknown(loaded) : judgeLoaded(written.rule, loaded),
    routed: typeof routes === 'string' ? unknown(routes) : judgeRoute(written, routes),
  }));
}

function judgeSeries(parts: AlertRules, written: WrittenRule, answers: ReadonlyMap<string, Answer>): RuleState {
  const needed = seriesNeededBy(parts, written.rule);
  let open: string | undefined;
  for (const selector of needed) {
    const answer = answers.get(selector);
    if (answer === undefined || answer.kind === 'silent') {
      open ??= answer?.reason ?? 'Nobody asked.';
      continue;
    }
    const count = countIn(answer.value);
    if (count === undefined) open ??= 'Prometheus answered in a way that is not known.';
    else if (count === 0) return { verdict: 'no', reason: `Prometheus has no series ${selector}.` };
  }
  return open === undefined ? { verdict: 'yes' } : unknown(open);
}

function judgeRoute({ rule }: WrittenRule, routes: RouteTree): RuleState {
  const receivers = receiversOf(routes, { ...rule.labels, alertname: rule.alert });
  const heard = receivers.filter(({ sends }) => sends).map(({ name }) => name);
  if (heard.length > 0) return { verdict: 'yes', reason: `To ${heard.join(', ')}.` };
  const names = receivers.map(({ name }) => name).join(', ');
  return { verdict: 'no', reason: names === '' ? 'No route takes it.' : `${names} sends it to nobody.` };
}

function understood<T>(answer: Answer, read: (value: unknown) => T | undefined, otherwise: string): T | string {
  return answer.kind === 'silent' ? answer.reason : (read(answer.value) ?? otherwise);
}

/** How many series there are, from the answer to `count(…)`. */
function countIn(value: unknown): number | undefined {
  const data = property(value, 'data');
  const result = property(data, 'result');
  if (property(value, 'status') !== 'success' || !Array.isArray(result)) return undefined;
  const first: unknown = result[0];
  if (first === undefined) return 0;
  const sample = property(first, 'value');
  const count = Array.isArray(sample) ? Number(sample[1]) : Number.NaN;
  return Number.isFinite(count) ? count : undefined;
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}

function unknown(reason: string): RuleState {
  return { verdict: 'not verified', reason };
}
