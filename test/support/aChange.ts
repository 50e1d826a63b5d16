import type { Facts, Patches, ReleaseFile } from '../../src/core/facts/schema';
import { factsOf } from './aWorkspace';

/** A file before and after a release; left out where it was not there. */
export interface FileChange {
  readonly before?: string;
  readonly after?: string;
}

/** The facts of a release that changes these files. A line counts as changed when the other side does not have it. */
export function factsOfChange(
  changes: Readonly<Record<string, FileChange>>,
  unchanged: Readonly<Record<string, string>> = {},
): Facts {
  const lines = (text: string | undefined) =>
    (text ?? '').split('\n').flatMap((each, index) => (each === '' ? [] : [{ line: index + 1, text: each }]));
  const files = Object.entries(changes).map(([path, { before, after }]): ReleaseFile => {
    const status = before === undefined ? 'added' : after === undefined ? 'deleted' : 'modified';
    return { path, status, added: 1, deleted: 1 };
  });
  const patches: Patches = new Map(
    Object.entries(changes).map(([path, { before, after }]) => {
      const then = new Set(lines(before).map(({ text }) => text));
      const now = new Set(lines(after).map(({ text }) => text));
      const added = lines(after).filter(({ text }) => !then.has(text));
      return [path, { added, deleted: lines(before).filter(({ text }) => !now.has(text)) }];
    }),
  );
  const side = (key: keyof FileChange) =>
    Object.fromEntries(
      Object.entries(changes).flatMap(([path, change]) => {
        const text = change[key];
        return text === undefined ? [] : [[path, text] as const];
      }),
    );
  return factsOf({ ...unchanged, ...side('after') }, { files }, patches, { ...unchanged, ...side('before') });
}
