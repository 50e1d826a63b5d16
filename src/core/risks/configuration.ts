import type { ConfigChange } from '../facts/schema';
import type { RiskRule } from './rule';

/** Code of this release reads an environment key that no configuration in the repository sets. */
export const unsetEnvironmentKey: RiskRule = {
  id: 'unset-environment-key',
  dimension: 'failure-modes',
  find: ({ facts }) => {
    const set = new Set(facts.config.flatMap((change) => (change.kind === 'key-set' ? [change.key] : [])));
    const read = facts.config.filter(
      (change): change is ConfigChange & { kind: 'key-read' } => change.kind === 'key-read',
    );
    return read
      .filter(({ key }) => !set.has(key))
      .map(({ key, evidence }) => ({
        key,
        issue: `The release newly reads the environment key ${key}, and no configuration in the repository newly sets it.`,
        evidence,
        trigger: `The new version starts where ${key} has no value.`,
        impact: 4,
        probability: 3,
        fails: 'The new version does not start, or runs with a default nobody chose.',
        detect: 'New pods or processes do not become ready, or log the missing key at start.',
        recover: `Set ${key} where the service runs, or roll back.`,
        monitor: 'Restarts and readiness of the new version in Stage 1.',
        mitigation: `Set ${key} in the deployed configuration before Stage 1, or confirm that its absence is handled.`,
      }));
  },
};
