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

/** What a contract migration does to a version that does not know it yet, as the end of a sentence about it. */
export function whatItBreaks({ findings }: Migration, version: string): string {
  const worst = findings.find(
    ({ severity, effects }) => severity === 'error' && (effects.includes('breakage') || effects.includes('data-loss')),
  );
  switch (worst?.rule) {
    case 'adding-required-field':
    case 'adding-not-nullable-field':
      return `demands a value that ${version} may not write`;
    case 'renaming-column':
    case 'renaming-table':
      return `renames what ${version} uses`;
    case 'changing-column-type':
      return `changes the type of what ${version} uses`;
    case 'deleting-every-row':
    case 'truncating-table':
    case 'ban-truncate-cascade':
      return `empties what ${version} uses`;
    default:
      return `takes away what ${version} uses`;
  }
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
