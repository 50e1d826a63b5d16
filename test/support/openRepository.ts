import { git } from '../../src/adapters/git/repository';
import type { Patches } from '../../src/core/facts/schema';
import type { Repository } from '../../src/flow/ports';
import { neverAborted } from './fakePorts';

/** The folder as the flow sees it, through the real git. */
export function openRepository(folder: string): Promise<Repository> {
  return git.open(folder, neverAborted());
}

/** Patches of the changed files with these names. */
export async function patchesOf(
  repository: Repository,
  base: string,
  head: string,
  paths: readonly string[],
): Promise<Patches> {
  const { patches } = await repository.compare(base, head);
  return new Map([...patches].filter(([path]) => paths.includes(path)));
}
