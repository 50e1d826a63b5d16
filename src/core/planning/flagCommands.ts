import type { FlagFinding } from '../facts/schema';
import { blankReference } from '../plan/blanks';
import type { Blank, Step } from '../plan/schema';
import { startOf } from './migrationCommands';
import { askBlank } from './people';
import type { PlanningInput } from './planningInput';

/** What turns a flag that is new in the release off for everyone, which is how it was before: it was not there. */
export interface FlagCommands {
  readonly create: Spoken;
  readonly off: Spoken;
  /** What the repository does not tell of the place where the flag is kept. */
  readonly blanks: readonly Blank[];
}

type Spoken = Pick<Step, 'run' | 'expect'>;

/**
 * The commands of the providers that have documented ones; undefined for the others, and for a key that a shell or an
 * address would take apart.
 */
export function flagCommands(
  { id, key }: FlagFinding & { readonly key: string },
  input: Pick<PlanningInput, 'speech'>,
): FlagCommands | undefined {
  if (!/^[A-Za-z\d][\w.-]*$/u.test(key)) return undefined;
  switch (id) {
    case 'launchdarkly':
      return launchDarkly(key);
    case 'unleash':
      return unleash(key);
    case 'flipper':
      return flipper(key, input);
    default:
      return undefined;
  }
}

/** https://launchdarkly.com/docs/home/getting-started/ldcli; a new flag is off in every environment: https://launchdarkly.com/docs/api/feature-flags/post-feature-flag. */
function launchDarkly(key: string): FlagCommands {
  const project = blankReference('launchdarkly-project');
  const environment = blankReference('launchdarkly-environment');
  return {
    create: {
      run: `ldcli flags create --project ${project} --data '{"key": "${key}", "name": "${key}"}'`,
      expect: `${key} is created, off in every environment. ldcli takes your access token from LD_ACCESS_TOKEN or its own configuration.`,
    },
    off: {
      run: `ldcli flags toggle-off --project ${project} --environment ${environment} --flag ${key}`,
      expect: `${key} is updated: everyone gets its off variation.`,
    },
    blanks: [
      askBlank({ id: 'launchdarkly-project', question: 'Which project of LaunchDarkly holds the flags, by its key?' }),
      askBlank({
        id: 'launchdarkly-environment',
        question: 'Which environment of that LaunchDarkly project is production, by its key?',
      }),
    ],
  };
}

/** https://docs.getunleash.io/api/create-feature, https://docs.getunleash.io/api/toggle-feature-environment-off; a new flag is off in every environment. */
function unleash(key: string): FlagCommands {
  const features = `${blankReference('unleash-address')}/api/admin/projects/${blankReference('unleash-project')}/features`;
  const post = 'curl --fail --silent --show-error --request POST --header "Authorization: $UNLEASH_TOKEN"';
  const token = 'UNLEASH_TOKEN holds a token of your own that may change flags.';
  return {
    create: {
      run: `${post} --header 'Content-Type: application/json' --data '{"name": "${key}", "type": "release"}' ${features}`,
      expect: `The new flag as JSON; it is off in every environment. ${token} 409 means that it is there already: look that it is off.`,
    },
    off: {
      run: `${post} ${features}/${key}/environments/${blankReference('unleash-environment')}/off`,
      expect: `No error: the flag is off for everyone as soon as the instances fetch it. ${token}`,
    },
    blanks: [
      askBlank({
        id: 'unleash-address',
        question: 'What is the address of Unleash, such as https://unleash.example.com (what comes before /api)?',
      }),
      askBlank({ id: 'unleash-project', question: 'Which project of Unleash holds the flags, by its id?' }),
      askBlank({ id: 'unleash-environment', question: 'Which environment of Unleash is production, by its name?' }),
    ],
  };
}

/** Flipper 1.2 or newer: https://www.flippercloud.io/docs/cli. It changes what the application itself reads, by the platform where that can be. */
function flipper(key: string, { speech }: Pick<PlanningInput, 'speech'>): FlagCommands {
  const command = `bundle exec flipper disable ${key}`;
  const { oneOff } = speech ?? {};
  const aboard = oneOff?.root === '.' ? oneOff : undefined;
  const where =
    aboard === undefined
      ? ' This is run where the settings of production are: it changes what those settings name.'
      : '';
  const of = (before: string): Spoken => ({
    run: aboard === undefined ? command : `${before}${command}${aboard.after}`,
    expect: `${key} is disabled. "Unknown command" or "command not found": Flipper is older than 1.2.${where}`,
  });
  return {
    create: of(aboard === undefined ? '' : startOf(aboard).before),
    off: of(aboard?.deployed.before ?? ''),
    blanks: [],
  };
}
