import * as z from 'zod/mini';
import type { DeepReadonly } from '../../../deepReadonly';
import { textAt, valueAt } from '../../looseValue';
import { baseName, folderOf, inFolder, isForeign } from '../../paths';
import type { PlatformTarget, Unit } from '../../schema';
import type { WorkspaceFiles } from '../../workspaceFiles';
import { unitOf } from '../unitOf';

const quoted = z.object({ file: z.string(), line: z.number(), text: z.string() });

export const flySchema = z.object({
  app: z.optional(z.string()),
  /** `fly.toml` in use; absent when only a pipeline tells of Fly. */
  config: z.optional(z.string()),
  line: z.number(),
  /** `[deploy] strategy`. */
  strategy: z.optional(z.string()),
  release: z.optional(quoted),
  /** Whether `[build] image` names a ready image, so that nothing is built. */
  readyImage: z.boolean(),
  /** A program without a Dockerfile or a builder: Fly builds nothing, a pipeline makes the image. */
  builtElsewhere: z.optional(z.literal(true)),
  /** The folder of the image that programs of the service start in, by its Dockerfile. */
  workdir: z.optional(z.string()),
  http: z.boolean(),
});

export type FlyApp = DeepReadonly<z.infer<typeof flySchema>>;

/** Whether a path is Fly's. Several applications of one service are often kept together: `deploy/fly/prod.toml`. */
export function isFlyConfig(path: string): boolean {
  return /(?:^|\/)(?:fly(?:[._-][\w.-]+)?|fly\/[\w.-]+)\.toml$/u.test(path) && !isForeign(path);
}

/** The app of one `fly.toml` (https://fly.io/docs/reference/configuration/). */
export function flyTarget(files: WorkspaceFiles, units: readonly Unit[], file: string): PlatformTarget {
  const config = files.toml(file);
  const value = config?.value;
  const app = textAt(value, 'app');
  const line = config?.lineOf(['app']) ?? 1;
  const command = textAt(value, 'deploy', 'release_command');
  const strategy = textAt(value, 'deploy', 'strategy');
  const workdir = workdirOf(files, file, value);
  const details: FlyApp = {
    ...(app !== undefined && /^[a-z0-9][a-z0-9-]*$/u.test(app) ? { app } : {}),
    config: file,
    line,
    ...(strategy === undefined ? {} : { strategy }),
    ...(command === undefined
      ? {}
      : { release: { file, line: config?.lineOf(['deploy', 'release_command']) ?? 1, text: command } }),
    readyImage: valueAt(value, 'build', 'image') !== undefined,
    ...(isBuiltElsewhere(files, file, value) ? { builtElsewhere: true as const } : {}),
    ...(workdir === undefined ? {} : { workdir }),
    http: valueAt(value, 'http_service') !== undefined || valueAt(value, 'services') !== undefined,
  };
  return { id: file, name: details.app ?? file, unit: unitOf(file, units), evidence: [{ file, line }], details };
}

/**
 * `fly deploy` builds a Dockerfile of the folder that it is run in, or the one that `[build]` names
 * (https://fly.io/docs/reference/configuration/#the-build-section); it makes none for an app that is launched already.
 */
function isBuiltElsewhere(files: WorkspaceFiles, file: string, value: unknown): boolean {
  if (valueAt(value, 'build') !== undefined) return false;
  const folders = new Set(['.', folderOf(file)]);
  const beside = files.paths.filter((path) => folders.has(folderOf(path))).map((path) => baseName(path));
  return beside.some((name) => program.test(name)) && !beside.includes('Dockerfile');
}

/** Manifests of what runs there. */
const program =
  /^(?:mix\.exs|package\.json|go\.mod|Gemfile|pyproject\.toml|requirements\.txt|Cargo\.toml|composer\.json)$/u;

/** `WORKDIR` of the image that Fly builds from the Dockerfile beside `fly.toml`, or the one that it names. */
function workdirOf(files: WorkspaceFiles, file: string, value: unknown): string | undefined {
  const others = ['builder', 'builtin', 'buildpacks', 'image', 'build-target'];
  if (others.some((key) => valueAt(value, 'build', key) !== undefined)) return undefined;
  const name = textAt(value, 'build', 'dockerfile') ?? 'Dockerfile';
  const instructions = files.dockerfile(inFolder(folderOf(file), name)) ?? [];
  const last = instructions.at(-1)?.stage;
  const folder = instructions.findLast(({ keyword, stage }) => keyword === 'WORKDIR' && stage === last)?.text;
  return folder !== undefined && /^\/[\w./-]*$/u.test(folder) ? folder : undefined;
}

/** What is left to ask when only a pipeline tells of Fly, or when nobody has chosen. */
export const unknownFlyApp: FlyApp = { line: 1, readyImage: false, http: false };
