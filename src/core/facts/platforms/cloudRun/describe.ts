import * as z from 'zod/mini';
import type { DeepReadonly } from '../../../deepReadonly';
import { listAt, textAt } from '../../looseValue';
import type { PlatformTarget, Unit } from '../../schema';
import { shellCommands } from '../../shell/commands';
import type { WorkspaceFiles } from '../../workspaceFiles';
import { commandWords } from '../commandWords';
import { configRole } from '../configRole';
import { type DeployLine, deployLines } from '../deployLines';
import { readImage } from '../kubernetes/image';
import { maybeManifest } from '../kubernetes/manifests';
import { unitCalled, unitOf } from '../unitOf';
import { isCloudRunDescription } from './knative';

export const cloudRunSchema = z.object({
  service: z.optional(z.string()),
  region: z.optional(z.string()),
  project: z.optional(z.string()),
  /** Repository of the image, registry included. */
  image: z.optional(z.string()),
  /** The same with `{project}` and `{region}` for variables of the pipeline that stand for these. */
  imageWithin: z.optional(z.string()),
  /** Folder that Cloud Build builds, where no image is named. */
  source: z.optional(z.string()),
  /** What the pipeline runs on that folder, or beside it, before it hands the folder over. */
  builds: z.optional(z.array(z.string())),
  file: z.optional(z.string()),
  line: z.optional(z.number()),
});

export type CloudRunService = DeepReadonly<z.infer<typeof cloudRunSchema>>;

const switches = new Set([
  'quiet',
  'q',
  'no-traffic',
  'allow-unauthenticated',
  'no-allow-unauthenticated',
  'async',
  'no-async',
  'use-http2',
  'no-use-http2',
  'cpu-throttling',
  'no-cpu-throttling',
  'cpu-boost',
  'no-cpu-boost',
  'session-affinity',
  'clear-env-vars',
  'clear-secrets',
  'no-clobber',
  'verbose',
]);

/** The services that lines and descriptions of the repository deploy, by name; one without a name when none is literal. */
export function cloudRunTargets(
  files: WorkspaceFiles,
  units: readonly Unit[],
  lines: readonly DeployLine[],
): readonly PlatformTarget[] {
  const told = [
    ...fromDescriptions(files),
    ...lines
      .filter(({ role }) => role === undefined)
      .flatMap((line) => fromLine(line).map((service) => withBuilds(service, line, files))),
  ];
  const merged = new Map<string, CloudRunService>();
  for (const service of told) {
    const key = service.service ?? '';
    merged.set(key, { ...service, ...merged.get(key) });
  }
  if (merged.size > 1) merged.delete('');
  return [...merged.values()].map((details) => {
    const { file = '', line, service = 'cloud-run' } = details;
    const named = unitCalled(service, units);
    const evidence = file === '' ? [] : [line === undefined ? { file } : { file, line }];
    return { id: `service/${service}`, name: service, unit: named?.id ?? unitOf(file, units), evidence, details };
  });
}

const builders = new Set([
  ...['npm', 'pnpm', 'yarn', 'bun', 'npx', 'make', 'mvn', './mvnw', 'gradle', './gradlew', 'go', 'cargo', 'sbt'],
]);

/** Of a job that builds before it deploys a folder: what Cloud Build gets from a plain checkout may lack what that makes. */
function withBuilds(
  service: CloudRunService,
  { job, file, evidence }: DeployLine,
  files: WorkspaceFiles,
): CloudRunService {
  if (service.source === undefined || job === undefined) return service;
  const builds = deployLines(files, /\bbuild\b/u)
    .filter((each) => each.file === file && each.job === job && each.kind === 'run')
    .filter((each) => (each.evidence.line ?? 0) < (evidence.line ?? 0))
    .flatMap(({ text }) => shellCommands(text, undefined))
    .filter(
      ({ words: [program = '', ...rest] }) => builders.has(program) && rest.some((word) => /\bbuild\b/u.test(word)),
    )
    .map(({ words }) => words.join(' '));
  return builds.length === 0 ? service : { ...service, builds: [...new Set(builds)].slice(0, 5) };
}

