import * as z from 'zod/mini';
import type { DeepReadonly } from '../../../deepReadonly';
import { folderOf, joinedPath, saysProduction } from '../../paths';
import type { PlatformTarget, Unit } from '../../schema';
import { commandWords } from '../commandWords';
import type { ComposeFile, ComposeService } from '../compose/composeFile';
import { isDependency } from '../compose/composeRole';
import type { DeployLine } from '../deployLines';
import { readImage } from '../kubernetes/image';
import { realNames } from '../namedIn';
import { unitOf } from '../unitOf';
import type { MergedStack } from './mergedStack';

export const swarmSchema = z.object({
  /** The file that is deployed as it stands. */
  file: z.optional(z.string()),
  line: z.number(),
  /** The files that are put together before they are deployed, and where. */
  merged: z.optional(z.object({ files: z.array(z.string()), place: z.string() })),
  /** Names that lines give to the stack. */
  stacks: z.array(z.string()),
  services: z.array(
    z.object({
      name: z.string(),
      file: z.string(),
      line: z.number(),
      repository: z.optional(z.string()),
      /** As written: services with the same text are released together. */
      image: z.string(),
    }),
  ),
  /** Variables that the file takes from the environment, without a default. */
  variables: z.array(z.string()),
});

export type SwarmStack = DeepReadonly<z.infer<typeof swarmSchema>>;

export const unknownStack: SwarmStack = { line: 1, stacks: [], services: [], variables: [] };

const name = /^[a-zA-Z0-9][\w.-]*$/u;

/** The stack that is put together from several files; else one target per stack file: those that say production, else all. */
export function swarmTargets(
  stacks: readonly { readonly compose: ComposeFile; readonly text: string }[],
  units: readonly Unit[],
  lines: readonly DeployLine[],
  merged: MergedStack | undefined,
): readonly PlatformTarget[] {
  if (merged !== undefined) return [mergedTarget(merged, units, lines)];
  const production = stacks.filter(({ compose }) => saysProduction(compose.file));
  return (production.length > 0 ? production : stacks).map(({ compose, text }) => {
    const { file, services, lineOf } = compose;
    const line = lineOf(['services']) ?? 1;
    const details: SwarmStack = {
      file,
      line,
      stacks: stackNames(lines, file, stacks.length === 1),
      services: ownServices(services).flatMap((service) => describedService(service, file)),
      variables: [
        ...new Set([...text.matchAll(/\$\{(\w+)(?::?\?[^}]*)?\}|\$(\w+)/gu)].map(([, a, b]) => a ?? b ?? '')),
      ],
    };
    return { id: file, name: file, unit: unitOf(file, units), evidence: [{ file, line }], details };
  });
}

/** Of the services of all its files those whose image every release names anew, or that are built here; else all. */
function mergedTarget(
  { files, place }: MergedStack,
  units: readonly Unit[],
  lines: readonly DeployLine[],
): PlatformTarget {
  const whole = new Map<string, { readonly service: ComposeService; readonly file: string }>();
  for (const { file, services } of files) {
    for (const service of services) {
      const before = whole.get(service.name);
      const image = service.image ?? before?.service.image;
      const context = service.context ?? before?.service.context;
      const isChanged = before === undefined || service.image !== undefined;
      whole.set(service.name, isChanged ? { service: { ...service, image, context }, file } : before);
    }
  }
  const all = [...whole.values()];
  const own = all.filter(({ service }) => service.context !== undefined || service.image?.includes('$') === true);
  const services = (own.length > 0 ? own : all).flatMap(({ service, file }) => describedService(service, file));
  const paths = files.map(({ file }) => file);
  const [first = ''] = paths;
  const details: SwarmStack = {
    line: 1,
    merged: { files: paths, place: place.line === undefined ? place.file : `${place.file}:${String(place.line)}` },
    stacks: stackNames(lines, first, true),
    services,
    variables: [],
  };
  const id = paths.join('+');
  return { id, name: id, unit: unitOf(first, units), evidence: [place, { file: first }], details };
}

/**
 * The services that a release names anew or that are built here, and those whose images stand beside theirs; all where there is
 * none of them.
 */
function ownServices(services: readonly ComposeService[]): readonly ComposeService[] {
  const own = services.filter(({ image, context }) => context !== undefined || /:\$\{?\w/u.test(image ?? ''));
  const places = new Set(own.map(({ image }) => placeOf(image)));
  return own.length === 0 ? services : services.filter((each) => own.includes(each) || places.has(placeOf(each.image)));
}

/** The registry and account of an image: `r.io/acme` of `r.io/acme/web:1`. */
function placeOf(image = ''): string {
  return image.slice(0, Math.max(0, image.lastIndexOf('/')));
}

function describedService(service: ComposeService, file: string): readonly SwarmStack['services'][number][] {
  if (isDependency(service) || !name.test(service.name)) return [];
  const image = service.image ?? '';
  const { repository } = readImage(image.replace(/:\$\{?\w+[^/]*$/u, ''));
  const { name: called, line } = service;
  return [{ name: called, file, line, image, ...(repository === undefined ? {} : { repository }) }];
}

/** `docker stack deploy -c FILE NAME`, for production before others; https://docs.docker.com/reference/cli/docker/stack/deploy/. */
function stackNames(lines: readonly DeployLine[], file: string, isOnly: boolean): string[] {
  const switches = new Set(['with-registry-auth', 'prune', 'd']);
  const found = lines.flatMap(({ text, role, file: script, job = '' }) => {
    const start = /\bdocker\b.*?\bstack\s+(?:deploy|up)\b/u.exec(text);
    if (role !== undefined || start === null) return [];
    const { words, flags } = commandWords(text.slice(start.index + start[0].length), switches);
    const given = flags['compose-file'] ?? flags['c'];
    const fits =
      given === undefined ||
      given.includes('$') ||
      [given.replace(/^\.\//u, ''), joinedPath(folderOf(script), given)].includes(file) ||
      file.endsWith(`/${given}`);
    return isOnly || fits ? words.filter((each) => name.test(each)).map((each) => ({ each, job })) : [];
  });
  const production = found.filter(({ job }) => saysProduction(job));
  const names = (production.length > 0 ? production : found).map(({ each }) => each);
  return [...realNames([...new Set(names)])];
}
