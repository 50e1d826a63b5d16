import { type PatchReader, readPatches } from '../../core/facts/patches';
import type { ReleaseFile } from '../../core/facts/schema';
import type { Comparison } from '../../flow/ports';
import type { Gateway } from './gateway';
import { parseRawFiles, type RawFile } from './parse';

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

/** With no line around a change git leaves out equal ends, and then finds other lines changed than it counts. */
const asPatch = ['-p', '-U1', '--no-color', '--src-prefix=a/', '--dst-prefix=b/'] as const;

/**
 * The files that differ and their lines, renames found. The lines are counted here: asked for both, git would compare
 * all files a second time only to count. Where contents are missing, as in a partial clone, the lines of the other files
 * are read, and no rename is found.
 */
export async function compare(gateway: Gateway, place: Compared, base: string, head: string): Promise<Comparison> {
  try {
    const reader = readPatches(LIMITS);
    const [listing] = await Promise.all([
      gateway.run([...diffTree(place, '-M', '--raw', '-z'), base, head]),
      gateway.lines([...diffTree(place, '-M', ...asPatch), base, head], reader.take),
    ]);
    return joined(parseRawFiles(listing), reader);
  } catch (error) {
    const present = await presentFiles(gateway, place, base, head);
    if (present === undefined) throw error;
    const reader = readPatches(LIMITS);
    const paths = present.readable.map((path) => (place.prefix === '' ? path : `${place.prefix}/${path}`));
    for (let start = 0; start < paths.length; start += NAMED_FILES) {
      const named = ['--', ...paths.slice(start, start + NAMED_FILES)];
      await gateway.lines([...diffTree(place, '--no-renames', ...asPatch), base, head, ...named], reader.take);
    }
    return joined(present.files, reader);
  }
}

/** Argument lists stay below the smallest limit of the systems we run on. */
const NAMED_FILES = 250;

function joined(files: readonly RawFile[], reader: PatchReader): Comparison {
  const { patches, counts } = reader.finish();
  return {
    files: files.map(({ path, from, status }): ReleaseFile => ({
      path,
      ...(from === undefined ? {} : { from }),
      status,
      ...(counts.get(path) ?? { added: 0, deleted: 0 }),
    })),
    patches,
  };
}

/** The files of which both contents are here; undefined when that is all of them. */
async function presentFiles(
  gateway: Gateway,
  place: Compared,
  base: string,
  head: string,
): Promise<{ readonly files: readonly RawFile[]; readonly readable: readonly string[] } | undefined> {
  const files = parseRawFiles(await gateway.run([...diffTree(place, '--no-renames', '--raw', '-z'), base, head]));
  const ids = [...new Set(files.flatMap(({ contents }) => contents))];
  const answers = (await gateway.catFile(['--batch-check'], `${ids.join('\n')}\n`)).toString('latin1').split('\n');
  const missing = new Set(answers.flatMap((answer) => /^(\S+) missing$/u.exec(answer)?.[1] ?? []));
  if (missing.size === 0) return undefined;
  return {
    files,
    readable: files.filter(({ contents }) => !contents.some((id) => missing.has(id))).map(({ path }) => path),
  };
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
