import * as z from 'zod/mini';
import type { DeepReadonly } from '../../../deepReadonly';
import { baseName, inFolder, saysProduction } from '../../paths';
import { entriesAt, listAt, textAt, valueAt } from '../../looseValue';
import type { PlatformTarget, Unit } from '../../schema';
import { placeText } from '../atOnce';
import { imageName } from '../kubernetes/image';
import { unitOf } from '../unitOf';
import type { ComposeFile } from './composeFile';
import { isDependency } from './composeRole';
import type { StartedTogether } from './deployedTogether';

export const composeSchema = z.object({
  file: z.optional(z.string()),
  /** Files that are given after it, and merged over it; those that only the host has by their absolute paths. */
  further: z.optional(z.array(z.string())),
  line: z.number(),
  project: z.optional(z.string()),
  /** Files of variables that a pipeline starts it with: those of the repository, and those that only the host has. */
  envFiles: z.optional(z.array(z.object({ path: z.string(), isKept: z.boolean() }))),
  /** The line that starts it. */
  startedAt: z.optional(z.string()),
  services: z.array(
    z.object({
      name: z.string(),
      line: z.number(),
      /** The file that the line is of, where it is one of the further ones. */
      file: z.optional(z.string()),
      builds: z.boolean(),
      /** Its image is called as a unit of this repository: built somewhere else, from this code. */
      isUnit: z.optional(z.literal(true)),
      /** As written. */
      image: z.optional(z.string()),
      /** The variable that the tag of its image is taken from. */
      tagVariable: z.optional(z.string()),
      /** Runs to its end before others start. */
      runsOnce: z.optional(z.literal(true)),
    }),
  ),
});

export type ComposeTarget = DeepReadonly<z.infer<typeof composeSchema>>;

const name = /^[a-zA-Z0-9][\w.-]*$/u;

/**
 * One target per file that runs the service: those that pipelines start, else those that say production, else those with
 * the default name, since others are added to that. Software of others stays as it is.
 *
 * @param together the files that pipelines start in production.
 * @param isKept whether the repository holds a file.
 */
