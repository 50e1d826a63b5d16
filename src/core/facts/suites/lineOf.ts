import type { WorkspaceFiles } from '../workspaceFiles';

/** The first line, from 1, that matches, in a file of a line-based format (INI, requirements, Gemfile, make). */
export function lineOf(files: WorkspaceFiles, path: string, pattern: RegExp): number | undefined {
  const index = (files.text(path) ?? '').split('\n').findIndex((line) => pattern.test(line));
  return index < 0 ? undefined : index + 1;
}