function fromLine({ kind, text, inputs, file, evidence }: DeployLine): readonly CloudRunService[] {
  const place = evidence.line === undefined ? { file } : { file, line: evidence.line };
  if (kind === 'uses') {
    if (!text.startsWith('google-github-actions/deploy-cloudrun')) return [];
    return [{ ...place, ...known({ ...inputs, project: inputs['project_id'] }) }];
  }
  // A build may stand before it on the same line.
  return text.split(/&&|\|\||;/u).flatMap((command) => {
    const start = command.search(/\bgcloud\b/u);
    const { words, flags } = commandWords(command.slice(Math.max(start, 0)), switches);
    const at = words.indexOf('run');
    if (at < 0 || words[at + 1] !== 'deploy') return [];
    return [{ ...place, ...known({ ...flags, service: words[at + 2] }) }];
  });
}

function fromDescriptions(files: WorkspaceFiles): readonly CloudRunService[] {
  return files.loaded.flatMap((file) => {
    if (!maybeManifest(file) || configRole(file) !== undefined) return [];
    if (!(files.text(file) ?? '').includes('serving.knative.dev')) return [];
    return (files.yaml(file) ?? [])
      .filter(({ value }) => isCloudRunDescription(value))
      .map(({ value, lineOf }): CloudRunService => {
        const [image] = listAt(value, 'spec', 'template', 'spec', 'containers').map((each) => textAt(each, 'image'));
        return {
          file,
          line: lineOf(['kind']) ?? 1,
          ...known({
            service: textAt(value, 'metadata', 'name'),
            region: textAt(value, 'metadata', 'labels', 'cloud.googleapis.com/location'),
            image,
          }),
        };
      });
  });
}

/** Only literal values of the form that Google Cloud accepts. */
function known(told: Readonly<Record<string, string | undefined>>): CloudRunService {
  const literal = (name: string, form: RegExp): string | undefined => {
    const value = Object.hasOwn(told, name) ? told[name] : undefined;
    return value !== undefined && form.test(value) ? value : undefined;
  };
  const service = literal('service', /^[a-z][a-z0-9-]*$/u);
  const region = literal('region', /^[a-z]+-[a-z]+\d+$/u);
  const project = literal('project', /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/u);
  const image = readImage(told['image'] ?? '').repository;
  const imageWithin = image === undefined ? withinProject(told['image'] ?? '', told['region']) : undefined;
  const source = literal('source', /^[\w./-]+$/u);
  return {
    ...(service === undefined ? {} : { service }),
    ...(region === undefined ? {} : { region }),
    ...(project === undefined ? {} : { project }),
    ...(image === undefined || /[$\s]/u.test(image) ? {} : { image }),
    ...(imageWithin === undefined ? {} : { imageWithin }),
    ...(source === undefined ? {} : { source }),
  };
}

const variables = /\$\{\{\s*(?:\w+\.)*(\w+)\s*\}\}|\$\{(\w+)\}|\$(\w+)/gu;
const projectName = /^_?(?:(?:GCP|GCLOUD|GOOGLE|GOOGLE_CLOUD)_)?PROJECT(?:_?ID)?$/iu;

/**
 * The repository of an image whose registry or path a pipeline takes from variables: one for the project, and one for the
 * region where the service is given the same one. Undefined where another is left.
 */
function withinProject(image: string, region = ''): string | undefined {
  const nameIn = (names: readonly unknown[]): unknown => names.slice(0, 3).find((each) => typeof each === 'string');
  const [given] = [...region.matchAll(variables)].map(([, ...names]) => nameIn(names));
  const named = image.replaceAll(variables, (whole, ...names: unknown[]) => {
    const name = nameIn(names);
    if (typeof name === 'string' && projectName.test(name)) return '{project}';
    return name === given ? '{region}' : whole;
  });
  const [repository = ''] = named.split(':', 1);
  return named !== image && /^[\w.{}-]+(?:\/[\w.{}-]+)+$/u.test(repository) ? repository : undefined;
}
