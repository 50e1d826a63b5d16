import { imageFiles } from '../images';
import { literalPattern } from '../literalPattern';
import { baseName, folderOf, isForeign, isWithin, joinedPath } from '../paths';
import { deployLines, isPipeline } from '../platforms/deployLines';
import type { Evidence } from '../schema';
import { perWorkspace, type WorkspaceFiles } from '../workspaceFiles';

/** What `dotnet ef` made out of the migrations, to be run where production is. */
export interface EfcoreArtifact {
  readonly kind: 'bundle' | 'script';
  /** Of the file that it is written to. */
  readonly name: string;
  readonly evidence: Evidence;
}

const making = /\bdotnet[\s-]ef\s+migrations\s+(bundle|script)\b([^|&;\n]*)/u;

/**
 * The bundles and scripts that images, pipelines and scripts of the repository make of EF Core's migrations: then
 * production runs those, and not `dotnet ef database update`, which needs the sources and the SDK.
 * https://learn.microsoft.com/ef/core/managing-schemas/migrations/applying
 */
export const efcoreArtifacts = perWorkspace((files): readonly EfcoreArtifact[] => {
  const images = imageFiles(files)
    .filter((path) => !isForeign(path))
    .flatMap((path) =>
      (files.dockerfile(path) ?? []).flatMap(({ keyword, line, text, exec, words }) =>
        keyword === 'RUN' ? [{ text: exec ? words.join(' ') : text, evidence: { file: path, line } }] : [],
      ),
    );
  const lines = deployLines(files, /\bmigrations\s+(?:bundle|script)\b/u).filter(
    ({ kind, role }) => kind === 'run' && role === undefined,
  );
  return [...images, ...lines].flatMap(({ text, evidence }) => artifactOf(text, evidence) ?? []);
});

function artifactOf(text: string, evidence: Evidence): EfcoreArtifact | undefined {
  const [, kind, options = ''] = making.exec(text) ?? [];
  if (kind === undefined) return undefined;
  const output = /\s(?:-o|--output)[\s=]+["']?([^\s"']+)/u.exec(options)?.[1] ?? '';
  const name = baseName(output);
  return kind === 'bundle'
    ? { kind, name: name === '' ? 'efbundle' : name, evidence }
    : { kind: 'script', name, evidence };
}

/** Where a pipeline runs `dotnet ef database update` itself. */
export const efcoreUpdates = perWorkspace((files): readonly Evidence[] =>
  deployLines(files, /\bdatabase\s+update\b/u)
    .filter(
      ({ kind, role, file, text }) =>
        kind === 'run' && role === undefined && isPipeline(file) && /\bdotnet[\s-]ef\s+database\s+update\b/u.test(text),
    )
    .map(({ evidence }) => evidence),
);

/** Matches what runs one of the artifacts by the name of its file, and not what makes it; undefined without a name. */
export function runsArtifact(artifacts: readonly EfcoreArtifact[]): string | undefined {
  const ways = artifacts.flatMap(({ kind, name }) => {
    // A bare word such as `migrate` may be anything.
    if (!/[.\d_-]|ef|db|sql/iu.test(name)) return [];
    const file = `(?:^|[\\s/"'=])${literalPattern(name)}(?:\\.exe)?(?=$|[\\s"',;\\])])`;
    return kind === 'bundle'
      ? [`(?<!\\bmigrations\\s+bundle\\b[^\\n|&;]*)${file}`]
      : [`\\b(?:sqlcmd|psql|mysql|mariadb|sqlplus|Invoke-Sqlcmd)\\b[^|&;\\n]*${file}`];
  });
  return ways.length === 0 ? undefined : [...new Set(ways)].join('|');
}

/**
 * Whether a line that applies migrations names a project in which this folder is not
 * (https://learn.microsoft.com/en-us/ef/core/cli/dotnet#target-project-and-startup-project).
 */
export function isOfOtherProject(files: WorkspaceFiles, { file, line = 1 }: Evidence, folder: string): boolean {
  const text = files.text(file)?.split('\n')[line - 1] ?? '';
  const [, named] = /\bef\s+database\s+update\b.*\s(?:-p|--project)[\s=]["']?([\w./-]+)/u.exec(text) ?? [];
  if (named === undefined) return false;
  const project = joinedPath('.', named.endsWith('.csproj') ? folderOf(named) : named);
  return files.paths.some((path) => isWithin(path, project)) && !isWithin(folder, project);
}
