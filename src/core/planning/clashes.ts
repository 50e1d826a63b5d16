import type { PlatformSpeech } from '../facts/platforms/platform';
import type { Facts, Migration } from '../facts/schema';
import type { PlanningInput } from './planningInput';

/**
 * Added migrations that suit one version only: what goes out with them breaks the running version, and the new one may need
 * what they bring. While both serve, one of them fails.
 */
export function clashingMigrations({ migrations }: Pick<Facts, 'migrations'>): readonly Migration[] {
  return migrations.filter(({ change, clashes }) => change === 'added' && clashes === true);
}

/**
 * The shares that the platform gives the new version. None where a migration suits one version only and the platform can
 * hand over all traffic in one step, which keeps the time short in which requests fail. Where the shares are what brings the
 * new version out they stay, and the plan warns.
 */
export function trafficOf(speech: PlatformSpeech, { facts }: Pick<PlanningInput, 'facts'>): PlatformSpeech['traffic'] {
  const [first] = clashingMigrations(facts);
  if (first === undefined || speech.canSkipShares !== true) return speech.traffic;
  const skipped = {
    kind: 'skipped',
    reason: `${first.file} suits either the version that runs or the new one: no share of the traffic is served well. Split the migration to get this stage back.`,
  } as const;
  return { canary: skipped, partial: skipped, majority: skipped };
}
