import { valueAt, listAt, textAt } from './looseValue';
import { baseName, folderOf, inFolder, isForeign, roleOf } from './paths';
import type { Unit } from './schema';
import type { WorkspaceFiles } from './workspaceFiles';

/** Whether `detectUnits` wants the text of this path. */
export function readsForUnits(path: string): boolean {
  const name = baseName(path);
  return (name === 'package.json' || name === 'go.mod' || path === 'pnpm-workspace.yaml') && !isForeign(path);
}

/**
 * The root, the members of an npm, pnpm or yarn workspace, and the folders that have their own Dockerfile. Folders
 * whose name says example or development are left out. Ordered by folder.
 */
export function detectUnits(files: WorkspaceFiles, folderName: string | undefined): readonly Unit[] {
  const members = workspaceMembers(files);
  const folders = new Set<string>();
  for (const path of files.paths) {
    const name = baseName(path);
    if (name !== 'package.json' && name !== 'Dockerfile') continue;
    const folder = folderOf(path);
    if (folder === '.' || isForeign(path) || roleOf(path) !== undefined) continue;
    if (name === 'Dockerfile' ? !isBuildFolder(folder) : members(folder)) folders.add(folder);
  }
  const root: Unit = { id: '.', name: nameOf(files, '.') ?? folderName ?? '.', folder: '.' };
  const others = [...folders]
    .sort()
    .map((folder): Unit => ({ id: folder, name: nameOf(files, folder) ?? tellingName(folder), folder }));
  return [root, ...others];
}

/** Folders that hold a Dockerfile for the whole repository rather than a unit of its own. */
function isBuildFolder(folder: string): boolean {
  return /(?:^|\/)(?:docker|build|deploy|deployment|deployments|containers?|ci|\.[^/]+)(?:\/|$)/u.test(folder);
}

/** The last part of a folder that says what it is: `cart` of `services/cart/src`. */
export function tellingName(folder: string): string {
  const parts = folder.split('/');
  return parts.findLast((part) => !/^(?:src|app|source|code|docker)$/u.test(part)) ?? baseName(folder);
}

function nameOf(files: WorkspaceFiles, folder: string): string | undefined {
  const fromPackage = textAt(files.json(inFolder(folder, 'package.json'))?.value, 'name');
  if (fromPackage !== undefined) return fromPackage.replace(/^@[^/]+\//u, '');
  const module = /^module\s+(\S+)/mu.exec(files.text(inFolder(folder, 'go.mod')) ?? '')?.[1];
  return module === undefined ? undefined : baseName(module.replace(/\/v\d+$/u, ''));
}

function workspaceMembers(files: WorkspaceFiles): (folder: string) => boolean {
  const manifest = files.json('package.json')?.value;
  const inManifest = valueAt(manifest, 'workspaces', 'packages') ?? valueAt(manifest, 'workspaces');
  const inPnpm = valueAt(files.yaml('pnpm-workspace.yaml')?.[0]?.value, 'packages');
  const globs = [...listAt(inManifest), ...listAt(inPnpm)].filter((glob) => typeof glob === 'string');
  const wanted = globs.filter((glob) => !glob.startsWith('!')).map(folderPattern);
  const unwanted = globs.filter((glob) => glob.startsWith('!')).map((glob) => folderPattern(glob.slice(1)));
  return (folder) =>
    wanted.some((pattern) => pattern.test(folder)) && !unwanted.some((pattern) => pattern.test(folder));
}

/** `**` is any depth, `*` any part of one name. */
function folderPattern(glob: string): RegExp {
  const source = glob
    .replace(/^\.\//u, '')
    .replace(/\/+$/u, '')
    .split(/(\*\*|\*)/u)
    .map((part) => (part === '**' ? '.*' : part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/gu, '\\$&')))
    .join('');
  return new RegExp(`^${source}$`, 'u');
}
