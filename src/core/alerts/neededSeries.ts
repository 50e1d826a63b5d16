import { parser as grammar } from '@prometheus-io/lezer-promql';
import type { AlertRules } from './alertRules';
import type { AlertingRule, RecordingRule } from './ruleFile';

/**
 * Selectors of the series that a rule is made of, its records looked through. What a matcher asks of a label is turned
 * into "has the label": that no request failed yet, or that the new version does not run yet, is no missing series; a label
 * that nobody sets is. Equalities on the label of the service stay.
 */
export function seriesNeededBy({ file }: AlertRules, rule: AlertingRule): readonly string[] {
  const records = file.groups.flatMap(({ rules }) => rules).filter((one): one is RecordingRule => 'record' in one);
  const service = rule.labels['service'];
  const found = new Set<string>();
  const looked = new Set<RecordingRule>();
  const look = (expr: string): void => {
    for (const { name, matchers } of selectorsIn(expr)) {
      const metric = matchers.find(({ label }) => label === 'metric')?.value;
      const behind = records.filter(
        ({ record, labels }) => record === name && (labels['metric'] === undefined || labels['metric'] === metric),
      );
      for (const record of behind) {
        if (looked.has(record)) continue;
        looked.add(record);
        look(record.expr);
      }
      if (behind.length > 0) continue;
      const labels = matchers.map(({ label, operator, value, text }) =>
        operator === '=' && value === service ? text : `${label}!=""`,
      );
      found.add(`${name}{${[...new Set(labels)].join(', ')}}`);
    }
  };
  look(rule.expr);
  return [...found];
}

interface Selector {
  readonly name: string;
  readonly matchers: readonly {
    readonly label: string;
    readonly operator: string;
    readonly value: string;
    readonly text: string;
  }[];
}

function selectorsIn(expr: string): readonly Selector[] {
  const found: Selector[] = [];
  grammar.parse(expr).iterate({
    enter: ({ name, node }) => {
      if (name !== 'VectorSelector') return;
      const identifier = node.getChild('Identifier');
      const list = node.getChild('LabelMatchers');
      const matchers = (list?.getChildren('UnquotedLabelMatcher') ?? []).flatMap((matcher) => {
        const [label, operator, value] = [
          matcher.getChild('LabelName'),
          matcher.getChild('MatchOp'),
          matcher.lastChild,
        ];
        if (label === null || operator === null || value === null) return [];
        const textOf = ({ from, to }: { readonly from: number; readonly to: number }): string => expr.slice(from, to);
        const text = textOf(value);
        return [
          {
            label: textOf(label),
            operator: textOf(operator),
            value: text.slice(1, -1).replace(/\\(.)/gu, '$1'),
            text: textOf(matcher),
          },
        ];
      });
      found.push({ name: identifier === null ? '' : expr.slice(identifier.from, identifier.to), matchers });
    },
  });
  return found;
}
