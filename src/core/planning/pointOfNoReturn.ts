import type { ConfigChange, DependencyChange, Migration } from '../facts/schema';
import { stageKinds, type Plan, type Risk, type StageKind } from '../plan/schema';
import { placeText } from '../facts/platforms/atOnce';
import { whatItBreaks } from './clashes';
import { migrationSteps } from './migrationSteps';
import { count, listed } from '../risks/wording';
import { dataStoreUpgrade } from '../risks/dataStoreUpgrade';
import { lossOf, removedInfrastructure } from '../risks/removedInfrastructure';
import { isFlagOnly, type PlanningInput } from './planningInput';
import { servingStage, startingStage } from './startingStage';

/** Something that going back does not take back, and the stage that does it. */
interface Irreversible {
  readonly stage: StageKind;
  readonly reason: string;
}

/**
 * From which stage on going back loses or breaks something: migrations, and whatever else outlives the version that
 * wrote it (jobs, messages, sessions, encrypted values, destroyed resources, published packages, what others were told
 * to do). Unknown counts: nobody proved the way back. Null when nothing of it was found.
 */
export function pointOfNoReturn(input: PlanningInput): Plan['rollback']['pointOfNoReturn'] {
  const found = irreversibles(input);
  const reasons = [...new Set(found.map(({ reason }) => reason))];
  const stage = stageKinds.find((kind) => found.some((each) => each.stage === kind));
  return stage === undefined ? null : { stage, reasons };
}

function irreversibles(input: PlanningInput): readonly Irreversible[] {
  if (isFlagOnly(input.facts)) return [];
  const starting = startingStage(input);
  const whenItRuns = (reasons: readonly string[]): readonly Irreversible[] =>
    reasons.map((reason) => ({ stage: starting, reason }));
  return [
    ...migrating(input, starting),
    ...(destroysData(input)
      ? [
          {
            stage: 'infrastructure',
            reason: 'Applying the infrastructure files destroys resources that hold data.',
          } as const,
        ]
      : []),
    ...upgradesData(input),
    ...whenItRuns([
      ...whatRunsOnAfterwards(input),
      ...encrypted(input),
      ...toldToOthers(input.facts.dependencies),
      ...published(input),
    ]),
  ];
}

function migrating(input: PlanningInput, starting: StageKind): readonly Irreversible[] {
  const { steps, oncePrepared, onceBuilt, onceServing, onceDeployed, afterFull } = migrationSteps(input).part;
  const isStep = (list: readonly { readonly title: string }[], { file }: Migration): boolean =>
    list.some(({ title }) => title.includes(file));
  const found = input.facts.migrations
    .filter(
      ({ change, reversible, phase, leaves }) =>
        // The version before does not miss columns that it ignores.
        change === 'added' && ((reversible !== 'yes' && leaves !== 'unused columns') || phase === 'contract'),
    )
    .map((migration) => ({
      stage:
        isStep([...steps, ...oncePrepared], migration) || onceBuilt.some(({ text }) => text.includes(migration.file))
          ? 'infrastructure'
          : isStep(onceServing, migration)
            ? servingStage(input)
            : isStep([...onceDeployed, ...afterFull], migration)
              ? 'full'
              : starting,
      file: migration.file,
      why: whyNoWayBack(migration),
    }));
  // What holds of several is said once, where it first comes up.
  const alike = (one: (typeof found)[number]): readonly string[] =>
    found.flatMap(({ stage, why, file }) => (stage === one.stage && why([]) === one.why([]) ? [file] : []));
  return found
    .filter((each) => alike(each)[0] === each.file)
    .map((each) => ({ stage: each.stage, reason: each.why(alike(each)) }));
}

/** The reason, as a sentence about all the migrations that share it. */
function whyNoWayBack(migration: Migration): (files: readonly string[]) => string {
  const { reversible, phase, clashes, leaves } = migration;
  const all = (files: readonly string[]): string => `${count(files.length, 'migration')} (${listed(files)})`;
  const which = (files: readonly string[]): string =>
    files.length === 1 ? `Migration ${listed(files)}` : `Each of ${all(files)}`;
  if (clashes === true)
    return (files) => `${which(files)} changes what the version before uses: that one fails on the new schema.`;
  if (phase === 'contract') return (files) => `${which(files)} ${whatItBreaks(migration, 'the version before')}.`;
  if (leaves === 'rows') return (files) => `${which(files)} writes over rows: what stood there is gone.`;
  if (leaves === 'values')
    return (files) => `${which(files)} adds values to an enum: they stay, and so do rows that hold them.`;
  if (reversible === 'no')
    return (files) =>
      files.length === 1 ? `Migration ${listed(files)} cannot be undone.` : `None of ${all(files)} can be undone.`;
  return (files) =>
    files.length === 1
      ? `Whether migration ${listed(files)} can be undone is not known; treat it as if it cannot.`
      : `Whether ${all(files)} can be undone is not known; treat them as if they cannot.`;
}

