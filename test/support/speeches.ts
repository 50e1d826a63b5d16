import type { Facts, ReleaseFile } from '../../src/core/facts/schema';
import { usualBands, type PlatformSpeech } from '../../src/core/facts/platforms/platform';
import { speakPlatform, type PlatformChoice } from '../../src/core/facts/platforms/platforms';
import { fillCommand } from '../../src/core/plan/blanks';
import type { Step, Validation } from '../../src/core/plan/schema';
import type { Profile } from '../../src/core/profile';
import { aRelease, factsOf } from './aWorkspace';

/** What the chosen platform says for a unit, the root's unless told. @throws Error when nothing is spoken. */
export function speechFor(facts: Facts, profile: Profile = {}, newVersion = 'v1.5.0', unit = '.'): PlatformSpeech {
  const choice = choiceFor(facts, profile, newVersion, unit);
  if (choice.kind !== 'spoken') throw new Error(`Nothing speaks: ${choice.kind}`);
  return choice.speech;
}

const aCommit = { subject: 'Change it', author: 'Ada Park', date: '2025-10-27T09:00:00Z', merge: false };

function choiceFor(facts: Facts, profile: Profile, newVersion: string, unit = '.'): PlatformChoice {
  return speakPlatform(facts, unit, {
    deployment: '2025-10-27-user-auth',
    baselineVersion: 'v1.4.0',
    newVersion,
    profile,
    bands: usualBands,
  });
}

/**
 * What is said of a workspace that the release leaves alone, and where it changes or adds one of its files. Where the files are
 * the deployment, nothing is said of a release that leaves them alone.
 *
 * @throws Error when nothing is spoken at all.
 */
export function speechesOf(texts: Readonly<Record<string, string>>): readonly PlatformSpeech[] {
  const changes = Object.keys(texts).flatMap((path) =>
    (['modified', 'added'] as const).map((status): ReleaseFile[] => [{ path, status, added: 1, deleted: 1 }]),
  );
  const speeches = [[], ...changes].flatMap((files): readonly PlatformSpeech[] => {
    const commits = files.length === 0 ? [] : [{ ...aCommit, id: aRelease.head.commit }];
    const choice = choiceFor(factsOf(texts, { files, commits }), {}, 'v1.5.0');
    return choice.kind === 'spoken' ? [choice.speech] : [];
  });
  if (speeches.length === 0) throw new Error(`Nothing speaks of ${Object.keys(texts).join(', ')}`);
  return speeches;
}

export function stepsOf(speech: PlatformSpeech): readonly Step[] {
  const { identity, record, configure, prepare, traffic, promote, abort, configRollback, codeRollback } = speech;
  return [
    ...identity,
    ...record,
    ...configure,
    ...(prepare.kind === 'steps' ? prepare.steps : []),
    ...Object.values(traffic).flatMap((shift) => (shift.kind === 'shift' ? shift.steps : [])),
    ...promote,
    ...abort,
    ...(configRollback.kind === 'steps' ? configRollback.steps : []),
    ...(codeRollback.kind === 'steps' ? codeRollback.steps : []),
  ];
}

export function validationsOf(speech: PlatformSpeech): readonly Validation[] {
  const { prepare, traffic, verify, configRollback, codeRollback } = speech;
  return [
    ...verify,
    ...[prepare, configRollback, codeRollback].flatMap((each) => (each.kind === 'steps' ? each.validations : [])),
    ...Object.values(traffic).flatMap((shift) => (shift.kind === 'shift' ? shift.validations : [])),
  ];
}

/** How a command of the service is run, with `true` for any. */
function oneOffsOf({ oneOff }: PlatformSpeech): readonly string[] {
  if (oneOff === undefined) return [];
  const { prepared, deployed, after } = oneOff;
  return [prepared, deployed].flatMap((start) => (start === undefined ? [] : [`${start.before}true${after}`]));
}

/** Every command that a speech holds. */
export function commandsOf(speech: PlatformSpeech): readonly string[] {
  return [
    ...stepsOf(speech).flatMap(({ run, undo }) => (undo === undefined ? [run] : [run, undo])),
    ...validationsOf(speech).flatMap(({ expr }) => expr ?? []),
    ...oneOffsOf(speech),
  ];
}

/** A command with its blanks answered; open ones by `answer`. */
export function filled(speech: PlatformSpeech, command: string, answer = 'an answer'): string {
  const blanks = speech.blanks.map((blank) => ({ ...blank, value: blank.value ?? answer }));
  return fillCommand(command, blanks).text;
}
