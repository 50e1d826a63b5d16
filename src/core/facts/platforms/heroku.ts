import { evidenceAt, findingsByRole, type RoledEvidence } from '../detector';
import { valueAt } from '../looseValue';
import { hasManifest } from '../manifests';
import { baseName, folderOf, inFolder, isForeign } from '../paths';
import type { Unit } from '../schema';
import { perWorkspace, type WorkspaceFiles } from '../workspaceFiles';
import { configRole } from './configRole';
import { chosenTarget } from './chosenTarget';
import { deployCommands, pushesImage } from './deployCommands';
import { commandProofs, isPipeline, type DeployLine, type LinePatterns } from './deployLines';
import { workflowTargets } from './githubWorkflow/describe';
import { herokuSchema, herokuTarget } from './heroku/describe';
import { herokuSpeech } from './heroku/speech';
import { otherPlatforms } from './otherPlatforms';
import type { Platform } from './platform';
import { parseProcfile, type ProcfileProcess } from './procfile';
import { withTargets } from './withTargets';

/** Heroku: `heroku.yml`, an app manifest, a pipeline that pushes or releases, or a Procfile that nothing else claims. */
export const heroku: Platform = {
  id: 'heroku',
  reads: (path) => !isForeign(path) && (isHerokuFile(path) || /^requirements[\w.-]*\.txt$/u.test(path)),
  detect: (files, units) => {
    const lines = commands(files);
    const sure = [...manifests(files, units), ...lines, ...hints(files, units)];
    return withTargets(findingsByRole('heroku', [...sure, ...procfiles(files, units, sure)]), ({ evidence }) => [
      herokuTarget(files, units, lines, evidence),
    ]);
  },
  speak: (finding, unit, request) => {
    const { details } = chosenTarget(finding, unit, undefined, herokuSchema);
    return herokuSpeech(details ?? { apps: [], web: false, root: '.' }, finding, request);
  },
};

function isHerokuFile(path: string): boolean {
  return /^(?:Procfile|heroku\.ya?ml|app\.json|Brewfile)$/u.test(baseName(path));
}

/** Keys that Heroku's schema of app.json has and those of Expo and React Native have not. */
const appKeys = [
  'addons',
  'buildpacks',
  'formation',
  'stack',
  'success_url',
  'environments',
  'scripts',
  'env',
] as const;

function manifests(files: WorkspaceFiles, units: readonly Unit[]): readonly RoledEvidence[] {
  return files.loaded.flatMap((file): readonly RoledEvidence[] => {
    if (isForeign(file)) return [];
    const role = configRole(file);
    if (/^heroku\.ya?ml$/u.test(baseName(file))) {
      const [document] = files.yaml(file) ?? [];
      const key = ['build', 'setup', 'run', 'release'].find((each) => valueAt(document?.value, each) !== undefined);
      return key === undefined ? [] : [{ role, evidence: evidenceAt(file, document?.lineOf([key])) }];
    }
    if (baseName(file) !== 'app.json') return [];
    const manifest = files.json(file);
    const value = manifest?.value;
    if (valueAt(value, 'expo') !== undefined || valueAt(value, 'displayName') !== undefined) return [];
    const key = appKeys.find((each) => valueAt(value, each) !== undefined);
    if (key === undefined || (key === 'scripts' && valueAt(value, 'scripts', 'dokku') !== undefined)) return [];
    return [{ role: role ?? roleIfLeft(files, units), evidence: evidenceAt(file, manifest?.lineOf([key])) }];
  });
}

/** Left behind by a service that went elsewhere, or a button for others who host it. */
function roleIfLeft(files: WorkspaceFiles, units: readonly Unit[]): 'development' | undefined {
  const isElsewhere =
    isDeployedElsewhere(files) || isPushedAsImage(files) || hasChart(files) || deploysByWorkflow(files, units);
  // Review apps may be Heroku's, whatever runs the service.
  return commands(files).every(({ role }) => role !== undefined) && isElsewhere ? 'development' : undefined;
}

