import { evidenceAt, findingsByRole, type RoledEvidence } from '../detector';
import { textAt, valueAt } from '../looseValue';
import type { WorkspaceFiles } from '../workspaceFiles';
import { configRole } from './configRole';
import { chosenTarget } from './chosenTarget';
import { deployCommands } from './deployCommands';
import { commandProofs } from './deployLines';
import { flySchema, flyTarget, isFlyConfig, unknownFlyApp } from './fly/describe';
import { flySpeech } from './fly/speech';
import type { Platform } from './platform';
import { withTargets } from './withTargets';

/** Fly.io by its `fly.toml` or a pipeline that deploys with flyctl. */
export const fly: Platform = {
  id: 'fly',
  reads: isFlyConfig,
  detect: (files, units) => {
    const found = configs(files);
    const production = found.filter(({ role }) => role === undefined);
    return withTargets(
      findingsByRole('fly', [...found, ...commands(files)]),
      () => production.map(({ evidence }) => flyTarget(files, units, evidence.file)),
      unknownFlyApp,
    );
  },
  speak: (finding, unit, request) => {
    const { details, candidates } = chosenTarget(finding, unit, request.profile.platform?.['app'], flySchema);
    return flySpeech(details ?? unknownFlyApp, candidates, finding, request);
  },
};

/** An app of another environment, whatever its file is called. `dev` may be a part of anybody's name. */
const elsewhere = /-(?:staging|stage|stg|qa|uat|preview|sandbox|review|development)$/u;

const keys = ['app', 'http_service', 'services', 'build', 'primary_region', 'processes', 'vm', 'env'] as const;

function configs(files: WorkspaceFiles): readonly RoledEvidence[] {
  return files.loaded.flatMap((file): readonly RoledEvidence[] => {
    if (!isFlyConfig(file)) return [];
    const config = files.toml(file);
    const key = keys.find((each) => valueAt(config?.value, each) !== undefined);
    // `{APP_NAME}`, `<your-app>`: left for whoever hosts it.
    const isTemplate = /[{<]/u.test(textAt(config?.value, 'app') ?? '');
    const role =
      configRole(file) ??
      (isTemplate ? 'example' : elsewhere.test(textAt(config?.value, 'app') ?? '') ? 'development' : undefined);
    return key === undefined ? [] : [{ role, evidence: evidenceAt(file, config?.lineOf([key])) }];
  });
}

/** `fly` alone is also the client of Concourse; only flyctl has `deploy`. */
function commands(files: WorkspaceFiles): readonly RoledEvidence[] {
  return commandProofs(files, deployCommands.fly);
}
