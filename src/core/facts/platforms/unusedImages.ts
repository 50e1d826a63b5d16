import { entriesAt, listAt, textAt, valueAt } from '../looseValue';
import type { PlatformId } from '../ids';
import { isDeployed, type Evidence, type PlatformFinding, type Unit } from '../schema';
import type { WorkspaceFiles } from '../workspaceFiles';
import { baseName, isForeign, joinedPath } from '../paths';
import { resolved } from './compose/composeRole';
import { composeRoles } from './compose/composeRoles';
import { deployCommands, pushesImage } from './deployCommands';
import { commandProofs, isPipeline, type LinePatterns } from './deployLines';
import { otherPlatforms } from './otherPlatforms';
import { isPipelineStarted } from './pipelinePlatforms';
import { unitOf } from './unitOf';

/** What brings the code itself to where it runs, where its own files do not ask for an image. */
const ofCode: ReadonlySet<PlatformId> = new Set([
  'app-engine',
  'aws-sam',
  'capistrano',
  'heroku',
  'netlify',
  'serverless',
  'vercel',
]);
/** The same of the platforms without an id. */
const otherOfCode: ReadonlySet<string> = new Set([
  'AWS CodeDeploy',
  'AWS Lambda',
  'Azure Functions',
  'Cloud Foundry',
  'Cloudflare Workers',
  'Deployer',
  'Fabric',
  'Firebase',
  'Google Cloud Functions',
]);
/** What stands beside it there, and pipelines and scripts, whose end nobody knows. */
const beside: ReadonlySet<PlatformId> = new Set([
  'ansible',
  'deploy-script',
  'dockerfile',
  'github-workflow',
  'gitlab-job',
  'systemd',
  'terraform',
]);

/**
 * The findings, with the images that nothing deploys as what they are: kept for developers. They are where the service is brought
 * out as code, nothing else runs it, and no pipeline builds or pushes an image. Capistrano brings out a repository as a whole;
 * of others only the images of the same unit are known to be of no use.
 */
export function withoutUnusedImages(
  findings: readonly PlatformFinding[],
  files: WorkspaceFiles,
  units: readonly Unit[],
): readonly PlatformFinding[] {
  const images = findings.filter(({ id }) => id === 'dockerfile');
  const used = images.find(isDeployed);
  if (used === undefined) return findings;
  const deployed = findings.filter((each) => isDeployed(each) && !beside.has(each.id));
  const others = otherPlatforms(files);
  const byWorkflow = findings.some((each) => isPipelineStarted(each) && isDeployed(each) && each.targets?.length !== 0);
  const isCode =
    (deployed.length + others.length > 0 || byWorkflow) &&
    deployed.every((each) => ofCode.has(each.id) && !asksForImage(each, files)) &&
    others.every(({ name }) => otherOfCode.has(name));
  if (!isCode || buildsImages(files)) return findings;
  const isWhole = deployed.some(({ id }) => id === 'capistrano');
  const covered = new Set(
    [...deployed, ...others].flatMap(({ evidence }) => evidence).map(({ file }) => unitOf(file, units)),
  );
  const built = builtByDevelopers(files);
  const isUnused = ({ file }: Evidence): boolean => isWhole || covered.has(unitOf(file, units)) || built.has(file);
  const unused = used.evidence.filter(isUnused);
  if (unused.length === 0) return findings;
  const rest = used.evidence.filter((each) => !isUnused(each));
  const kept = images.filter(({ role }) => role === 'example');
  const known = images.filter(({ role }) => role === 'development').flatMap(({ evidence }) => evidence);
  return findings.flatMap((each): readonly PlatformFinding[] => {
    if (each.id !== 'dockerfile') return [each];
    if (each !== images[0]) return [];
    return [
      ...(rest.length > 0 ? [{ ...used, evidence: rest }] : []),
      { id: 'dockerfile', role: 'development', evidence: [...unused, ...known] },
      ...kept,
    ];
  });
}

