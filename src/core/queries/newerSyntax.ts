import type { SyntaxNode } from '@lezer/common';

/** A part of a query that an older Prometheus refuses. */
export interface NewerPart {
  readonly from: number;
  readonly to: number;
  readonly what: string;
  /** What reads it. */
  readonly needs: string;
}

const THREE = 'Prometheus 3';
const NEWER = 'a newer Prometheus';
const FLAG = 'Prometheus 3 with an experimental feature switched on';

/** Functions and aggregations that promtool 2.42 does not know (https://prometheus.io/docs/prometheus/latest/querying/functions/). */
const functions: Readonly<Record<string, string>> = {
  histogram_avg: NEWER,
  histogram_stddev: NEWER,
  histogram_stdvar: NEWER,
  double_exponential_smoothing: FLAG,
  first_over_time: FLAG,
  histogram_quantiles: FLAG,
  info: FLAG,
  limit_ratio: FLAG,
  limitk: FLAG,
  mad_over_time: FLAG,
  sort_by_label: FLAG,
  sort_by_label_desc: FLAG,
  ts_of_first_over_time: FLAG,
  ts_of_last_over_time: FLAG,
  ts_of_max_over_time: FLAG,
  ts_of_min_over_time: FLAG,
  start: FLAG,
  end: FLAG,
  range: FLAG,
  step: FLAG,
};

const parts: Readonly<Record<string, readonly [what: string, needs: string]>> = {
  QuotedLabelName: ['a name in quotes', THREE],
  QuotedLabelMatcher: ['a label in quotes', THREE],
  SmoothedExpr: ['`smoothed`', FLAG],
  AnchoredExpr: ['`anchored`', FLAG],
  TrimLower: ['`>/`', FLAG],
  TrimUpper: ['`</`', FLAG],
  FillModifier: ['`fill`', FLAG],
  DurationStep: ['`step()` as a duration', FLAG],
};

/** Parts of a query that the Prometheus of a few years ago, and its promtool, refuse. */
export function newerParts(top: SyntaxNode, text: string): readonly NewerPart[] {
  const found: NewerPart[] = [];
  const visit = (node: SyntaxNode): void => {
    const written = text.slice(node.from, node.to);
    const add = (what: string, needs: string): void => {
      found.push({ from: node.from, to: node.to, what, needs });
    };
    const known = parts[node.name];
    if (known !== undefined) add(...known);
    else if (node.name === 'FunctionIdentifier' || node.name === 'AggregateOp') {
      const needs = functions[written.toLowerCase()];
      if (needs !== undefined) add(`\`${written}\``, needs);
    } else if (node.name === 'NumberDurationLiteral') {
      if (/^\d[\d_]*_/u.test(written)) add('`_` in a number', THREE);
      else if (/^(?!0x)\d+(?:ms|[smhdwy])/iu.test(written)) add('a duration as a number', THREE);
    } else if (node.name === 'NumberDurationLiteralInDurationContext') {
      if (!/[a-z]/iu.test(written)) add('a number of seconds as a duration', THREE);
    } else if (node.name === 'DurationExpr' && (node.firstChild?.nextSibling ?? null) !== null) {
      add('a computed duration', FLAG);
      return;
    }
    for (let child = node.firstChild; child !== null; child = child.nextSibling) visit(child);
  };
  visit(top);
  return found;
}
