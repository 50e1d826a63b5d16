import type { WorkspaceFiles } from '../../workspaceFiles';

/** Deeper nesting than GitHub allows. */
const MAX_DEPTH = 4;

/** A workflow, and the workflows and actions of the repository that it uses (`uses: ./.github/…`), from one to the next. */
export function followedFiles(files: WorkspaceFiles, file: string, depth = 0): ReadonlySet<string> {
  const found = new Set([file]);
  if (depth >= MAX_DEPTH) return found;
  for (const [, local = ''] of (files.text(file) ?? '').matchAll(
    /^\s*(?:-\s+)?uses:\s*["']?\.\/(\.github\/[^\s"'@]+)/gmu,
  )) {
    const next = [local, `${local}/action.yml`, `${local}/action.yaml`].find(
      (each) => /\.ya?ml$/u.test(each) && files.has(each),
    );
    if (next === undefined || found.has(next)) continue;
    for (const each of followedFiles(files, next, depth + 1)) found.add(each);
  }
  return found;
}
