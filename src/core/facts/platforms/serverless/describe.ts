import * as z from 'zod/mini';
import type { DeepReadonly } from '../../../deepReadonly';
import type { ParsedValue, ValuePath } from '../../formats/parsedValue';
import { entriesAt, listAt, textAt, valueAt } from '../../looseValue';
import { baseName, folderOf, inFolder, saysProduction } from '../../paths';
import type { PlatformTarget, Unit } from '../../schema';
import { nodePackages, packageManager } from '../../suites/nodePackage';
import type { WorkspaceFiles } from '../../workspaceFiles';
import { commandWords } from '../commandWords';
import type { DeployLine } from '../deployLines';
import { within } from '../places';
import { unitOf } from '../unitOf';

export const serverlessSchema = z.object({
  file: z.optional(z.string()),
  line: z.number(),
  service: z.optional(z.string()),
  /** Name of the stack, when the file gives one of its own. */
  stack: z.optional(z.string()),
  /** True when the file computes the name of the stack. */
  stackComputed: z.boolean(),
  /** Stages that lines deploy, those of production first. */
  stages: z.array(z.string()),
  region: z.optional(z.string()),
  /** How the client is started. */
  program: z.string(),
  /** Whether a function is a package, whose address in the template tells the deployment. */
  zipped: z.boolean(),
  /** What is packed although something else builds it, its line, and the command that does where a manifest tells. */
  artifact: z.optional(z.object({ path: z.string(), line: z.number(), build: z.optional(z.string()) })),
  /** A plugin that moves traffic by itself. */
  canary: z.boolean(),
  /** Parameters that nothing but the command line gives a value. */
  params: z.array(z.string()),
});

export type ServerlessService = DeepReadonly<z.infer<typeof serverlessSchema>>;

export const unknownServerlessService: ServerlessService = {
  line: 1,
  stackComputed: false,
  stages: [],
  program: 'serverless',
  zipped: false,
  canary: false,
  params: [],
};

const word = /^[A-Za-z][\w-]*$/u;

/** The service of one file (https://www.serverless.com/framework/docs/providers/aws/guide/serverless.yml); undefined off AWS. */
export function serverlessTarget(
  files: WorkspaceFiles,
  units: readonly Unit[],
  file: string,
  line: number,
  lines: readonly DeployLine[],
): PlatformTarget | undefined {
  const document = file.endsWith('.json')
    ? files.json(file)
    : /\.ya?ml$/u.test(file)
      ? files.yaml(file)?.[0]
      : undefined;
  const value = document?.value;
  const provider = textAt(value, 'provider', 'name') ?? textAt(value, 'provider');
  if (provider !== undefined && provider !== 'aws') return undefined;
  const service = textAt(value, 'service') ?? textAt(value, 'service', 'name');
  const stack = textAt(value, 'provider', 'stackName');
  const region = textAt(value, 'provider', 'region');
  const told = optionsOf(lines, file);
  const folder = folderOf(file);
  const manifest = files.json(inFolder(folder, 'package.json'))?.value;
  const isLocal = ['dependencies', 'devDependencies'].some((key) => valueAt(manifest, key, 'serverless') !== undefined);
  const artifact = builtArtifact(files, folder, document);
  const known = [...told.regions, region].find((each) => each !== undefined && /^[a-z]{2}(?:-[a-z]+)+-\d$/u.test(each));
  const details: ServerlessService = {
    file,
    line,
    ...(service !== undefined && word.test(service) ? { service } : {}),
    ...(stack !== undefined && word.test(stack) ? { stack } : {}),
    stackComputed: stack !== undefined && !word.test(stack),
    stages: told.stages,
    ...(known === undefined ? {} : { region: known }),
    program: isLocal ? 'npx serverless' : 'serverless',
    zipped: functionsOf(value).some(({ handler }) => handler !== undefined),
    ...(artifact === undefined ? {} : { artifact }),
    canary: listAt(value, 'plugins').includes('serverless-plugin-canary-deployments'),
    params: paramsOf(value, files.text(file) ?? ''),
  };
  return { id: file, name: details.service ?? file, unit: unitOf(file, units), evidence: [{ file, line }], details };
}

