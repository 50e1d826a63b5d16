import { controllerNames } from '../facts/ids';
import { placeText } from '../facts/platforms/atOnce';
import type { Commands, PlatformSpeech, SplitStage } from '../facts/platforms/platform';
import { splitStages } from '../facts/platforms/platform';
import { blankReference } from '../plan/blanks';
import type { Blank, Plan, Stage, StageKind, Step, Validation } from '../plan/schema';
import { type MigrationPart, migrationSteps } from './migrationSteps';
import { askBlank } from './people';
import { namesOf, syncOf, tellSync } from '../risks/modelsWithoutMigration';
import { isFlagOnly, type PlanningInput, type WithBlanks } from './planningInput';
import { flagCreation } from './releaseFlags';
import {
  isPackageRelease,
  noShareOfUsers,
  packageTriggers,
  packageValidations,
  publishBlank,
  publishedTo,
  publishStep,
} from './packageRelease';
import { byWhatDeploys, deployingJob, fromGit, mentionedPlatforms } from './mentionedPlatforms';
import { servingStage, startingStage } from './startingStage';
import { trafficOf } from './clashes';
import { worksInBackground } from './backgroundWork';
import { floorSoak, stageSoak } from './soak';
import { stageTriggers } from './triggers';
import { healthValidations } from './validations';

/** Time one command takes with reading its output, in seconds: an estimate to add up, never a promise. */
const STEP_SECONDS = 120;

const stageTitles: Readonly<Record<StageKind, string>> = {
  infrastructure: 'Infrastructure',
  canary: 'Canary',
  partial: 'Partial',
  majority: 'Majority',
  full: 'Full',
};

/** The strategy of the rollout and the reason for it, from what the platform can really do. */
export function chooseStrategy(input: PlanningInput): Plan['strategy'] {
  const { facts, speech } = input;
  if (isFlagOnly(facts)) {
    return { kind: 'flag-only', why: 'The release range is empty: only a flag changes, no code is deployed.' };
  }
  if (isPackageRelease(input)) {
    return {
      kind: 'rolling',
      why: `Nothing in the repository deploys a service; it publishes ${publishedTo(input)}. Users take the new version one by one, when they update.`,
    };
  }
  if (speech === undefined) {
    const published =
      facts.publishing.length === 0
        ? ''
        : ` The repository also publishes ${publishedTo(input)}: no stage of this plan covers that.`;
    return { kind: 'rolling', why: `${whyUnspoken(input)} Nothing can be said about splitting traffic.${published}` };
  }
  const traffic = trafficOf(speech, input);
  const canSplit = splitStages.some((stage) => traffic[stage].kind === 'shift');
  const { canary } = traffic;
  const why = traffic !== speech.traffic && canary.kind === 'skipped' ? canary.reason : speech.trafficWhy;
  return { kind: speech.strategy ?? (canSplit ? 'canary' : 'rolling'), why };
}

function whyUnspoken({ detectedPlatform, facts }: PlanningInput): string {
  const mentioned = mentionedPlatforms(facts);
  if (mentioned !== undefined) {
    const also = detectedPlatform === undefined || detectedPlatform === 'dockerfile' ? '' : `${detectedPlatform} and `;
    return `The repository deploys with ${also}${mentioned}, which this version detects and cannot command.`;
  }
  const [controller] = fromGit(facts);
  if (controller !== undefined) {
    const [place] = controller.evidence;
    return `${controllerNames[controller.id]} applies what this repository holds${place === undefined ? '' : ` (${placeText(place)})`}: a commit on the branch that it follows is the deployment, and no workload of its own was found here.`;
  }
  const job = deployingJob(facts);
  if (job !== undefined && (detectedPlatform === undefined || detectedPlatform === 'dockerfile'))
    return `The repository deploys by ${job}, which this version detects and cannot command.`;
  switch (detectedPlatform) {
    case undefined:
      return 'No deployment platform was found in the repository.';
    case 'dockerfile':
      return 'The repository builds an image, and nothing in it tells where that image runs.';
    default:
      return `The repository deploys with ${detectedPlatform}, which this version detects and cannot command.`;
  }
}

/** The five stages of the rollout. A stage that cannot be is kept and says why it is skipped. */
export function planStages(input: PlanningInput): WithBlanks<readonly Stage[]> {
  const spoken = isFlagOnly(input.facts) ? undefined : input.speech;
  if (spoken !== undefined) return spokenStages(input, spoken);
  if (isFlagOnly(input.facts)) return flagStages(input);
  return isPackageRelease(input) ? packageStages(input) : unspokenStages(input);
}

