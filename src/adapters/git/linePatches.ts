import { parsePatches } from '../../core/facts/patches';
import type { Patch, Patches, ReleaseFile } from '../../core/facts/schema';
import type { Gateway } from './gateway';

/** Where the compared files are. */
interface Compared {
  readonly gitFolder: string;
  /** The opened folder relative to the root; empty for the root itself. */
  readonly prefix: string;
}

/**
 * Compares two commits; renames are found, and no program of the repository's choice is asked. It runs inside the git
 * folder: beside a working tree git would read attributes and files there, which belong to another commit and take as
 * long as the comparison itself.
 */
export function diffTree({ gitFolder, prefix }: Compared): readonly string[] {
  const options = ['-r', '-M', '--no-ext-diff', '--no-textconv', '--submodule=short'];
  return ['-C', gitFolder, 'diff-tree', ...options, ...(prefix === '' ? [] : [`--relative=${prefix}/`])];
}

const asPatch = ['-p', '-U0', '--no-color', '--src-prefix=a/', '--dst-prefix=b/'] as const;

/** Argument lists stay below the smallest limit of the systems we run on, and few paths are quickly compared. */
const NAMED_FILES = 250;
/** More changed lines than anybody wrote by hand: such a file is left out. */
const LINES_OF_A_FILE = 50_000;
/** Enough for any release a person reviews, and bounded on a hostile one: changed lines read in all. */
const LINES_IN_ALL = 1_000_000;

/** Added and deleted lines of the given files. Binary files and those with very many changed lines are left out. */
export async function readLinePatches(
  gateway: Gateway,
  place: Compared,
  base: string,
  head: string,
  files: readonly ReleaseFile[],
): Promise<Patches> {
  const patches = new Map<string, Patch>();
  const wanted = withinLimits(files);
  if (wanted.length === 0) return patches;
  const names = new Set(wanted.map(({ path }) => path));
  const read = async (paths: readonly string[]): Promise<void> => {
    const named = paths.length === 0 ? [] : ['--', ...paths];
    const text = await gateway.run([...diffTree(place), ...asPatch, base, head, ...named]);
    for (const [path, patch] of parsePatches(text)) if (names.has(path)) patches.set(path, patch);
  };
  // Everything at once is one comparison of two trees; by name it is one for each batch.
  if (wanted.length === files.length && wanted.length > NAMED_FILES) {
    await read([]);
    return patches;
  }
  for (let start = 0; start < wanted.length; start += NAMED_FILES) {
    // Without its old name a renamed file would look as if every line of it were new.
    const batch = wanted.slice(start, start + NAMED_FILES).flatMap(({ path, from }) => [from ?? path, path]);
    await read([...new Set(batch)].map((path) => (place.prefix === '' ? path : `${place.prefix}/${path}`)));
  }
  return patches;
}

function withinLimits(files: readonly ReleaseFile[]): readonly ReleaseFile[] {
  let lines = 0;
  return files.filter(({ added, deleted }) => {
    if (added + deleted > LINES_OF_A_FILE || lines + added + deleted > LINES_IN_ALL) return false;
    lines += added + deleted;
    return true;
  });
}
