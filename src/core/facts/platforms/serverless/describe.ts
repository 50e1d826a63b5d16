import * as z from 'zod/mini';
import type { DeepReadonly } from '../../../deepReadonly';
import { entriesAt, listAt, textAt, valueAt } from '../../looseValue';
import { baseName, folderOf, inFolder, saysProduction } from '../../paths';
import type { PlatformTarget, Unit } from '../../schema';
import type { WorkspaceFiles } from '../../workspaceFiles';
import { commandWords } from '../commandWords';
import type { DeployLine } from '../deployLines';
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
  /** A package that something else builds, and its line. */
  artifact: z.optional(z.object({ path: z.string(), line: z.number() })),
  /** A plugin that moves traffic by itself. */
  canary: z.boolean(),
});

export type ServerlessService = DeepReadonly<z.infer<typeof serverlessSchema>>;

export const unknownServerlessService: ServerlessService = {
  line: 1,
  stackComputed: false,
  stages: [],
  program: 'serverless',
  zipped: false,
  canary: false,
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
  const artifact = textAt(value, 'package', 'artifact');
  const provider = textAt(value, 'provider', 'name') ?? textAt(value, 'provider');
  if (provider !== undefined && provider !== 'aws') return undefined;
  const service = textAt(value, 'service') ?? textAt(value, 'service', 'name');
  const stack = textAt(value, 'provider', 'stackName');
  const region = textAt(value, 'provider', 'region');
  const told = optionsOf(lines, file);
  const folder = folderOf(file);
  const manifest = files.json(inFolder(folder, 'package.json'))?.value;
  const isLocal = ['dependencies', 'devDependencies'].some((key) => valueAt(manifest, key, 'serverless') !== undefined);
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
    zipped: entriesAt(value, 'functions').some(([, each]) => textAt(each, 'handler') !== undefined),
    ...(artifact === undefined
      ? {}
      : { artifact: { path: artifact, line: document?.lineOf(['package', 'artifact']) ?? line } }),
    canary: listAt(value, 'plugins').includes('serverless-plugin-canary-deployments'),
  };
  return { id: file, name: details.service ?? file, unit: unitOf(file, units), evidence: [{ file, line }], details };
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
