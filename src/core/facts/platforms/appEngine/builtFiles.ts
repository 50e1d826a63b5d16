import type { ParsedValue } from '../../formats/parsedValue';
import { listAt, textAt } from '../../looseValue';
import { folderOf, inFolder } from '../../paths';
import { nodePackages, packageManager } from '../../suites/nodePackage';
import type { WorkspaceFiles } from '../../workspaceFiles';
import { within } from '../places';

/** Files that are served as they stand and that something has to build first. */
export interface BuiltFiles {
  readonly path: string;
  readonly line: number;
  /** The command that builds them, where a manifest tells. */
  readonly build?: string;
}

/**
 * The folder of static files that the repository does not hold: what deploys takes them from where it is run
 * (https://cloud.google.com/appengine/docs/standard/reference/app-yaml?tab=node.js#handlers_upload).
 */
export function builtFiles(
  files: WorkspaceFiles,
  file: string,
  document: ParsedValue | undefined,
): BuiltFiles | undefined {
  const folder = folderOf(file);
  const isHeld = (top: string): boolean => files.paths.some((path) => path.startsWith(`${inFolder(folder, top)}/`));
  const found = listAt(document?.value, 'handlers').flatMap((handler, at) => {
    const served = textAt(handler, 'static_dir') ?? textAt(handler, 'upload') ?? textAt(handler, 'static_files');
    const [, top] = /^(?:\.\/)?([\w-]+)(?:\/|$)/u.exec(served ?? '') ?? [];
    return top === undefined || isHeld(top) || files.has(inFolder(folder, top)) ? [] : [{ top, at }];
  })[0];
  if (found === undefined) return undefined;
  const scripts = nodePackages(files, [inFolder(folder, 'package.json')]).flatMap((each) => each.scripts);
  const hasBuild = scripts.some(([name]) => name === 'build');
  return {
    path: found.top,
    line: document?.lineOf(['handlers', found.at]) ?? 1,
    ...(hasBuild ? { build: within(folder, `${packageManager(files, folder)} run build`) } : {}),
  };
}
