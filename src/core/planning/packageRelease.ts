import { blankReference } from '../plan/blanks';
import type { Blank, Metric, RollbackLevel, Step, Trigger, Validation } from '../plan/schema';
import { mentionedPlatforms } from './mentionedPlatforms';
import { askBlank, people } from './people';
import type { PlanningInput } from './planningInput';

/**
 * A release that nobody deploys: a library, a command line tool, an app of a store. Its users fetch it from where it is
 * published. It has no traffic, no instances and no error rate, and what is published cannot be replaced.
 */
export function isPackageRelease({ facts, speech, detectedPlatform }: PlanningInput): boolean {
  return (
    speech === undefined &&
    detectedPlatform === undefined &&
    mentionedPlatforms(facts) === undefined &&
    facts.publishing.length > 0
  );
}

/** Where the repository publishes, with the places that say so. */
export function publishedTo({ facts }: Pick<PlanningInput, 'facts'>): string {
  return facts.publishing
    .map(({ what, evidence: [place] }) =>
      place === undefined ? what : `${what} (${place.file}${place.line === undefined ? '' : `:${String(place.line)}`})`,
    )
    .join(', ');
}

export const packageMetrics: readonly Metric[] = [
  { id: 'version-downloads', group: 'business', name: 'Downloads of the new version', unit: 'downloads per day' },
  { id: 'regression-reports', group: 'business', name: 'Reports that name the new version', unit: 'reports' },
];

/** Why each stage before Full is left out. */
export const noShareOfUsers =
  'Whoever asks for the newest version gets it as soon as it is published: no share of the users can be held. A pre-release version reaches only those who ask for it; publish one first where the registry knows them.';

export function publishStep({ newVersion }: PlanningInput): Step {
  return {
    id: 'publish',
    title: `Publish ${newVersion}`,
    run: blankReference('publish-command'),
    shell: 'bash',
    expect: `${newVersion} is listed where it is published.`,
  };
}

export function publishBlank(input: PlanningInput): Blank {
  return askBlank({
    id: 'publish-command',
    question: `Which exact command publishes the new version, or starts the pipeline that does? The repository publishes ${publishedTo(input)}.`,
    profileKey: 'platform.publishCommand',
    answer: input.profile.platform?.['publishCommand'],
  });
}

export const packageValidations: readonly Validation[] = [
  {
    id: 'full-installs',
    text: 'The published version installs into an empty folder on every supported system, and its main command or import works there.',
    kind: 'manual',
    owner: people.onCall,
  },
  {
    id: 'full-complaints',
    text: 'No report of a regression that names this version came in since it was published.',
    kind: 'manual',
    owner: people.complaints,
  },
];

export const packageTriggers: readonly Trigger[] = [
  {
    id: 'full-does-not-install',
    text: 'The published version does not install or does not start on one supported system: one case is enough.',
    level: 3,
  },
  {
    id: 'full-regressions',
    text: 'Two users report the same regression within 24 hours.',
    metric: 'regression-reports',
    comparison: '>=',
    threshold: 2,
    forSeconds: 0,
    level: 3,
  },
];

/** The ways back of something published: withdraw it, then publish what was there before under a newer version. */
export function withdrawalLevel(
  { baselineVersion, newVersion, profile }: PlanningInput,
  base: Pick<RollbackLevel, 'id' | 'level' | 'title' | 'budgetSeconds'>,
  revert: readonly Step[],
): { readonly part: RollbackLevel; readonly blanks: readonly Blank[] } {
  return {
    part: {
      ...base,
      when: 'When the published version harms those who install it.',
      escalation: `If ${newVersion} is still what a fresh install gets after 15 minutes: call ${people.emergencyContact}.`,
      available: true,
      steps: [
        {
          id: 'withdraw',
          title: `Withdraw ${newVersion}, so that a fresh install gets ${baselineVersion} again`,
          run: blankReference('withdraw-command'),
          shell: 'bash',
          expect: 'Who has installed it already keeps it: tell them.',
        },
        ...revert.map((step) => ({
          ...step,
          title: `To replace it: revert the release, then publish that under a version newer than ${newVersion}`,
          onlyIf: `Users need a version newer than ${newVersion} to leave it.`,
        })),
      ],
      validations: [
        {
          id: 'withdrawn',
          text: `A fresh install into an empty folder gets ${baselineVersion}, or the newer version that replaces ${newVersion}.`,
          kind: 'manual',
          owner: people.onCall,
        },
      ],
    },
    blanks: [
      askBlank({
        id: 'withdraw-command',
        question: `Which exact command withdraws ${newVersion} (yank, deprecate, unlist, halt the store's rollout)? Registries do not let a published version be replaced.`,
        profileKey: 'platform.withdrawCommand',
        answer: profile.platform?.['withdrawCommand'],
      }),
    ],
  };
}