/** What Compose files of developers alone build. https://docs.docker.com/reference/compose-file/build/#dockerfile */
function builtByDevelopers(files: WorkspaceFiles): ReadonlySet<string> {
  const built = composeRoles(files).flatMap(({ compose, role }) =>
    compose.services.flatMap(({ context, value }) => {
      const folder = context === undefined ? undefined : resolved(compose.folder, context);
      const name = textAt(value, 'build', 'dockerfile') ?? 'Dockerfile';
      return folder === undefined ? [] : [{ file: joinedPath(folder, name), isReal: role === undefined }];
    }),
  );
  const real = new Set(built.flatMap(({ file, isReal }) => (isReal ? [file] : [])));
  return new Set(built.flatMap(({ file }) => (real.has(file) ? [] : [file])));
}

/** `heroku container:push --recursive` names images so. https://devcenter.heroku.com/articles/container-registry-and-runtime#pushing-multiple-images */
export function isProcessImage(path: string): boolean {
  return /(?:^|\/)Dockerfile\.(?:web|worker|release|clock)$/u.test(path) && !isForeign(path);
}

/** Whether the files of a platform that takes code say that it is given an image here. */
function asksForImage({ id, evidence }: PlatformFinding, files: WorkspaceFiles): boolean {
  const documents = evidence.flatMap(({ file }) => (/\.ya?ml$/u.test(file) ? (files.yaml(file) ?? []) : []));
  const commandsAt = new Set(
    commandProofs(files, deployCommands.heroku).flatMap(({ role, file }) => (role === undefined ? [file] : [])),
  );
  switch (id) {
    case 'heroku':
      // A Procfile alone tells of many hosts.
      return (
        !evidence.some(({ file }) => isPipeline(file) || commandsAt.has(file) || baseName(file) === '.slugignore') ||
        files.has('heroku.yml') ||
        files.paths.some(isProcessImage) ||
        commandProofs(files, deployCommands.heroku).some(
          ({ text, inputs }) => /container:|registry\.heroku\.com/u.test(text) || inputs['usedocker'] === 'true',
        )
      );
    case 'app-engine':
      return documents.some(({ value }) => textAt(value, 'runtime') === 'custom');
    case 'aws-sam':
      return documents.some(
        ({ value }) =>
          textAt(value, 'Globals', 'Function', 'PackageType') === 'Image' ||
          entriesAt(value, 'Resources').some(([, each]) => textAt(each, 'Properties', 'PackageType') === 'Image'),
      );
    case 'serverless':
      return documents.some(
        ({ value }) =>
          valueAt(value, 'provider', 'ecr') !== undefined ||
          functionsOf(value).some(([, each]) => valueAt(each, 'image') !== undefined),
      );
    default:
      return false;
  }
}

/** Functions of the Serverless Framework may stand in a list of groups. */
function functionsOf(value: unknown): readonly (readonly [string, unknown])[] {
  const groups = listAt(value, 'functions');
  return groups.length > 0 ? groups.flatMap((group) => entriesAt(group)) : entriesAt(value, 'functions');
}

/** Others' actions and workflows are known by their names alone. */
const buildsImage: LinePatterns = {
  mention: /docker|image|container|kaniko|podman|buildah/iu,
  run: /\b(?:docker|podman|buildah)\s+(?:(?:image|buildx)\s+)?(?:build|bake|bud)\b|\bkaniko\b|\bgcloud\s+builds\s+submit\b|\baz\s+acr\s+build\b/u,
  uses: /(?:build|push|publish|release)[\w-]*(?:docker|image|container)|(?:docker|image|container)[\w-]*(?:build|push|publish|release)|kaniko|buildah|podman/iu,
};

function buildsImages(files: WorkspaceFiles): boolean {
  return [pushesImage, buildsImage]
    .flatMap((lines) => commandProofs(files, lines))
    .some(({ file, role }) => isPipeline(file) && role === undefined);
}
