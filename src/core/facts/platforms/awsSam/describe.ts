import * as z from 'zod/mini';
import type { DeepReadonly } from '../../../deepReadonly';
import { entriesAt, textAt, valueAt } from '../../looseValue';
import { baseName, folderOf, inFolder, saysElsewhere, saysProduction } from '../../paths';
import type { PlatformTarget, Unit } from '../../schema';
import type { WorkspaceFiles } from '../../workspaceFiles';
import { commandWords } from '../commandWords';
import { isPipeline, type DeployLine } from '../deployLines';
import { unitOf } from '../unitOf';

export const samSchema = z.object({
  template: z.optional(z.string()),
  line: z.number(),
  /** The configuration beside it. */
  config: z.optional(z.string()),
  /** Environments of that configuration which name a stack, those of production first. */
  environments: z.array(z.object({ name: z.string(), stack: z.string(), region: z.optional(z.string()) })),
  /** Functions of the template; those whose traffic CodeDeploy shifts are `shifted`. */
  functions: z.array(z.object({ id: z.string(), alias: z.optional(z.string()), shifted: z.boolean() })),
  /** What `DeploymentPreference` says, when it is switched on. */
  preference: z.optional(z.string()),
  /** The stack that a pipeline names for production where the configuration does not. */
  piped: z.optional(z.object({ stack: z.string(), region: z.optional(z.string()) })),
  /** A line that deploys, for whoever is asked how. */
  deploys: z.optional(z.object({ file: z.string(), line: z.number(), text: z.string() })),
});

export type SamApplication = DeepReadonly<z.infer<typeof samSchema>>;

export const unknownSamApplication: SamApplication = { line: 1, environments: [], functions: [] };

/** So much of a line is quoted in a question. */
const QUOTED_CHARACTERS = 120;

const word = /^[A-Za-z][\w-]*$/u;
const regionName = /^[a-z]{2}(?:-[a-z]+)+-\d$/u;

/**
 * The application of one template, with the `samconfig` beside it:
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-config.html,
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html (`AutoPublishAlias`,
 * `DeploymentPreference`).
 *
 * @param isOnly whether there is no other template that a line may deploy.
 */
export function samTarget(
  files: WorkspaceFiles,
  units: readonly Unit[],
  template: string,
  line: number,
  lines: readonly DeployLine[],
  isOnly: boolean,
): PlatformTarget {
  const value = (template.endsWith('.json') ? files.json(template) : files.yaml(template)?.[0])?.value;
  const folder = folderOf(template);
  const config = ['samconfig.toml', 'samconfig.yaml', 'samconfig.yml']
    .map((name) => inFolder(folder, name))
    .find((path) => files.has(path));
  const globals = ['Globals', 'Function'] as const;
  const shared = textAt(value, ...globals, 'AutoPublishAlias');
  const resources = entriesAt(value, 'Resources').filter(
    ([, resource]) => textAt(resource, 'Type') === 'AWS::Serverless::Function',
  );
  const preferenceOf = (resource: unknown): string | undefined => {
    const own = ['Properties', 'DeploymentPreference'] as const;
    const everywhere = [...globals, 'DeploymentPreference'] as const;
    const enabled = valueAt(resource, ...own, 'Enabled') ?? valueAt(value, ...everywhere, 'Enabled');
    const type = textAt(resource, ...own, 'Type') ?? textAt(value, ...everywhere, 'Type');
    return type === 'AllAtOnce' || enabled === false ? undefined : type;
  };
  const preference = resources.map(([, resource]) => preferenceOf(resource)).find((type) => type !== undefined);
  const said = lines.find(
    (each) =>
      each.role === undefined && (folder === '.' || folderOf(each.file) === folder || each.text.includes(template)),
  );
  const beside = environmentsOf(files, config);
  const isTold = beside.some(({ name, stack }) => saysProduction(name) || saysProduction(stack));
  const piped = isTold ? undefined : pipedStack(files, lines, template, isOnly);
  // Where a pipeline brings its own configuration, the one beside the template is for developers.
  const usesBeside = piped === undefined || (piped.config === undefined && beside.length === 0);
  const environments = usesBeside ? beside : [];
  const details: SamApplication = {
    template,
    line,
    ...(config === undefined || !usesBeside ? {} : { config }),
    environments,
    ...(piped === undefined || (usesBeside && beside.length > 0)
      ? {}
      : { piped: { stack: piped.stack, ...(piped.region === undefined ? {} : { region: piped.region }) } }),
    functions: resources
      .filter(([id]) => /^[A-Za-z0-9]+$/u.test(id))
      .map(([id, resource]) => {
        const alias = textAt(resource, 'Properties', 'AutoPublishAlias') ?? shared;
        return {
          id,
          ...(alias !== undefined && word.test(alias) ? { alias } : {}),
          shifted: preferenceOf(resource) !== undefined,
        };
      }),
    ...(preference === undefined ? {} : { preference }),
    ...(said === undefined
      ? {}
      : { deploys: { file: said.file, line: said.evidence.line ?? 1, text: said.text.slice(0, QUOTED_CHARACTERS) } }),
  };
  const name = environments[0]?.stack ?? piped?.stack ?? template;
  return { id: template, name, unit: unitOf(template, units), evidence: [{ file: template, line }], details };
}

