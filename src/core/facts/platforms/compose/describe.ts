import * as z from 'zod/mini';
import type { DeepReadonly } from '../../../deepReadonly';
import { baseName, saysProduction } from '../../paths';
import type { PlatformTarget, Unit } from '../../schema';
import { unitOf } from '../unitOf';
import type { ComposeFile } from './composeFile';
import { isDependency } from './composeRole';

export const composeSchema = z.object({
  file: z.optional(z.string()),
  line: z.number(),
  project: z.optional(z.string()),
  services: z.array(
    z.object({
      name: z.string(),
      line: z.number(),
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
 * One target per file that runs the service: those that say production, else those with the default name, since others
 * are added to that. Software of others stays as it is.
 */
export function composeTargets(composed: readonly ComposeFile[], units: readonly Unit[]): readonly PlatformTarget[] {
  const production = composed.filter(({ file }) => saysProduction(file));
  const usual = composed.filter(({ file }) => /^(?:docker-)?compose\.ya?ml$/u.test(baseName(file)));
  const chosen = [production, usual, composed].find((some) => some.length > 0) ?? [];
  return chosen.flatMap(({ file, project, services, lineOf }): readonly PlatformTarget[] => {
    const own = services.filter((service) => !isDependency(service) && name.test(service.name));
    const line = lineOf(['services']) ?? 1;
    const details: ComposeTarget = {
      file,
      line,
      ...(project !== undefined && /^[a-z0-9][a-z0-9_-]*$/u.test(project) ? { project } : {}),
      services: own.map((service) => {
        const variable = /:\$\{?(\w+)(?:[:?-][^}]*)?\}?$/u.exec(service.image ?? '')?.[1];
        return {
          name: service.name,
          line: service.line,
          builds: service.context !== undefined,
          ...(service.image === undefined ? {} : { image: service.image }),
          ...(variable === undefined ? {} : { tagVariable: variable }),
        };
      }),
    };
    return details.services.length === 0
      ? []
      : [{ id: file, name: file, unit: unitOf(file, units), evidence: [{ file, line }], details }];
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
