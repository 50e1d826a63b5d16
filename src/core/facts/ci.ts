import { evidenceAt, type Detector } from './detector';
import { entriesAt, listAt, textAt } from './looseValue';
import type { CiId, Evidence, Finding } from './schema';
import type { ParsedValue, ValuePath, WorkspaceFiles } from './workspaceFiles';

/** A line of shell that a pipeline runs. */
export interface CiCommand {
  readonly text: string;
  /** Relative to the planned folder; `.` for itself. */
  readonly cwd: string;
  readonly evidence: Evidence;
}

interface CiSystem {
  readonly id: CiId;
  readonly matches: (path: string) => boolean;
  /** Absent where pipelines are only detected. */
  readonly commands?: (file: string, document: ParsedValue) => readonly CiCommand[];
}

const systems: readonly CiSystem[] = [
  {
    id: 'github-actions',
    matches: (path) => /^\.github\/workflows\/[^/]+\.ya?ml$/u.test(path),
    commands: githubCommands,
  },
  { id: 'gitlab-ci', matches: (path) => /^\.gitlab-ci\.ya?ml$/u.test(path), commands: gitlabCommands },
  { id: 'circleci', matches: (path) => /^\.circleci\/config\.ya?ml$/u.test(path) },
  { id: 'jenkins', matches: (path) => path === 'Jenkinsfile' },
  { id: 'azure-pipelines', matches: (path) => /^azure-pipelines\.ya?ml$/u.test(path) },
  { id: 'travis', matches: (path) => path === '.travis.yml' },
  { id: 'bitbucket-pipelines', matches: (path) => path === 'bitbucket-pipelines.yml' },
];

export const ciDetector: Detector<Finding<CiId>> = {
  reads: (path) => systems.some((system) => system.commands !== undefined && system.matches(path)),
  detect: (files) =>
    systems.flatMap((system) => {
      const evidence = files.paths.filter(system.matches).map((file) => ({ file }));
      return evidence.length > 0 ? [{ id: system.id, evidence }] : [];
    }),
};

/** The shell lines of every pipeline that is understood, in file order. */
export function ciCommands(files: WorkspaceFiles): readonly CiCommand[] {
  return files.paths.flatMap((path) => {
    const commands = systems.find((system) => system.matches(path))?.commands;
    if (commands === undefined) return [];
    return (files.yaml(path) ?? []).flatMap((document) => commands(path, document));
  });
}

function githubCommands(file: string, document: ParsedValue): readonly CiCommand[] {
  const { value } = document;
  const workflowFolder = textAt(value, 'defaults', 'run', 'working-directory');
  return entriesAt(value, 'jobs').flatMap(([job, body]) => {
    const jobFolder = textAt(body, 'defaults', 'run', 'working-directory') ?? workflowFolder;
    return listAt(body, 'steps').flatMap((step, index) => {
      const run = textAt(step, 'run');
      if (run === undefined) return [];
      const cwd = normalFolder(textAt(step, 'working-directory') ?? jobFolder ?? '.');
      return shellLines(run, cwd, file, document, ['jobs', job, 'steps', index, 'run']);
    });
  });
}

function gitlabCommands(file: string, document: ParsedValue): readonly CiCommand[] {
  return entriesAt(document.value).flatMap(([job, body]) =>
    (['before_script', 'script'] as const).flatMap((section) => {
      const single = textAt(body, section);
      if (single !== undefined) return shellLines(single, '.', file, document, [job, section]);
      return listAt(body, section).flatMap((item, index) =>
        typeof item === 'string' ? shellLines(item, '.', file, document, [job, section, index]) : [],
      );
    }),
  );
}

/** One command per line of a script. `cd` to a plain folder holds until the end of the script. */
function shellLines(
  script: string,
  start: string,
  file: string,
  document: ParsedValue,
  path: ValuePath,
): readonly CiCommand[] {
  const evidence = evidenceAt(file, document.lineOf(path));
  let cwd = start;
  return script.split('\n').flatMap((line) => {
    const text = line.trim();
    if (text === '' || text.startsWith('#')) return [];
    const folder = /^(?:\(\s*)?cd\s+["']?([A-Za-z0-9_][\w./-]*)["']?(?=\s*(?:$|&&|;))/u.exec(text)?.[1];
    if (folder !== undefined) cwd = normalFolder(start === '.' ? folder : `${start}/${folder}`);
    return [{ text, cwd, evidence }];
  });
}

function normalFolder(folder: string): string {
  const trimmed = folder.replace(/^(?:\.\/)+/u, '').replace(/\/+$/u, '');
  return trimmed === '' ? '.' : trimmed;
}
