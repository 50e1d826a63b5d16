import * as z from 'zod/mini';
import type { AlertingRule } from './ruleFile';
import type { RuleState } from './ruleStates';

/** https://prometheus.io/docs/prometheus/latest/querying/api/#rules */
const answerSchema = z.looseObject({
  status: z.literal('success'),
  data: z.looseObject({
    groups: z.array(
      z.looseObject({
        name: z.string(),
        rules: z.array(
          z.looseObject({
            name: z.string(),
            query: z.string(),
            duration: z.optional(z.number()),
            labels: z.optional(z.record(z.string(), z.string())),
            health: z.optional(z.string()),
            lastError: z.optional(z.string()),
          }),
        ),
      }),
    ),
  }),
});

/** An alerting rule that Prometheus has loaded. */
export interface LoadedRule {
  readonly name: string;
  readonly query: string;
  /** How long it waits, in seconds. */
  readonly duration: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly error: string | undefined;
}

export function readLoadedRules(value: unknown): readonly LoadedRule[] | undefined {
  const answer = z.safeParse(answerSchema, value);
  if (!answer.success) return undefined;
  return answer.data.data.groups.flatMap(({ rules }) =>
    rules.map(({ name, query, duration = 0, labels = {}, health, lastError }) => ({
      name,
      query,
      duration,
      labels,
      error: health === 'err' ? (lastError ?? 'it cannot be evaluated') : undefined,
    })),
  );
}

/** Whether exactly this rule is loaded: a rule of the same name with other numbers is another rule. */
export function judgeLoaded(rule: AlertingRule, loaded: readonly LoadedRule[]): RuleState {
  const namesakes = loaded.filter(({ name, labels }) => name === rule.alert && hasLabels(labels, rule.labels));
  const same = namesakes.find(({ query, duration }) => {
    return normalise(query) === normalise(rule.expr) && duration === secondsOf(rule.for);
  });
  if (same?.error !== undefined)
    return { verdict: 'no', reason: `Loaded, and Prometheus cannot evaluate it: ${same.error}` };
  if (same !== undefined) return { verdict: 'yes' };
  return {
    verdict: 'no',
    reason: namesakes.length > 0 ? 'Another version of it is loaded.' : 'Prometheus has not loaded it.',
  };
}

function hasLabels(labels: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(wanted);
  return names.length === Object.keys(labels).length && names.every((name) => labels[name] === wanted[name]);
}

/** Prometheus prints a rule in a layout of its own, the matchers of a selector in the order of their labels. */
function normalise(query: string): string {
  return query
    .replace(/"(?:[^"\\]|\\.)*"|\s+/gu, (token) => (token.startsWith('"') ? token : ''))
    .replace(/\{((?:"(?:[^"\\]|\\.)*"|[^"{}])*)\}/gu, (_whole, matchers: string) => {
      const each = matchers.match(/(?:"(?:[^"\\]|\\.)*"|[^",])+/gu) ?? [];
      return `{${each.toSorted().join(',')}}`;
    });
}

function secondsOf(duration = '0s'): number {
  const sizes: Readonly<Record<string, number>> = { d: 86_400, h: 3600, m: 60, s: 1 };
  return [...duration.matchAll(/(\d+)([dhms])/gu)].reduce(
    (sum, [, count, unit = 's']) => sum + Number(count) * (sizes[unit] ?? 1),
    0,
  );
}
