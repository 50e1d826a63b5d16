import type { CiCommand, PipelineDocument } from './ci/ciCommand';
import { foldersCheckedElsewhere, githubCommands } from './ci/github';
import { isWorkflow } from './ci/githubEvents';
import { jenkinsCommands } from './ci/jenkins';
import {
  azureCommands,
  bitbucketCommands,
  circleciCommands,
  codeBuildCommands,
  gitlabCommands,
  stepListCommands,
  travisCommands,
} from './ci/others';
import { evidenceAt, type Detector } from './detector';
import { baseName, folderOf, inFolder, isForeign, isScaffold, roleOf } from './paths';
import type { CiId } from './ids';
import { isDronePipeline } from './platforms/jobStarts/jobStarts';
import type { Evidence, Finding } from './schema';
import type { WorkspaceFiles } from './workspaceFiles';

interface CiSystem {
  /** Absent for systems that only lend their commands. */
  readonly id?: CiId;
  /** Whether this is a pipeline's own file, in the place where its system looks for it. */
  readonly matches: (path: string) => boolean;
  /** Whether the text is that of a pipeline, where the place does not say so. */
  readonly says?: (text: string) => boolean;
  /** Files that the pipeline's own may include. */
  readonly includes?: (path: string) => boolean;
  readonly commands: (files: WorkspaceFiles, file: string) => readonly CiCommand[];
}

/** Folders that teams keep the pipelines of Azure DevOps in. */
const azureFolder =
  /^\.?(?:azure-pipelines|azuredevops|azure-devops|azdo|ado|azure\/pipelines|pipelines\/azure)\/(?:pipelines\/)?[^/]+\.ya?ml$/u;

const systems: readonly CiSystem[] = [
  {
    id: 'github-actions',
    matches: isWorkflow,
    includes: (path) => /(?:^|\/)action\.ya?ml$/u.test(path) && !isForeign(path),
    commands: inYaml(githubCommands),
  },
  {
    id: 'gitlab-ci',
    matches: (path) => path === '.gitlab-ci.yml' || path === '.gitlab-ci.yaml',
    includes: (path) => /^\.gitlab(?:-ci|\/ci)?\/.*\.ya?ml$/u.test(path),
    commands: inYaml(gitlabCommands),
  },
  {
    id: 'circleci',
    matches: (path) => /^\.circleci\/config\.ya?ml$/u.test(path),
    includes: (path) => /^\.circleci\/[\w/-]+\.ya?ml$/u.test(path),
    commands: inYaml(circleciCommands),
  },
  {
    id: 'jenkins',
    matches: (path) =>
      /^Jenkinsfile(?:[._-][\w-]+)?$|\.[Jj]enkinsfile$/u.test(baseName(path)) &&
      !/[._-](?:disabled|old|bak|backup|orig|sample|example|template|unused|deprecated)$/iu.test(path) &&
      isOwn(path),
    commands: (files, file) => jenkinsCommands(file, files.text(file) ?? ''),
  },
  {
    id: 'azure-pipelines',
    // The portal lets a pipeline's file be chosen freely; these are the usual places.
    matches: (path) =>
      (/^\.?azure-pipelines?[\w.-]*\.ya?ml$/u.test(baseName(path)) || azureFolder.test(path)) &&
      !/template/iu.test(baseName(path)) &&
      isOwn(path),
    includes: (path) =>
      /^\.?(?:azure-pipelines|azuredevops|azure-devops|azdo|ado|azure\/pipelines|pipelines\/azure)\/.+\.ya?ml$|^pipeline-templates\/.+\.ya?ml$/u.test(
        path,
      ),
    commands: inYaml(azureCommands),
  },
  {
    // A folder whose name says nothing of whose pipelines it holds, or a file of any name at the root.
    id: 'azure-pipelines',
    matches: (path) => /^(?:(?:\.?ci\/)?pipelines?\/[^/]+|(?!pnpm-lock)\w[\w-]*)\.ya?ml$/u.test(path),
    says: (text) =>
      /^(?:trigger|pr|schedules)\s*:/mu.test(text) &&
      /^(?:pool|resources|extends|stages|steps|jobs|variables)\s*:/mu.test(text),
    commands: inYaml(azureCommands),
  },
  { id: 'travis', matches: (path) => path === '.travis.yml', commands: inYaml(travisCommands) },
  {
    id: 'bitbucket-pipelines',
    matches: (path) => path === 'bitbucket-pipelines.yml',
    commands: inYaml(bitbucketCommands),
  },
  {
    matches: (path) =>
      isDronePipeline(path) ||
      /^\.buildkite(?:\/[^/]+)?\.ya?ml$/u.test(path) ||
      (/^cloudbuild[\w.-]*\.ya?ml$/u.test(baseName(path)) && isOwn(path)),
    commands: inYaml(stepListCommands),
  },
  {
    matches: (path) => /^(?:buildspec[\w.-]*|buildspecs?\/[\w.-]+)\.ya?ml$/u.test(inOwnFolder(path)) && isOwn(path),
    commands: inYaml(codeBuildCommands),
  },
];

/** The pipelines that really run: not those that a template or an example brings along. */
export const ciDetector: Detector<Finding<CiId>> = {
  reads: (path) => systems.some((system) => system.matches(path) || system.includes?.(path) === true),
  detect: (files) => {
    const ids = [...new Set(systems.flatMap(({ id }) => id ?? []))];
    return ids.flatMap((id) => {
      const own = systems.filter((system) => system.id === id);
      const evidence = files.paths
        .filter((path) => own.some((system) => isPipelineOf(system, files, path)))
        .map((file) => ({ file }));
      return evidence.length === 0 ? [] : [{ id, evidence }];
    });
  },
};

/** Every command of every pipeline, in file order. */
export function ciCommands(files: WorkspaceFiles): readonly CiCommand[] {
  const used = systems.filter((system) => files.paths.some((path) => isPipelineOf(system, files, path)));
  return files.paths.flatMap((path) => {
    const system = used.find(
      (each) => isPipelineOf(each, files, path) || (each.id !== 'github-actions' && each.includes?.(path) === true),
    );
    return system === undefined ? [] : system.commands(files, path);
  });
}

function isPipelineOf({ matches, says }: CiSystem, files: WorkspaceFiles, path: string): boolean {
  return matches(path) && (says?.(files.text(path) ?? '') ?? true);
}

/** The name of a file, with its folder where that is CodeBuild's. */
function inOwnFolder(path: string): string {
  return /(?:^|\/)(buildspecs?\/[^/]+)$/u.exec(path)?.[1] ?? baseName(path);
}

/** Folders whose checks workflows of other repositories run for each change, with where they are called. */
export function checkedElsewhere(files: WorkspaceFiles): ReadonlyMap<string, Evidence> {
  const workflows = files.paths.filter(isWorkflow);
  return new Map(
    workflows.flatMap((file) =>
      (files.yaml(file) ?? []).flatMap((document) =>
        foldersCheckedElsewhere({ files, file, document }).map(
          ({ cwd, line }) => [cwd, evidenceAt(file, line)] as const,
        ),
      ),
    ),
  );
}

function isOwn(path: string): boolean {
  // Only its folder counts: `azure-pipelines-test.yml` is as real as any.
  return !isForeign(path) && !isScaffold(path) && roleOf(inFolder(folderOf(path), 'x')) === undefined;
}

function inYaml(read: (pipeline: PipelineDocument) => readonly CiCommand[]): CiSystem['commands'] {
  return (files, file) => (files.yaml(file) ?? []).flatMap((document) => read({ files, file, document }));
}
