import type { Newcomer } from '../../core/risks/rule';
import type { Gateway } from './gateway';

/** Commits of a release, side branches included, whose authors are asked for. */
const RELEASE_LIMIT = 500;
/** Earlier commits of these people that are looked through, newest first. */
const HISTORY_LIMIT = 1000;
/** From so many earlier commits on nobody is a newcomer anywhere. */
const AT_HOME = 20;

/**
 * People whose commits of `base..head` change files in folders that none of their earlier commits touched. Two walks over
 * commits; trees are compared only for those of the people of the release. Nobody, where git cannot tell.
 */
export async function findNewcomers(gateway: Gateway, base: string, head: string): Promise<readonly Newcomer[]> {
  const mine = await changesByAuthor(gateway, [`--max-count=${String(RELEASE_LIMIT)}`, `${base}..${head}`]);
  if (mine === undefined || mine.length === 0) return [];
  const authors = [...new Set(mine.map(({ author }) => author))].filter((author) => author !== '');
  const before = await changesByAuthor(gateway, [
    `--max-count=${String(HISTORY_LIMIT)}`,
    '--fixed-strings',
    ...authors.map((author) => `--author=${author} <`),
    base,
  ]);
  if (before === undefined) return [];
  const isCut = before.length >= HISTORY_LIMIT;
  return authors.flatMap((author): readonly Newcomer[] => {
    const own = before.filter((change) => change.author === author);
    if (own.length >= AT_HOME || isCut) return [];
    const folders = new Set(own.flatMap(({ files }) => files.map(folderOf)));
    const files = new Set(mine.filter((change) => change.author === author).flatMap((change) => change.files));
    const foreign = [...files].filter((file) => !folders.has(folderOf(file))).sort();
    return foreign.length === 0 ? [] : [{ author, files: foreign }];
  });
}

interface Change {
  readonly author: string;
  readonly files: readonly string[];
}

async function changesByAuthor(gateway: Gateway, which: readonly string[]): Promise<readonly Change[] | undefined> {
  const listing = await gateway.ask([
    'log',
    '--no-merges',
    '--no-show-signature',
    '--encoding=UTF-8',
    '--no-renames',
    '--relative',
    '--name-only',
    '--format=%x01%an',
    ...which,
    '--',
  ]);
  return listing?.split('\u0001').flatMap((entry): readonly Change[] => {
    const [author = '', ...files] = entry.split('\n');
    return author === '' ? [] : [{ author, files: files.filter((file) => file !== '') }];
  });
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
