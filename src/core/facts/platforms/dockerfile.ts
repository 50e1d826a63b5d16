import { evidenceAt, findingsByRole, type RoledEvidence } from '../detector';
import { baseName, folderOf, isForeign, joinedPath } from '../paths';
import { isToolboxImage } from '../toolboxImage';
import type { Role } from '../schema';
import type { WorkspaceFiles } from '../workspaceFiles';
import { composeFiles } from './compose/composeFile';
import { resolved } from './compose/composeRole';
import { composeRoles } from './compose/composeRoles';
import { configRole } from './configRole';
import { deployLines, isPipeline } from './deployLines';
import type { Platform } from './platform';

/** An image of the repository's own code: what runs it is not told. */
export const dockerfile: Platform = {
  id: 'dockerfile',
  reads: (path) => isDockerfile(path),
  detect: (files) => {
    const images = files.loaded.flatMap((file): readonly RoledEvidence[] => {
      if (!isDockerfile(file)) return [];
      const from = files.dockerfile(file)?.find(({ keyword }) => keyword === 'FROM');
      if (from === undefined) return [];
      const role = imageRole(files, file) ?? (isTool(files, file) ? 'development' : undefined);
      return [{ role, evidence: evidenceAt(file, from.line) }];
    });
    if (images.some(({ role }) => role === undefined)) return findingsByRole('dockerfile', images);
    // The only images are kept among the tools: then those that start a program of this repository are the service's.
    return findingsByRole(
      'dockerfile',
      images.map((image) =>
        isKeptAside(image) && startsOwnProgram(files, image.evidence.file)
          ? { evidence: image.evidence, role: undefined }
          : image,
      ),
    );
  },
};

/**
 * Whether an image starts what watches its own files for changes (`yarn start:dev`), with no stage besides, while nothing of the
 * repository says that it is built for users.
 */
function startsForDevelopers(files: WorkspaceFiles, file: string): boolean {
  const instructions = files.dockerfile(file) ?? [];
  const stages = instructions.filter(({ keyword }) => keyword === 'FROM');
  const start = instructions.findLast(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT');
  return (
    stages.length === 1 &&
    start !== undefined &&
    /\b(?:npm|pnpm|yarn|bun)["',\s]+(?:run["',\s]+)?(?:[\w-]+:)?(?:dev|watch)(?![\w-])/u.test(start.text) &&
    !deployLines(files, /docker|image/u).some(({ file: place }) => isPipeline(place)) &&
    !composeRoles(files).some(
      ({ compose, role }) =>
        role === undefined &&
        compose.services.some(
          ({ context }) => context !== undefined && resolved(compose.folder, context) === folderOf(file),
        ),
    )
  );
}

/** An image among the scripts of a project that no pipeline and no Compose file names. */
function isTool(files: WorkspaceFiles, file: string): boolean {
  const folder = folderOf(file);
  if (!/(?:^|\/)scripts\//u.test(file)) return false;
  const named = (text: string): boolean => text.includes(folder);
  return (
    !deployLines(files, /docker|image/u).some(({ text, inputs }) => [text, ...Object.values(inputs)].some(named)) &&
    !composeFiles(files).some((compose) =>
      compose.services.some(({ context }) => context !== undefined && joinedPath(compose.folder, context) === folder),
    )
  );
}

function isKeptAside({ role, evidence: { file } }: RoledEvidence): boolean {
  return (
    role === 'development' &&
    /^(?:ci|builders?|build)\/[^/]+$/u.test(file) &&
    !/(?:^|[._-])(?:test|tests|dev|lint|base|builder)(?=[._-]|$)/iu.test(baseName(file))
  );
}

function startsOwnProgram(files: WorkspaceFiles, file: string): boolean {
  const keywords = new Set((files.dockerfile(file) ?? []).map(({ keyword }) => keyword));
  return keywords.has('COPY') && (keywords.has('CMD') || keywords.has('ENTRYPOINT'));
}

function isDockerfile(path: string): boolean {
  return (
    /^(?:Dockerfile|Containerfile)(?:[.-][\w.-]+)?$|(?:^|\.)[Dd]ockerfile$/u.test(baseName(path)) &&
    !/\.(?:md|txt|dockerignore|j2|erb|tpl|tmpl)$/u.test(path) &&
    !isForeign(path)
  );
}

/**
 * Images of pipelines, actions and development containers are tools of the project, not the project; those among an Ansible
 * role's files are the role's.
 */
function imageRole(files: WorkspaceFiles, file: string): Role | undefined {
  const role = configRole(file);
  if (role !== undefined) return role;
  if (isToolboxImage(files.dockerfile(file) ?? [])) return 'development';
  if (
    /(?:^|\/)(?:\.github|\.gitlab|\.circleci|\.buildkite|\.ci|ci|\.gitpod[^/]*|\.vscode|\.clusterfuzzlite|fuzz|oss-fuzz|build-?tools?|builders?|toolchains?|roles\/[\w.-]+\/files)\//u.test(
      file,
    )
  )
    return 'development';
  if (/(?:^|[._-])(?:gitpod|builder|build|ci|lint|devcontainer|fuzz|cross)(?=[._-]|$)/iu.test(baseName(file)))
    return 'development';
  if (startsForDevelopers(files, file)) return 'development';
  const folder = folderOf(file);
  const action = folder === '.' ? 'action' : `${folder}/action`;
  return files.has(`${action}.yml`) || files.has(`${action}.yaml`) ? 'development' : undefined;
}
