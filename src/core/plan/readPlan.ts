import { type ParseError, parseTree, parse, findNodeAtLocation, type Node } from 'jsonc-parser';
import * as z from 'zod/mini';
import { PLAN_SCHEMA_VERSION, planSchema, type Plan } from './schema';

/** A key of an object or an index of an array. */
export type JsonPath = readonly (string | number)[];

/** One reason why a text is not a plan, with its place. */
export interface PlanDefect {
  readonly message: string;
  readonly path: JsonPath;
  /** Offset in UTF-16 code units from the start of the text. */
  readonly offset: number;
  readonly length: number;
}

export type PlanReading =
  | { readonly kind: 'plan'; readonly plan: Plan }
  /** Written by a newer version of this program: may be shown, must not be changed. */
  | { readonly kind: 'newer'; readonly schemaVersion: number }
  /** Not JSON. */
  | { readonly kind: 'broken'; readonly defects: readonly PlanDefect[] }
  /** JSON, but not a plan. */
  | { readonly kind: 'invalid'; readonly defects: readonly PlanDefect[] };

/** Nothing a person writes is nested deeper; the parser would run out of stack. */
const MAX_DEPTH = 200;

/**
 * Reads the text of a plan file. Unknown keys are kept. Duplicate keys, `__proto__`, and values without a canonical form
 * (a number too large, half of a surrogate pair) count as defects, since two readers of the file could differ on them.
 */
export function readPlan(text: string): PlanReading {
  const deep = offsetBelow(text, MAX_DEPTH);
  if (deep !== undefined) {
    const message = `This is nested more than ${String(MAX_DEPTH)} levels deep.`;
    return { kind: 'broken', defects: [{ message, path: [], offset: deep, length: 1 }] };
  }
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const first = errors[0];
  if (first !== undefined || tree === undefined) {
    const offset = first?.offset ?? 0;
    return {
      kind: 'broken',
      defects: [{ message: 'This is not valid JSON.', path: [], offset, length: Math.max(1, first?.length ?? 1) }],
    };
  }
  const ambiguity = findAmbiguity(tree);
  if (ambiguity !== undefined) return { kind: 'invalid', defects: [ambiguity] };
  const value: unknown = parse(text);
  const version = schemaVersionOf(value);
  if (version !== undefined && version > PLAN_SCHEMA_VERSION) return { kind: 'newer', schemaVersion: version };
  const parsed = z.safeParse(planSchema, value);
  if (parsed.success) return { kind: 'plan', plan: parsed.data };
  return {
    kind: 'invalid',
    defects: parsed.error.issues.map((issue) => {
      const path = issue.path.filter((key) => typeof key !== 'symbol');
      return { message: describeIssue(issue, path), path, ...placeOf(tree, path) };
    }),
  };
}

/** Where the value at `path` stands; the nearest existing ancestor when it does not exist. */
export function placeOf(tree: Node, path: JsonPath): { offset: number; length: number } {
  for (let depth = path.length; depth >= 0; depth--) {
    const node = findNodeAtLocation(tree, path.slice(0, depth));
    if (node === undefined) continue;
    const isWhole = depth === path.length && node.type !== 'object' && node.type !== 'array';
    return { offset: node.offset, length: isWhole ? node.length : 1 };
  }
  return { offset: 0, length: 1 };
}

/** The text of a plan file: two spaces, a final newline, keys in the order they were given. */
export function writePlan(plan: Plan): string {
  return `${JSON.stringify(plan, null, 2)}\n`;
}

function schemaVersionOf(value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null || !('schemaVersion' in value)) return undefined;
  return typeof value.schemaVersion === 'number' ? value.schemaVersion : undefined;
}

function describeIssue(issue: z.core.$ZodIssue, path: JsonPath): string {
  const where = path.length === 0 ? 'The plan' : `"${path.join('.')}"`;
  switch (issue.code) {
    case 'invalid_type':
      return `${where} must be ${article(issue.expected)}.`;
    case 'invalid_value':
      return `${where} must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}.`;
    case 'too_small':
      return `${where} must be at least ${String(issue.minimum)}.`;
    case 'too_big':
      return `${where} must be at most ${String(issue.maximum)}.`;
    case 'invalid_format':
      return `${where} has the wrong form. ${issue.message}.`;
    default:
      return `${where}: ${issue.message}.`;
  }
}

function article(type: string): string {
  const noun = type === 'int' ? 'integer' : type === 'record' ? 'object' : type;
  return /^[aeio]/u.test(noun) ? `an ${noun}` : `a ${noun}`;
}

/** The first key or value, in the order of the text, that two readers could take for different things. */
function findAmbiguity(root: Node): PlanDefect | undefined {
  const open: { node: Node; path: JsonPath }[] = [{ node: root, path: [] }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, path } = next;
    const defect = (message: string): PlanDefect => ({ message, path, offset: node.offset, length: node.length });
    if (node.type === 'number' && !Number.isFinite(node.value)) return defect('This number is too large.');
    if (node.type === 'string' && hasLoneSurrogate(node.value)) return defect('This text holds half a character.');
    if (node.type === 'array') {
      const items = node.children ?? [];
      open.push(...items.map((child, index) => ({ node: child, path: [...path, index] })).reverse());
    }
    if (node.type !== 'object') continue;
    const seen = new Set<string>();
    const values: { node: Node; path: JsonPath }[] = [];
    for (const property of node.children ?? []) {
      const [key, value] = property.children ?? [];
      if (key === undefined || typeof key.value !== 'string') continue;
      const name: string = key.value;
      const fault = seen.has(name) ? 'stands here twice' : faultOfKey(name);
      if (fault !== undefined) {
        const message = `${JSON.stringify(name)} ${fault}.`;
        return { message, path: [...path, name], offset: key.offset, length: key.length };
      }
      seen.add(name);
      if (value !== undefined) values.push({ node: value, path: [...path, name] });
    }
    open.push(...values.reverse());
  }
  return undefined;
}

function faultOfKey(name: string): string | undefined {
  if (name === '__proto__') return 'cannot be used as a key';
  return hasLoneSurrogate(name) ? 'holds half a character' : undefined;
}

function hasLoneSurrogate(value: unknown): boolean {
  return typeof value === 'string' && /\p{Surrogate}/u.test(value);
}

/** Where brackets outside strings first open more than `depth` levels. */
function offsetBelow(text: string, depth: number): number | undefined {
  let open = 0;
  for (const token of text.matchAll(/"(?:[^"\\]|\\.)*"?|[[{]|[\]}]/gsu)) {
    if (token[0] === '[' || token[0] === '{') open++;
    else if (token[0] === ']' || token[0] === '}') open--;
    if (open > depth) return token.index;
  }
  return undefined;
}
