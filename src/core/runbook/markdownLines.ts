/** A line of Markdown and whether it belongs to a code fence, its edges included. */
export interface MarkdownLine {
  readonly text: string;
  readonly fenced: boolean;
}

export interface Heading {
  /** 1 to 6. */
  readonly level: number;
  readonly text: string;
}

/** CommonMark fences: three or more backticks or tildes, closed by at least as many of the same. */
export function markFences(lines: readonly string[]): readonly MarkdownLine[] {
  let fence: { mark: string; length: number } | undefined;
  return lines.map((text) => {
    const found = /^ {0,3}(`{3,}|~{3,})(.*)$/su.exec(text);
    const run = found?.[1] ?? '';
    const rest = found?.[2] ?? '';
    if (fence === undefined) {
      if (run === '' || (run.startsWith('`') && rest.includes('`'))) return { text, fenced: false };
      fence = { mark: run.charAt(0), length: run.length };
      return { text, fenced: true };
    }
    if (run.startsWith(fence.mark) && run.length >= fence.length && /^[ \t]*$/u.test(rest)) fence = undefined;
    return { text, fenced: true };
  });
}

/** The heading a line is, where it is one (`## Text`); nothing for a line of a fence. */
export function headingOf(line: MarkdownLine): Heading | undefined {
  if (line.fenced) return undefined;
  const [, marks = '', rest = ''] = /^ {0,3}(#{1,6})(?:[ \t]+(.*))?$/su.exec(line.text) ?? [];
  return marks === '' ? undefined : { level: marks.length, text: rest.replace(/(?:^|[ \t]+)#+[ \t]*$/u, '').trim() };
}
