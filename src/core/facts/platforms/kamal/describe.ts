import * as z from 'zod/mini';
import type { DeepReadonly } from '../../../deepReadonly';
import { textAt, valueAt } from '../../looseValue';
import { baseName, folderOf, inFolder, saysElsewhere } from '../../paths';
import type { PlatformTarget, Unit } from '../../schema';
import { shellCommands } from '../../shell/commands';
import type { WorkspaceFiles } from '../../workspaceFiles';
import { unitOf } from '../unitOf';
import { kamalEnvironment } from './environment';

export const kamalSchema = z.object({
  service: z.optional(z.string()),
  config: z.optional(z.string()),
  line: z.number(),
  /** Names of the destinations that have a file of their own. */
  destinations: z.array(z.string()),
  /** The project's own `bin/kamal` or gem, else the one on the path. */
  program: z.string(),
  /** Scripts that Kamal runs by itself. */
  hooks: z.array(z.string()),
  proxied: z.boolean(),
  /** The hook that stops what runs before anything new is there. */
  stops: z.optional(z.string()),
  /** Names that the shell has to have for any command. */
  environment: z.array(z.string()),
});

export type KamalService = DeepReadonly<z.infer<typeof kamalSchema>>;

export const unknownKamalService: KamalService = {
  line: 1,
  destinations: [],
  program: 'kamal',
  hooks: [],
  proxied: false,
  environment: [],
};

/** The service of one `config/deploy.yml` (https://kamal-deploy.org/docs/configuration/overview/). */
export function kamalTarget(files: WorkspaceFiles, units: readonly Unit[], file: string): PlatformTarget {
  const [document] = files.yaml(file) ?? [];
  const value = document?.value;
  const text = document === undefined ? (files.text(file) ?? '') : '';
  const service = textAt(value, 'service') ?? /^service:[ \t]*([\w-]+)[ \t]*$/mu.exec(text)?.[1];
  const root = folderOf(folderOf(file));
  const line = document?.lineOf(['service']) ?? kamalLine(files, file)[0] ?? 1;
  const hasServers = valueAt(value, 'servers') !== undefined || /^servers:/mu.test(text);
  const named = destinationsOf(files, file);
  const hookFolder = inFolder(root, '.kamal/hooks');
  // Where the others are for trying out, what names servers itself is production.
  const destinations = hasServers && named.every((name) => saysElsewhere(name)) ? [] : named;
  const stops = inFolder(hookFolder, 'pre-deploy');
  const details: KamalService = {
    ...(service !== undefined && /^[a-z0-9_-]+$/iu.test(service) ? { service } : {}),
    config: file,
    line,
    destinations,
    program: programOf(files, root),
    hooks: files.paths.filter((path) => folderOf(path) === hookFolder && !path.includes('.sample')),
    proxied: hasServers || valueAt(value, 'proxy') !== undefined || /^proxy:/mu.test(text),
    ...(stopsRunning(files.text(stops) ?? '') ? { stops } : {}),
    environment: kamalEnvironment(files, file, root, destinations.length > 0),
  };
  return { id: file, name: details.service ?? file, unit: unitOf(file, units), evidence: [{ file, line }], details };
}

/**
 * What `config/deploy.<destination>.yml` is laid over it for. What has destinations of its own (`deploy.relay.eu.yml` beside
 * `deploy.relay.yml`) is another service's configuration.
 */
function destinationsOf(files: WorkspaceFiles, file: string): readonly string[] {
  const beside = files.paths
    .filter((path) => folderOf(path) === folderOf(file) && !isComplete(files, path))
    .flatMap((path) => /^deploy\.([\w.-]+)\.ya?ml$/u.exec(baseName(path))?.[1] ?? []);
  return beside.filter((name) => !name.includes('.') && !beside.some((each) => each.startsWith(`${name}.`)));
}

/** Whether a file says all that Kamal asks for by itself: what is laid over another one has no need to. */
function isComplete(files: WorkspaceFiles, file: string): boolean {
  const value = files.yaml(file)?.[0]?.value;
  return ['service', 'image', 'servers'].every((key) => valueAt(value, key) !== undefined);
}

/** Whether a hook stops the containers that serve. */
function stopsRunning(hook: string): boolean {
  return shellCommands(hook, '.').some(({ words }) => {
    const at = words.findIndex((word) => baseName(word) === 'kamal');
    return at >= 0 && words[at + 1] === 'app' && words[at + 2] === 'stop';
  });
}

function programOf(files: WorkspaceFiles, root: string): string {
  // Commands run in the planned folder, whose bundle is the one that a configuration deeper in it belongs to, too.
  if (root !== '.' && files.has(inFolder(root, 'Gemfile'))) return 'kamal';
  if (files.has('bin/kamal')) return 'bin/kamal';
  // https://bundler.io/man/bundle-exec.1.html
  return /^\s*gem[\s(]+["']kamal["']/mu.test(files.text('Gemfile') ?? '') ? 'bundle exec kamal' : 'kamal';
}

/** The line that names the service where ERB keeps the configuration from being YAML; none when it does not configure one. */
export function kamalLine(files: WorkspaceFiles, file: string): readonly number[] {
  const text = files.text(file) ?? '';
  if (!text.includes('<%') || !/^(?:image|servers):/mu.test(text)) return [];
  const at = text.split('\n').findIndex((each) => each.startsWith('service:'));
  return at < 0 ? [] : [at + 1];
}
