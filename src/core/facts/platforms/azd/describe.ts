import * as z from 'zod/mini';
import type { DeepReadonly } from '../../../deepReadonly';
import { entriesAt, textAt } from '../../looseValue';
import { folderOf, joinedPath } from '../../paths';
import type { PlatformTarget, Unit } from '../../schema';
import type { WorkspaceFiles } from '../../workspaceFiles';
import { unitOf } from '../unitOf';

export const azdSchema = z.object({
  file: z.string(),
  line: z.number(),
  name: z.optional(z.string()),
  services: z.array(
    z.object({
      name: z.string(),
      host: z.string(),
      line: z.number(),
      /** The unit that its folder (`project`) is. */
      unit: z.optional(z.string()),
    }),
  ),
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
        ? [
            {
              name: service,
              host: textAt(value, 'host') ?? '',
              line: document?.lineOf(['services', service]) ?? line,
              ...unitAt(units, joinedPath(folderOf(file), textAt(value, 'project') ?? '.')),
            },
          ]
        : [],
    ),
  };
  return { id: file, name: details.name ?? file, unit: unitOf(file, units), evidence: [{ file, line }], details };
}

/** The unit whose folder a service is made from; that of the whole is nobody's in particular. */
function unitAt(units: readonly Unit[], folder: string): { readonly unit?: string } {
  const unit = units.find((each) => each.folder === folder && folder !== '.');
  return unit === undefined ? {} : { unit: unit.id };
}
