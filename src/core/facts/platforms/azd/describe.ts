import * as z from 'zod/mini';
import type { DeepReadonly } from '../../../deepReadonly';
import { entriesAt, textAt } from '../../looseValue';
import type { PlatformTarget, Unit } from '../../schema';
import type { WorkspaceFiles } from '../../workspaceFiles';
import { unitOf } from '../unitOf';

export const azdSchema = z.object({
  file: z.string(),
  line: z.number(),
  name: z.optional(z.string()),
  services: z.array(z.object({ name: z.string(), host: z.string(), line: z.number() })),
});

export type AzdProject = DeepReadonly<z.infer<typeof azdSchema>>;

/** The project of one `azure.yaml` (https://learn.microsoft.com/azure/developer/azure-developer-cli/azd-schema). */
export function azdTarget(files: WorkspaceFiles, units: readonly Unit[], file: string): PlatformTarget {
  const document = files.yaml(file)?.[0];
  const name = textAt(document?.value, 'name');
  const line = document?.lineOf(['services']) ?? 1;
  const details: AzdProject = {
    file,
    line,
    ...(name !== undefined && /^[\w-]+$/u.test(name) ? { name } : {}),
    services: entriesAt(document?.value, 'services').flatMap(([service, value]) =>
      /^[\w-]+$/u.test(service)
        ? [{ name: service, host: textAt(value, 'host') ?? '', line: document?.lineOf(['services', service]) ?? line }]
        : [],
    ),
  };
  return { id: file, name: details.name ?? file, unit: unitOf(file, units), evidence: [{ file, line }], details };
}
