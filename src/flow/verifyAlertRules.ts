import type { AlertRules } from '../core/alerts/alertRules';
import { seriesNeededBy } from '../core/alerts/neededSeries';
import { type Answer, type Answers, type RuleState, type RuleStates, ruleStates } from '../core/alerts/ruleStates';
import { fillBlanks } from '../core/plan/blanks';
import type { Plan } from '../core/plan/schema';
import type { AskServer, PromtoolVerdict } from './ports';

/** Selectors that are asked for at the same time. */
const AT_ONCE = 4;

/**
 * The four states of each rule. Prometheus and the Alertmanager are asked only where the plan names their addresses; an
 * answer that does not come leaves the state unknown.
 */
export async function verifyAlertRules(
  ask: AskServer,
  plan: Plan,
  parts: AlertRules,
  verdict: PromtoolVerdict,
  signal: AbortSignal,
): Promise<readonly RuleStates[]> {
  const { prometheus } = plan.monitoring;
  const addressOf = (text: string | undefined): string | undefined => {
    const { text: filled, open, notApplicable } = fillBlanks(text ?? '', plan.blanks);
    return open.length + notApplicable.length > 0 || filled.trim() === ''
      ? undefined
      : filled.trim().replace(/\/+$/u, '');
  };
  const address = addressOf(prometheus?.url);
  const alertmanager = addressOf(prometheus?.alertmanager);
  const asked = (base: string | undefined, path: string, what: string): Promise<Answer> =>
    base === undefined
      ? Promise.resolve({ kind: 'silent', reason: `The plan names no address of ${what}.` })
      : ask(`${base}${path}`, signal);
  const selectors = [...new Set(parts.written.flatMap(({ rule }) => seriesNeededBy(parts, rule)))];
  const series = new Map<string, Answer>();
  for (let at = 0; at < selectors.length; at += AT_ONCE) {
    signal.throwIfAborted();
    const some = selectors.slice(at, at + AT_ONCE);
    const answers = await Promise.all(
      some.map((selector) =>
        asked(address, `/api/v1/query?query=${encodeURIComponent(`count(${selector})`)}`, 'Prometheus'),
      ),
    );
    some.forEach((selector, index) => {
      const answer = answers[index];
      if (answer !== undefined) series.set(selector, answer);
    });
  }
  const [rules, routes] = await Promise.all([
    asked(address, '/api/v1/rules?type=alert', 'Prometheus'),
    asked(alertmanager, '/api/v2/status', 'the Alertmanager'),
  ]);
  const answers: Answers = { series, rules, routes };
  return ruleStates(parts, logicOf(verdict), answers);
}

function logicOf(verdict: PromtoolVerdict): RuleState {
  switch (verdict.kind) {
    case 'passed':
      return { verdict: 'yes' };
    case 'failed':
      return { verdict: 'no', reason: 'promtool refuses the rules or a test of them fails.' };
    case 'not verified':
      return { verdict: 'not verified', reason: verdict.reason };
  }
}
