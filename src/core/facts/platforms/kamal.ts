import { evidenceAt, findingsByRole, type RoledEvidence } from '../detector';
import { entriesAt, listAt, textAt, valueAt } from '../looseValue';
import { isForeign } from '../paths';
import { chosenTarget } from './chosenTarget';
import { isKamalSecrets } from './kamal/environment';
import { kamalLine, kamalSchema, kamalTarget, unknownKamalService } from './kamal/describe';
import { kamalSpeech } from './kamal/speech';
import { configRole } from './configRole';
import { deployCommands } from './deployCommands';
import { commandProofs } from './deployLines';
import type { Platform } from './platform';
import { withTargets } from './withTargets';

/** Kamal by its `config/deploy.yml`. The file that `kamal init` or `rails new` leaves behind deploys nothing. */
export const kamal: Platform = {
  id: 'kamal',
  reads: (path) => isKamalConfig(path) || isKamalSecrets(path) || path === 'Gemfile',
  detect: (files, units) => {
    const configs = files.loaded.flatMap((file): readonly RoledEvidence[] => {
      if (!isKamalConfig(file) || !/(?:^|\/)deploy\.ya?ml(?:\.erb)?$/u.test(file)) return [];
      const [document] = files.yaml(file) ?? [];
      const value = document?.value;
      const image = textAt(value, 'image');
      // Kamal fills in ERB before it reads YAML.
      if (document === undefined)
        return kamalLine(files, file).map((line) => ({ role: configRole(file), evidence: { file, line } }));
      if (textAt(value, 'service') === undefined || (image === undefined && valueAt(value, 'servers') === undefined))
        return [];
      const untouched = image?.startsWith('your-user/') === true || isPlaceholder(hosts(valueAt(value, 'servers')));
      const role = configRole(file) ?? (untouched && valueAt(value, 'servers') !== undefined ? 'example' : undefined);
      return [{ role, evidence: evidenceAt(file, document.lineOf(['service'])) }];
    });
    const lines = commandProofs(files, deployCommands.kamal);
    const own = configs.filter(({ role }) => role === undefined);
    return withTargets(
      findingsByRole('kamal', [...configs, ...lines]),
      () => own.map(({ evidence }) => kamalTarget(files, units, evidence.file)),
      unknownKamalService,
    );
  },
  speak: (finding, unit, request) => {
    const { details, candidates } = chosenTarget(finding, unit, request.profile.platform?.['config'], kamalSchema);
    return kamalSpeech(details ?? unknownKamalService, candidates, finding, request);
  },
};

function isKamalConfig(path: string): boolean {
  return /(?:^|\/)config\/deploy(?:\.[\w-]+)?\.ya?ml$/u.test(path) && !isForeign(path);
}

function hosts(servers: unknown): readonly string[] {
  const own = listAt(servers);
  const byRole = entriesAt(servers).flatMap(([, role]) => [...listAt(role), ...listAt(role, 'hosts')]);
  return [...own, ...byRole].filter((host) => typeof host === 'string');
}

function isPlaceholder(servers: readonly string[]): boolean {
  return (
    servers.length > 0 &&
    servers.every((host) => /^192\.168\.0\.\d+$|(?:^|\.)example\.(?:com|org|net)$|^<[^%].*>$/u.test(host))
  );
}
