import type { ScratchGit } from './scratchGit';

/** A revert that git may refuse, by its place, and the file that it would stop at. */
export interface StaleFile {
  /** 0 is the first revert. */
  readonly step: number;
  /** As git prints it. */
  readonly path: string;
}

/** git could not be asked. */
export class NotAsked extends Error {}

/**
 * Where git itself would take a file for one that somebody edited. Taking a `.gitattributes` back changes how files are
 * written, and git leaves those that it wrote before as they are: a later revert that touches one of them finds other bytes
 * than it expects, and refuses. It looks at the bytes only where the times do not tell, so a real one may also go well; here
 * it always looks. The scratch working tree has the attributes files of the first tree and nothing else; `trees` are what
 * the reverts start from and what each leaves, `paths` all that they touch. undefined where each finds what it expects.
 * @throws NotAsked
 */
export async function findStaleFile(
  scratch: ScratchGit,
  trees: readonly string[],
  paths: readonly string[],
): Promise<StaleFile | undefined> {
  const [first = '', ...others] = trees;
  await done(scratch, ['read-tree', first]);
  const present = new Set((await done(scratch, ['ls-files', '-z'])).split('\0'));
  const written = paths.filter((path) => present.has(path)).map((path) => `${path}\0`);
  await done(scratch, ['checkout-index', '--force', '-z', '--stdin'], written.join(''));
  let before = first;
  for (const [step, after] of others.entries()) {
    // An index that knows no times: what it then calls unchanged it has compared.
    await done(scratch, ['read-tree', before]);
    await done(scratch, ['update-index', '-q', '--ignore-missing', '--refresh']);
    const { exitCode, complaint } = await scratch.run(['read-tree', '-m', '-u', before, after]);
    const path = /Entry '(.+)' not uptodate/u.exec(complaint)?.[1];
    if (path !== undefined) return { step, path };
    if (exitCode !== 0) throw new NotAsked(complaint.split('\n', 1)[0]?.trim());
    before = after;
  }
  return undefined;
}

async function done(scratch: ScratchGit, args: readonly string[], input?: string): Promise<string> {
  const { exitCode, output, complaint } = await scratch.run(args, input);
  // 1: some files differ, which is what is looked for.
  if (exitCode !== 0 && !(args[0] === 'update-index' && exitCode === 1))
    throw new NotAsked(complaint.split('\n', 1)[0]?.trim());
  return output.toString('utf8');
}
