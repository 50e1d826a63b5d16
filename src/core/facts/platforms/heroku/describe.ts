import * as z from 'zod/mini';
import type { DeepReadonly } from '../../../deepReadonly';
import { baseName, folderOf, saysProduction } from '../../paths';
import type { PlatformTarget, Unit } from '../../schema';
import type { WorkspaceFiles } from '../../workspaceFiles';
import { configRole } from '../configRole';
import { isPipeline, type DeployLine } from '../deployLines';
import { parseProcfile } from '../procfile';
import { unitOf } from '../unitOf';
import { isProcessImage } from '../unusedImages';
import { namedIn } from '../namedIn';

const quoted = z.object({ file: z.string(), line: z.number(), text: z.string() });

export const herokuSchema = z.object({
  /** Apps that lines of the repository name; production's when there is exactly one. */
  apps: z.array(z.string()),
  /** The pipeline's line that shows that it deploys several of them in one run. */
  together: z.optional(quoted),
  /** The command that runs before the new release gets its dynos. */
  release: z.optional(quoted),
  web: z.boolean(),
  /** Folder of the Procfile: what is pushed. */
  root: z.string(),
  /** A line that pushes an image in place of the code. */
  container: z.optional(quoted),
});

export type HerokuApp = DeepReadonly<z.infer<typeof herokuSchema>>;

/** The apps that lines name: those that say that they are production's, else all. */
function appsIn(lines: readonly DeployLine[]): string[] {
  const names = namedIn(lines, {
    run: [
      /git\.heroku\.com\/([a-z][a-z0-9-]*)\.git/u,
      // The rest of a name that is put together is not known.
      /\bheroku\b.*\s(?:--app|-a)[=\s]["']?([a-z](?:[a-z0-9-]*[a-z0-9])?)(?![\w${-])/u,
    ],
    inputs: ['heroku_app_name', 'app_name', 'app-name'],
  });
  const production = names.filter((name) => saysProduction(name));
  return production.length > 0 ? production : [...names];
}

/** The one app that the repository deploys; further apps are told by the profile. */
export function herokuTarget(
  files: WorkspaceFiles,
  units: readonly Unit[],
  lines: readonly DeployLine[],
  evidence: PlatformTarget['evidence'],
): PlatformTarget {
  const production = lines.filter(({ role }) => role === undefined);
  const processes = files.loaded
    .filter((path) => baseName(path) === 'Procfile' && configRole(path) === undefined)
    .flatMap((file) => parseProcfile(files.text(file) ?? '').map((process) => ({ file, ...process })));
  const release = processes.find(({ type }) => type === 'release');
  const container = production.find(
    ({ text, inputs }) =>
      /\bheroku\s+container:(?:push|release)\b|registry\.heroku\.com/u.test(text) || inputs['usedocker'] === 'true',
  );
  const image = files.paths.find(isProcessImage);
  const together = production.find(
    (line) => isPipeline(line.file) && appsIn(production.filter(({ file }) => file === line.file)).length > 1,
  );
  const details: HerokuApp = {
    apps: appsIn(production),
    ...(together === undefined
      ? {}
      : { together: { file: together.file, line: together.evidence.line ?? 1, text: together.text } }),
    ...(release === undefined ? {} : { release: { file: release.file, line: release.line, text: release.command } }),
    web: processes.some(({ type }) => type === 'web'),
    root: folderOf(processes[0]?.file ?? 'Procfile'),
    ...(container === undefined
      ? image === undefined
        ? {}
        : { container: { file: image, line: 1, text: baseName(image) } }
      : {
          container: {
            file: container.file,
            line: container.evidence.line ?? 1,
            text: container.kind === 'uses' ? `${container.text}, usedocker: true` : container.text,
          },
        }),
  };
  const [place] = evidence;
  return {
    id: 'heroku',
    name: details.apps[0] ?? 'heroku',
    unit: place === undefined ? '.' : unitOf(place.file, units),
    evidence,
    details,
  };
}
