import type { Ports } from '../flow/ports';

/** The heavy half of the program with the editor's adapters. */
export interface LoadedEngine {
  readonly engine: typeof import('../engine');
  readonly ports: Ports;
}

/** Loads the engine on first use and keeps it. */
export type LoadEngine = () => Promise<LoadedEngine>;

/**
 * Who acts, as git would write it into a commit.
 * @throws UserFacingError when git knows nobody: a record without a name is worth nothing.
 */
export async function identify({ engine, ports }: LoadedEngine, folder: string, signal: AbortSignal): Promise<string> {
  const repository = await ports.git.open(folder, signal);
  const identity = await repository.identity();
  if (identity !== undefined) return identity;
  throw engine.environmentFailed(
    'git does not know who you are. Set user.name and user.email with `git config` and try again.',
  );
}
