import type { DeclaredDependency } from '../declaredDependencies';
import { baseName, folderOf, isWithin } from '../paths';
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
  { declared }: ToolContext,
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
  return 'golang-migrate';
}