/** What one version writes and the other one meets, by the rule of the risk analysis that saw it. */
const outliving: Readonly<Record<string, string>> = {
  'changed-job-arguments': 'Jobs that the new version has queued carry arguments that the version before does not take',
  'changed-message-field': 'Messages that the new version has written are not read as meant by the version before',
  'changed-session-format':
    'Sessions, tokens or cache entries that the new version has written are not read by the version before',
  'changed-service-worker': 'Browsers keep the new service worker after the service itself has gone back',
  'new-stored-value': 'Rows that hold a value which only the new version knows are not read by the version before',
  'changed-stored-format': 'Data that the new version has stored is not read as meant by the version before',
};

function whatRunsOnAfterwards({ risks }: PlanningInput): readonly string[] {
  return risks.flatMap((risk) => {
    const said = outliving[risk.rule ?? ''];
    return said === undefined ? [] : [`${said}${placeOf(risk)}.`];
  });
}

function placeOf({ evidence: [place] }: Risk): string {
  return place === undefined ? '' : ` (${placeText(place)})`;
}

/** Keys that values are encrypted with: what was encrypted with a new one, the version before cannot read. */
function encrypted({ facts }: PlanningInput): readonly string[] {
  const keys = facts.config
    .filter(
      (change): change is ConfigChange & { kind: 'key-read' } =>
        change.kind === 'key-read' && /(?:^|_)(?:ENCRYPT\w*|CIPHER\w*|KMS)(?:_|$)/u.test(change.key),
    )
    .map(({ key }) => key)
    .sort();
  return keys.length === 0
    ? []
    : [`Values encrypted with ${keys.join(', ')} are not readable for the version before, which does not know it.`];
}

/** Libraries whose calls reach people or money: a rollback does not take such a call back. */
const effects: readonly { readonly pattern: RegExp; readonly what: string }[] = [
  {
    pattern:
      /^(?:@?stripe(?:[-/].*)?|stripe-java|braintree|@paypal\/.*|paypal-rest-sdk|adyen.*|square|mollie.*|razorpay)$/iu,
    what: 'payments',
  },
  {
    pattern:
      /^(?:nodemailer|@sendgrid\/.*|sendgrid(?:-ruby)?|mailgun.*|postmark.*|resend|swoosh|bamboo|lettre|aws-sdk-ses|@aws-sdk\/client-ses(?:v2)?)$/iu,
    what: 'mails',
  },
  { pattern: /^(?:twilio(?:-ruby)?|vonage|@vonage\/.*|messagebird|plivo)$/iu, what: 'text messages and calls' },
  { pattern: /^(?:firebase-admin|web-push|webpush|rpush|apns2?|expo-server-sdk)$/iu, what: 'push notifications' },
];

function toldToOthers(dependencies: readonly DependencyChange[]): readonly string[] {
  return dependencies.flatMap(({ name, from, development, evidence: [place] }) => {
    const effect = effects.find(({ pattern }) => pattern.test(name));
    if (effect === undefined || from !== undefined || development === true) return [];
    return [
      `The release begins to use ${name}${place === undefined ? '' : ` (${placeText(place)})`}: ${effect.what} that it has sent stay sent.`,
    ];
  });
}

/** Where a platform is spoken the release goes there; elsewhere what the repository publishes may be the release. */
function published({ facts, speech }: PlanningInput): readonly string[] {
  return speech !== undefined
    ? []
    : facts.publishing.map(
        ({ what, evidence: [place] }) =>
          `What is published stays published: ${what}${place === undefined ? '' : ` (${placeText(place)})`}. Going back means publishing a newer version.`,
      );
}

function destroysData({ risks }: PlanningInput): boolean {
  return risks.some(({ rule, impact }) => rule === removedInfrastructure.id && impact === lossOf.data);
}

/** A database of another major version does not become the former one again. */
function upgradesData({ risks }: PlanningInput): readonly Irreversible[] {
  return risks
    .filter(({ rule }) => rule === dataStoreUpgrade.id)
    .map((risk) => ({
      stage: 'infrastructure',
      reason: `Once a database is moved to another major version${placeOf(risk)}, it goes back by a backup only.`,
    }));
}
