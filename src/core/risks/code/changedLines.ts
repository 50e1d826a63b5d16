import type { ChangedCode } from './changedCode';

/** An added line of a source file, by what it says once comments, or comments and strings, are blanked. */
export interface ChangedLine {
  readonly line: number;
  readonly text: string;
  readonly code: string;
  readonly uncommented: string;
}

/** The added lines of a file that match the pattern in their full text, with their masked forms. */
export function addedLines(file: ChangedCode, pattern: RegExp): readonly ChangedLine[] {
  const hits = file.patch.added.filter(({ text }) => text.length <= 1500 && pattern.test(text));
  if (hits.length === 0) return [];
  const code = file.code().split('\n');
  const uncommented = file.uncommented().split('\n');
  return hits.map(({ line, text }) => ({
    line,
    text,
    code: code[line - 1] ?? '',
    uncommented: uncommented[line - 1] ?? '',
  }));
}
