import { readPatches } from '../../core/facts/patches';
import type { ReleaseFile } from '../../core/facts/schema';
import type { Comparison } from '../../flow/ports';
import type { Gateway } from './gateway';
import { parseRawFiles } from './parse';

/** Where the compared files are. */
interface Compared {
  readonly gitFolder: string;
  /** The opened folder relative to the root; empty for the root itself. */
  readonly prefix: string;
}

/**
 * Compares two commits; no program of the repository's choice is asked. It runs inside the git folder: beside a working
 * tree git would read attributes and files there, which belong to another commit and take as long as the comparison
 * itself.
 */
function diffTree({ gitFolder, prefix }: Compared, ...options: readonly string[]): readonly string[] {
  const always = ['-r', '--no-ext-diff', '--no-textconv', '--submodule=short'];
  return ['-C', gitFolder, 'diff-tree', ...always, ...options, ...(prefix === '' ? [] : [`--relative=${prefix}/`])];
}

/** Enough for any release a person reviews, and bounded on a hostile one; more than 50,000 are nobody's own lines. */
const LIMITS = { ofOneFile: 50_000, inAll: 1_000_000 };

/**
 * The files that differ and their lines, renames found. The lines are counted here: asked for both, git would compare
 * all files a second time only to count.
 */
export async function compare(gateway: Gateway, place: Compared, base: string, head: string): Promise<Comparison> {
  const reader = readPatches(LIMITS);
  const asPatch = ['-p', '-U0', '--no-color', '--src-prefix=a/', '--dst-prefix=b/'];
  const [listing] = await Promise.all([
    gateway.run([...diffTree(place, '-M', '--raw', '-z'), base, head]),
    gateway.lines([...diffTree(place, '-M', ...asPatch), base, head], reader.take),
  ]);
  const { patches, counts } = reader.finish();
  const files = parseRawFiles(listing).map((file): ReleaseFile => ({
    ...file,
    ...(counts.get(file.path) ?? { added: 0, deleted: 0 }),
  }));
  return { files, patches };
}

/** Paths inside the opened folder that differ, a renamed file with both of its names. */
export async function changedPaths(
  gateway: Gateway,
  place: Compared,
  base: string,
  head: string,
): Promise<readonly string[]> {
  const listing = await gateway.run([...diffTree(place, '--no-renames', '--name-only', '-z'), base, head]);
  return listing.split('\0').filter(Boolean);
}
