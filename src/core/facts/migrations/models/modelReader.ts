/** A class, or what else an ORM maps to a table, as one text declares it. */
export interface MappedTable {
  /** As the code calls it. */
  readonly name: string;
  /** From 1. */
  readonly line: number;
  readonly columns: readonly MappedColumn[];
  /** It has no table of its own: its columns are those of the tables that take it over. */
  readonly isPart?: true;
}

export interface MappedColumn {
  readonly name: string;
  /** From 1. */
  readonly line: number;
}

/** Reads what the models of one ORM ask of the database. */
export interface ModelReader {
  readonly extension: RegExp;
  /** A word that every text with a model of this ORM holds, so that others are not taken apart. */
  readonly mark: RegExp;
  readonly tables: (text: string) => readonly MappedTable[];
  /** The name that a line declares as a table, whatever maps it. */
  readonly tableLine: RegExp;
  /** The name that a line declares as a column. */
  readonly columnLine: RegExp;
}

/** A line of a body, at its first level. */
export interface BodyLine {
  readonly text: string;
  /** From 1. */
  readonly line: number;
  /** What stands between the declaration before and this line: annotations, as a rule. */
  readonly before: string;
}

/** Lines of one body that are read. Longer ones are generated. */
const BODY_LIMIT = 3000;

/**
 * The lines at the first level of what the head at `start` (an index of `lines`) opens with a brace; before that brace, those
 * between its parentheses, where Kotlin declares properties too.
 */
export function bracedBody(lines: readonly string[], start: number): readonly BodyLine[] {
  const found: BodyLine[] = [];
  let depth = 0;
  let parentheses = 0;
  let before = '';
  for (const [offset, text] of lines.slice(start, start + BODY_LIMIT).entries()) {
    const bare = text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\/\/.*$/gu, '');
    const isInside = depth === 1 || (depth === 0 && parentheses === 1);
    if (offset > 0 && isInside) {
      found.push({ text, line: start + offset + 1, before });
      before = /[;}]\s*$/u.test(bare) || bare.trim() === '' ? '' : `${before}\n${text}`;
    } else if (offset > 0) before = `${before}\n${text}`;
    const opened = depth > 0 || bare.includes('{');
    depth += count(bare, '{') - count(bare, '}');
    if (!opened) parentheses += count(bare, '(') - count(bare, ')');
    if (opened && depth <= 0) break;
    if (!opened && offset > 0 && parentheses <= 0 && /^\s*(?:\}|\w.*\b(?:class|object|fun)\b)/u.test(bare)) break;
  }
  return found;
}

/** How people call what others take columns over from. */
export function isNamedPart(name: string): boolean {
  return /^(?:Abstract|Base)|(?:Mixin|Base)$/u.test(name);
}

/** What the first group holds that matched. */
export function firstGroup(match: RegExpExecArray | null): string | undefined {
  return match?.slice(1).find((group: string | undefined) => group !== undefined);
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

/** The lines of a body that is told by its indentation, those of its first level alone. */
export function indentedBody(lines: readonly string[], start: number): readonly BodyLine[] {
  const indentation = (text: string): number => text.length - text.trimStart().length;
  const head = indentation(lines[start] ?? '');
  const found: BodyLine[] = [];
  let level: number | undefined;
  for (const [offset, text] of lines.slice(start + 1, start + BODY_LIMIT).entries()) {
    if (text.trim() === '') continue;
    const depth = indentation(text);
    // The end of a head over several lines stands as far out as the head.
    if (depth <= head && !/^\s*\)/u.test(text)) break;
    if (depth <= head) continue;
    level ??= depth;
    if (depth === level) found.push({ text, line: start + offset + 2, before: '' });
  }
  return found;
}
