import type { Patch, Patches, PatchLine } from './schema';

/** What may be kept of a patch, in changed lines: the lines of larger ones are counted, and then left out. */
export interface PatchLimits {
  readonly ofOneFile: number;
  readonly inAll: number;
}

/** How many lines a file gained and lost. */
export interface LineCounts {
  readonly added: number;
  readonly deleted: number;
}

/** Takes a patch line by line, so that it never has to be in memory as a whole. */
export interface PatchReader {
  readonly take: (line: string) => void;
  /** What was read, once everything was taken: each file by its new path, a deleted one by its old path. */
  readonly finish: () => { readonly patches: Patches; readonly counts: ReadonlyMap<string, LineCounts> };
}

/** A file while it is read. */
interface OpenPatch {
  readonly path: string;
  readonly added: PatchLine[];
  readonly deleted: PatchLine[];
  addedLines: number;
  deletedLines: number;
}

/**
 * Reads what `git diff-tree -p --src-prefix=a/ --dst-prefix=b/` prints, with any number of lines around a change. Binary files carry no lines: they have
 * neither a patch nor counts.
 */
export function readPatches(limits: PatchLimits): PatchReader {
  const patches = new Map<string, Patch>();
  const counts = new Map<string, LineCounts>();
  let kept = 0;
  let current: OpenPatch | undefined;
  let oldPath: string | undefined;
  const left = { old: 0, new: 0 };
  const at = { old: 0, new: 0 };

  const close = (): void => {
    if (current === undefined) return;
    const { path, added, deleted, addedLines, deletedLines } = current;
    counts.set(path, { added: addedLines, deleted: deletedLines });
    const lines = addedLines + deletedLines;
    if (lines <= limits.ofOneFile && kept + lines <= limits.inAll) {
      patches.set(path, { added, deleted });
      kept += lines;
    }
    current = undefined;
  };

  const take = (line: string): void => {
    const fits = current !== undefined && current.addedLines + current.deletedLines < limits.ofOneFile;
    if (left.old > 0 && line.startsWith('-')) {
      if (fits) current?.deleted.push({ line: at.old, text: line.slice(1) });
      if (current !== undefined) current.deletedLines++;
      left.old--;
      at.old++;
    } else if (left.new > 0 && line.startsWith('+')) {
      if (fits) current?.added.push({ line: at.new, text: line.slice(1) });
      if (current !== undefined) current.addedLines++;
      left.new--;
      at.new++;
    } else if (left.old > 0 && left.new > 0 && (line === '' || line.startsWith(' '))) {
      left.old--;
      left.new--;
      at.old++;
      at.new++;
    } else if (line.startsWith('--- ')) {
      oldPath = patchPath(line.slice(4), 'a/');
    } else if (line.startsWith('+++ ')) {
      close();
      const path = patchPath(line.slice(4), 'b/') ?? oldPath;
      if (path !== undefined) current = { path, added: [], deleted: [], addedLines: 0, deletedLines: 0 };
    } else {
      const hunk = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/u.exec(line);
      if (hunk === null) return;
      at.old = Number(hunk[1]);
      at.new = Number(hunk[3]);
      left.old = Number(hunk[2] ?? 1);
      left.new = Number(hunk[4] ?? 1);
    }
  };

  return {
    take,
    finish: () => {
      close();
      return { patches, counts };
    },
  };
}

function patchPath(name: string, prefix: string): string | undefined {
  const bare = name.replace(/\t$/u, '');
  if (bare === '/dev/null') return undefined;
  const unquoted = bare.startsWith('"') ? unquote(bare) : bare;
  return unquoted.startsWith(prefix) ? unquoted.slice(prefix.length) : unquoted;
}

/** git quotes control characters, quotes and backslashes in C style (`core.quotePath=false`). */
function unquote(quoted: string): string {
  const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' };
  return quoted
    .slice(1, -1)
    .replace(/\\([0-7]{3}|.)/gu, (_, code: string) =>
      /^[0-7]{3}$/u.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : (escapes[code] ?? code),
    );
}