export function composeTargets(
  composed: readonly ComposeFile[],
  units: readonly Unit[],
  together: readonly StartedTogether[],
  isKept: (path: string) => boolean,
): readonly PlatformTarget[] {
  const named = (path: string): readonly ComposeFile[] => composed.filter(({ file }) => file === path);
  const started = together
    .map((start) => ({ start, group: start.paths.flatMap(named) }))
    .filter(({ group }) => group.length > 0);
  const production = composed.filter(({ file }) => saysProduction(file));
  const usual = composed.filter(({ file }) => /^(?:docker-)?compose\.ya?ml$/u.test(baseName(file)));
  const alone = [production, usual, composed].find((some) => some.length > 0) ?? [];
  const groups = started.length > 0 ? started : alone.map((compose) => ({ start: undefined, group: [compose] }));
  return groups.flatMap(({ start, group }): readonly PlatformTarget[] => {
    const [first, ...further] = group;
    if (first === undefined) return [];
    const { file } = first;
    const line = first.lineOf(['services']) ?? 1;
    const project = [start?.project, ...group.map(({ project: own }) => own).toReversed()].find(isProjectName);
    // Compose reads `.env` beside the first file without being told.
    const envFiles = (start?.envFiles ?? [])
      .map((path) => path.replace(/^\.\//u, ''))
      .filter((path) => /^[\w.][\w./-]*$/u.test(path) && path !== inFolder(first.folder, '.env'));
    const others = start?.given.slice(1) ?? further.map((compose) => compose.file);
    const details: ComposeTarget = {
      file,
      ...(others.length > 0 ? { further: others } : {}),
      line,
      ...(project === undefined ? {} : { project }),
      ...(envFiles.length > 0 ? { envFiles: envFiles.map((path) => ({ path, isKept: isKept(path) })) } : {}),
      ...(start === undefined ? {} : { startedAt: placeText(start.place) }),
      services: startedServices(mergedServices(group, units), group, start),
    };
    return details.services.length === 0
      ? []
      : [
          {
            id: [file, ...others].join(' '),
            name: [file, ...others].join(', '),
            unit: unitOf(file, units),
            evidence: [{ file, line }],
            details,
          },
        ];
  });
}

function isProjectName(text: string | undefined): text is string {
  return text !== undefined && /^[a-z0-9][a-z0-9_-]*$/u.test(text);
}

/** The services of files that are merged: what a later file says wins. */
function mergedServices(group: readonly ComposeFile[], units: readonly Unit[]): ComposeTarget['services'] {
  const called = new Set(units.flatMap(({ folder, name: unit }) => (folder === '.' ? [] : [baseName(folder), unit])));
  const names = [...new Set(group.flatMap(({ services }) => services.map((service) => service.name)))];
  const awaited = new Set(group.flatMap(({ services }) => services.flatMap(({ value }) => awaitedBy(value))));
  return names.flatMap((each): ComposeTarget['services'] => {
    const said = group.flatMap(({ file, services }) =>
      services.filter((service) => service.name === each).map((service) => ({ file, service })),
    );
    const [first] = said;
    if (first === undefined || !name.test(each)) return [];
    const image = said.findLast(({ service }) => service.image !== undefined)?.service.image;
    const context = said.findLast(({ service }) => service.context !== undefined)?.service.context;
    if (isDependency({ ...first.service, image, context })) return [];
    const variable = /:\$\{?(\w+)(?:[:?-][^}]*)?\}?$/u.exec(image ?? '')?.[1];
    return [
      {
        name: each,
        line: first.service.line,
        ...(first.file === group[0]?.file ? {} : { file: first.file }),
        builds: context !== undefined,
        ...(image !== undefined && called.has(imageName(image)) ? { isUnit: true } : {}),
        ...(image === undefined ? {} : { image }),
        ...(variable === undefined ? {} : { tagVariable: variable }),
        ...(awaited.has(each) || said.every(({ service }) => endsByItself(service)) ? { runsOnce: true } : {}),
      },
    ];
  });
}

/** The services that the pipeline starts by name, with those that they depend on; all where it names none that is here. */
function startedServices(
  services: ComposeTarget['services'],
  group: readonly ComposeFile[],
  start: StartedTogether | undefined,
): ComposeTarget['services'] {
  const wanted = new Set(start?.services ?? []);
  if (start?.withDependencies === true) {
    // A set that grows is walked to its end, and each name enters it once.
    for (const each of wanted) {
      const said = group.flatMap((compose) => compose.services.filter((service) => service.name === each));
      for (const { value } of said) for (const needed of neededBy(value)) wanted.add(needed);
    }
  }
  const named = services.filter((service) => wanted.has(service.name));
  return named.length === 0 ? services : named;
}

/** What a service depends on, in either way of writing it down. */
function neededBy(service: unknown): readonly string[] {
  const listed = listAt(service, 'depends_on').filter((needed) => typeof needed === 'string');
  return listed.length > 0 ? listed : entriesAt(service, 'depends_on').map(([needed]) => needed);
}

/** Whether a service is there for migrating, and nothing keeps it running. */
function endsByItself({ name: called, value }: ComposeFile['services'][number]): boolean {
  return (
    /(?:^|[-_])(?:migrat(?:e|ions?|or)|db[-_]?(?:init|setup|seed))(?:$|[-_])/iu.test(called) &&
    ['restart', 'ports', 'healthcheck', 'deploy'].every((key) => valueAt(value, key) === undefined)
  );
}

/** Services that must have ended well before this one starts. https://docs.docker.com/reference/compose-file/services/#depends_on */
function awaitedBy(service: unknown): readonly string[] {
  return entriesAt(service, 'depends_on').flatMap(([name, how]) =>
    textAt(how, 'condition') === 'service_completed_successfully' ? [name] : [],
  );
}

/**
 * The services that keep running: those that somebody chose, else those that are built or are units of the repository, else
 * those of the only image.
 */
export function carryingServices(
  { services: all }: ComposeTarget,
  told: string | undefined,
): ComposeTarget['services'] {
  const services = all.filter(({ runsOnce }) => runsOnce !== true);
  const chosen = services.find(({ name: each }) => each === told);
  if (chosen !== undefined) {
    return services.filter(({ name: each, image }) => each === told || (image !== undefined && image === chosen.image));
  }
  const own = services.filter(({ builds, isUnit }) => builds || isUnit === true);
  if (own.length > 0) return own;
  return new Set(services.map(({ image }) => image)).size === 1 ? services : [];
}

/** Services that run to their end before the carrying ones start, from this repository's images. */
export function precedingServices(
  { services }: ComposeTarget,
  carrying: ComposeTarget['services'],
): ComposeTarget['services'] {
  const images = new Set(carrying.flatMap(({ image }) => image ?? []));
  return services.filter(
    ({ runsOnce, builds, image }) => runsOnce === true && (builds || (image !== undefined && images.has(image))),
  );
}
