import * as z from 'zod/mini';
import type { DeepReadonly } from '../../../deepReadonly';
import { textAt } from '../../looseValue';
import { baseName, folderOf, inFolder, saysProduction } from '../../paths';
import type { PlatformTarget, Unit } from '../../schema';
import type { WorkspaceFiles } from '../../workspaceFiles';
import { commandWords } from '../commandWords';
import { deployLines, isPipeline, type DeployLine } from '../deployLines';
import { namedIn, onlyOne } from '../namedIn';
import { unitOf } from '../unitOf';
import { builtFiles } from './builtFiles';

export const appEngineSchema = z.object({
  /** `default` where the file names none. */
  service: z.optional(z.string()),
  file: z.optional(z.string()),
  line: z.optional(z.number()),
  project: z.optional(z.string()),
  /** A runtime of its own without a Dockerfile beside the file: what deploys gives the image. */
  image: z.optional(z.literal(true)),
  /** Static files that something builds first. */
  built: z.optional(z.object({ path: z.string(), line: z.number(), build: z.optional(z.string()) })),
});

export type AppEngineService = DeepReadonly<z.infer<typeof appEngineSchema>>;

/** One target per service; of several files for one service the one that says production, else the shortest name. */
export function appEngineTargets(
  files: WorkspaceFiles,
  units: readonly Unit[],
  descriptions: readonly { readonly file: string; readonly line?: number }[],
  lines: readonly DeployLine[],
): readonly PlatformTarget[] {
  const project = projectIn(lines.filter(({ role }) => role === undefined));
  const byService = new Map<string, AppEngineService & { readonly file: string }>();
  const templates = new Set(
    descriptions.flatMap(({ file }) => (isServiceTemplate(file, files.text(file) ?? '') ? [file] : [])),
  );
  const ranked = [...descriptions].sort(
    (a, b) => Number(saysProduction(b.file)) - Number(saysProduction(a.file)) || a.file.length - b.file.length,
  );
  const named = ranked.filter(({ file }) => isDeployedByPipeline(files, file, lines));
  for (const { file, line = 1 } of named.length > 0 ? named : ranked) {
    const [document] = files.yaml(file) ?? [];
    const value = document?.value;
    const service = textAt(value, 'service') ?? textAt(value, 'module') ?? 'default';
    if (!/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/u.test(service) || byService.has(service)) continue;
    const image = textAt(value, 'runtime') === 'custom' && !isBuiltBeside(files, file);
    const built = builtFiles(files, file, document);
    byService.set(service, {
      service,
      file,
      line,
      ...(project === undefined ? {} : { project }),
      ...(image ? { image: true as const } : {}),
      ...(built === undefined ? {} : { built }),
    });
  }
  return [...byService.values()].map((details) => ({
    id: `service/${details.service ?? ''}`,
    name: details.service ?? details.file,
    unit: unitOf(details.file, units),
    evidence: [{ file: details.file, line: details.line ?? 1 }],
    details: templates.has(details.file) ? withoutFile(details) : details,
  }));
}

/** Whether a line of a pipeline names the file, to the command itself or to a script that runs it. */
function isDeployedByPipeline(files: WorkspaceFiles, file: string, lines: readonly DeployLine[]): boolean {
  if (folderOf(file) === '.') return false;
  const scripts = lines.flatMap(({ role, file: place }) => (role === undefined ? [baseName(place)] : []));
  return deployLines(files, /\.ya?ml\b/u).some(
    ({ kind, role, file: place, text }) =>
      kind === 'run' &&
      role === undefined &&
      isPipeline(place) &&
      text.split(/[\s"']+/u).includes(file) &&
      (/\bgcloud\b/u.test(text) || scripts.some((script) => text.includes(script))),
  );
}

/** The file that is deployed comes of a build: which one it is the repository does not tell. */
function withoutFile({ file: _, line: __, ...known }: AppEngineService): AppEngineService {
  return known;
}

/** https://cloud.google.com/appengine/docs/flexible/custom-runtimes/build */
function isBuiltBeside(files: WorkspaceFiles, file: string): boolean {
  return ['Dockerfile', 'cloudbuild.yaml'].some((name) => files.has(inFolder(folderOf(file), name)));
}

/** What a build fills in before anything can be deployed by it. */
export function isServiceTemplate(file: string, text: string): boolean {
  return (
    /(?:^|[._-])(?:template|tmpl|tpl|example|sample)(?=[._-]|$)/iu.test(baseName(file)) || /\{\{|\$\{|<%/u.test(text)
  );
}

function projectIn(lines: readonly DeployLine[]): string | undefined {
  const told = lines.flatMap(({ kind, text }) => {
    const { flags } = commandWords(kind === 'run' ? text.slice(Math.max(text.search(/\bgcloud\b/u), 0)) : '');
    return Object.hasOwn(flags, 'project') ? (flags['project'] ?? []) : [];
  });
  const names = [...new Set([...told, ...namedIn(lines, { run: [], inputs: ['project_id'] })])];
  return onlyOne(names.filter((name) => /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/u.test(name)));
}
