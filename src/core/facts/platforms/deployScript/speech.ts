import { shellWord } from '../../../plan/blanks';
import type { Step } from '../../../plan/schema';
import { answersFrom, type Answers } from '../answers';
import { liveVersion } from '../liveVersion';
import { inCheckout } from '../places';
import { splitStages, type Commands, type PlatformSpeech, type SpeechRequest, type TrafficShift } from '../platform';
import type { DeployScript } from './describe';

/** So many of the script's own lines are quoted in the plan. */
const QUOTED_LINES = 6;

/**
 * Runs the project's own script and claims nothing about it beyond its own lines. It gives all traffic at once, so the
 * stages between 0 % and 100 % are left out.
 *
 * @param script undefined while nobody has chosen among `candidates`.
 */
export function scriptSpeech(
  script: DeployScript | undefined,
  candidates: readonly string[],
  request: SpeechRequest,
): PlatformSpeech {
  const answers = answersFrom(request.profile);
  const { release } = request.facts;
  const name = script?.command ?? 'the deploy script';
  const reason =
    script === undefined
      ? 'Which script deploys is not decided, so nothing is known about dividing traffic.'
      : `\`${name}\` (${script.file}:${String(script.line)}) is run once and gives everything: nothing tells that it can divide traffic.`;
  const skipped: TrafficShift = { kind: 'skipped', reason };
  const live = liveVersion(answers);
  const run = commandOf(script, candidates, answers, {
    id: 'deploy-arguments',
    version: request.newVersion,
  });
  const back = wayBack(script, run, answers, request);
  const source = script === undefined ? {} : { source: { file: script.file, line: script.line } };
  const rollback = (id: string): readonly Step[] => [
    step(id, `Deploy ${request.baselineVersion} again`, back, { ...source }),
    step(`${id}-check`, 'Show what runs now', live, { expect: expectedLive(request) }),
  ];
  const codeRollback: Commands = {
    kind: 'steps',
    steps: rollback('rollback'),
    validations: [
      { id: 'script-rollback-live', text: `Production runs ${request.baselineVersion}.`, kind: 'command', expr: live },
    ],
  };
  return {
    platform: { id: 'deploy-script', trafficControl: 'none', granularityPercent: 100 },
    targetName: name,
    servesHttp: 'unknown',
    trafficWhy: reason,
    stickiness: 'Not applicable: everybody is on one version.',
    identity: [
      step(
        'identity-checkout',
        'Show which commit would be deployed',
        `git rev-parse HEAD && git status --porcelain --untracked-files=no`,
        { expect: `${release.head.commit} and nothing else.` },
      ),
      step(
        'identity-place',
        'Show where the script deploys to',
        answers.word({
          id: 'deploy-identity',
          question: `Which command shows the account, host or environment that ${name} deploys to?`,
          profileKey: 'identity',
        }),
        source,
      ),
    ],
    record: [
      step('record-live', 'Show which version runs now', live, {
        expect: `${expectedLive(request)} Anything else: plan again with that commit as base, since the rollback goes to it.`,
      }),
    ],
    configure: [],
    prepare: { kind: 'unavailable', reason },
    traffic: { canary: skipped, partial: skipped, majority: skipped },
    promote: [step('promote', `Deploy ${request.newVersion}`, run, { undo: back, ...source })],
    verify: [{ id: 'script-verify-live', text: `Production runs ${request.newVersion}.`, kind: 'command', expr: live }],
    abort: rollback('abort'),
    configRollback: {
      kind: 'unavailable',
      reason: 'Nothing in the repository tells how configuration alone goes back: level 3 takes it back with the code.',
    },
    codeRollback,
    caveats: caveatsOf(script, splitStages.length),
    blanks: answers.blanks(),
  };
}

function commandOf(
  script: DeployScript | undefined,
  candidates: readonly string[],
  answers: Answers,
  { id, version }: { readonly id: string; readonly version: string },
): string {
  if (script?.command === undefined) {
    return answers.word({
      id: 'deploy-command',
      question:
        candidates.length > 0
          ? `Which command deploys production: ${candidates.map((each) => `\`${each}\``).join(', ')} or another?`
          : 'Which command deploys production?',
      profileKey: 'deploy',
    });
  }
  const variables = script.requires.map(
    (name) =>
      `${name}=${answers.word({ id: `deploy-${name.toLowerCase().replaceAll('_', '-')}`, question: `Which value of ${name} does ${script.file} need to deploy to production?` })} `,
  );
  const words = `${variables.join('')}${wordsOf(script.command)}`;
  if (script.takesArguments === undefined) return words;
  const { file, line, text } = script.takesArguments;
  const isMake = script.command.startsWith('make ');
  const whole = answers.word({
    id,
    question: isMake
      ? `Which complete command line, variables included, deploys ${version} to production (${file}:${String(line)} says \`${text}\`)?`
      : `Which complete command line of ${script.file}, arguments included, deploys ${version} to production (${file}:${String(line)} says \`${text}\`)?`,
  });
  return whole;
}

/** A second run of the same script in a checkout of the recorded commit, or a question. */
function wayBack(script: DeployScript | undefined, run: string, answers: Answers, request: SpeechRequest): string {
  const { base, files } = request.facts.release;
  const isNew = files.some(({ path, status }) => path === script?.file && status === 'added');
  const why = whyNotFromCheckout(script, isNew);
  if (script === undefined || why !== undefined) {
    return answers.word({
      id: 'rollback-command',
      question: `Which command deploys ${request.baselineVersion} (${base.commit.slice(0, 12)}) again${why === undefined ? '' : ` (${why})`}?`,
    });
  }
  return inCheckout(base.commit, run);
}

function whyNotFromCheckout(script: DeployScript | undefined, isNew: boolean): string | undefined {
  if (script === undefined) return undefined;
  if (isNew) return `${script.file} is new in this release`;
  if (!script.selfContained) return 'a checkout alone lacks its dependencies';
  if (script.leavesCheckout !== undefined) {
    const { file, line, text } = script.leavesCheckout;
    return `${file}:${String(line)} says \`${text}\`, so another checkout may not be what it deploys`;
  }
  if (script.takesArguments !== undefined) return 'it takes arguments';
  return undefined;
}

function caveatsOf(script: DeployScript | undefined, stages: number): readonly string[] {
  if (script === undefined) return [];
  const quoted = script.touches.slice(0, QUOTED_LINES).map(({ line, text }) => `${String(line)}: \`${text}\``);
  const more = script.touches.length - quoted.length;
  return [
    `The ${String(stages)} stages between 0 % and 100 % are left out: everybody gets the new version at once. A feature flag would make a gradual rollout possible.`,
    ...(quoted.length > 0
      ? [
          `What ${script.file} runs, as written: ${quoted.join('; ')}${more > 0 ? `; and ${String(more)} more lines` : ''}.`,
        ]
      : []),
    ...(script.leavesCheckout === undefined && script.selfContained
      ? [
          `The rollback runs ${script.file} of the recorded commit; files that git does not track, such as .env, are not in that checkout.`,
        ]
      : []),
  ];
}

function expectedLive({ baselineVersion, facts }: SpeechRequest): string {
  return `${baselineVersion} (${facts.release.base.commit.slice(0, 12)}).`;
}

function wordsOf(command: string): string {
  return command
    .split(' ')
    .map((word) => shellWord(word))
    .join(' ');
}

function step(
  id: string,
  title: string,
  run: string,
  more: { readonly expect?: string; readonly undo?: string; readonly source?: Step['source'] } = {},
): Step {
  return { id: `script-${id}`, title, run, shell: 'bash', ...more };
}
