/** SQL that a migration runs, with the line of the source that makes it run. */
export interface SqlLine {
  readonly line: number;
  readonly sql: string;
}

/** What stands for an operation that is not known: judged as not examined. */
export function notKnown(line: number): SqlLine {
  return { line, sql: 'DO $$ unknown $$;' };
}

/** A quoted name. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '')}"`;
}

/** One text in which every statement begins on the line of its source, so that findings name that line. */
export function layOut(lines: readonly SqlLine[]): string {
  let text = '';
  let line = 1;
  for (const { line: wanted, sql } of [...lines].sort((one, other) => one.line - other.line)) {
    for (; line < wanted; line += 1) text += '\n';
    // A statement of several lines would push the next ones down.
    text += ` ${sql
      .replace(/--[^\n]*/gu, ' ')
      .replace(/\s*\n\s*/gu, ' ')
      .trim()
      .replace(/;?$/u, ';')}`;
  }
  return text;
}
