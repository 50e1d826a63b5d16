import { baseName, joinedPath } from '../paths';
import { shellCommands, type ShellCommand } from '../shell/commands';
import { perWorkspace, type WorkspaceFiles } from '../workspaceFiles';
import { deployLines, isPipeline } from './deployLines';

const starters = /^(?:(?:ba|da|z)?sh|\.|source|sudo)$/u;

/** What a command starts: `deploy/run.sh` of `bash ./deploy/run.sh production`. */
function startedBy({ words, cwd }: ShellCommand): string | undefined {
  const started = words.find((word) => !starters.test(baseName(word)) && !word.startsWith('-'));
  return started === undefined || cwd === undefined || started.startsWith('/') || !/\.(?:sh|bash)$/u.test(started)
    ? undefined
    : joinedPath(cwd, started);
}

/** The scripts that each pipeline starts, a line of which begins at the root of the repository. */
const scripts = perWorkspace((files): ReadonlyMap<string, ReadonlySet<string>> => {
  const found = new Map<string, Set<string>>();
  for (const { kind, file, text } of deployLines(files, /\.(?:sh|bash)\b/u)) {
    if (kind !== 'run' || !isPipeline(file)) continue;
    const own = found.get(file) ?? new Set<string>();
    const started = shellCommands(text, '.').flatMap((command) => startedBy(command) ?? []);
    for (const script of started) if (files.has(script)) own.add(script);
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
