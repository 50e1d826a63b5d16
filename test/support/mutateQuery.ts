import { parser } from '@prometheus-io/lezer-promql';

/** A query with one thing changed, and what that is. */
export interface Mutant {
  readonly what: string;
  readonly expr: string;
}

type Node = ReturnType<typeof parser.parse>['topNode'];

const otherComparison: Readonly<Record<string, readonly string[]>> = {
  '>': ['>=', '<'],
  '>=': ['>', '<'],
  '<': ['<=', '>'],
  '<=': ['<', '>'],
  '==': ['!=', '>'],
};
const otherFunction: Readonly<Record<string, string>> = {
  max_over_time: 'min_over_time',
  absent_over_time: 'present_over_time',
  clamp_min: 'clamp_max',
};

/** Every threshold, comparison, duration, guard and matcher of a query, changed one at a time. */
export function mutantsOf(expr: string): readonly Mutant[] {
  const mutants: Mutant[] = [];
  const change = (from: number, to: number, text: string): void => {
    const before = expr.slice(from, to);
    mutants.push({
      what: `${before} → ${text === '' ? 'nothing' : text} at ${String(from)}`,
      expr: expr.slice(0, from) + text + expr.slice(to),
    });
  };
  const textOf = ({ from, to }: Node): string => expr.slice(from, to);
  const visit = (node: Node): void => {
    const text = textOf(node);
    switch (node.name) {
      case 'NumberDurationLiteral':
        // The aggregations of a constant, and what stands for "always", have nothing to compare.
        if (node.parent?.parent?.name !== 'FunctionCall' || !expr.startsWith('vector')) {
          for (const number of otherNumbers(text)) change(node.from, node.to, number);
        }
        break;
      case 'NumberDurationLiteralInDurationContext':
        for (const duration of otherDurations(text)) change(node.from, node.to, duration);
        break;
      case 'BinaryExpr': {
        const [left, right] = [node.firstChild, node.lastChild];
        const operator = left?.nextSibling;
        if (left === null || right === null || operator === null || operator === undefined) break;
        for (const other of otherComparison[textOf(operator)] ?? []) change(operator.from, operator.to, other);
        if (['and', 'or', 'unless'].includes(textOf(operator))) {
          // The grammar takes an offset for that of the whole, and not of what stands before it.
          const to = node.to + (/^\s+offset\s+\w+/u.exec(expr.slice(node.to))?.[0].length ?? 0);
          change(node.from, to, `(${textOf(left)})`);
          if (textOf(operator) === 'or') change(node.from, to, `(${textOf(right)}${expr.slice(node.to, to)})`);
        }
        break;
      }
      case 'FunctionIdentifier':
      case 'AggregateOp': {
        const other = otherFunction[text];
        if (other !== undefined) change(node.from, node.to, other);
        break;
      }
      case 'UnquotedLabelMatcher': {
        const after = /^,\s*/u.exec(expr.slice(node.to))?.[0].length ?? 0;
        const before = after > 0 ? 0 : (/,\s*$/u.exec(expr.slice(0, node.from))?.[0].length ?? 0);
        // A record of this deployment is the only one of its name in a test.
        // What `unless` takes away has the same labels anyway.
        if (!text.startsWith('deployment=') && !expr.slice(0, node.from).includes(' unless '))
          change(node.from - before, node.to + after, '');
        break;
      }
      default:
        break;
    }
    for (let child = node.firstChild; child !== null; child = child.nextSibling) visit(child);
  };
  visit(parser.parse(expr).topNode);
  return mutants;
}

function otherNumbers(text: string): readonly string[] {
  const value = Number(text);
  if (value === 0) return ['1'];
  return [value * 1.01, value * 0.99].map((other) => String(Number(other.toPrecision(8))));
}

/** A minute, or a fifth, more and less. */
function otherDurations(text: string): readonly string[] {
  const sizes: Readonly<Record<string, number>> = { d: 86_400, h: 3600, m: 60, s: 1 };
  const seconds = [...text.matchAll(/(\d+)([dhms])/gu)].reduce(
    (sum, [, count, unit = 's']) => sum + Number(count) * (sizes[unit] ?? 1),
    0,
  );
  const delta = Math.max(60, seconds / 5);
  return [seconds + delta, seconds - delta].map((other) => `${String(other)}s`);
}
