import { SaxesParser } from 'saxes';
import { firstLine } from './lines';

/** An element of an XML file. */
export interface XmlElement {
  /** Without its namespace prefix. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Its own text, trimmed; that of its children is theirs. */
  readonly text: string;
  readonly children: readonly XmlElement[];
  /** Of its opening tag, from 1. */
  readonly line: number;
}

interface OpenElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
  readonly children: XmlElement[];
  readonly line: number;
}

/**
 * The root element of an XML text. Entities that the document declares itself are not expanded: using one is an error.
 * @throws Error when the text is not well-formed.
 */
export function parseXml(text: string): XmlElement {
  const parser = new SaxesParser();
  const open: OpenElement[] = [];
  let root: XmlElement | undefined;
  let line = 1;
  parser.on('error', (error) => {
    throw new Error(`not valid XML: ${firstLine(error.message)}`);
  });
  parser.on('opentagstart', () => {
    // The character after the name has been read, too; it may be the end of the line.
    line = parser.columnIndex === 0 ? parser.line - 1 : parser.line;
  });
  parser.on('opentag', ({ name, attributes }) => {
    open.push({ name: localName(name), attributes: { ...attributes }, text: '', children: [], line });
  });
  const addText = (part: string): void => {
    const current = open.at(-1);
    if (current !== undefined) current.text += part;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const closed = open.pop();
    if (closed === undefined) return;
    const element: XmlElement = { ...closed, text: closed.text.trim() };
    const parent = open.at(-1);
    if (parent === undefined) root = element;
    else parent.children.push(element);
  });
  parser.write(text).close();
  if (root === undefined) throw new Error('not valid XML: no element');
  return root;
}

/** The elements reached from `element` through children of these names, in document order. */
export function elementsAt(element: XmlElement | undefined, ...names: readonly string[]): readonly XmlElement[] {
  let found: readonly XmlElement[] = element === undefined ? [] : [element];
  for (const name of names) found = found.flatMap(({ children }) => children.filter((child) => child.name === name));
  return found;
}

/** The text of the first element reached through children of these names; undefined when there is none or it is empty. */
export function elementText(element: XmlElement | undefined, ...names: readonly string[]): string | undefined {
  const text = elementsAt(element, ...names)[0]?.text;
  return text === '' ? undefined : text;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
