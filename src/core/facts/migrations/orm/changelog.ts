import { parseXml, type XmlElement } from '../../formats/xml';
import { parseYaml } from '../../formats/yaml';
import type { ParsedValue } from '../../formats/parsedValue';

/** A part of a changelog, whichever format it is written in. */
export interface ChangelogPart {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly ChangelogPart[];
  readonly line: number;
}

/**
 * The change sets of a Liquibase changelog in XML, YAML or JSON, in their order.
 * @throws Error when the text is broken.
 */
export function changeSetsOf(path: string, text: string): readonly ChangelogPart[] {
  const parts: readonly ChangelogPart[] = /\.xml$/iu.test(path)
    ? rootChildren(parseXml(text))
    : documentParts(parseYaml(text));
  return parts.filter(({ name }) => name === 'changeSet');
}

function rootChildren(root: XmlElement): readonly ChangelogPart[] {
  return root.name === 'databaseChangeLog' ? root.children : [];
}

function documentParts(documents: readonly ParsedValue[]): readonly ChangelogPart[] {
  return documents.flatMap((document) => {
    const { value } = document;
    const list = isRecord(value) ? value['databaseChangeLog'] : undefined;
    return Array.isArray(list) ? members(document, list, ['databaseChangeLog']) : [];
  });
}

type Path = readonly (string | number)[];

/** The members of a list of single-key objects: `- addColumn: {…}`. */
function members(document: ParsedValue, list: readonly unknown[], path: Path): readonly ChangelogPart[] {
  return list.flatMap((member, index) =>
    isRecord(member)
      ? Object.entries(member).map(([name, value]) => part(document, name, value, [...path, index, name]))
      : [],
  );
}

/** Lists that only hold the parts of their owner. */
const transparent = new Set(['changes', 'columns']);

function part(document: ParsedValue, name: string, value: unknown, path: Path): ChangelogPart {
  const line = document.lineOf(path) ?? 1;
  if (Array.isArray(value)) return { name, attributes: {}, text: '', children: members(document, value, path), line };
  if (!isRecord(value)) return { name, attributes: {}, text: scalar(value) ?? '', children: [], line };
  const attributes: Record<string, string> = {};
  const children: ChangelogPart[] = [];
  for (const [key, inner] of Object.entries(value)) {
    const plain = scalar(inner);
    if (plain !== undefined) attributes[key] = plain;
    else {
      const child = part(document, key, inner, [...path, key]);
      children.push(...(transparent.has(key) && Array.isArray(inner) ? child.children : [child]));
    }
  }
  return { name, attributes, text: '', children, line };
}

function scalar(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
