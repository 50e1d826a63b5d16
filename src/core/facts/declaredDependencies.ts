import { dotnetManifests } from './dependencies/dotnet';
import { elixirManifests } from './dependencies/elixir';
import { jvmManifests } from './dependencies/jvm';
import type { Declared, Ecosystem, ManifestFormat } from './dependencies/manifest';
import { otherManifests } from './dependencies/others';
import { pythonManifests } from './dependencies/python';
import { rubyManifests } from './dependencies/ruby';
import { isForeign } from './paths';
import type { WorkspaceFiles } from './workspaceFiles';

/** A direct dependency as its manifest declares it. */
export interface DeclaredDependency extends Pick<Declared, 'name' | 'development' | 'line' | 'throughCatalog'> {
  readonly ecosystem: Ecosystem;
  /** The version requirement as written; absent when there is none. */
  readonly version?: string;
  readonly file: string;
}

const formats: readonly ManifestFormat[] = [
  ...otherManifests,
  ...pythonManifests,
  ...rubyManifests,
  ...jvmManifests,
  ...dotnetManifests,
  ...elixirManifests,
];

/** Whether `declaredDependencies` or `centralVersions` wants the text of this path. */
export function declaresDependencies(path: string): boolean {
  return formatOf(path) !== undefined && !isForeign(path);
}

/** Every direct dependency of every manifest that was loaded, in path order. */
export function declaredDependencies(files: WorkspaceFiles): readonly DeclaredDependency[] {
  return readAll(files, (format) => format.central !== true);
}

/** The versions that catalogs and central package management fix for the manifests of others. */
export function centralVersions(files: WorkspaceFiles): readonly DeclaredDependency[] {
  return readAll(files, (format) => format.central === true);
}

function readAll(files: WorkspaceFiles, wanted: (format: ManifestFormat) => boolean): readonly DeclaredDependency[] {
  return files.loaded.flatMap((file) => {
    const format = formatOf(file);
    if (format === undefined || !wanted(format) || isForeign(file)) return [];
    return format.read(files, file).map(({ version, ...declared }) => ({
      ecosystem: format.ecosystem,
      ...declared,
      ...(version === undefined ? {} : { version }),
      file,
    }));
  });
}

/**
 * The dependency that a single line of a manifest declares, for lines of a patch where the rest of the old file is not
 * at hand. Undefined when the line alone does not say.
 */
export function dependencyOnLine(path: string, line: string): { name: string; version?: string } | undefined {
  const found = formatOf(path)?.readLine?.(line);
  if (found === undefined) return undefined;
  return found.version === undefined ? { name: found.name } : { name: found.name, version: found.version };
}

function formatOf(path: string): ManifestFormat | undefined {
  return formats.find((format) => format.matches(path));
}
