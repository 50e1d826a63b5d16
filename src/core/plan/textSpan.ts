import { findNodeAtLocation, type Node } from 'jsonc-parser';
import { placeOf, type JsonPath } from './readPlan';

/** Characters of a text. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Where characters of a decoded JSON string stand in its source, quotes included: offsets from the opening quote. One
 * character at least, so that there is something to underline.
 */
export function spanInSource(
  literal: string,
  { from, to }: Span,
): { readonly offset: number; readonly length: number } {
  const starts: number[] = [];
  let end = 1;
  for (const match of literal.slice(1, -1).matchAll(/\\(?:u[0-9A-Fa-f]{4}|.)|[^\\]/gsu)) {
    const [token] = match;
    // A character outside the basic plane is two in the string.
    for (let unit = 0; unit < (token.startsWith('\\') ? 1 : token.length); unit++) starts.push(1 + match.index + unit);
    end = 1 + match.index + token.length;
  }
  const at = (index: number): number => starts[index] ?? end;
  const last = Math.max(0, starts.length - 1);
  const first = Math.min(from, last);
  return { offset: at(first), length: Math.max(1, at(Math.max(to, first + 1)) - at(first)) };
}

/** Where a text of a plan, or some characters of it, stands in the source. */
function placeOfText(
  source: string,
  tree: Node,
  path: JsonPath,
  span: Span | undefined,
): { readonly offset: number; readonly length: number } {
  const { offset, length } = placeOf(tree, path);
  const literal = source.slice(offset, offset + length);
  if (span === undefined || !literal.startsWith('"') || literal.length < 2) return { offset, length };
  const inside = spanInSource(literal, span);
  return { offset: offset + inside.offset, length: inside.length };
}

/**
 * What of a plan's source to underline for a text of it: enough to point at, and no more than names the place. What is
 * missing or spreads over lines is marked by its key, or by the first member of the item, which is what it is called.
 */
export function markOfText(
  source: string,
  tree: Node,
  path: JsonPath,
  span: Span | undefined,
): { readonly offset: number; readonly length: number } {
  const place = placeOfText(source, tree, path, span);
  const node = nearestNode(tree, path);
  if (node.type !== 'object' && node.type !== 'array') return place;
  const key = node.parent?.type === 'property' ? node.parent.children?.[0] : undefined;
  if (key !== undefined) return { offset: key.offset, length: key.length };
  const first = node.parent === undefined ? undefined : node.children?.[0];
  if (first === undefined) return place;
  const [name, value = name] = first.children ?? [];
  const last = value?.type === 'object' || value?.type === 'array' ? name : value;
  const end = last === undefined ? first.offset + first.length : last.offset + last.length;
  return { offset: first.offset, length: end - first.offset };
}

/** The value at `path`, or that of the nearest ancestor that exists. */
function nearestNode(tree: Node, path: JsonPath): Node {
  for (let depth = path.length; depth > 0; depth--) {
    const node = findNodeAtLocation(tree, path.slice(0, depth));
    if (node !== undefined) return node;
  }
  return tree;
}