/** What the file reads as `${param:name}` and no stage of it defines (https://www.serverless.com/framework/docs/guides/parameters). */
function paramsOf(value: unknown, text: string): string[] {
  const uncommented = text.replaceAll(/^\s*#.*$/gmu, '');
  const read = [...uncommented.matchAll(/\$\{param:([\w-]+)/gu)].flatMap(([, name]) => name ?? []);
  const stages = [...entriesAt(value, 'params'), ...entriesAt(value, 'stages')].map(([, stage]) => stage);
  const isDefined = (name: string): boolean =>
    stages.some((stage) => valueAt(stage, name) !== undefined || valueAt(stage, 'params', name) !== undefined);
  return [...new Set(read)].filter((name) => !isDefined(name));
}

/** The functions, whether they stand in a map or in a list of maps. */
function functionsOf(value: unknown): readonly { readonly path: ValuePath; readonly handler: string | undefined }[] {
  const at = (place: ValuePath): readonly { readonly path: ValuePath; readonly handler: string | undefined }[] =>
    entriesAt(value, ...place).map(([name, each]) => ({ path: [...place, name], handler: textAt(each, 'handler') }));
  return [...at(['functions']), ...listAt(value, 'functions').flatMap((_, index) => at(['functions', index]))];
}

/** A package that is named, else a handler in a folder that the repository does not hold. */
function builtArtifact(
  files: WorkspaceFiles,
  folder: string,
  document: ParsedValue | undefined,
): ServerlessService['artifact'] {
  const line = (path: ValuePath): number => document?.lineOf(path) ?? 1;
  const named = textAt(document?.value, 'package', 'artifact');
  if (named !== undefined) return { path: named, line: line(['package', 'artifact']) };
  const isHeld = (handler: string): boolean => {
    const top = inFolder(folder, handler.replace(/^\.\//u, '').split('/')[0] ?? '');
    return files.paths.some((path) => path.startsWith(`${top}/`));
  };
  const built = functionsOf(document?.value).find(
    ({ handler }) => handler !== undefined && /^(?:\.\/)?\w[\w.-]*\//u.test(handler) && !isHeld(handler),
  );
  if (built?.handler === undefined) return undefined;
  const build = buildBefore(files, folder);
  return {
    path: built.handler.replace(/\.\w+$/u, ''),
    line: line([...built.path, 'handler']),
    ...(build === undefined ? {} : { build: within(folder, build) }),
  };
}

/** The script that stands before `serverless deploy` in another one, else the one that is called `build`. */
function buildBefore(files: WorkspaceFiles, folder: string): string | undefined {
  const scripts = nodePackages(files, [inFolder(folder, 'package.json')]).flatMap((each) => each.scripts);
  const before = scripts.flatMap(
    ([, text]) => /^(.+?)\s*&&\s*(?:npx\s+)?(?:serverless|sls)\s+deploy\b/u.exec(text)?.[1] ?? [],
  );
  const named = scripts.find(([, text]) => before.includes(text)) ?? scripts.find(([name]) => name === 'build');
  return named === undefined ? undefined : `${packageManager(files, folder)} run ${named[0]}`;
}

/** What `serverless deploy` is given; a line that names another file is another service's. */
function optionsOf(
  lines: readonly DeployLine[],
  file: string,
): { readonly stages: string[]; readonly regions: readonly string[] } {
  const options = lines.flatMap(({ kind, text, role }) => {
    const start = /\b(?:serverless|sls)(?:@\S+)?\s/u.exec(text);
    if (kind !== 'run' || role !== undefined || start === null) return [];
    const { flags } = commandWords(text.slice(start.index), new Set(['verbose', 'v', 'force', 'conceal']));
    const config = flags['config'] ?? flags['c'];
    return config === undefined || baseName(config) === baseName(file) ? [flags] : [];
  });
  const named = (...names: readonly string[]): string[] => [
    ...new Set(options.flatMap((flags) => names.flatMap((each) => flags[each] ?? []))),
  ];
  const stages = named('stage', 's').filter((stage) => word.test(stage));
  const production = stages.filter((stage) => saysProduction(stage));
  return { stages: production.length > 0 ? production : stages, regions: named('region', 'r') };
}
