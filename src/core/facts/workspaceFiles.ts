import { findNodeAtLocation, getNodeValue, parseTree, type Node, type ParseError } from 'jsonc-parser';
import { isMap, isNode, isScalar, LineCounter, parseAllDocuments, type Document } from 'yaml';
import type { SkippedFile } from './schema';

/** A key of an object or an index of a list. */
export type ValuePath = readonly (string | number)[];

/** A parsed value that remembers where it stands in its file. */
export interface ParsedValue {
  readonly value: unknown;
  /** The line of the entry at `path` (of its key, where it has one); undefined when there is none. From 1. */
  readonly lineOf: (path: ValuePath) => number | undefined;
}

/** The planned folder as detectors see it: every tracked path, and the text of those that were asked for. */
export interface WorkspaceFiles {
  /** Every tracked path, relative to the planned folder, forward slashes, in the order given. */
  readonly paths: readonly string[];
  readonly has: (path: string) => boolean;
  /** Undefined when the file was not loaded. */
  readonly text: (path: string) => string | undefined;
  /** The documents of a YAML file; undefined when it was not loaded or is broken (then it is listed as skipped). */
  readonly yaml: (path: string) => readonly ParsedValue[] | undefined;
  /** A JSON file, comments allowed; undefined when it was not loaded or is broken (then it is listed as skipped). */
  readonly json: (path: string) => ParsedValue | undefined;
  /** Files that could not be parsed so far. */
  readonly skipped: () => readonly SkippedFile[];
}

/** Larger texts are not parsed, in UTF-16 code units: a parser would hold up the planner for seconds. */
const PARSE_LIMIT = 2_000_000;

/** Opens the loaded part of a workspace. Each file is parsed at most once, and only when a detector asks. */
export function openWorkspace(paths: readonly string[], contents: ReadonlyMap<string, string>): WorkspaceFiles {
  const known = new Set(paths);
  const skipped = new Map<string, string>();
  const yaml = new Map<string, readonly ParsedValue[] | undefined>();
  const json = new Map<string, ParsedValue | undefined>();

  function parsed<Value>(memo: Map<string, Value | undefined>, path: string, parse: (text: string) => Value) {
    if (memo.has(path)) return memo.get(path);
    const text = contents.get(path);
    let value: Value | undefined;
    if (text !== undefined && text.length > PARSE_LIMIT) skipped.set(path, 'larger than 2 million characters');
    else if (text !== undefined) {
      try {
        value = parse(text);
      } catch (error) {
        skipped.set(path, error instanceof Error ? firstLine(error.message) : String(error));
      }
    }
    memo.set(path, value);
    return value;
  }

  return {
    paths,
    has: (path) => known.has(path),
    text: (path) => contents.get(path),
    yaml: (path) => parsed(yaml, path, parseYaml),
    json: (path) => parsed(json, path, parseJson),
    skipped: () => [...skipped].map(([file, reason]) => ({ file, reason })).sort((a, b) => (a.file < b.file ? -1 : 1)),
  };
}

/** @throws Error when a document is broken or its aliases multiply beyond measure. */
function parseYaml(text: string): readonly ParsedValue[] {
  const lines = new LineCounter();
  const documents: readonly Document.Parsed[] = [
    ...parseAllDocuments(text, { lineCounter: lines, merge: true, uniqueKeys: false, logLevel: 'silent' }),
  ];
  return documents.map((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw new Error(`not valid YAML: ${firstLine(error.message)}`);
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    return {
      value,
      lineOf: (path) => {
        const offset = yamlOffset(document, path);
        return offset === undefined ? undefined : lines.linePos(offset).line;
      },
    };
  });
}

function yamlOffset(document: Document.Parsed, path: ValuePath): number | undefined {
  const last = path.at(-1);
  const parent = path.length <= 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (isMap(parent)) {
    const entry = parent.items.find((item) => isScalar(item.key) && item.key.value === last);
    if (entry !== undefined && isScalar(entry.key)) return entry.key.range?.[0];
  }
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  return isNode(node) ? node.range?.[0] : undefined;
}

/** @throws Error when the text is not JSON. */
function parseJson(text: string): ParsedValue {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  if (tree === undefined || errors.length > 0) throw new Error('not valid JSON');
  const starts = lineStarts(text);
  const value: unknown = getNodeValue(tree);
  return {
    value,
    lineOf: (path) => {
      const node = findNodeAtLocation(tree, [...path]);
      return node === undefined ? undefined : lineAt(starts, propertyOffset(node));
    },
  };
}

function propertyOffset(node: Node): number {
  return node.parent?.type === 'property' ? node.parent.offset : node.offset;
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? message;
}
