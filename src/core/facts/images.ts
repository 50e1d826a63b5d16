import { baseName, roleOf } from './paths';
import { perWorkspace } from './workspaceFiles';

/** The Dockerfiles of images for production: no examples, fixtures or development. */
export const imageFiles = perWorkspace((files): readonly string[] =>
  files.loaded.filter((path) => baseName(path).includes('Dockerfile') && roleOf(path) === undefined),
);