function hasChart(files: WorkspaceFiles): boolean {
  return files.paths.some(
    (path) => baseName(path) === 'Chart.yaml' && !isForeign(path) && configRole(path) === undefined,
  );
}

function commands(files: WorkspaceFiles): readonly DeployLine[] {
  return commandProofs(files, deployCommands.heroku);
}

/** What only Heroku reads. */
function hints(files: WorkspaceFiles, units: readonly Unit[]): readonly RoledEvidence[] {
  const npm = files.loaded.flatMap((file): readonly RoledEvidence[] => {
    if (baseName(file) !== 'package.json' || isForeign(file)) return [];
    const manifest = files.json(file);
    const hook = ['heroku-postbuild', 'heroku-prebuild'].find(
      (each) => valueAt(manifest?.value, 'scripts', each) !== undefined,
    );
    if (hook === undefined) return [];
    const role = configRole(file) ?? roleIfLeft(files, units);
    return [{ role, evidence: evidenceAt(file, manifest?.lineOf(['scripts', hook])) }];
  });
  // Pipelines that build with buildpacks and deploy elsewhere keep the file, too.
  const slugs = isDeployedElsewhere(files) || isScalingos(files) ? [] : files.paths;
  const slug = slugs
    .filter((path) => baseName(path) === '.slugignore' && !isForeign(path))
    .map((file): RoledEvidence => ({ role: configRole(file), evidence: { file } }));
  const python = files.loaded.flatMap((file): readonly RoledEvidence[] => {
    if (!/^requirements[\w.-]*\.txt$/u.test(file)) return [];
    const line = (files.text(file) ?? '')
      .split('\n')
      .findIndex((text) => /^django[-_](?:on[-_])?heroku\b/iu.test(text));
    return line < 0 ? [] : [{ role: undefined, evidence: { file, line: line + 1 } }];
  });
  return [...npm, ...slug, ...python];
}

/** Scalingo builds like Heroku, and reads the same file. https://doc.scalingo.com/platform/deployment/scalingo-ignore */
function isScalingos(files: WorkspaceFiles): boolean {
  return otherPlatforms(files).some(({ name }) => name === 'Scalingo');
}

/** Files of platforms, tools and process runners, beside those of `otherPlatforms`, that read a Procfile too or need none. */
const otherReaders =
  /^(?:CHECKS|\.dokku.*|dokku.*|scalingo\.json|nixpacks\.toml|fly\.toml|Chart\.yaml|(?:.+\/)?(?:charts?|helm\w*)\/.*Chart\.yaml|Capfile|config\/deploy\.(?:rb|ya?ml)|app\.yaml|\.overmind\.env|captain-definition|project\.toml|\.platform\.app\.yaml|clevercloud\/.+|\.gigalixir(?:\/.+)?)$/u;

/** A Procfile counts by itself only when it starts a server on the platform's port and no other reader is in sight. */
function procfiles(
  files: WorkspaceFiles,
  units: readonly Unit[],
  sure: readonly RoledEvidence[],
): readonly RoledEvidence[] {
  const deployed = sure.some(({ role }) => role === undefined);
  return files.loaded.flatMap((file): readonly RoledEvidence[] => {
    if (baseName(file) !== 'Procfile' || isForeign(file)) return [];
    const processes = parseProcfile(files.text(file) ?? '');
    const [first] = processes;
    if (first === undefined) return [];
    const role = configRole(file);
    const production = processes.find(({ type, command }) => type === 'release' || (type === 'web' && serves(command)));
    if (role !== undefined || deployed) return [{ role, evidence: { file, line: (production ?? first).line } }];
    const folder = folderOf(file);
    const claimed = files.paths.some(
      (path) =>
        otherReaders.test(path) || (folder !== '.' && otherReaders.test(path.slice(inFolder(folder, '').length))),
    );
    // Only what holds a program is ever pushed by itself.
    if (folder !== '.' && !hasManifest(files, folder)) return [];
    if (claimed || deploysByWorkflow(files, units) || isDeployedElsewhere(files) || otherPlatforms(files).length > 0)
      return [];
    // Heroku builds an image only where heroku.yml says so: pipelines that build it bring it to something else.
    // A release phase is Heroku's all the same; the image may be for others who host it.
    const isImage = isPushedAsImage(files) || (files.has(inFolder(folder, 'Dockerfile')) && isBuiltAsImage(files));
    if (isImage && processes.every(({ type }) => type !== 'release')) return [];
    if (production === undefined || startsStores(processes) || isRunLocally(files))
      return [{ role: 'development', evidence: { file, line: first.line } }];
    return [{ role, evidence: { file, line: production.line } }];
  });
}