/** Nothing is deployed: the version is published, and users fetch it. */
function packageStages(input: PlanningInput): WithBlanks<readonly Stage[]> {
  const stickiness = 'Each user stays on the version that is installed.';
  const full = runningStage(input, 'full', 100, [publishStep(input)], [], stickiness);
  return {
    part: [
      ...(['infrastructure', ...splitStages] as const).map((kind) =>
        skippedStage(
          kind,
          kind === 'infrastructure' ? 'A package has no infrastructure to bring out first.' : noShareOfUsers,
          stickiness,
        ),
      ),
      { ...full, validations: packageValidations, triggers: packageTriggers },
    ],
    blanks: [publishBlank(input)],
  };
}

function spokenStages(input: PlanningInput, speech: PlatformSpeech): WithBlanks<readonly Stage[]> {
  const migrations = migrationSteps(input);
  const flags = flagCreation(input);
  const serving = servingStage(input);
  const { onceServing, onceDeployed, afterFull } = migrations.part;
  const traffic = trafficOf(speech, input);
  const split = splitStages.map((kind) => {
    const shift = traffic[kind];
    if (shift.kind === 'skipped') return skippedStage(kind, shift.reason, speech.stickiness);
    const steps = kind === serving ? [...onceServing, ...shift.steps] : shift.steps;
    const stage = runningStage(input, kind, shift.percent, steps, shift.validations, speech.stickiness);
    return shift.bandReason === undefined ? stage : { ...stage, bandReason: shift.bandReason };
  });
  const first = { ...migrations.part, steps: [...flags.part, ...migrations.part.steps, ...speech.configure] };
  return {
    part: lookOnceRunning(input, migrations.part.validations, [
      infrastructureStage(input, first, speech.prepare, speech.stickiness),
      ...split,
      runningStage(
        input,
        'full',
        100,
        [...(serving === 'full' ? onceServing : []), ...speech.promote, ...onceDeployed, ...afterFull],
        speech.verify,
        speech.stickiness,
      ),
    ]),
    blanks: [...flags.blanks, ...migrations.blanks],
  };
}

/** Migrations that come with the new version are looked at in the stage that starts it. */
function lookOnceRunning(
  input: PlanningInput,
  validations: readonly Validation[],
  stages: readonly Stage[],
): readonly Stage[] {
  const starting = startingStage(input);
  return stages.map((stage) =>
    stage.kind === starting ? { ...stage, validations: [...validations, ...stage.validations] } : stage,
  );
}

function infrastructureStage(input: PlanningInput, first: MigrationPart, prepare: Commands, stickiness: string): Stage {
  const steps = [...first.steps, ...(prepare.kind === 'steps' ? prepare.steps : []), ...first.oncePrepared];
  if (steps.length === 0) {
    const why = prepare.kind === 'unavailable' && prepare.reason !== '' ? ` ${prepare.reason}` : '';
    const what =
      first.validations.length > 0
        ? 'The migrations of this release are applied by the deployment itself, and there is nothing else to bring out first.'
        : first.onceDeployed.length > 0
          ? 'The migrations of this release need the code of the new version to be deployed, and there is nothing else to bring out first.'
          : first.onceServing.length > 0
            ? 'The migrations of this release suit one version only and wait until users meet the new one; there is nothing else to bring out first.'
            : first.afterFull.length > 0
              ? 'The migrations of this release take something away and wait until after Full; there is nothing else to bring out first.'
              : tellOther(input);
    return skippedStage('infrastructure', `${what}${why}`, stickiness);
  }
  const validations = prepare.kind === 'steps' ? [...first.onceBuilt, ...prepare.validations] : [];
  return runningStage(input, 'infrastructure', 0, steps, validations, stickiness);
}

/** Why nothing is brought out first, where no migration of a known tool is in the release. */
function tellOther({ facts }: PlanningInput): string {
  const { otherMigrations, modelChanges } = facts;
  const files = [...new Set(otherMigrations.map(({ file }) => file))].slice(0, 3);
  if (files.length > 0) {
    return `The release changes the schema in ${files.join(', ')}, and which tool applies that was not found: ask those who wrote it whether it runs with the deployment, and see it applied on a copy of production first.`;
  }
  if (modelChanges.length === 0) return 'This release has no migration, configuration or flag to bring out first.';
  const sync = syncOf(facts);
  const asked = `The models ask for ${namesOf(modelChanges)}, and this release has no migration to bring out first`;
  return sync?.does === 'alters'
    ? `${asked}: ${tellSync(sync, modelChanges)}.`
    : `${asked}: see that production has ${modelChanges.length === 1 ? 'it' : 'them'} before you go on.`;
}

