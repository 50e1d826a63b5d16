import type { JobStart } from '../../schema';
import { baseName, isForeign } from '../../paths';
import type { WorkspaceFiles } from '../../workspaceFiles';
import { deployCommands } from '../deployCommands';
import { commandProofs, isPipeline, type DeployLine } from '../deployLines';
import { azureStarts } from './azure';
import { bitbucketStarts } from './bitbucket';
import { buildkiteStarts } from './buildkite';
import { circleStarts } from './circle';
import { droneStarts } from './drone';
import { jenkinsStarts } from './jenkins';

/** Whether a path is a pipeline of Drone or Woodpecker, which may have several. */
export function isDronePipeline(path: string): boolean {
  return /^\.(?:drone|woodpecker)[\w.-]*\.ya?ml$|^\.(?:drone|woodpecker)\/[\w./-]+\.ya?ml$/u.test(path);
}

/** What starts the jobs that deploy, in the pipelines that no command of a plan starts. */
export function jobStarts(files: WorkspaceFiles): readonly JobStart[] {
  const pipelines = files.loaded.filter((file) => isOther(file) && !isForeign(file));
  if (pipelines.length === 0) return [];
  const lines = Object.values(deployCommands).flatMap((patterns) =>
    commandProofs(files, patterns).filter(({ file, role }) => role === undefined && pipelines.includes(file)),
  );
  return pipelines.flatMap((file) =>
    startsIn(
      files,
      file,
      lines.filter((line) => line.file === file),
    ),
  );
}

function isOther(file: string): boolean {
  return (
    (/^\.(?:circleci|buildkite)\//u.test(file) && isPipeline(file)) ||
    isDronePipeline(file) ||
    isAzurePipeline(file) ||
    file === 'bitbucket-pipelines.yml' ||
    baseName(file) === 'Jenkinsfile'
  );
}

function isAzurePipeline(file: string): boolean {
  return (
    /(?:^|\/)azure-pipelines[\w.-]*\.ya?ml$|^\.(?:azdo|azure(?:-pipelines|-?devops|\/pipelines))\//u.test(file) &&
    isPipeline(file)
  );
}

function startsIn(files: WorkspaceFiles, file: string, lines: readonly DeployLine[]): readonly JobStart[] {
  if (baseName(file) === 'Jenkinsfile') return jenkinsStarts(file, files.text(file) ?? '');
  const documents = files.yaml(file) ?? [];
  const isDeploying = (from: number, to: number): boolean =>
    lines.some(({ evidence: { line = 0 } }) => from <= line && line <= to);
  if (isDronePipeline(file)) return droneStarts(file, documents, isDeploying);
  if (isAzurePipeline(file)) return azureStarts(file, documents, isDeploying);
  if (file === 'bitbucket-pipelines.yml') return bitbucketStarts(file, documents, isDeploying);
  if (file.startsWith('.buildkite/')) return buildkiteStarts(file, documents, isDeploying);
  const deploying = new Set(lines.flatMap(({ job }) => job ?? []));
  return documents.flatMap((document) => circleStarts(file, document, deploying));
}