/** Whether a workflow is there to deploy that says nothing of Heroku. */
function deploysByWorkflow(files: WorkspaceFiles, units: readonly Unit[]): boolean {
  return workflowTargets(files, units).some(({ id }) => !/heroku/iu.test(files.text(id) ?? ''));
}

function serves(command: string): boolean {
  if (/\b(?:dev|watch|webpack-dev-server|nodemon|--reload|runserver|vite)\b/u.test(command)) return false;
  return /\$\{?PORT\b|gunicorn|uvicorn|daphne|waitress|puma|unicorn|java\b.*-jar|-jar\b|target\/|bin\/|npm\s+(?:run\s+)?start|yarn\s+(?:run\s+)?start|node\s|php|rails\s+s|mix\s/u.test(
    command,
  );
}

/** On Heroku databases and caches are add-ons: a Procfile that starts them is for a machine or container of one's own. */
function startsStores(processes: readonly ProcfileProcess[]): boolean {
  return processes.some(({ command }) =>
    /^(?:exec\s+)?(?:redis-server|postgres|pg_ctl|mysqld|memcached|mongod|mailcatcher|mailhog|mailpit|elasticsearch|docker|docker-compose|caddy)\b/iu.test(
      command,
    ),
  );
}

/** What deploys to something that may read a Procfile itself, or needs none. */
const elsewhere: readonly LinePatterns[] = [
  deployCommands.aptible,
  deployCommands.appEngine,
  deployCommands.cloudRun,
  deployCommands.dokku,
  deployCommands.ecs,
  deployCommands.elasticBeanstalk,
  deployCommands.fly,
  deployCommands.helm,
  deployCommands.kamal,
  deployCommands.kubectl,
  { mention: /\bpack\s/u, run: /\bpack\s+build\s.*--publish\b/u },
];

const isDeployedElsewhere = perWorkspace((files) =>
  elsewhere.some((command) => commandProofs(files, command).some(({ role }) => role === undefined)),
);

/** Whether a pipeline builds the image of a Dockerfile, or looks out for changes of it. */
function isBuiltAsImage(files: WorkspaceFiles): boolean {
  return files.loaded.some((file) => isPipeline(file) && /\bDockerfile\b/u.test(files.text(file) ?? ''));
}

/** Whether a pipeline pushes an image to a registry. */
const isPushedAsImage = perWorkspace((files) =>
  commandProofs(files, pushesImage).some(({ file, text }) => isPipeline(file) && !text.includes('registry.heroku.com')),
);

/** Whether a script of the project starts the plain Procfile on a developer's machine. */
function isRunLocally(files: WorkspaceFiles): boolean {
  const runners =
    /\b(?:foreman|overmind|hivemind|honcho|goreman|forego|nf)\s+(?:start|s\b|run)|^(?:hivemind|overmind)$/u;
  return commandProofs(files, {
    mention: /foreman|overmind|hivemind|honcho|goreman|forego|\bnf\b/u,
    run: runners,
  }).some(({ text }) => !/(?:-f|--procfile)\s*=?\s*\S*Procfile\./u.test(text));
}
