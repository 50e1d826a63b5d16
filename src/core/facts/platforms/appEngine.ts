import { evidenceAt, findingsByRole, type RoledEvidence } from '../detector';
import { textAt, valueAt } from '../looseValue';
import { baseName, isForeign } from '../paths';
import type { WorkspaceFiles } from '../workspaceFiles';
import { appEngineSchema, appEngineTargets } from './appEngine/describe';
import { appEngineSpeech } from './appEngine/speech';
import { chosenTarget } from './chosenTarget';
import { configRole } from './configRole';
import { deployCommands } from './deployCommands';
import { commandProofs } from './deployLines';
import { maybeManifest } from './kubernetes/manifests';
import type { Platform } from './platform';
import { isTerraform, terraformResources } from './terraform';
import { withTargets } from './withTargets';

/** Google App Engine: an `app.yaml` with one of its runtimes, `appengine-web.xml`, or a pipeline that deploys. */
export const appEngine: Platform = {
  id: 'app-engine',
  reads: (path) => isAppYaml(path) || isTerraform(path),
  detect: (files, units) => {
    const found = descriptions(files);
    const lines = commandProofs(files, deployCommands.appEngine);
    const java = files.paths
      .filter((path) => baseName(path) === 'appengine-web.xml' && !isForeign(path))
      .map((file): RoledEvidence => ({ role: configRole(file), evidence: { file } }));
    const code = terraformResources(files, /^google_app_engine_(?:standard|flexible)_app_version$/u);
    const own = found.filter(({ role }) => role === undefined).map(({ evidence }) => evidence);
    return withTargets(
      findingsByRole('app-engine', [...found, ...java, ...lines, ...code]),
      () => appEngineTargets(files, units, own, lines),
      { line: 1 },
    );
  },
  speak: (finding, unit, request) => {
    const { details, candidates } = chosenTarget(finding, unit, request.profile.platform?.['service'], appEngineSchema);
    return appEngineSpeech(details ?? { line: 1 }, candidates, finding, request);
  },
};

function isAppYaml(path: string): boolean {
  const name = baseName(path);
  return maybeManifest(path) && !name.startsWith('Pulumi.') && !isForeign(path) && !path.startsWith('.');
}

/** The runtimes of https://cloud.google.com/appengine/docs/standard/runtimes and of the flexible environment. */
const runtime = /^(?:python|nodejs|go|java|php|ruby|dotnet|aspnetcore)\d*$|^(?:custom|vm)$/u;
const telling = [
  'handlers',
  'instance_class',
  'automatic_scaling',
  'basic_scaling',
  'manual_scaling',
  'env_variables',
  'env',
  'entrypoint',
  'service',
  'inbound_services',
  'runtime_config',
  'vpc_access_connector',
  'beta_settings',
  'threadsafe',
  'api_version',
] as const;

function descriptions(files: WorkspaceFiles): readonly RoledEvidence[] {
  return files.loaded.flatMap((file): readonly RoledEvidence[] => {
    if (!isAppYaml(file) || !/^runtime\s*:/mu.test(files.text(file) ?? '')) return [];
    const [document] = files.yaml(file) ?? [];
    const value = document?.value;
    if (!runtime.test(textAt(value, 'runtime') ?? '') || textAt(value, 'name') !== undefined) return [];
    const named = /^app(?:[._-][\w.-]+)?\.ya?ml$|[._-]app\.ya?ml$/u.test(baseName(file));
    if (!named && !telling.some((key) => valueAt(value, key) !== undefined)) return [];
    // An app of its own among the tools is not the service.
    const role = configRole(file) ?? (/(?:^|\/)(?:scripts?|tools?|hack)\//u.test(file) ? 'development' : undefined);
    return [{ role, evidence: evidenceAt(file, document?.lineOf(['runtime'])) }];
  });
}
