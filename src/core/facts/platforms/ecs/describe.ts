import * as z from 'zod/mini';
import type { DeepReadonly } from '../../../deepReadonly';
import { isWorkflow } from '../../ci/githubEvents';
import { listAt, textAt } from '../../looseValue';
import { saysElsewhere, saysProduction } from '../../paths';
import type { PlatformTarget, Unit } from '../../schema';
import type { WorkspaceFiles } from '../../workspaceFiles';
import { commandWords } from '../commandWords';
import { deployLines, type DeployLine } from '../deployLines';
import { builtUnit } from '../githubWorkflow/builtUnit';
import { readImage } from '../kubernetes/image';
import { literalsInShell } from '../literals';
import { namedIn, onlyOne } from '../namedIn';
import { unitCalled, unitOf } from '../unitOf';

export const ecsSchema = z.object({
  service: z.optional(z.string()),
  cluster: z.optional(z.string()),
  region: z.optional(z.string()),
  container: z.optional(z.string()),
  /** Containers to choose from. */
  containers: z.optional(z.array(z.string())),
  image: z.optional(z.string()),
  /** The task definition as the repository keeps it. */
  definition: z.optional(z.string()),
  /** What deploys pushes an image under the tag of the one before and starts the tasks anew: the task definition stays. */
  keepsDefinition: z.optional(z.boolean()),
  file: z.optional(z.string()),
  line: z.optional(z.number()),
});

export type EcsService = DeepReadonly<z.infer<typeof ecsSchema>>;

export const unknownEcsService: EcsService = {};

const switches = new Set([
  'force-new-deployment',
  'no-force-new-deployment',
  'no-cli-pager',
  'debug',
  'enable-execute-command',
]);

/** The services that lines of the repository update, by name. */
export function ecsTargets(
  files: WorkspaceFiles,
  units: readonly Unit[],
  lines: readonly DeployLine[],
): readonly PlatformTarget[] {
  const production = lines.filter(({ role }) => role === undefined);
  const found = new Map<string, EcsService>();
  const computed = new Map<string, DeployLine>();
  for (const line of production) {
    const told = toldBy(line);
    const service = literal(told['service']);
    const definition = files.has(plain(told['task-definition'])) ? plain(told['task-definition']) : undefined;
    // Which service that is the pipeline decides: the one that is named elsewhere is not the only one.
    if (service === undefined && /[$<]/u.test(told['service'] ?? '')) computed.set(told['service'] ?? '', line);
    if (service === undefined && definition === undefined) continue;
    const cluster = literal(told['cluster']);
    const region = regionOf(told['region'], files, line.file);
    const key = service ?? '';
    found.set(key, {
      ...(service === undefined ? {} : { service }),
      ...(cluster === undefined ? {} : { cluster }),
      ...(region === undefined ? {} : { region }),
      ...(definition === undefined ? {} : { definition }),
      ...(service !== undefined && keepsDefinition(service, production) ? { keepsDefinition: true } : {}),
      ...containersOf(files, definition, production, line.file),
      file: line.file,
      ...(line.evidence.line === undefined ? {} : { line: line.evidence.line }),
      ...found.get(key),
    });
  }
  if (found.size > 1) found.delete('');
  const others =
    found.size === 0 || found.has('')
      ? []
      : [...computed].map(([name, { file, evidence }]): PlatformTarget => ({
          id: `service/${name}`,
          name,
          unit: unitOf(file, units),
          evidence: [evidence],
          details: unknownEcsService,
        }));
  // One pipeline may deploy other environments too, each by its own name.
  const isProduction = [...found.keys()].some((name) => saysProduction(name));
  if (isProduction) for (const name of [...found.keys()]) if (saysElsewhere(name)) found.delete(name);
  const named = [...found.values()].map((details) => {
    const { service = 'ecs', file = '', line, definition } = details;
    const own = unitCalled(service, units);
    const evidence = [line === undefined ? { file } : { file, line }];
    return {
      id: `service/${service}`,
      name: service,
      unit: own?.id ?? (definition === undefined ? builtBy(files, file, units) : unitOf(definition, units)),
      evidence,
      details,
    };
  });
  return [...named, ...others];
}

/** The unit that a workflow builds where it alone tells which one a service runs. */
function builtBy(files: WorkspaceFiles, file: string, units: readonly Unit[]): string {
  return isWorkflow(file) ? builtUnit(files, file, units) : unitOf(file, units);
}

