import { findNodeAtLocation, getNodeValue, parseTree, type Node, type ParseError } from 'jsonc-parser';
import { lineFinder } from './lines';
import type { ParsedValue } from './parsedValue';

/**
 * JSON, with comments and trailing commas allowed.
 * @throws Error when the text is not JSON.
 */
export function parseJson(text: string): ParsedValue {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  if (tree === undefined || errors.length > 0) throw new Error('not valid JSON');
  const lineAt = lineFinder(text);
  const value: unknown = getNodeValue(tree);
  return {
    value,
    lineOf: (path) => {
      const node = findNodeAtLocation(tree, [...path]);
      return node === undefined ? undefined : lineAt(propertyOffset(node));
    },
  };
}

function propertyOffset(node: Node): number {
  return node.parent?.type === 'property' ? node.parent.offset : node.offset;
}