function environmentsOf(files: WorkspaceFiles, config: string | undefined): SamApplication['environments'][number][] {
  const all = environmentsIn(files, config);
  const production = all.filter(({ name, stack }) => saysProduction(name) || saysProduction(stack));
  if (production.length > 0) return production;
  // What developers and readers try it out with is not production because it is the only one.
  const isOther = (text: string): boolean =>
    saysElsewhere(text) || /(?:^|[._-])(?:example|sample|test)(?=[._-]|$)/iu.test(text);
  return all.filter(({ name, stack }) => !isOther(name) && !isOther(stack));
}

/** Those that name a stack. */
function environmentsIn(files: WorkspaceFiles, config: string | undefined): SamApplication['environments'][number][] {
  if (config === undefined) return [];
  const value = (config.endsWith('.toml') ? files.toml(config) : files.yaml(config)?.[0])?.value;
  return entriesAt(value).flatMap(([name, section]) => {
    const at = (key: string): string | undefined =>
      textAt(section, 'deploy', 'parameters', key) ?? textAt(section, 'global', 'parameters', key);
    const stack = at('stack_name');
    const region = at('region');
    if (stack === undefined || !word.test(stack) || !word.test(name)) return [];
    return [{ name, stack, ...(region !== undefined && regionName.test(region) ? { region } : {}) }];
  });
}

interface PipedStack {
  readonly stack: string;
  readonly region?: string;
  /** The configuration that the line is given. */
  readonly config?: string;
}

/**
 * The one stack that pipelines name for production, else the only one that they name for no other environment: themselves, or by the
 * configuration that they give (`--config-file`, `--config-env`).
 */
function pipedStack(
  files: WorkspaceFiles,
  lines: readonly DeployLine[],
  template: string,
  isOnly: boolean,
): PipedStack | undefined {
  const named = lines
    .filter(({ kind, role, file }) => kind === 'run' && role === undefined && isPipeline(file))
    .flatMap(({ file, text }): readonly (PipedStack & { readonly said: string })[] => {
      const { flags } = commandWords(text.slice(text.search(/\bsam\s/u)));
      const given = flags['template-file'] ?? flags['template'] ?? flags['t'];
      if (!isOnly && (given === undefined || baseName(given) !== baseName(template))) return [];
      const told = environmentOf(files, flags['config-file'], flags['config-env']);
      const stack = flags['stack-name'] ?? told?.stack;
      const region = flags['region'] ?? told?.region;
      if (stack === undefined || !word.test(stack)) return [];
      return [
        {
          said: `${baseName(file)} ${stack}`,
          stack,
          ...(region !== undefined && regionName.test(region) ? { region } : {}),
          ...(told === undefined ? {} : { config: told.config }),
        },
      ];
    });
  const production = named.filter(({ said }) => said.split(' ').some(saysProduction));
  const counting = production.length > 0 ? production : named.filter(({ said }) => !saysElsewhere(said));
  const [first, ...more] = counting;
  if (first === undefined || more.some(({ stack, region }) => stack !== first.stack || region !== first.region))
    return undefined;
  return first;
}

/** The environment of a configuration of this repository, wherever the pipeline has checked it out. */
function environmentOf(
  files: WorkspaceFiles,
  path: string | undefined,
  name: string | undefined,
): { readonly stack: string; readonly region?: string; readonly config: string } | undefined {
  if (path === undefined || name === undefined || path.includes('$')) return undefined;
  const parts = path.split('/');
  const config = parts.map((_, at) => parts.slice(at).join('/')).find((each) => files.has(each));
  const found = environmentsIn(files, config).find((each) => each.name === name);
  if (config === undefined || found === undefined) return undefined;
  return { stack: found.stack, config, ...(found.region === undefined ? {} : { region: found.region }) };
}
