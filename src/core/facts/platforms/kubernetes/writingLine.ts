import type { WorkspaceFiles } from '../../workspaceFiles';
import { deployLines, isPipeline } from '../deployLines';
import type { KubernetesTarget } from './target';

/** The line of a pipeline that changes one of the files in place, as those do that commit the image which they have built. */
export function writingLine(paths: readonly string[], files: WorkspaceFiles): KubernetesTarget['writtenAt'] {
  const lines = deployLines(files, /\b(?:sed|yq)\b/u).filter(
    ({ kind, role, file, text }) =>
      kind === 'run' &&
      role === undefined &&
      isPipeline(file) &&
      /\b(?:sed|yq)\s.*(?:\s-i\b|--inplace|--in-place)|\bsed\s+-i\b/u.test(text),
  );
  for (const { text, evidence } of lines) {
    const target = paths.find((path) => text.split(/[\s"']+/u).includes(path));
    if (target !== undefined) return { ...evidence, target };
  }
  return undefined;
}
