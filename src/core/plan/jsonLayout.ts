import type { Node } from 'jsonc-parser';
import type { Json } from '../json';

/** How a JSON text is laid out, as far as new text must look like what stands beside it. */
export interface JsonLayout {
  readonly eol: '\n' | '\r\n';
  /** One level of indentation; undefined when the whole text stands on one line. */
  readonly unit: string | undefined;
}

/** Reads the layout off the text: the first line break, and the indentation of the root's first member. */
export function layoutOf(text: string, root: Node): JsonLayout {
  const eol = /\r?\n/u.exec(text)?.[0] === '\r\n' ? '\r\n' : '\n';
  const first = root.children?.[0];
  if (first === undefined) return { eol, unit: '  ' };
  if (!text.slice(root.offset, first.offset).includes('\n')) return { eol, unit: undefined };
  return { eol, unit: indentAt(text, first.offset).slice(indentAt(text, root.offset).length) || '  ' };
}

/** White space at the start of the line that holds `offset`. */
export function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/u.exec(text.slice(start, offset))?.[0] ?? '';
}

/** `value` over several lines, the first of which stands where the text is put. */
export function writeBlock(value: Json, layout: JsonLayout, indent: string): string {
  if (layout.unit === undefined) return writeInline(value, layout);
  return JSON.stringify(value, null, layout.unit)
    .split('\n')
    .join(layout.eol + indent);
}

/** `value` on one line; without any white space where the whole text does without. */
export function writeInline(value: Json, layout: JsonLayout): string {
  if (layout.unit === undefined || typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map((item) => writeInline(item, layout)).join(', ')}]`;
  const members = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${writeInline(item, layout)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

/** White space between the token before `node` (a bracket or a comma) and `node`. */
export function gapBefore(text: string, node: Node): string {
  return /\s*$/u.exec(text.slice(0, node.offset))?.[0] ?? '';
}

/** Narrows read-only arrays too, which `Array.isArray` does not. */
export function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
