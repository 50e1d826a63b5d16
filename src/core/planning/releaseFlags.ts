import { isDeployed, isOfProvider, type FlagFinding } from '../facts/schema';
import { blankReference } from '../plan/blanks';
import type { Blank, Plan, RollbackLevel, Step } from '../plan/schema';
import { flagCommands } from './flagCommands';
import { askBlank, people } from './people';
import { isFlagOnly, type PlanningInput, type WithBlanks } from './planningInput';

/** A flag whose key is known. */
type KeyedFlag = FlagFinding & { readonly key: string };

/**
 * The flags that came with this release and flip while the service runs. A flag that was there before guards something
 * else as far as anybody knows, and an environment value needs a restart.
 */
export function guardingFlags({ facts }: PlanningInput): readonly KeyedFlag[] {
  return facts.flags.filter(
    (flag): flag is KeyedFlag =>
      isDeployed(flag) && isOfProvider(flag) && flag.key !== undefined && flag.addedInRelease === true,
  );
}

/** Rollback level 1: the flag's targeting of before. It exists only where a flag flips without a rollout. */
export function flagLevel(input: PlanningInput, budgetSeconds: number): WithBlanks<RollbackLevel> {
  const base = {
    id: 'level-1',
    level: 1,
    title: 'Feature Flag',
    budgetSeconds,
    when: 'Immediately, when an issue of what the flag guards is seen. What else the release changes goes back with Level 3.',
    escalation: `If the feature is still there after 1 minute: go to the next level and tell ${people.onCall}.`,
  };
  const flags = guardingFlags(input);
  if (flags.length === 0 && !isFlagOnly(input.facts)) {
    return {
      part: { ...base, available: false, unavailableReason: whyNoFlag(input), steps: [], validations: [] },
      blanks: [],
    };
  }
  const off = isFlagOnly(input.facts)
    ? {
        part: [flagStep('flag-off', 'Turn the flag back to its targeting before this rollout', undefined)],
        blanks: [askCommand('flag-off', 'restores the targeting that the flag had before this rollout')],
      }
    : forEach(flags, (flag) => {
        const id = named('flag-off', flag, flags);
        const spoken = flagCommands(flag, input);
        return spoken === undefined
          ? {
              part: flagStep(id, `Turn the flag ${flag.key} back to its targeting before this rollout`, flag),
              blanks: [
                askCommand(id, `restores the targeting that the flag ${flag.key} (${flag.id}) had before this rollout`),
              ],
            }
          : {
              part: flagStep(
                id,
                `Turn the flag ${flag.key} off for everyone, as before this rollout`,
                flag,
                spoken.off,
              ),
              blanks: spoken.blanks,
            };
      });
  return {
    part: {
      ...base,
      available: true,
      steps: off.part,
      validations: [
        { id: 'flag-off-seen', text: 'The feature has disappeared for users.', kind: 'manual', owner: people.onCall },
      ],
    },
    blanks: off.blanks,
  };
}

/** Creates the flags of this release, turned off, before any of its code runs. */
export function flagCreation(input: PlanningInput): WithBlanks<readonly Step[]> {
  const flags = isFlagOnly(input.facts) ? [] : guardingFlags(input);
  return forEach(flags, (flag) => {
    const id = named('flag-create', flag, flags);
    const spoken = flagCommands(flag, input);
    return {
      part: flagStep(id, `Create the flag ${flag.key}, turned off for everyone`, flag, spoken?.create),
      blanks: spoken?.blanks ?? [askCommand(id, `creates the flag ${flag.key} in ${flag.id}, turned off for everyone`)],
    };
  });
}

/** A step for each flag, with what its command leaves open. */
function forEach(
  flags: readonly KeyedFlag[],
  plan: (flag: KeyedFlag) => WithBlanks<Step>,
): WithBlanks<readonly Step[]> {
  const planned = flags.map(plan);
  return { part: planned.map(({ part }) => part), blanks: planned.flatMap(({ blanks }) => blanks) };
}

/** A flag that stays after its rollout is one more way for the code to be. */
export function flagRemovals(input: PlanningInput): Plan['watch']['checks'] {
  const flags = guardingFlags(input);
  return flags.map((flag) => ({
    id: named('watch-remove-flag', flag, flags),
    text: `A ticket to remove the flag ${flag.key} from code and ${flag.id} exists, with an owner and a date.`,
  }));
}

function flagStep(id: string, title: string, flag: KeyedFlag | undefined, spoken?: Pick<Step, 'run' | 'expect'>): Step {
  const [place] = flag?.evidence ?? [];
  return {
    id,
    title,
    ...(spoken ?? { run: blankReference(`${id}-command`) }),
    shell: 'bash',
    ...(place === undefined ? {} : { source: { ...place } }),
  };
}

function askCommand(id: string, does: string): Blank {
  return askBlank({ id: `${id}-command`, question: `Which exact command or console step ${does}?` });
}

/** The plain id for the only flag, with its key where there are several. */
function named(id: string, flag: KeyedFlag, flags: readonly KeyedFlag[]): string {
  return flags.length === 1 ? id : `${id}-${flag.key.replace(/[^A-Za-z0-9]+/gu, '-').replace(/^-+|-+$/gu, '')}`;
}

function whyNoFlag({ facts }: PlanningInput): string {
  const advice = 'Guard the feature with a flag that flips while the service runs to get a way back in under a minute.';
  const providers = facts.flags.filter((flag) => isDeployed(flag) && isOfProvider(flag));
  const changed = new Set(facts.release.files.map(({ path }) => path));
  const near = providers.find(
    ({ key, evidence }) => key !== undefined && evidence.some(({ file }) => changed.has(file)),
  );
  if (near?.key !== undefined) {
    const place = near.evidence.find(({ file }) => changed.has(file));
    return `The release adds no flag. Changed code reads the flag ${near.key}${placed(place)}, which was there before: whether it guards this feature is not known. ${advice}`;
  }
  const [provider] = providers;
  if (provider !== undefined) {
    return `The repository uses ${provider.id}${placed(provider.evidence[0])}, and the release adds no flag. ${advice}`;
  }
  const own = facts.flags.find((flag) => isDeployed(flag) && flag.id === 'own' && flag.addedInRelease === true);
  if (own?.key !== undefined) {
    return `The flag ${own.key}${placed(own.evidence[0])} came with this release. The service keeps its flags by itself: how one is turned off, and whether that needs a restart, is not known. ${advice}`;
  }
  const environment = facts.flags.filter((flag) => isDeployed(flag) && flag.id === 'env');
  const added = environment.find(({ key, addedInRelease }) => key !== undefined && addedInRelease === true);
  if (added?.key !== undefined) {
    return `The environment value ${added.key}${placed(added.evidence[0])} came with this release and is read at start: flipping it needs a restart. ${advice}`;
  }
  return environment.length > 0
    ? `The flags found are environment values, read at start: flipping one needs a restart. ${advice}`
    : `No feature flag was found in the repository. ${advice}`;
}

function placed(place: FlagFinding['evidence'][number] | undefined): string {
  if (place === undefined) return '';
  return ` (${place.file}${place.line === undefined ? '' : `:${String(place.line)}`})`;
}
