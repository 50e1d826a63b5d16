import { baseName, saysProduction } from '../../paths';
import { perWorkspace, type WorkspaceFiles } from '../../workspaceFiles';
import { jobDeploys } from '../deployingJob';
import { deployLines, isPipeline } from '../deployLines';
import { composeCalls, placeOf } from './composeCalls';
import { composeFiles } from './composeFile';

/**
 * The Compose files that a pipeline, or a script by a file for production, starts for users, in the order in which it gives
 * them. Several are merged, later ones over earlier ones; without `--file` the file with the default name is taken with its
 * override.
 */
export const deployedTogether = perWorkspace((files): readonly (readonly string[])[] => {
  const known = composeFiles(files).map(({ file }) => file);
  if (known.length === 0) return [];
  const lines = deployLines(files, /docker[- ]compose/u).filter(
    ({ kind, role }) => kind === 'run' && role === undefined,
  );
  const found = new Map<string, readonly string[]>();
  for (const { text, file, job } of lines) {
    for (const named of filesStarted(text)) {
      const together = lines.filter((line) => line.file === file && line.job === job);
      // A script is started by somebody: only files for production say what for.
      const isForUsers = isPipeline(file)
        ? jobDeploys(baseName(file), job, together)
        : named.length > 1 && named.some((name) => saysProduction(baseName(name)));
      if (!isForUsers) continue;
      const paths = named.length > 0 ? named.map((name) => placeOf(name, known)) : usual(files);
      const whole = paths.filter((path) => path !== undefined);
      if (whole.length > 0 && whole.length === paths.length) found.set(whole.join(' '), whole);
    }
  }
  return [...found.values()];
});

/** The files of each `docker compose up` in the background that stands on the line. */
function filesStarted(text: string): readonly (readonly string[])[] {
  return composeCalls(text).flatMap(({ files, verb, rest }) =>
    verb === 'up' && rest.some((word) => word === '--detach' || /^-\w*d\w*$/u.test(word)) ? [files] : [],
  );
}

function usual(files: WorkspaceFiles): readonly (string | undefined)[] {
  const first = (stems: readonly string[], rest: string): string | undefined =>
    stems
      .flatMap((stem) => ['yaml', 'yml'].map((ending) => `${stem}${rest}.${ending}`))
      .find((path) => files.has(path));
  const base = first(['compose', 'docker-compose'], '');
  const override = first(['compose', 'docker-compose'], '.override');
  return override === undefined ? [base] : [base, override];
}
