import { ancestorsOf, baseName, folderOf } from '../paths';
import type { MigrationCommands } from '../schema';
import type { WorkspaceFiles } from '../workspaceFiles';
import { databaseUrl, transactional, URL_BLANK, type Speak } from './commandParts';
import { efcoreArtifacts, efcoreUpdates, type EfcoreArtifact } from './efcoreArtifacts';

/**
 * What `dotnet ef` is told (https://learn.microsoft.com/ef/core/cli/dotnet#dotnet-ef-database-update), or the question for
 * what runs the bundle or the script that the repository makes of its migrations.
 */
export const efcoreCommands: Speak = ({ folder, context: { files } }) => {
  const project = projectOf(folder, files);
  if (project === undefined) return undefined;
  const [artifact] = efcoreArtifacts(files);
  if (artifact !== undefined && efcoreUpdates(files).length === 0) return artifactCommands(artifact);
  const startup = startupOf(project, files);
  const start = startup === project ? '' : ` --startup-project ${startup ?? '{{blank:migrate-startup-project}}'}`;
  // Without a connection the tool takes the settings of the machine that it runs on, which are a developer's.
  const option = `--project ${project}${start} --connection ${URL_BLANK}`;
  return {
    apply: `dotnet ef database update ${option}`,
    upTo: { before: 'dotnet ef database update ', after: ` ${option}`, version: 'className' },
    status: `dotnet ef migrations list ${option}`,
    cwd: '.',
    recover: `${transactional} Going back means updating to the name of an earlier migration: \`dotnet ef database update NAME ${option}\`.`,
    blanks: [
      ...(startup === undefined
        ? [{ id: 'migrate-startup-project', question: `Which project starts what ${project} is part of?` }]
        : []),
      ...databaseUrl,
    ],
  };
};

/** What was made to be run in production is run there by a command that the repository does not always hold. */
function artifactCommands({ kind, name, evidence }: EfcoreArtifact): MigrationCommands {
  const place = evidence.line === undefined ? evidence.file : `${evidence.file}:${String(evidence.line)}`;
  const called = name === '' ? '' : ` (${name})`;
  return {
    apply: '{{blank:migrate-artifact-command}}',
    cwd: '.',
    recover: transactional,
    blanks: [
      {
        id: 'migrate-artifact-command',
        question: `${place} makes a ${kind} of the migrations${called}: which exact command runs it against the production database?`,
      },
    ],
  };
}

function projectOf(folder: string, files: WorkspaceFiles): string | undefined {
  for (const ancestor of ancestorsOf(folder)) {
    const project = files.paths.find((path) => folderOf(path) === ancestor && path.endsWith('.csproj'));
    if (project !== undefined) return project;
  }
  return undefined;
}

const runs = /\bSdk\s*=\s*"Microsoft\.NET\.Sdk\.(?:Web|Worker)\b|<OutputType>\s*(?:Win)?Exe\s*</iu;

/** The project itself when it can be started, else the only one that can and refers to it. */
function startupOf(project: string, files: WorkspaceFiles): string | undefined {
  const canStart = (path: string): boolean => runs.test(files.text(path) ?? '');
  if (canStart(project)) return project;
  const name = baseName(project);
  const [only, ...more] = files
    .matching(/\.csproj$/u)
    .filter((path) => canStart(path) && (files.text(path) ?? '').replaceAll('\\', '/').includes(`/${name}"`));
  return more.length === 0 ? only : undefined;
}
