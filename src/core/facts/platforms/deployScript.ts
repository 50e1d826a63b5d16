import * as z from 'zod/mini';
import { findingsByRole } from '../detector';
import type { PlatformTarget } from '../schema';
import { findDeployScripts, maybeDeployScript, scriptSchema, type DeployScript } from './deployScript/describe';
import { scriptSpeech } from './deployScript/speech';
import type { Platform, SpeechRequest } from './platform';
import { withTargets } from './withTargets';

/** The project's own script, run as it stands. */
export const deployScript: Platform = {
  id: 'deploy-script',
  reads: maybeDeployScript,
  detect: (files, units) => {
    const found = findDeployScripts(files, units);
    return withTargets(findingsByRole('deploy-script', found), () =>
      found.filter(({ role }) => role === undefined).map(({ target }) => target),
    );
  },
  speak: (finding, unit, request) => {
    const { script, candidates } = chooseScript(finding.targets ?? [], unit, request);
    return scriptSpeech(script, candidates, request);
  },
};

/** The script that the profile names (`platform.script`), else the only one of the unit. */
function chooseScript(
  targets: readonly PlatformTarget[],
  unit: string,
  { profile }: SpeechRequest,
): { readonly script: DeployScript | undefined; readonly candidates: readonly string[] } {
  const told = profile.platform?.['script'];
  const ofUnit = targets.filter((target) => target.unit === unit);
  const possible = ofUnit.length > 0 ? ofUnit : targets;
  const [only, ...more] = possible;
  const chosen = targets.find(({ id, name }) => id === told || name === told) ?? (more.length === 0 ? only : undefined);
  const parsed = chosen === undefined ? undefined : z.safeParse(scriptSchema, chosen.details);
  if (parsed?.success === true) return { script: parsed.data, candidates: [] };
  return { script: undefined, candidates: possible.map(({ name }) => name) };
}
