import { isWorkflow } from '../ci/githubEvents';
import { entriesAt, listAt, textAt } from '../looseValue';
import { baseName, folderOf, joinedPath } from '../paths';
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

/** Scripts of one pipeline that are followed, those among them that other scripts start. */
const MOST_SCRIPTS = 40;

/** The scripts that each pipeline starts: in a step's folder, else at the root, and those that these start in turn. */
const scripts = perWorkspace((files): ReadonlyMap<string, ReadonlySet<string>> => {
  const found = new Map<string, Set<string>>();
  const note = (file: string, text: string, cwd: string): void => {
    const own = found.get(file) ?? new Set<string>();
    for (const script of startedIn(files, text, cwd)) own.add(script);
    found.set(file, own);
  };
  for (const { kind, file, text } of deployLines(files, /\.(?:sh|bash)\b/u)) {
    if (kind === 'run' && isPipeline(file)) note(file, text, '.');
  }
  for (const file of files.loaded.filter(isWorkflow)) {
    if (!/\.(?:sh|bash)\b/u.test(files.text(file) ?? '')) continue;
    for (const { run, folder } of stepsOf(files.yaml(file)?.[0]?.value)) note(file, run, folder);
  }
  for (const own of found.values()) {
    // A set that grows is walked to its end, and each script enters it once.
    for (const script of own) {
      if (own.size >= MOST_SCRIPTS) break;
      const text = files.text(script) ?? '';
      for (const next of ['.', folderOf(script)].flatMap((cwd) => startedIn(files, text, cwd))) own.add(next);
    }
  }
  return found;
});

function startedIn(files: WorkspaceFiles, text: string, cwd: string): readonly string[] {
  return shellCommands(text, cwd)
    .flatMap((command) => startedBy(command) ?? [])
    .filter((script) => files.has(script));
}

/**
 * What the steps of a workflow of GitHub run, and where
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsworking-directory).
 */
function stepsOf(workflow: unknown): readonly { readonly run: string; readonly folder: string }[] {
  const folderFor = (value: unknown): string | undefined => textAt(value, 'defaults', 'run', 'working-directory');
  return entriesAt(workflow, 'jobs').flatMap(([, job]) =>
    listAt(job, 'steps').flatMap((step) => {
      const run = textAt(step, 'run');
      const told = textAt(step, 'working-directory') ?? folderFor(job) ?? folderFor(workflow) ?? '.';
      return run === undefined || told.startsWith('/') || told.includes('$')
        ? []
        : [{ run, folder: joinedPath('.', told) }];
    }),
  );
}

/** The scripts of the repository that a pipeline starts. */
export function scriptsOfPipeline(files: WorkspaceFiles, pipeline: string): readonly string[] {
  return [...(scripts(files).get(pipeline) ?? [])];
}

/** Whether a pipeline, or a script that one starts, holds a line. */
export function isOfPipelines(files: WorkspaceFiles, file: string): boolean {
  return isPipeline(file) || [...scripts(files).values()].some((own) => own.has(file));
}
