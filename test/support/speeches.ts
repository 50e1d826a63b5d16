import type { Facts, ReleaseFile } from '../../src/core/facts/schema';
import { usualBands, type PlatformSpeech } from '../../src/core/facts/platforms/platform';
import { speakPlatform } from '../../src/core/facts/platforms/platforms';
import { fillCommand } from '../../src/core/plan/blanks';
import type { Step, Validation } from '../../src/core/plan/schema';
import type { Profile } from '../../src/core/profile';
import { factsOf } from './aWorkspace';

/** What the chosen platform says for the root unit. @throws Error when nothing is spoken. */
export function speechFor(facts: Facts, profile: Profile = {}, newVersion = 'v1.5.0'): PlatformSpeech {
  const choice = speakPlatform(facts, '.', {
    deployment: '2025-10-27-user-auth',
    baselineVersion: 'v1.4.0',
    newVersion,
    profile,
    bands: usualBands,
  });
  if (choice.kind !== 'spoken') throw new Error(`Nothing speaks: ${choice.kind}`);
  return choice.speech;
}

/** What is said of a workspace that the release leaves alone, and where it changes or adds one of its files. */
export function speechesOf(texts: Readonly<Record<string, string>>): readonly PlatformSpeech[] {
  const changes = Object.keys(texts).flatMap((path) =>
    (['modified', 'added'] as const).map((status): ReleaseFile[] => [{ path, status, added: 1, deleted: 1 }]),
  );
  const facts = factsOf(texts);
  return [[], ...changes].map((files) => speechFor({ ...facts, release: { ...facts.release, files } }));
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
