import { evidenceAt } from '../detector';
import type { Evidence } from '../schema';
import { shellCommands } from '../shell/commands';
import type { ParsedValue, ValuePath, WorkspaceFiles } from '../workspaceFiles';

/** A simple command that a pipeline runs. */
export interface CiCommand {
  /** Program and arguments. */
  readonly words: readonly string[];
  /** Relative to the planned folder; undefined where the pipeline leaves it to a variable. */
  readonly cwd: string | undefined;
  readonly evidence: Evidence;
  /** Whether changes are judged by it (pushes, pull requests), rather than a schedule, a release or a hand, and stopped where it fails. */
  readonly gate: boolean;
}

/** A pipeline file and one of its documents. */
export interface PipelineDocument {
  readonly files: WorkspaceFiles;
  readonly file: string;
  readonly document: ParsedValue;
}

/** The commands of the script at `path`. */
export function scriptCommands(
  { file, document }: PipelineDocument,
  path: ValuePath,
  script: string,
  cwd: string | undefined,
  gate = true,
): readonly CiCommand[] {
  const evidence = evidenceAt(file, document.lineOf(path));
  return shellCommands(script, cwd).map(({ mayFail, ...command }) => ({
    ...command,
    evidence,
    gate: gate && mayFail !== true,
  }));
}
