import type { DeclaredDependency } from '../declaredDependencies';
import { baseName, folderOf, isWithin } from '../paths';
import { perWorkspace } from '../workspaceFiles';
import type { CandidateFolder, ToolContext } from './migrationTool';

/** The folder of `1_x.up.sql` and `1_x.down.sql`. */
export function folderOfPair(path: string): string | undefined {
  return /^\d+[_.-][^/]*\.(?:up|down)\.sql$|^\d+\.(?:up|down)\.sql$/iu.test(baseName(path))
    ? folderOf(path)
    : undefined;
}

const go = (dependency: DeclaredDependency): boolean => dependency.ecosystem === 'go';

/**
 * Several tools name files alike. The dependency of the nearest manifest decides: sqlx in a Cargo.toml; bun, pop and
 * go-pg in a go.mod bring their own; golang-migrate is also run from a binary beside code in any language.
 */
export function ownerOfPairs(
  { folder }: CandidateFolder,
  { files, declared }: ToolContext,
): 'sqlx' | 'golang-migrate' | 'other' {
  const around = declared.filter(({ file }) => isWithin(folder, folderOf(file)));
  for (const dependencies of [around, declared]) {
    if (dependencies.some(({ name }) => /^github\.com\/(?:golang-migrate|mattes)\/migrate(?:\/|$)/u.test(name)))
      return 'golang-migrate';
    if (dependencies.some(({ ecosystem, name }) => ecosystem === 'cargo' && name === 'sqlx')) return 'sqlx';
    if (
      dependencies.some(
        (one) => go(one) && /^github\.com\/(?:uptrace\/bun|gobuffalo\/pop|go-pg\/migrations)/u.test(one.name),
      )
    )
      return 'other';
  }
  // Where nothing brings it or calls it, the project runs its files itself, whatever they are named like.
  return isCalled(files) ? 'golang-migrate' : 'other';
}

/** Asked for each folder of such files, of every tool that may own it. */
const isCalled = perWorkspace((files) =>
  files.loaded.some(
    (path) =>
      /(?:^|\/)(?:[\w.-]*Dockerfile[\w.-]*|[Mm]akefile|[Jj]ustfile|[\w.-]+\.(?:sh|mk|ya?ml|toml))$/u.test(path) &&
      /golang-migrate|migrate\/migrate\b|\bmigrate\b[^\n]*\s-(?:path|source|database)\b/u.test(files.text(path) ?? ''),
  ),
);
