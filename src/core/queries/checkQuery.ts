import { EditorState } from '@codemirror/state';
import { Parser } from '@prometheus-io/codemirror-promql/dist/cjs/parser/parser';
import type { SyntaxNode } from '@lezer/common';
import { parser as grammar } from '@prometheus-io/lezer-promql';
import { findFurtherDefects, findSyntaxDefect } from './furtherDefects';
import { newerParts, type NewerPart } from './newerSyntax';

/** What is wrong with a query, and where: offsets into its text. */
export interface QueryDefect {
  readonly from: number;
  readonly to: number;
  readonly message: string;
  /** What to do about it, where that is obvious. */
  readonly hint?: string;
}

export interface QueryVerdict {
  /** In the order of the text; empty when Prometheus can read the query. */
  readonly defects: readonly QueryDefect[];
  /** Parts that an older Prometheus, and its promtool, refuse. */
  readonly newer: readonly NewerPart[];
  /** What a query that can be read gives; only values can be compared with a threshold. */
  readonly gives: 'values' | 'range of values' | 'text';
}

/** What the library's parser says; the type it declares comes from a package that is not needed to run it. */
interface Complaint {
  readonly severity: string;
  readonly from: number;
  readonly to: number;
  readonly message: string;
}

/**
 * Reads a PromQL expression as Prometheus does: syntax, types, arguments and matchers. What the library leaves to the
 * server is added: patterns, selectors that match everything, ranges of ranges, and whatever does not belong to the
 * grammar at the end of the text.
 */
export function checkQuery(text: string): QueryVerdict {
  if (text.trim() === '') {
    return { defects: [{ from: 0, to: text.length, message: 'There is no expression.' }], newer: [], gives: 'values' };
  }
  const tree = grammar.parse(text);
  const broken = findSyntaxDefect(tree.topNode, text);
  if (broken !== undefined) return { defects: [broken], newer: [], gives: 'values' };
  const types = new Parser(EditorState.create({ doc: text }));
  // It would ask an editor for the tree, which parses a little at a time.
  Object.assign(types, { tree });
  types.analyze();
  const complaints = types.getDiagnostics() as readonly Complaint[];
  const found: readonly QueryDefect[] = [
    ...findFurtherDefects(tree.topNode, text),
    ...complaints
      .filter(({ severity }) => severity === 'error')
      .map(({ from, to, message }) => ({ from, to, message: sentence(message) })),
  ];
  return { defects: distinct(found), newer: newerParts(tree.topNode, text), gives: givenBy(tree.topNode) };
}

/** One complaint for each place: the first is the more exact. */
function distinct(defects: readonly QueryDefect[]): readonly QueryDefect[] {
  const first = new Map<string, QueryDefect>();
  for (const defect of defects) {
    const key = `${String(defect.from)} ${String(defect.to)}`;
    if (!first.has(key)) first.set(key, defect);
  }
  return [...first.values()].sort((one, other) => one.from - other.from || one.to - other.to);
}

function sentence(message: string): string {
  const kinds: Readonly<Record<string, string>> = { vector: 'instant vector', matrix: 'range vector' };
  const text = message.trim().replace(/\b(?<=type |got )(?:vector|matrix)\b/gu, (kind) => kinds[kind] ?? kind);
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${/[.!?]$/u.test(text) ? '' : '.'}`;
}

function givenBy(top: SyntaxNode): QueryVerdict['gives'] {
  const inner = /^(?:PromQL|ParenExpr|OffsetExpr|StepInvariantExpr)$/u;
  let node: SyntaxNode | null = top;
  while (node !== null && inner.test(node.name)) node = node.getChild('Expr') ?? node.firstChild;
  if (node?.name === 'MatrixSelector' || node?.name === 'SubqueryExpr') return 'range of values';
  return node?.name === 'StringLiteral' ? 'text' : 'values';
}
