import { baseName } from './paths';
import type { DocumentChange, ReleaseFile } from './schema';

/** Documentation that the release touches: text formats, and anything under a documentation folder. */
export function documentChanges(changed: readonly ReleaseFile[]): readonly DocumentChange[] {
  return changed.filter(({ path }) => isDocument(path)).map(({ path, status }) => ({ file: path, status }));
}

/** Whether a path is documentation; runbooks of ours are none. */
export function isDocument(path: string): boolean {
  if (/(?:^|\/)thoughts\/shared\/deployment-runbooks\//u.test(path)) return false;
  return (
    /\.(?:md|mdx|rst|adoc|asciidoc|textile)$/iu.test(path) ||
    /(?:^|\/)(?:docs?|documentation)\//iu.test(path) ||
    /^(?:readme|changelog|changes|news|upgrading)(?:\.(?:txt|html?|org|pdf))?$/iu.test(baseName(path))
  );
}
