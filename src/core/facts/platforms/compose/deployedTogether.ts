import { baseName, saysProduction } from '../../paths';
import type { Evidence } from '../../schema';
import { textAt, valueAt } from '../../looseValue';
import { perWorkspace, type WorkspaceFiles } from '../../workspaceFiles';
import { jobDeploys } from '../deployingJob';
import { deployLines, isPipeline, type DeployLine } from '../deployLines';
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
  /** The services that the lines name, those that these depend on apart; empty where a line starts all of them. */
  readonly services: readonly string[];
  /** Whether a line starts what the services depend on, too. */
  readonly withDependencies: boolean;
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
    const together = lines.filter((line) => line.file === file && line.job === job);
    for (const call of starts(text)) {
      const { files: named, envFiles, project, rest } = call;
      if (isPipeline(file) && isTakenDown(call, together)) continue;
      // A script is started by somebody: only files for production say what for.
      const forProduction = named.some((name) => saysProduction(baseName(name)));
      const isForUsers = isPipeline(file)
        ? forProduction || jobDeploys(baseName(file), job, together)
        : named.length > 1 && forProduction;
      if (!isForUsers || isOnRunner(files, file, job)) continue;
      const paths = named.length > 0 ? named.map((name) => placeOf(name, known) ?? onHost(name)) : defaultFiles(files);
      const given = paths.filter((path) => path !== undefined);
      const kept = given.filter((path) => known.includes(path));
      if (kept[0] === undefined || kept[0] !== given[0] || given.length !== paths.length) continue;
      const key = given.join(' ');
      const services = servicesOf(rest);
      const withDependencies = !rest.includes('--no-deps');
      const before = found.get(key);
      found.set(
        key,
        before === undefined
          ? { paths: kept, given, envFiles, project, services, withDependencies, place: evidence }
          : {
              ...before,
              services: services.length === 0 || before.services.length === 0 ? [] : [...before.services, ...services],
              withDependencies: before.withDependencies || withDependencies,
            },
      );
    }
  }
  return [...found.values()];
});

/**
 * Whether a job of GitHub Actions starts containers on a machine of GitHub, which is gone when it ends: nothing in it leads to another
 * Docker. https://docs.github.com/en/actions/reference/runners/github-hosted-runners
 */
function isOnRunner(files: WorkspaceFiles, file: string, job: string | undefined): boolean {
  if (job === undefined || !file.startsWith('.github/workflows/')) return false;
  const workflow = files.yaml(file)?.[0]?.value;
  const body = valueAt(workflow, 'jobs', job);
  const isHosted = /^(?:ubuntu|windows|macos)-[\w.-]+$/u.test(textAt(body, 'runs-on') ?? '');
  const leads = /ssh|\bscp\b|rsync|DOCKER_HOST|docker\s+context|--context\b|\b(?:az|aws|gcloud)\s/iu;
  return isHosted && !leads.test(JSON.stringify([valueAt(workflow, 'env'), body]));
}

/** Whether the job stops in the end what it starts: it only tried it out. */
function isTakenDown({ files }: ComposeCall, lines: readonly DeployLine[]): boolean {
  const verbs = lines
    .flatMap(({ text }) => composeCalls(text))
    .filter((call) => call.files.join(' ') === files.join(' '))
    .map(({ verb }) => verb);
  return verbs.findLast((verb) => verb === 'up' || verb === 'down') === 'down';
}

/** Each `docker compose up` in the background that stands on the line. */
function starts(text: string): readonly ComposeCall[] {
  return composeCalls(text).filter(
    ({ verb, rest }) => verb === 'up' && rest.some((word) => word === '--detach' || /^-\w*d\w*$/u.test(word)),
  );
}

/** Options of `docker compose up` that take a word. https://docs.docker.com/reference/cli/docker/compose/up/#options */
const takesWord = /^(?:--attach|--exit-code-from|--no-attach|--pull|--scale|-t|--timeout|--wait-timeout)$/u;

/** The services that `up` is given; none where one of them is a variable's to know. */
function servicesOf(rest: readonly string[]): readonly string[] {
  const words = rest.filter((word, at) => word !== '' && !word.startsWith('-') && !takesWord.test(rest[at - 1] ?? ''));
  return words.every((word) => /^[\w.-]+$/u.test(word)) ? words : [];
}

/** A path of the machine that the line runs on, where it is written out. */
function onHost(name: string): string | undefined {
  return /^\/[\w./-]+\.ya?ml$/u.test(name) ? name : undefined;
}
