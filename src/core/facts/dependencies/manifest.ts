import type { WorkspaceFiles } from '../workspaceFiles';

export type Ecosystem = 'npm' | 'go' | 'python' | 'maven' | 'gradle' | 'ruby' | 'cargo' | 'composer' | 'nuget' | 'hex';

/** What one entry of a manifest declares. */
export interface Declared {
  /** As the ecosystem writes it; `group:artifact` for Maven and Gradle. */
  readonly name: string;
  /** The version requirement as written; undefined when there is none. */
  readonly version: string | undefined;
  /** Declared for development or tests only. */
  readonly development: boolean;
  /** From 1. */
  readonly line: number;
  /** Named by an alias that a version catalog elsewhere spells out. */
  readonly throughCatalog?: true;
}

/** The entry that a single line declares, where a manifest is read line by line. */
export type LineReader = (line: string) => Omit<Declared, 'line'> | undefined;

/** How one kind of manifest is read. */
export interface ManifestFormat {
  readonly ecosystem: Ecosystem;
  readonly matches: (path: string) => boolean;
  readonly read: (files: WorkspaceFiles, path: string) => readonly Declared[];
  /** For lines of a patch, where the rest of the old file is not at hand. */
  readonly readLine?: LineReader;
  /**
   * The file only fixes versions for others (a catalog, central package management): whether the service uses what it
   * lists, other manifests say.
   */
  readonly central?: true;
}

/** Reads each line by itself. */
export function linewise(readLine: LineReader): ManifestFormat['read'] {
  return (files, path) =>
    (files.text(path) ?? '').split('\n').flatMap((text, index) => {
      const declared = readLine(text);
      return declared === undefined ? [] : [{ ...declared, line: index + 1 }];
    });
}

/** Whether the name of a group of dependencies says that it is for development. */
export function isDevelopmentGroup(name: string): boolean {
  return /(?:^|[-_.])(?:dev|develop|development|tests?|testing|lint|linting|format|docs?|typing|types|mypy|ci|quality|bench|e2e|local|tools?|debug|audit|pre-commit)(?=$|[-_.])/iu.test(
    name,
  );
}
