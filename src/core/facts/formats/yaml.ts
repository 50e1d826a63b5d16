import { isMap, isNode, isScalar, LineCounter, parseAllDocuments, type Document } from 'yaml';
import { firstLine } from './lines';
import type { ParsedValue, ValuePath } from './parsedValue';

/** What other parsers let pass: a comment right behind a text in quotes. The values are told all the same. */
const comment = 'Comments must be separated';

/**
 * The documents of a YAML text.
 * @throws Error when a document is broken or its aliases multiply beyond measure.
 */
export function parseYaml(text: string): readonly ParsedValue[] {
  const lines = new LineCounter();
  const documents: readonly Document.Parsed[] = [
    ...parseAllDocuments(text, { lineCounter: lines, merge: true, uniqueKeys: false, logLevel: 'silent' }),
  ];
  return documents.map((document) => {
    const error = document.errors.find(({ message }) => !message.startsWith(comment));
    if (error !== undefined) throw new Error(`not valid YAML: ${firstLine(error.message)}`);
    const value: unknown = document.toJS({ maxAliasCount: 10_000 });
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
