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
  const { documents, lines } = documentsOf(text);
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

interface Documents {
  readonly documents: readonly Document.Parsed[];
  readonly lines: LineCounter;
}

/**
 * The documents, where needed after lines inside `[…]` and `{…}` were indented as the standard asks, at most 50 of them: parsers
 * built on libyaml, those of Go, Python and Ruby, take such lines as they stand. The numbers of the lines stay.
 */
function documentsOf(text: string): Documents {
  let current = text;
  let found = parsed(current);
  for (let repaired = 0; repaired < 50; repaired++) {
    const offset = found.documents.map((document) => firstOutdented(document)).find((each) => each !== undefined);
    if (offset === undefined) return found;
    const start = current.lastIndexOf('\n', offset - 1) + 1;
    current = `${current.slice(0, start)}${' '.repeat(80)}${current.slice(start)}`;
    found = parsed(current);
  }
  return parsed(text);
}

function parsed(text: string): Documents {
  const lines = new LineCounter();
  const options = { lineCounter: lines, merge: true, uniqueKeys: false, logLevel: 'silent' } as const;
  return { documents: [...parseAllDocuments(text, options)], lines };
}

/** Where a line inside brackets begins too far left. */
function firstOutdented({ errors }: Document.Parsed): number | undefined {
  return errors.find(({ code, message }) => code === 'BAD_INDENT' && message.startsWith('Flow '))?.pos[0];
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
