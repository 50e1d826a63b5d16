import type { Evidence, Finding, Role } from './schema';
import type { WorkspaceFiles } from './workspaceFiles';

/** One way to recognise something in the planned folder. */
export interface Detector<Found> {
  /** Whether `detect` wants the text of this path. Cheap: it is asked for every tracked file. */
  readonly reads: (path: string) => boolean;
  readonly detect: (files: WorkspaceFiles) => readonly Found[];
}

/** A proof with the role that its place gives it. */
export interface RoledEvidence {
  readonly role: Role | undefined;
  readonly evidence: Evidence;
}

/** A proof; the line is left out where it is not known. */
export function evidenceAt(file: string, line: number | undefined): Evidence {
  return line === undefined ? { file } : { file, line };
}

/** One finding per role that has evidence: the deployed one first. */
export function findingsByRole<Id extends string>(id: Id, proofs: readonly RoledEvidence[]): readonly Finding<Id>[] {
  const roles: readonly (Role | undefined)[] = [undefined, 'deploy', 'development', 'example'];
  return roles.flatMap((role) => {
    const evidence = proofs.filter((proof) => proof.role === role).map((proof) => proof.evidence);
    if (evidence.length === 0) return [];
    return [role === undefined ? { id, evidence } : { id, role, evidence }];
  });
}
