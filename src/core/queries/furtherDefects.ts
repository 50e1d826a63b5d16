import type { SyntaxNode } from '@lezer/common';
import type { QueryDefect } from './checkQuery';
import { findPatternDefect, matchesEmptyText } from './regularExpression';

const selectors = new Set(['VectorSelector', 'MatrixSelector', 'SubqueryExpr']);
const modifiers = new Set(['OffsetExpr', 'StepInvariantExpr']);
/** Aggregations that take a parameter before the vector. */
const withParameter = new Set(['topk', 'bottomk', 'quantile', 'count_values', 'limitk', 'limit_ratio']);

/** What Prometheus refuses and the library's parser lets pass. */
export function findFurtherDefects(top: SyntaxNode, text: string): readonly QueryDefect[] {
  const found: QueryDefect[] = [];
  const add = (node: { readonly from: number; readonly to: number }, message: string, hint?: string): void => {
    found.push({ from: node.from, to: Math.max(node.to, node.from), message, ...(hint === undefined ? {} : { hint }) });
  };
  const visit = (node: SyntaxNode): void => {
    const operand = node.getChild('Expr') ?? node.firstChild;
    switch (node.name) {
      case 'MatrixSelector':
        if (operand?.name !== 'VectorSelector')
          add(
            node,
            'A range can be taken of a selector only.',
            'For a range of an expression write a subquery, e.g. `[30m:1m]`.',
          );
        break;
      case 'OffsetExpr':
      case 'StepInvariantExpr': {
        const what = node.name === 'OffsetExpr' ? '`offset`' : '`@`';
        const chain = chainOf(operand);
        if (chain.some((name) => name === node.name)) add(node, `${what} is given twice.`);
        const base = chain.at(-1);
        if (base !== undefined && !selectors.has(base) && !modifiers.has(base))
          add(node, `${what} belongs behind a selector or a subquery.`, 'Move it to the selectors inside.');
        break;
      }
      case 'NumberDurationLiteralInDurationContext':
        if (isNothing(text.slice(node.from, node.to)) && node.parent?.name !== 'OffsetDurationExpr')
          add(node, 'A range or step must be longer than 0.');
        break;
      case 'DurationExpr': {
        const sign = node.firstChild;
        const isWhole = node.parent?.name !== 'DurationExpr';
        if (isWhole && sign?.name === 'UnaryOp' && text.slice(sign.from, sign.to) === '-')
          add(node, 'A range or step must be longer than 0.');
        break;
      }
      case 'AggregateExpr': {
        const operator = node.firstChild;
        const name = operator === null ? '' : text.slice(operator.from, operator.to).toLowerCase();
        const count = node.getChild('FunctionCallBody')?.getChildren('Expr').length ?? 0;
        const wanted = withParameter.has(name) ? 2 : 1;
        if (count !== 0 && count !== wanted)
          add(node, `\`${name}\` takes ${wanted === 1 ? 'one argument' : 'two arguments'}, not ${String(count)}.`);
        break;
      }
      case 'StringLiteral': {
        const defect = stringDefect(text.slice(node.from, node.to));
        if (defect !== undefined) add(node, defect);
        break;
      }
      case 'UnquotedLabelMatcher':
      case 'QuotedLabelMatcher': {
        const matcher = matcherOf(node, text);
        const defect = matcher?.isPattern === true ? findPatternDefect(matcher.value) : undefined;
        if (matcher !== undefined && defect !== undefined) {
          const plain = matcher.value.length === matcher.to - matcher.from - 2;
          const from = plain ? matcher.from + 1 + defect.at : matcher.from;
          add({ from, to: plain ? matcher.to - 1 : matcher.to }, `Not a pattern: ${defect.message}.`);
        }
        break;
      }
      case 'VectorSelector':
        if (selectsEverything(node, text))
          add(node, 'This selects every series there is.', 'Name the metric, or a label that must not be empty.');
        break;
      default:
        break;
    }
    for (let child = node.firstChild; child !== null; child = child.nextSibling) visit(child);
  };
  visit(top);
  return found;
}

/** The first place that is no PromQL; what comes after it is read wrongly anyway. */
export function findSyntaxDefect(top: SyntaxNode, text: string): QueryDefect | undefined {
  let first: SyntaxNode | undefined;
  const visit = (node: SyntaxNode): void => {
    if (node.type.isError && (first === undefined || node.from < first.from)) first = node;
    for (let child = node.firstChild; child !== null; child = child.nextSibling) visit(child);
  };
  visit(top);
  return first === undefined ? undefined : syntaxDefect(first, text);
}

