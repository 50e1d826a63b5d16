import type { Patches, PatchLine } from './schema';

/**
 * Reads a patch as `git diff-tree -p -U0 --src-prefix=a/ --dst-prefix=b/` prints it, by new path (old path for deleted
 * files). Binary files carry no lines and are left out.
 */
export function parsePatches(text: string): Patches {
  const patches = new Map<string, { added: PatchLine[]; deleted: PatchLine[] }>();
  let current: { added: PatchLine[]; deleted: PatchLine[] } | undefined;
  let oldPath: string | undefined;
  let left = { old: 0, new: 0 };
  let at = { old: 0, new: 0 };
  for (const line of text.split('\n')) {
    if (left.old > 0 && line.startsWith('-')) {
      current?.deleted.push({ line: at.old, text: line.slice(1) });
      left = { ...left, old: left.old - 1 };
      at = { ...at, old: at.old + 1 };
    } else if (left.new > 0 && line.startsWith('+')) {
      current?.added.push({ line: at.new, text: line.slice(1) });
      left = { ...left, new: left.new - 1 };
      at = { ...at, new: at.new + 1 };
    } else if (line.startsWith('--- ')) {
      oldPath = patchPath(line.slice(4), 'a/');
    } else if (line.startsWith('+++ ')) {
      const path = patchPath(line.slice(4), 'b/') ?? oldPath;
      current = { added: [], deleted: [] };
      if (path !== undefined) patches.set(path, current);
    } else {
      const hunk = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/u.exec(line);
      if (hunk === null) continue;
      at = { old: Number(hunk[1]), new: Number(hunk[3]) };
      left = { old: Number(hunk[2] ?? 1), new: Number(hunk[4] ?? 1) };
    }
  }
  return patches;
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
