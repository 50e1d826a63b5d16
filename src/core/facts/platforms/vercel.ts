import { findingsByRole, type RoledEvidence } from '../detector';
import { baseName, isForeign } from '../paths';
import { configRole } from './configRole';
import { deployCommands } from './deployCommands';
import { commandProofs } from './deployLines';
import { chosenTarget } from './chosenTarget';
import type { Platform } from './platform';
import { unknownVercelProject, vercelSchema, vercelTarget } from './vercel/describe';
import { vercelSpeech } from './vercel/speech';
import { withTargets } from './withTargets';

/** Vercel by its project configuration or a pipeline that deploys with its client. */
export const vercel: Platform = {
  id: 'vercel',
  reads: (path) => isVercelConfig(path),
  detect: (files, units) => {
    const configs = files.loaded
      .filter((path) => isVercelConfig(path))
      .filter((path) => baseName(path) !== 'now.json' || !files.has(path.replace(/now\.json$/u, 'vercel.json')))
      .filter((path) => !path.endsWith('.json') || files.json(path) !== undefined)
      .map((file): RoledEvidence => ({ role: configRole(file), evidence: { file, line: 1 } }));
    const targets = configs
      .filter(({ role }) => role === undefined)
      .map(({ evidence }) => vercelTarget(files, units, evidence.file))
      .filter(({ id }, at, all) => all.findIndex((other) => other.id === id) === at);
    const findings = findingsByRole('vercel', [...configs, ...commandProofs(files, deployCommands.vercel)]);
    return withTargets(findings, () => targets, unknownVercelProject);
  },
  speak: (finding, unit, request) => {
    const { details } = chosenTarget(finding, unit, request.profile.platform?.['config'], vercelSchema);
    return vercelSpeech(details ?? unknownVercelProject, finding, request);
  },
};

function isVercelConfig(path: string): boolean {
  return /(?:^|\/)(?:vercel\.json|now\.json|\.vercel\/project\.json|vercel\.ts)$/u.test(path) && !isForeign(path);
}
