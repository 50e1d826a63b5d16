import * as z from 'zod/mini';
import type { DeepReadonly } from '../../../deepReadonly';
import { textAt } from '../../looseValue';
import type { PlatformTarget, Unit } from '../../schema';
import type { WorkspaceFiles } from '../../workspaceFiles';
import { commandWords } from '../commandWords';
import type { DeployLine } from '../deployLines';
import { unitOf } from '../unitOf';

export const netlifySchema = z.object({
  file: z.optional(z.string()),
  line: z.number(),
  /** Sites that lines name, by id. */
  sites: z.array(z.string()),
  /** The folder that is published, as configured. */
  publish: z.optional(z.string()),
});

export type NetlifySite = DeepReadonly<z.infer<typeof netlifySchema>>;

export const unknownNetlifySite: NetlifySite = { line: 1, sites: [] };

/** The site of one `netlify.toml` (https://docs.netlify.com/build/configure-builds/file-based-configuration/). */
export function netlifyTarget(
  files: WorkspaceFiles,
  units: readonly Unit[],
  file: string,
  lines: readonly DeployLine[],
): PlatformTarget {
  const document = files.toml(file);
  const publish = textAt(document?.value, 'build', 'publish');
  const line = document?.lineOf(['build']) ?? 1;
  const details: NetlifySite = {
    file,
    line,
    sites: sitesOf(lines),
    ...(publish === undefined ? {} : { publish }),
  };
  return { id: file, name: file, unit: unitOf(file, units), evidence: [{ file, line }], details };
}

/** Ids of sites that `netlify deploy` is given: names differ from ids, and the API takes ids alone. */
export function sitesOf(lines: readonly DeployLine[]): string[] {
  const found = lines.flatMap(({ kind, text }) => {
    if (kind !== 'run') return [];
    const { flags } = commandWords(text);
    return [flags['site'], flags['s']];
  });
  return [...new Set(found.filter((site) => site !== undefined && /^[0-9a-f]{8}-[0-9a-f-]{27}$/u.test(site)))].filter(
    (site) => site !== undefined,
  );
}