/** No platform is spoken: the person is asked for the one command that deploys, and no stage is invented around it. */
function unspokenStages(input: PlanningInput): WithBlanks<readonly Stage[]> {
  const migrations = migrationSteps(input);
  const flags = flagCreation(input);
  const reason = `${whyUnspoken(input)} No command that splits traffic is known.`;
  const deploy: Step = {
    id: 'deploy',
    title: `Deploy ${input.newVersion}`,
    run: blankReference('deploy-command'),
    shell: 'bash',
  };
  const nothingFirst: Commands = { kind: 'unavailable', reason: '' };
  return {
    part: lookOnceRunning(input, migrations.part.validations, [
      infrastructureStage(
        input,
        { ...migrations.part, steps: [...flags.part, ...migrations.part.steps] },
        nothingFirst,
        'unknown',
      ),
      ...splitStages.map((kind) => skippedStage(kind, reason, 'unknown')),
      runningStage(
        input,
        'full',
        100,
        [...migrations.part.onceServing, deploy, ...migrations.part.afterFull],
        [],
        'unknown',
      ),
    ]),
    blanks: [
      ...flags.blanks,
      ...migrations.blanks,
      askBlank({
        id: 'deploy-command',
        question: `Which exact command deploys the new version to production${byWhatDeploys(input)}?`,
        profileKey: 'platform.deployCommand',
        answer: input.profile.platform?.['deployCommand'],
      }),
    ],
  };
}

/** Shares of the audience for a flag, inside the workflow's bands. */
const flagShares: Readonly<Record<SplitStage, number>> = { canary: 1, partial: 10, majority: 50 };

function flagStages(input: PlanningInput): WithBlanks<readonly Stage[]> {
  const stickiness = 'As the flag provider assigns users.';
  const blanks: Blank[] = [];
  const turn = (kind: StageKind, percent: number): Stage => {
    const id = `flag-${kind}-command`;
    blanks.push(
      askBlank({
        id,
        question: `Which exact command or console step turns the flag on for ${String(percent)} % of users?`,
      }),
    );
    const step: Step = {
      id: `flag-${kind}`,
      title: `Turn the flag on for ${String(percent)} %`,
      run: blankReference(id),
      shell: 'bash',
    };
    return runningStage(input, kind, percent, [step], [], stickiness);
  };
  const create: Step = {
    id: 'flag-create',
    title: 'Create the flag, turned off',
    run: blankReference('flag-create-command'),
    shell: 'bash',
  };
  const part = [
    runningStage(input, 'infrastructure', 0, [create], [], stickiness),
    ...splitStages.map((kind) => turn(kind, flagShares[kind])),
    turn('full', 100),
  ];
  return {
    part,
    blanks: [
      askBlank({
        id: 'flag-create-command',
        question: 'Which exact command or console step creates the flag, turned off for everyone?',
      }),
      ...blanks,
    ],
  };
}

function runningStage(
  input: PlanningInput,
  kind: StageKind,
  percent: number,
  steps: readonly Step[],
  validations: readonly Validation[],
  stickiness: string,
): Stage {
  // Jobs and messages are no requests: what is known of the traffic says nothing about them.
  const soak = stageSoak(kind, percent, worksInBackground(input) ? undefined : input.profile.traffic);
  return {
    id: kind,
    kind,
    title: stageTitles[kind],
    trafficPercent: percent,
    audience: { percent, stickiness },
    steps,
    validations: [...validations, ...healthValidations(input, kind, soak)],
    triggers: stageTriggers(input, kind),
    soak,
    durationSeconds: soak.seconds + steps.length * STEP_SECONDS,
  };
}

function skippedStage(kind: StageKind, reason: string, stickiness: string): Stage {
  return {
    id: kind,
    kind,
    title: stageTitles[kind],
    trafficPercent: 0,
    audience: { percent: 0, stickiness },
    steps: [],
    validations: [],
    triggers: [],
    soak: { ...floorSoak(kind), seconds: 0 },
    durationSeconds: 0,
    skipped: { reason },
  };
}
