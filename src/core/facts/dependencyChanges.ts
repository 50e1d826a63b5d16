import {
  centralVersions,
  type DeclaredDependency,
  declaredDependencies,
  declaresDependencies,
  dependencyOnLine,
} from './declaredDependencies';
import { baseName, folderOf, isForeign, roleOf } from './paths';
import type { DependencyChange, LockFileChange, Patches, ReleaseFile } from './schema';
import { breaksUsers } from './versions';
import { openWorkspace } from './workspaceFiles';

/**
 * Direct dependencies that the release adds, removes or moves: each changed manifest against its former text. Where that
 * is not at hand, its changed lines decide. `major` is told only where both versions are known and the ecosystem's
 * numbers announce breaks.
 */
export function dependencyChanges(
  declared: readonly DeclaredDependency[],
  changed: readonly ReleaseFile[],
  patches: Patches,
  former: ReadonlyMap<string, string>,
): readonly DependencyChange[] {
  const formerFiles = openWorkspace([...former.keys()], former);
  const before = [...declaredDependencies(formerFiles), ...centralVersions(formerFiles)];
  const byPath = new Map(changed.map((file) => [file.path, file]));
  const manifests = new Set([...byPath.keys(), ...patches.keys()]);
  return [...manifests].flatMap((path) => {
    if (!declaresDependencies(path) || roleOf(path) === 'example') return [];
    const file = byPath.get(path);
    const old = file?.from ?? path;
    // A manifest of tests declares nothing for the service.
    const placed = (dependency: DeclaredDependency): DeclaredDependency =>
      roleOf(path) === 'development' ? { ...dependency, development: true } : dependency;
    const now = firstByName(declared.filter((dependency) => dependency.file === path).map(placed));
    if (former.has(old) || file?.status === 'added') {
      return compared(path, firstByName(before.filter((dependency) => dependency.file === old).map(placed)), now);
    }
    return changedLines(path, now, patches);
  });
}

function firstByName(dependencies: readonly DeclaredDependency[]): ReadonlyMap<string, DeclaredDependency> {
  const found = new Map<string, DeclaredDependency>();
  for (const dependency of dependencies) {
    // What a catalog spells out changes in the catalog.
    if (dependency.throughCatalog !== true && !found.has(dependency.name)) found.set(dependency.name, dependency);
  }
  return found;
}

function compared(
  file: string,
  before: ReadonlyMap<string, DeclaredDependency>,
  now: ReadonlyMap<string, DeclaredDependency>,
): readonly DependencyChange[] {
  const formerNames = new Map([...before.keys()].map((name) => [withoutMajor(name), name]));
  const moved = new Set<string>();
  const changes = [...now.values()].flatMap((dependency): readonly DependencyChange[] => {
    const { ecosystem, name, version, development, line } = dependency;
    // A Go module of another major version has another path.
    const oldName = before.has(name) ? name : ecosystem === 'go' ? formerNames.get(withoutMajor(name)) : undefined;
    const old = oldName === undefined ? undefined : before.get(oldName);
    if (oldName !== undefined) moved.add(oldName);
    if (old !== undefined && oldName === name && old.version === version) return [];
    const major = oldName !== undefined && oldName !== name ? true : breaksUsers(ecosystem, old?.version, version);
    return [
      {
        ecosystem,
        name,
        ...(old === undefined ? {} : { from: old.version ?? 'any' }),
        to: version ?? 'any',
        ...(old === undefined || major === undefined ? {} : { major }),
        ...(development ? { development } : {}),
        evidence: [{ file, line }],
      },
    ];
  });
  const removed = [...before.values()].flatMap(
    ({ ecosystem, name, version, development }): readonly DependencyChange[] =>
      now.has(name) || moved.has(name)
        ? []
        : [
            {
              ecosystem,
              name,
              from: version ?? 'any',
              ...(development ? { development } : {}),
              evidence: [{ file }],
            },
          ],
  );
  return [...changes, ...removed];
}

function withoutMajor(module: string): string {
  return module.replace(/(?:\/v\d+|\.v\d+)$/u, '');
}

/** Without the former text: a dependency counts as changed when the line that declares it is among the added ones. */
function changedLines(
  file: string,
  now: ReadonlyMap<string, DeclaredDependency>,
  patches: Patches,
): readonly DependencyChange[] {
  const patch = patches.get(file);
  const [sample] = now.values();
  if (patch === undefined || sample === undefined) return [];
  const addedLines = new Set(patch.added.map(({ line }) => line));
  const gone = new Map(
    patch.deleted.flatMap(({ text }): readonly (readonly [string, DeclaredDependency])[] => {
      const old = dependencyOnLine(file, text);
      return old === undefined ? [] : [[old.name, { ...sample, name: old.name, version: old.version ?? 'any' }]];
    }),
  );
  const untouched = [...now.values()].filter(({ line }) => !addedLines.has(line));
  const before = new Map([...gone, ...untouched.map((dependency) => [dependency.name, dependency] as const)]);
  return compared(file, before, now);
}

const lockFiles: Readonly<Record<string, readonly string[]>> = {
  'package-lock.json': ['package.json'],
  'npm-shrinkwrap.json': ['package.json'],
  'yarn.lock': ['package.json'],
  'pnpm-lock.yaml': ['package.json', 'pnpm-workspace.yaml'],
  'bun.lock': ['package.json'],
  'bun.lockb': ['package.json'],
  'poetry.lock': ['pyproject.toml'],
  'uv.lock': ['pyproject.toml'],
  'pdm.lock': ['pyproject.toml'],
  'Pipfile.lock': ['Pipfile'],
  'Gemfile.lock': ['Gemfile'],
  'go.sum': ['go.mod'],
  'Cargo.lock': ['Cargo.toml'],
  'composer.lock': ['composer.json'],
  'mix.lock': ['mix.exs'],
  'packages.lock.json': [],
  'gradle.lockfile': ['build.gradle', 'build.gradle.kts'],
  'deno.lock': ['deno.json', 'deno.jsonc'],
};

/**
 * Lock files that the release touches. Without a changed manifest beside or below it, the versions that are installed
 * change although nobody asked for other ones.
 */
export function lockFileChanges(changed: readonly ReleaseFile[]): readonly LockFileChange[] {
  return changed.flatMap(({ path, status }): readonly LockFileChange[] => {
    const manifests = lockFiles[baseName(path)];
    if (manifests === undefined || isForeign(path)) return [];
    const folder = folderOf(path);
    const manifestChanged = changed.some(
      (other) =>
        (manifests.includes(baseName(other.path)) || (manifests.length === 0 && other.path.endsWith('.csproj'))) &&
        (folder === '.' || other.path.startsWith(`${folder}/`)),
    );
    return [{ file: path, status, manifestChanged }];
  });
}