/** What actions of any name are told, by what their inputs are called: `ecs-service`, `redeploy_ecs_cluster`. */
function toldToOthers(inputs: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const valueOf = (name: RegExp): string | undefined =>
    onlyOne([...new Set(Object.entries(inputs).flatMap(([key, value]) => (name.test(key) ? [value] : [])))]);
  const told = {
    service: valueOf(/(?:^|[-_])ecs[-_]service(?:[-_]name)?$/iu),
    cluster: valueOf(/(?:^|[-_])(?:ecs[-_])?cluster(?:[-_]name)?$/iu),
    region: valueOf(/^(?:aws[-_])?region$/iu),
  };
  return Object.fromEntries(
    Object.entries(told).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

/** What every line that deploys agrees on, also where the service itself is only computed by the pipeline. */
export function sharedSettings(files: WorkspaceFiles, lines: readonly DeployLine[]): EcsService {
  const production = lines.filter(({ role }) => role === undefined);
  const regions = production.map((line) => regionOf(toldBy(line)['region'], files, line.file) ?? '');
  const region = new Set(regions).size === 1 ? regions[0] : '';
  const container = onlyOne(namedIn(production, { run: [], inputs: ['container-name'] }));
  const clusters = production.flatMap((line) => toldBy(line)['cluster'] ?? []);
  const cluster = clusters.length === 0 ? undefined : literal(onlyOne([...new Set(clusters)]));
  return {
    ...unknownEcsService,
    ...(cluster === undefined ? {} : { cluster }),
    ...(region === undefined || region === '' ? {} : { region }),
    ...(container === undefined ? {} : { container }),
  };
}

/** Whether all that deploys the service only starts its tasks anew, and no line registers a revision that they could run. */
function keepsDefinition(service: string, lines: readonly DeployLine[]): boolean {
  const own = lines.filter((line) => toldBy(line)['service'] === service);
  return (
    own.length > 0 && own.every(startsAnew) && !lines.some(({ text }) => /\bregister-task-definition\b/u.test(text))
  );
}

function startsAnew({ kind, text }: DeployLine): boolean {
  const { flags } = commandWords(text, switches);
  return kind === 'run' && flags['force-new-deployment'] !== undefined && flags['task-definition'] === undefined;
}

function toldBy({ kind, text, inputs }: DeployLine): Readonly<Record<string, string>> {
  if (kind === 'uses' && /^(?:aws-ecs|circleci\/aws-ecs)\//u.test(text)) return toldToOrb(inputs);
  if (kind === 'uses')
    return text.startsWith('aws-actions/amazon-ecs-deploy-task-definition') ? inputs : toldToOthers(inputs);
  if (/(?:^|[\s;&|(])ecs-deploy\s/u.test(text)) return toldToScript(text);
  const { words, flags } = commandWords(text.slice(Math.max(text.search(/\baws\b/u), 0)), switches);
  const at = words.indexOf('ecs');
  return at >= 0 && words[at + 1] === 'update-service' ? { ...flags, 'task-definition': '' } : {};
}

/** The options of `ecs-deploy`, short or long: https://github.com/silinternational/ecs-deploy. */
function toldToScript(text: string): Readonly<Record<string, string>> {
  const { flags } = commandWords(text.slice(text.search(/\becs-deploy\s/u)), switches);
  return {
    service: flags['service-name'] ?? flags['n'] ?? '',
    cluster: flags['cluster'] ?? flags['c'] ?? '',
    region: flags['region'] ?? flags['r'] ?? '',
    'task-definition': '',
  };
}

/** CircleCI's orb takes the family for the name of the service, too. https://circleci.com/developer/orbs/orb/circleci/aws-ecs */
function toldToOrb(inputs: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const given = (...names: readonly string[]): string => names.map((name) => inputs[name]).find(Boolean) ?? '';
  return {
    service: given('service-name', 'service_name', 'family'),
    cluster: given('cluster', 'cluster-name', 'cluster_name'),
    region: given('region', 'aws-region', 'aws_region'),
  };
}

/** The containers of a task definition file, the one whose image is replaced, and the repository of that image. */
function containersOf(
  files: WorkspaceFiles,
  definition: string | undefined,
  lines: readonly DeployLine[],
  file: string,
): Pick<EcsService, 'container' | 'containers' | 'image'> {
  const rendered = lines.filter(
    (line) => line.file === file && line.text.startsWith('aws-actions/amazon-ecs-render-task-definition'),
  );
  const definitionFile =
    definition ??
    onlyOne(namedIn(rendered, { run: [], inputs: ['task-definition'] }).filter((name) => files.has(plain(name))));
  const document = definitionFile === undefined ? undefined : files.json(plain(definitionFile));
  const all = listAt(document?.value, 'containerDefinitions');
  const containers = all.flatMap((each) => literal(textAt(each, 'name')) ?? []);
  const container = onlyOne(namedIn(rendered, { run: [], inputs: ['container-name'] })) ?? onlyOne(containers);
  const image = readImage(
    textAt(
      all.find((each) => textAt(each, 'name') === container),
      'image',
    ) ?? '',
  ).repository;
  return {
    containers,
    ...(container === undefined ? {} : { container }),
    ...(image === undefined ? {} : { image }),
  };
}

function regionOf(told: string | undefined, files: WorkspaceFiles, file: string): string | undefined {
  const credentials = deployLines(files, /configure-aws-credentials/u).filter(
    (line) => line.file === file && line.text.startsWith('aws-actions/configure-aws-credentials'),
  );
  // https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html
  const own = /\.ya?ml$/u.test(file) ? new Map<string, string>() : literalsInShell(files.text(file) ?? '');
  const region =
    literal(told) ??
    onlyOne(namedIn(credentials, { run: [], inputs: ['aws-region'] })) ??
    own.get('AWS_REGION') ??
    own.get('AWS_DEFAULT_REGION');
  return region !== undefined && /^[a-z]{2}(?:-[a-z]+)+-\d$/u.test(region) ? region : undefined;
}

function literal(value: string | undefined): string | undefined {
  return value !== undefined && /^[A-Za-z0-9][\w-]*$/u.test(value) ? value : undefined;
}

function plain(path: string | undefined): string {
  return (path ?? '').replace(/^\.\//u, '');
}
