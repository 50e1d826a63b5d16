import { baseName, saysProduction } from '../../paths';
import type { Evidence } from '../../schema';
import { perWorkspace } from '../../workspaceFiles';
import { jobDeploys } from '../deployingJob';
import { deployLines, isPipeline } from '../deployLines';
import { composeCalls, placeOf, type ComposeCall } from './composeCalls';
import { composeFiles, defaultFiles } from './composeFile';

/** Compose files that are started together. */
export interface StartedTogether {
  readonly paths: readonly string[];
  /** All files in the order given: those of the repository and, by their absolute paths, those that only the host has. */
  readonly given: readonly string[];
  /** The files of variables that they are started with, as the line names them. */
  readonly envFiles: readonly string[];
  /** The name of the project, as the line gives it. */
  readonly project: string | undefined;
  /** The line that starts them. */
  readonly place: Evidence;
}

/**
 * The Compose files that a pipeline, or a script by a file for production, starts for users, in the order in which it gives
 * them. Several are merged, later ones over earlier ones; without `--file` the file with the default name is taken with its
 * override.
 */
export const deployedTogether = perWorkspace((files): readonly StartedTogether[] => {
  const known = composeFiles(files).map(({ file }) => file);
  if (known.length === 0) return [];
  const lines = deployLines(files, /docker[- ]compose/u).filter(
    ({ kind, role }) => kind === 'run' && role === undefined,
  );
  const found = new Map<string, StartedTogether>();
  for (const { text, file, job, evidence } of lines) {
    for (const { files: named, envFiles, project } of starts(text)) {
      const together = lines.filter((line) => line.file === file && line.job === job);
      // A script is started by somebody: only files for production say what for.
      const forProduction = named.some((name) => saysProduction(baseName(name)));
      const isForUsers = isPipeline(file)
        ? forProduction || jobDeploys(baseName(file), job, together)
        : named.length > 1 && forProduction;
      if (!isForUsers) continue;
      const paths = named.length > 0 ? named.map((name) => placeOf(name, known) ?? onHost(name)) : defaultFiles(files);
      const given = paths.filter((path) => path !== undefined);
      const kept = given.filter((path) => known.includes(path));
      const key = given.join(' ');
      if (kept[0] !== undefined && kept[0] === given[0] && given.length === paths.length && !found.has(key))
        found.set(key, { paths: kept, given, envFiles, project, place: evidence });
    }
  }
  return [...found.values()];
});

/** Each `docker compose up` in the background that stands on the line. */
function starts(text: string): readonly ComposeCall[] {
  return composeCalls(text).filter(
    ({ verb, rest }) => verb === 'up' && rest.some((word) => word === '--detach' || /^-\w*d\w*$/u.test(word)),
  );
}

/** A path of the machine that the line runs on, where it is written out. */
function onHost(name: string): string | undefined {
  return /^\/[\w./-]+\.ya?ml$/u.test(name) ? name : undefined;
}
