import type { WorkspaceFiles } from '../workspaceFiles';

/** A folder that one source takes for a deployable unit. */
export interface UnitEvidence {
  readonly folder: string;
  /**
   * Strong: something there is made to be deployed (an image, a platform's file, a server framework). Weak: a program
   * starts there, which in a repository of one program is the root's own.
   */
  readonly strength: 'strong' | 'weak';
}

/** One way to recognise units. A new one is one function and one line in the table. */
export interface UnitSource {
  /** Whether `find` wants the text of this path. */
  readonly reads: (path: string) => boolean;
  readonly find: (files: WorkspaceFiles) => readonly UnitEvidence[];
}

export function strong(folder: string): UnitEvidence {
  return { folder, strength: 'strong' };
}

export function weak(folder: string): UnitEvidence {
  return { folder, strength: 'weak' };
}
