import { perWorkspace, type WorkspaceFiles } from '../workspaceFiles';
import { deployLines, isPipeline } from './deployLines';

/** A script of the repository at the head of a command: `VERSION=1 bash ./deploy/run.sh production`. */
const started =
  /(?:^|[;&|]\s*|\b(?:then|do|exec|sudo)\s+)(?:\w+=\S*\s+)*(?:(?:ba|da|z)?sh\s+(?:-\w+\s+)*|(?:\.|source)\s+)?(?:\.\/)?((?:[\w.-]+\/)*[\w.-]+\.(?:sh|bash))(?=$|[\s;&|])/gu;

/** The scripts that each pipeline starts from the root of the repository. */
const scripts = perWorkspace((files): ReadonlyMap<string, ReadonlySet<string>> => {
  const found = new Map<string, Set<string>>();
  for (const { kind, file, text } of deployLines(files, /\.(?:sh|bash)\b/u)) {
    if (kind !== 'run' || !isPipeline(file)) continue;
    const own = found.get(file) ?? new Set<string>();
    for (const [, script = ''] of text.trim().matchAll(started)) if (files.has(script)) own.add(script);
    found.set(file, own);
  }
  return found;
});

/** The scripts of the repository that a pipeline starts. */
export function scriptsOfPipeline(files: WorkspaceFiles, pipeline: string): readonly string[] {
  return [...(scripts(files).get(pipeline) ?? [])];
}

/** Whether a pipeline, or a script that one starts, holds a line. */
export function isOfPipelines(files: WorkspaceFiles, file: string): boolean {
  return isPipeline(file) || [...scripts(files).values()].some((own) => own.has(file));
}
