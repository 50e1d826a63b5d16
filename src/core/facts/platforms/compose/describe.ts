import * as z from 'zod/mini';
import type { DeepReadonly } from '../../../deepReadonly';
import { baseName, saysProduction } from '../../paths';
import type { PlatformTarget, Unit } from '../../schema';
import { unitOf } from '../unitOf';
import type { ComposeFile } from './composeFile';
import { isDependency } from './composeRole';

export const composeSchema = z.object({
  file: z.optional(z.string()),
  /** Files that are given after it, and merged over it. */
  further: z.optional(z.array(z.string())),
  line: z.number(),
  project: z.optional(z.string()),
  services: z.array(
    z.object({
      name: z.string(),
      line: z.number(),
      /** The file that the line is of, where it is one of the further ones. */
      file: z.optional(z.string()),
      builds: z.boolean(),
      /** As written. */
      image: z.optional(z.string()),
      /** The variable that the tag of its image is taken from. */
      tagVariable: z.optional(z.string()),
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
 */
export function composeTargets(
  composed: readonly ComposeFile[],
  units: readonly Unit[],
  together: readonly (readonly string[])[],
): readonly PlatformTarget[] {
  const named = (path: string): readonly ComposeFile[] => composed.filter(({ file }) => file === path);
  const started = together.map((paths) => paths.flatMap(named)).filter((group) => group.length > 0);
  const production = composed.filter(({ file }) => saysProduction(file));
  const usual = composed.filter(({ file }) => /^(?:docker-)?compose\.ya?ml$/u.test(baseName(file)));
  const alone = [production, usual, composed].find((some) => some.length > 0) ?? [];
  const groups = started.length > 0 ? started : alone.map((compose) => [compose]);
  return groups.flatMap((group): readonly PlatformTarget[] => {
    const [first, ...further] = group;
    if (first === undefined) return [];
    const { file } = first;
    const line = first.lineOf(['services']) ?? 1;
    const project = group.findLast(({ project: own }) => own !== undefined)?.project;
    const details: ComposeTarget = {
      file,
      ...(further.length > 0 ? { further: further.map((compose) => compose.file) } : {}),
      line,
      ...(project !== undefined && /^[a-z0-9][a-z0-9_-]*$/u.test(project) ? { project } : {}),
      services: mergedServices(group),
    };
    return details.services.length === 0
      ? []
      : [
          {
            id: group.map((compose) => compose.file).join(' '),
            name: group.map((compose) => compose.file).join(', '),
            unit: unitOf(file, units),
            evidence: [{ file, line }],
            details,
          },
        ];
  });
}

/** The services of files that are merged: what a later file says wins. */
function mergedServices(group: readonly ComposeFile[]): ComposeTarget['services'] {
  const names = [...new Set(group.flatMap(({ services }) => services.map((service) => service.name)))];
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
        ...(image === undefined ? {} : { image }),
        ...(variable === undefined ? {} : { tagVariable: variable }),
      },
    ];
  });
}

/** The services that somebody chose, else those that are built, else those of the only image. */
export function carryingServices({ services }: ComposeTarget, told: string | undefined): ComposeTarget['services'] {
  const chosen = services.find(({ name: each }) => each === told);
  if (chosen !== undefined) {
    return services.filter(({ name: each, image }) => each === told || (image !== undefined && image === chosen.image));
  }
  const built = services.filter(({ builds }) => builds);
  if (built.length > 0) return built;
  return new Set(services.map(({ image }) => image)).size === 1 ? services : [];
}