/** What does not belong there, or is missing, in words. */
function syntaxDefect(node: SyntaxNode, text: string): QueryDefect {
  const here = { from: node.from, to: Math.min(text.length, Math.max(node.to, node.from)) };
  const name = /[A-Za-z_:][\w:]*\s*$/u.exec(text.slice(0, node.from))?.[0];
  const after = text.slice(node.from);
  if (name !== undefined && /^\s*\(/u.test(after)) {
    const from = node.from - name.length;
    const called = name.trim();
    return {
      from,
      to: from + called.length,
      message: `There is no function \`${called}\`.`,
      ...(called === 'holt_winters' ? { hint: 'Prometheus 3 calls it `double_exponential_smoothing`.' } : {}),
    };
  }
  if (after.trim() === '') {
    const missing = closingFor(text);
    return {
      from: Math.max(0, text.trimEnd().length - 1),
      to: text.trimEnd().length,
      message: 'The expression ends too early.',
      ...(missing === '' ? {} : { hint: `Is \`${missing}\` missing?` }),
    };
  }
  const word = /^\s*(?:[\w:.]+|"[^"]*"?|'[^']*'?|\S)/u.exec(after)?.[0] ?? after;
  const skipped = word.length - word.trimStart().length;
  const from = node.from + skipped;
  return {
    from,
    to: Math.max(here.to, node.from + word.length),
    message: `Prometheus cannot read \`${word.trim()}\` here.`,
    ...(/^=$/u.test(word.trim()) ? { hint: 'Equal is written `==`.' } : {}),
  };
}

/** The brackets that a text leaves open. */
function closingFor(text: string): string {
  const closing: string[] = [];
  const pairs: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
  for (const [part] of text.matchAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|[()[\]{}]/gu)) {
    const close = pairs[part];
    if (close !== undefined) closing.push(close);
    else if (part === closing.at(-1)) closing.pop();
  }
  return closing.toReversed().join('');
}

/** Names of an expression and, through modifiers, of what they modify. */
function chainOf(node: SyntaxNode | null): readonly string[] {
  const names: string[] = [];
  for (let at = node; at !== null; at = modifiers.has(at.name) ? at.getChild('Expr') : null) names.push(at.name);
  return names;
}

function isNothing(duration: string): boolean {
  return !/[1-9]/u.test(duration);
}

interface Matcher {
  readonly name: string;
  readonly operator: string;
  readonly value: string;
  readonly isPattern: boolean;
  readonly from: number;
  readonly to: number;
}

function matcherOf(node: SyntaxNode, text: string): Matcher | undefined {
  const operator = node.getChild('MatchOp');
  const value = node.lastChild;
  if (operator === null || value?.name !== 'StringLiteral' || node.firstChild === null) return undefined;
  const sign = text.slice(operator.from, operator.to);
  return {
    name: text.slice(node.firstChild.from, node.firstChild.to),
    operator: sign,
    value: unquote(text.slice(value.from, value.to)),
    isPattern: sign.endsWith('~'),
    from: value.from,
    to: value.to,
  };
}

function selectsEverything(node: SyntaxNode, text: string): boolean {
  const list = node.getChild('LabelMatchers');
  if (list === null || node.getChild('Identifier') !== null || list.getChild('QuotedLabelName') !== null) return false;
  const all = [...list.getChildren('UnquotedLabelMatcher'), ...list.getChildren('QuotedLabelMatcher')];
  return all.every((one) => {
    const matcher = matcherOf(one, text);
    if (matcher === undefined) return false;
    const { value, operator, isPattern } = matcher;
    const isEmptyOne = isPattern ? matchesEmptyText(value) : value === '';
    return operator.startsWith('!') ? !isEmptyOne : isEmptyOne;
  });
}

const stringEscapes = /\\(?:[abfnrtv\\]|[0-7]{3}|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})/u;

function stringDefect(literal: string): string | undefined {
  const [quote = ''] = literal;
  if (quote === '`') return undefined;
  if (literal.includes('\n')) return 'A string must not go over the end of a line.';
  if (!/^(["'])(?:(?!\1)[^\\]|\\.)*\1$/su.test(literal)) return 'The string is never closed.';
  for (const [escape] of literal
    .slice(1, -1)
    .matchAll(/\\(?:[0-7]{1,3}|x[0-9A-Fa-f]{0,2}|u[0-9A-Fa-f]{0,4}|U[0-9A-Fa-f]{0,8}|.)/gsu)) {
    if (escape !== `\\${quote}` && stringEscapes.exec(escape)?.[0] !== escape)
      return `\`${escape}\` is no escape of a string: write \`\\\\${escape.slice(1)}\`.`;
  }
  return undefined;
}

function unquote(literal: string): string {
  const inside = literal.slice(1, -1);
  if (literal.startsWith('`')) return inside;
  const named: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };
  return inside.replace(/\\(.)/gsu, (_whole, character: string) => named[character] ?? character);
}
