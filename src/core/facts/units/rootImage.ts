import { hasManifest } from '../manifests';
import { folderOf, inFolder, isWithin, joinedPath } from '../paths';
import { isSource } from '../sources';
import type { WorkspaceFiles } from '../workspaceFiles';

const installs =
  /\b(?:make\s+[a-z]|pip3?\s+install\s+(?:--?[\w-]+\s+)*(?:\.|-e\b|-r\b)|(?:npm|pnpm)\s+(?:ci|i|install)(?!\s+(?:-g|--global)\b)|yarn\s+install|(?:poetry|bundle|composer)\s+install|uv\s+sync|(?:go|cargo)\s+build|mvn\s|gradle\s)/u;

/**
 * Whether an image builds the program of the root, though its Dockerfile is kept in a folder with what starts it there:
 * the folder has neither code nor a manifest, and the image takes files that only the root has.
 */
export function isRootImage(files: WorkspaceFiles, dockerfile: string): boolean {
  const folder = folderOf(dockerfile);
  if (folder === '.' || hasManifest(files, folder) || !hasManifest(files, '.')) return false;
  if (files.paths.some((path) => isWithin(path, folder) && isSource(path))) return false;
  const instructions = files.dockerfile(dockerfile) ?? [];
  const sources = instructions
    .filter(({ keyword, flags }) => /^(?:COPY|ADD)$/u.test(keyword) && !flags.some((each) => each.startsWith('--from')))
    .flatMap(({ words }) => words.slice(0, -1));
  const exists = (path: string): boolean => files.has(path) || files.hasFolder(path);
  return sources.some((source) => {
    const path = joinedPath('.', source);
    // The whole of a folder without a program holds nothing to install.
    if (path === '.') return instructions.some(({ keyword, text }) => keyword === 'RUN' && installs.test(text));
    return !isWithin(path, folder) && exists(path) && !exists(inFolder(folder, path));
  });
}
