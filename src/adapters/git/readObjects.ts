import type { Gateway } from './gateway';

/** Files above this size are not read, in bytes: no configuration a detector understands is that large. */
const SIZE_LIMIT = 1024 * 1024;

/** Reads many files of one commit with two `cat-file` calls. Missing, binary and very large files are left out. */
export async function readObjects(
  gateway: Gateway,
  commit: string,
  prefix: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  // The protocol is one name a line, without a carriage return at its end: other paths cannot be asked for.
  const askable = paths.filter((path) => !/\n|\r$/u.test(path));
  if (askable.length === 0) return new Map();
  const names = askable.map((path) => `${commit}:${prefix === '' ? '' : `${prefix}/`}${path}`);
  const answers = (
    await gateway.catFile(['--batch-check=%(objectname) %(objecttype) %(objectsize)'], `${names.join('\n')}\n`)
  )
    .toString('utf8')
    .split('\n');
  const wanted = askable.flatMap((path, index) => {
    // An answer without an id repeats the name, which may look like anything.
    const found = /^([0-9a-f]{40}|[0-9a-f]{64}) blob (\d+)$/u.exec(answers[index] ?? '');
    return found?.[1] !== undefined && Number(found[2]) <= SIZE_LIMIT ? [{ path, id: found[1] }] : [];
  });
  if (wanted.length === 0) return new Map();
  const printed = await gateway.catFile(['--batch'], `${wanted.map(({ id }) => id).join('\n')}\n`);
  const texts = new Map<string, string>();
  let offset = 0;
  for (const { path } of wanted) {
    const end = printed.indexOf(0x0a, offset);
    const size = Number(/ blob (\d+)$/u.exec(printed.toString('latin1', offset, end))?.[1] ?? Number.NaN);
    if (end < 0 || Number.isNaN(size)) break;
    const bytes = printed.subarray(end + 1, end + 1 + size);
    if (!bytes.includes(0)) texts.set(path, bytes.toString('utf8'));
    offset = end + 1 + size + 1;
  }
  return texts;
}
