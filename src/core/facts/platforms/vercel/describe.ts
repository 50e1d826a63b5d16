import * as z from 'zod/mini';
import type { DeepReadonly } from '../../../deepReadonly';
import { listAt, textAt } from '../../looseValue';
import { folderOf, inFolder } from '../../paths';
import type { PlatformTarget, Unit } from '../../schema';
import type { WorkspaceFiles } from '../../workspaceFiles';
import { unitOf } from '../unitOf';

export const vercelSchema = z.object({
  file: z.optional(z.string()),
  line: z.number(),
  org: z.optional(z.string()),
  project: z.optional(z.string()),
  /** Domains that the configuration names. */
  domains: z.array(z.string()),
});

export type VercelProject = DeepReadonly<z.infer<typeof vercelSchema>>;

export const unknownVercelProject: VercelProject = { line: 1, domains: [] };

/** The project of one folder: `vercel.json` beside `.vercel/project.json` (https://vercel.com/docs/cli/project-linking). */
export function vercelTarget(files: WorkspaceFiles, units: readonly Unit[], file: string): PlatformTarget {
  const folder = folderOf(file).replace(/(?:^|\/)\.vercel$/u, '') || '.';
  const linked = files.json(inFolder(folder, '.vercel/project.json'))?.value;
  const config = file.endsWith('.json') ? files.json(file)?.value : undefined;
  const id = (key: string): string | undefined => {
    const found = textAt(linked, key);
    return found !== undefined && /^\w+$/u.test(found) ? found : undefined;
  };
  const org = id('orgId');
  const project = id('projectId');
  const aliases = [textAt(config, 'alias'), ...listAt(config, 'alias')];
  const details: VercelProject = {
    file,
    line: 1,
    ...(org === undefined ? {} : { org }),
    ...(project === undefined ? {} : { project }),
    domains: aliases.flatMap((alias) =>
      typeof alias === 'string' && /^[a-z0-9.-]+\.[a-z]{2,}$/u.test(alias) ? [alias] : [],
    ),
  };
  return { id: folder, name: folder, unit: unitOf(file, units), evidence: [{ file, line: 1 }], details };
}
