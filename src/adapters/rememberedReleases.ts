import type { Git } from '../flow/ports';

/** Answers that are kept; a workspace has few releases that are looked at. */
const MOST = 200;

/**
 * Views look at every plan whenever a file changes, and two commits never change what they say: their messages, the files
 * between them and the conflicts in those are read once. Only answers are kept: what failed or was ended is asked again.
 */
export function rememberReleases(git: Git): Git {
  const known = new Map<string, unknown>();
  const once = async <T>(question: readonly unknown[], ask: () => Promise<T>): Promise<T> => {
    const key = JSON.stringify(question);
    if (known.has(key)) return known.get(key) as T;
    const answer = await ask();
    known.set(key, answer);
    const [oldest] = known.keys();
    if (known.size > MOST && oldest !== undefined) known.delete(oldest);
    return answer;
  };
  return {
    open: async (folder, signal) => {
      const repository = await git.open(folder, signal);
      const at = repository.folder;
      return {
        ...repository,
        messages: (base, head) => once(['messages', at, base, head], () => repository.messages(base, head)),
        changedPaths: (base, head) => once(['paths', at, base, head], () => repository.changedPaths(base, head)),
        conflictsAt: (commit, paths) =>
          once(['conflicts', at, commit, paths], () => repository.conflictsAt(commit, paths)),
      };
    },
  };
}
