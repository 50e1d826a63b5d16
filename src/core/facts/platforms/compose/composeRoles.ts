import { textAt, valueAt } from '../../looseValue';
import { baseName, inFolder, saysProduction } from '../../paths';
import { pushedImages } from '../../pushedImages';
import type { Role } from '../../schema';
import { perWorkspace, type WorkspaceFiles } from '../../workspaceFiles';
import { deployLines } from '../deployLines';
import { composeCalls, placeOf } from './composeCalls';
import { composeFiles, type ComposeFile, type ComposeService } from './composeFile';
import { composeRole, isDependency, isForUsers, resolved } from './composeRole';
import { imageName } from '../kubernetes/image';
import { isOthersSoftware } from '../othersSoftware';
import { deployedTogether } from './deployedTogether';

export interface RoledCompose {
  readonly compose: ComposeFile;
  readonly role: Role | undefined;
}

/** Every Compose file with its role: what a pipeline does with it, its own, or that of the file it is run with. */
export const composeRoles = perWorkspace((files): readonly RoledCompose[] => {
  const deployed = new Set(deployedTogether(files).flatMap(({ paths }) => paths));
  return composeFiles(files)
    .map((compose) => ({ compose, role: composeRole(compose, files.paths, files.text(compose.file)) }))
    .map(({ compose, role }, _, all) => ({
      compose,
      role: deployed.has(compose.file)
        ? undefined
        : (role ??
          roleOfOverridden(compose, all) ??
          roleOfExtended(compose, all) ??
          roleOfOthers(compose, files) ??
          roleOfBuilt(compose, files) ??
          roleOfTested(compose, all, files) ??
          roleOfNeighbours(compose, all, files)),
    }));
});

/**
 * A file of services that are made elsewhere, none of which is kept running, beside one that builds the code of this
 * repository for its developers: what the service talks to, on their machines. What is made here is known by what the
 * pipelines push.
 */
function roleOfNeighbours(
  { file, folder, services }: ComposeFile,
  all: readonly RoledCompose[],
  files: WorkspaceFiles,
): Role | undefined {
  if (saysProduction(baseName(file)) || services.some(isForUsers)) return undefined;
  const isBuilt = all.some(
    ({ compose, role }) =>
      role === 'development' &&
      compose.folder === folder &&
      compose.services.some(({ context }) => context !== undefined),
  );
  if (!isBuilt) return undefined;
  const own = pushedImages(files).map(({ repository }) => imageName(repository));
  const isMadeElsewhere = services.every(
    ({ image, context }) =>
      context === undefined && image !== undefined && !image.includes('$') && !own.includes(imageName(image)),
  );
  const isKnown = own.length > 0 && own.every((name) => /^[\w.-]+$/u.test(name));
  return isKnown && isMadeElsewhere ? 'development' : undefined;
}

/** A file of others' software, with images that are built on it for the sake of its settings: a monitoring stack beside the service. */
function roleOfOthers({ folder, services }: ComposeFile, files: WorkspaceFiles): Role | undefined {
  const isBuiltOnIt = ({ context = '', value }: ComposeService): boolean => {
    const place = context === '' ? undefined : resolved(folder, context);
    if (place === undefined) return false;
    const image = files.dockerfile(inFolder(place, textAt(value, 'build', 'dockerfile') ?? 'Dockerfile')) ?? [];
    const [from, ...more] = image.filter(({ keyword }) => keyword === 'FROM');
    return from !== undefined && more.length === 0 && isOthersSoftware(from.text.split(/\s+/u)[0] ?? '');
  };
  return services.every((service) => isDependency(service) || isBuiltOnIt(service)) ? 'development' : undefined;
}

/** A file that scripts only build and push images with, and whose services nothing keeps running. */
function roleOfBuilt({ file, services }: ComposeFile, files: WorkspaceFiles): Role | undefined {
  if (services.some(isForUsers)) return undefined;
  const verbs = deployLines(files, /compose/u).flatMap(({ text }) => {
    const [, command = ''] = /\bdocker(?:-|\s+)compose\b([^;&|]*)/u.exec(text) ?? [];
    return command.includes(baseName(file)) ? [/\s(build|push)(?=\s|$)/u.test(command)] : [];
  });
  return verbs.length > 0 && verbs.every((builds) => builds) ? 'development' : undefined;
}

/**
 * A file whose services nothing keeps running, and that pipelines and scripts, where they name it, run together with one for
 * development: what they test.
 */
function roleOfTested(
  { file, services }: ComposeFile,
  all: readonly RoledCompose[],
  files: WorkspaceFiles,
): Role | undefined {
  if (saysProduction(baseName(file)) || services.some(isForUsers)) return undefined;
  const known = all.map(({ compose }) => compose.file);
  const developers = all.flatMap(({ compose, role }) => (role === 'development' ? [compose.file] : []));
  const calls = deployLines(files, /compose/u)
    .flatMap(({ text }) => composeCalls(text))
    .map((call) => call.files.map((name) => placeOf(name, known)))
    .filter((named) => named.includes(file));
  return calls.length > 0 && calls.every((named) => named.some((each) => developers.includes(each ?? '')))
    ? 'development'
    : undefined;
}

/**
 * A file whose services are those of another one, which developers run, with more said of them
 * (https://docs.docker.com/reference/compose-file/services/#extends).
 */
function roleOfExtended({ folder, services }: ComposeFile, all: readonly RoledCompose[]): Role | undefined {
  if (services.some(isForUsers)) return undefined;
  const extended = services.flatMap(({ value }) => textAt(value, 'extends', 'file') ?? []);
  const roles = extended.map(
    (path) => all.find(({ compose }) => compose.file === resolved(folder, path))?.role ?? 'unknown',
  );
  return roles.length > 0 && roles.every((role) => role === 'development') ? 'development' : undefined;
}

/**
 * A file that only changes services of the Compose file beside it is run with it, and so for the same purpose; one that
 * only adds others' software to a file for development is run with that, too.
 */
function roleOfOverridden({ file, folder, services }: ComposeFile, all: readonly RoledCompose[]): Role | undefined {
  if (saysProduction(baseName(file)) || services.some(({ context }) => context !== undefined)) return undefined;
  const base = all.find(
    ({ compose }) =>
      compose.folder === folder &&
      compose.file !== file &&
      /^(?:docker-)?compose\.ya?ml$/u.test(baseName(compose.file)),
  );
  if (base === undefined) return undefined;
  const overrides = services.every(
    ({ image, value }) => image === undefined && valueAt(value, 'extends') === undefined,
  );
  const names = new Set(base.compose.services.map(({ name }) => name));
  const accompanies = base.role === 'development' && services.every(({ name }) => !names.has(name));
  return overrides || accompanies ? base.role : undefined;
}
