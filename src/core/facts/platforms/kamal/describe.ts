import * as z from 'zod/mini';
import type { DeepReadonly } from '../../../deepReadonly';
import { textAt, valueAt } from '../../looseValue';
import { baseName, folderOf, inFolder } from '../../paths';
import type { PlatformTarget, Unit } from '../../schema';
import type { WorkspaceFiles } from '../../workspaceFiles';
import { unitOf } from '../unitOf';

export const kamalSchema = z.object({
  service: z.optional(z.string()),
  config: z.optional(z.string()),
  line: z.number(),
  /** Names of the destinations that have a file of their own. */
  destinations: z.array(z.string()),
  /** The project's own `bin/kamal`, else the one on the path. */
  program: z.string(),
  /** Scripts that Kamal runs by itself. */
  hooks: z.array(z.string()),
  proxied: z.boolean(),
});

export type KamalService = DeepReadonly<z.infer<typeof kamalSchema>>;

export const unknownKamalService: KamalService = {
  line: 1,
  destinations: [],
  program: 'kamal',
  hooks: [],
  proxied: false,
};

/** The service of one `config/deploy.yml` (https://kamal-deploy.org/docs/configuration/overview/). */
export function kamalTarget(files: WorkspaceFiles, units: readonly Unit[], file: string): PlatformTarget {
  const [document] = files.yaml(file) ?? [];
  const value = document?.value;
  const service = textAt(value, 'service');
  const root = folderOf(folderOf(file));
  const line = document?.lineOf(['service']) ?? 1;
  const destinations = files.paths.flatMap((path) =>
    folderOf(path) === folderOf(file) ? (/^deploy\.([\w-]+)\.ya?ml$/u.exec(baseName(path))?.[1] ?? []) : [],
  );
  const hookFolder = inFolder(root, '.kamal/hooks');
  const details: KamalService = {
    ...(service !== undefined && /^[a-z0-9_-]+$/iu.test(service) ? { service } : {}),
    config: file,
    line,
    destinations,
    program: root === '.' && files.has('bin/kamal') ? 'bin/kamal' : 'kamal',
    hooks: files.paths.filter((path) => folderOf(path) === hookFolder && !path.includes('.sample')),
    proxied: valueAt(value, 'proxy') !== undefined || valueAt(value, 'servers') !== undefined,
  };
  return { id: file, name: details.service ?? file, unit: unitOf(file, units), evidence: [{ file, line }], details };
}
