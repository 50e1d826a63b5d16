import { entriesAt, textAt } from '../looseValue';
import { hasManifest } from '../manifests';
import { literalPattern } from '../literalPattern';
import { baseName, folderOf, inFolder, roleOf } from '../paths';
import { folderFrom } from '../shell/commands';
import { isToolboxImage } from '../toolboxImage';
import type { WorkspaceFiles } from '../workspaceFiles';
import { isRootImage } from './rootImage';
import { strong, type UnitSource } from './unitEvidence';

/** Docker takes the lower case too, where the other is not there. */
const dockerfile = /^(?:Dockerfile|Containerfile)(?:\.(?:prod|production|release))?$|^dockerfile$/u;
const compose = /^(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$/u;

/** Folders with an image of their own, and folders that Compose builds a service from. */
export const containers: UnitSource = {
  reads: (path) => [compose, dockerfile, image].some((name) => name.test(baseName(path))),
  find: (files) => {
    const { matching } = files;
    const kept = matching(dockerfile)
      .filter((path) => !isToolboxImage(files.dockerfile(path) ?? []))
      // A container action runs in pipelines, it is not deployed.
      .filter((path) => !isBuildFolder(folderOf(path)) && !files.has(inFolder(folderOf(path), 'action.yml')));
    // The only image of a repository whose manifest stands at the root builds the root, wherever it is kept.
    const [only, ...more] = [...new Set(kept.map(folderOf))];
    const isRoots = only !== undefined && more.length === 0 && !hasManifest(files, only) && hasManifest(files, '.');
    const images = isRoots ? [] : kept.filter((path) => !isRootImage(files, path)).map(folderOf);
    const named = matching(image).flatMap((path) => namedFor(files, path));
    const built = matching(compose).flatMap((path) =>
      entriesAt(files.yaml(path)?.[0]?.value, 'services').flatMap(([, service]) => {
        const context = textAt(service, 'build') ?? textAt(service, 'build', 'context');
        const folder = context === undefined ? undefined : folderFrom(folderOf(path), context);
        return folder === undefined || isBuildFolder(folder) || isOthers(files, folder) ? [] : [folder];
      }),
    );
    const known = new Set(files.paths.map(folderOf));
    return [...images, ...named, ...built.filter((folder) => known.has(folder))].map(strong);
  },
};

/** Whether the one image of a folder holds no program of this repository. */
function isOthers(files: WorkspaceFiles, folder: string): boolean {
  const instructions = files.dockerfile(inFolder(folder, 'Dockerfile')) ?? [];
  return instructions.length > 0 && isToolboxImage(instructions);
}

const image = /^(?:Dockerfile|Containerfile)[.-]([\w-]+)$|^([\w-]+)\.[Dd]ockerfile$/u;

/** `Dockerfile-mailer` builds the program in `shop-mailer`, where one folder alone bears the name. */
function namedFor(files: WorkspaceFiles, path: string): readonly string[] {
  const match = image.exec(baseName(path));
  const name = match?.[1] ?? match?.[2];
  if (name === undefined || roleOf(path) !== undefined || isToolboxImage(files.dockerfile(path) ?? [])) return [];
  const bearer = new RegExp(`(?:^|[-_])${literalPattern(name)}$`, 'u');
  const [only, ...more] = [...new Set(files.paths.map(folderOf))].filter(
    (folder) => bearer.test(baseName(folder)) && hasManifest(files, folder),
  );
  return only === undefined || more.length > 0 ? [] : [only];
}

/** Folders that hold a Dockerfile for the whole repository, or for building it, rather than a unit of its own. */
function isBuildFolder(folder: string): boolean {
  return /(?:^|\/)(?:docker|dockerfiles?|build|builders?|deploy|deployment|deployments|containers?|images?|ci|packaging|release|scripts?|tools?|genproto|gen|generated|\.[^/]+)(?:\/|$)/u.test(
    folder,
  );
}
