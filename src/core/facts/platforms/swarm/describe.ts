import * as z from 'zod/mini';
import type { DeepReadonly } from '../../../deepReadonly';
import { folderOf, joinedPath, saysProduction } from '../../paths';
import type { PlatformTarget, Unit } from '../../schema';
import { commandWords } from '../commandWords';
import type { ComposeFile } from '../compose/composeFile';
import { isDependency } from '../compose/composeRole';
import type { DeployLine } from '../deployLines';
import { readImage } from '../kubernetes/image';
import { unitOf } from '../unitOf';

export const swarmSchema = z.object({
  file: z.optional(z.string()),
  line: z.number(),
  /** Names that lines give to the stack. */
  stacks: z.array(z.string()),
  services: z.array(z.object({ name: z.string(), line: z.number(), repository: z.optional(z.string()) })),
  /** Variables that the file takes from the environment, without a default. */
  variables: z.array(z.string()),
});

export type SwarmStack = DeepReadonly<z.infer<typeof swarmSchema>>;

export const unknownStack: SwarmStack = { line: 1, stacks: [], services: [], variables: [] };

const name = /^[a-zA-Z0-9][\w.-]*$/u;

/** One target per stack file: those that say production, else all. */
export function swarmTargets(
  stacks: readonly { readonly compose: ComposeFile; readonly text: string }[],
  units: readonly Unit[],
  lines: readonly DeployLine[],
): readonly PlatformTarget[] {
  const production = stacks.filter(({ compose }) => saysProduction(compose.file));
  return (production.length > 0 ? production : stacks).map(({ compose, text }) => {
    const { file, services, lineOf } = compose;
    const line = lineOf(['services']) ?? 1;
    const details: SwarmStack = {
      file,
      line,
      stacks: stackNames(lines, file, stacks.length === 1),
      services: services
        .filter((service) => !isDependency(service) && name.test(service.name))
        .map((service) => {
          const { repository } = readImage((service.image ?? '').replace(/:\$\{?\w+[^/]*$/u, ''));
          return { name: service.name, line: service.line, ...(repository === undefined ? {} : { repository }) };
        }),
      variables: [
        ...new Set([...text.matchAll(/\$\{(\w+)(?::?\?[^}]*)?\}|\$(\w+)/gu)].map(([, a, b]) => a ?? b ?? '')),
      ],
    };
    return { id: file, name: file, unit: unitOf(file, units), evidence: [{ file, line }], details };
  });
}

/** `docker stack deploy -c FILE NAME`; https://docs.docker.com/reference/cli/docker/stack/deploy/. */
function stackNames(lines: readonly DeployLine[], file: string, isOnly: boolean): string[] {
  const switches = new Set(['with-registry-auth', 'prune', 'd']);
  const names = lines.flatMap(({ text, role, file: script }) => {
    const start = /\bdocker\b.*?\bstack\s+(?:deploy|up)\b/u.exec(text);
    if (role !== undefined || start === null) return [];
    const { words, flags } = commandWords(text.slice(start.index + start[0].length), switches);
    const given = flags['compose-file'] ?? flags['c'];
    const fits =
      given === undefined ||
      given.includes('$') ||
      [given.replace(/^\.\//u, ''), joinedPath(folderOf(script), given)].includes(file) ||
      file.endsWith(`/${given}`);
    return isOnly || fits ? words : [];
  });
  return [...new Set(names.filter((each) => name.test(each)))];
}
