import { answersFrom } from '../answers';
import { atOnceSpeech, pipelineCaveats, placeText, stepsFor } from '../atOnce';
import { strictJq, strictJqText } from '../kubernetes/voice';
import { choices, onlyOne } from '../namedIn';
import { environmentSwitches, switchedOff, switchKeys, type EnvironmentSwitch } from '../environmentSwitches';
import type { Commands, PlatformSpeech, SpeechRequest } from '../platform';
import type { PlatformFinding } from '../../schema';
import type { HerokuApp } from './describe';

const step = stepsFor('heroku');

/** https://devcenter.heroku.com/articles/git#deploy-your-code */
const pushed =
  'The last lines name the release and end with "Verifying deploy… done." Rejected as no fast-forward: what runs holds commits that this release lacks; find out which before anything else. "Everything up-to-date": Heroku has built this commit before, and nothing is deployed anew.';

/**
 * Heroku gives every release all traffic at once. Commands: https://devcenter.heroku.com/articles/heroku-cli-commands
 * (auth, apps, ps, releases), https://devcenter.heroku.com/articles/git (pushing a commit to main),
 * https://devcenter.heroku.com/articles/releases (what a rollback restores),
 * https://devcenter.heroku.com/articles/release-phase (when the release command runs),
 * https://devcenter.heroku.com/articles/one-off-dynos (what `heroku run` starts, and its exit code). The fields of the JSON output are
 * those of https://devcenter.heroku.com/articles/platform-api-reference#release.
 */
export function herokuSpeech(app: HerokuApp, finding: PlatformFinding, request: SpeechRequest): PlatformSpeech {
  const answers = answersFrom(request.profile);
  const { head, base } = request.facts.release;
  const name = answers.word({
    id: 'heroku-app',
    question: `What is the name of the production app on Heroku${choices(app.apps)}?`,
    profileKey: 'app',
    found: onlyOne(app.apps),
  });
  const recorded = answers.word({
    id: 'heroku-release',
    question: `Which release is current before this rollout, such as v123 (\`heroku releases\` of the app says "current")?`,
  });
  const push =
    app.container === undefined
      ? `git push https://git.heroku.com/${name}.git ${head.commit}:refs/heads/main`
      : answers.word({
          id: 'heroku-deploy',
          question: `Which command pushes and releases the image of ${request.newVersion} (${placeText(app.container)} says \`${app.container.text}\`)?`,
        });
  const releases = `heroku releases --app ${name} --json`;
  const back = `heroku releases:rollback ${recorded} --app ${name}`;
  const current = `${releases} | ${strictJq('any(.[]; .current and "v\\(.version)" == $release)', `--arg release ${recorded}`)}`;
  const short = head.commit.slice(0, 7);
  const source = app.release === undefined ? {} : { source: { file: app.release.file, line: app.release.line } };
  const why = 'Heroku starts the dynos of a new release for everybody at once: no share of the traffic can be held.';
  return atOnceSpeech({
    id: 'heroku',
    targetName: `app ${name}`,
    servesHttp: app.web ? 'yes' : 'unknown',
    why,
    identity: [
      step('identity-user', 'Show who you are on Heroku', 'heroku auth:whoami', { expect: 'Your own address.' }),
      step('identity-app', 'Show the app, its owner and its region', `heroku apps:info --app ${name}`, {
        expect: 'The production app.',
      }),
    ],
    record: [
      step(
        'record-live',
        'Show which release is current',
        `${releases} | ${strictJqText('[.[] | select(.current)] | .[0] | "v\\(.version) \\(.description)"')}`,
        { expect: `${recorded}, of commit ${base.commit.slice(0, 8)} (${request.baselineVersion}).` },
      ),
      step('record-check', 'Check that it is the release that every rollback here goes to', current, {
        expect: 'true. Otherwise answer the question about the current release anew.',
      }),
    ],
    prepare: { kind: 'unavailable', reason: why },
    promote: [
      step('promote', `Deploy ${request.newVersion}`, push, {
        ...(app.container === undefined ? { expect: pushed } : {}),
        undo: back,
        ...source,
      }),
    ],
    verify: [
      app.container === undefined
        ? {
            id: 'heroku-verify-release',
            text: `The current release is the deployed commit ${short}.`,
            kind: 'command',
            expr: `${releases} | ${strictJq(`any(.[]; .current and .status == "succeeded" and (.description | contains("${short}")))`)}`,
          }
        : {
            id: 'heroku-verify-release',
            text: 'A newer release than the recorded one is current.',
            kind: 'command',
            expr: `${releases} | ${strictJq('any(.[]; .current and .status == "succeeded" and "v\\(.version)" != $release)', `--arg release ${recorded}`)}`,
          },
      ...(app.web
        ? [
            {
              id: 'heroku-verify-dynos',
              text: 'Every web dyno is up.',
              kind: 'command' as const,
              expr: `heroku ps --app ${name} --json | ${strictJq('[.[] | select(.type == "web")] | length > 0 and all(.[]; .state == "up")')}`,
            },
          ]
        : []),
    ],
    oneOff: {
      deployed: {
        before: `heroku run --exit-code --app ${name} -- '`,
        caveat: migratedAfterwards(app),
      },
      after: "'",
      root: app.root,
    },
    back: (id) => [
      step(id, 'Roll back to the recorded release', back, {
        expect: `Rolling back … to ${recorded}… done. The rollback is a release of its own, with a higher number.`,
      }),
    ],
    backChecks: [
      {
        id: 'heroku-rollback-current',
        text: 'The current release is a rollback to the recorded one.',
        kind: 'command',
        expr: `${releases} | ${strictJq('any(.[]; .current and .description == "Rollback to \\($release)")', `--arg release ${recorded}`)}`,
      },
    ],
    configRollback: configRollback(name, environmentSwitches(request.facts, answers)),
    caveats: [
      'A rollback restores code and config vars of the recorded release; it leaves the database, its schema and the add-ons as they are.',
      ...(app.release === undefined
        ? []
        : [
            `The release phase (${placeText(app.release)}: \`${app.release.text}\`) runs after each push, before the new dynos start, and again after a rollback and after a change of config vars; when it fails, the release is not deployed.`,
          ]),
      'Without preboot Heroku stops the old dynos before the new ones answer: expect some seconds without service.',
      ...(app.together === undefined
        ? []
        : [
            `${app.together.file} deploys ${app.apps.join(', ')} in one run, and the commands here are for one of them: record the others too, watch them, and bring them back the same way.`,
          ]),
    ],
    caveatsByHand: pipelineCaveats(finding, request),
    blanks: answers.blanks(),
  });
}

/** `heroku run` finds the code of the current release, so it cannot come before the new one. */
function migratedAfterwards({ release }: HerokuApp): string {
  const how =
    '`heroku run` starts the code of the current release, so migrations of a new one wait until it is deployed.';
  return release === undefined
    ? `${how} Until then the new version serves without them: where it cannot, switch on \`heroku maintenance:on\` before, or have a \`release:\` line of the Procfile apply them, which runs before the new dynos start.`
    : `${how} Whether the release phase (${placeText(release)}: \`${release.text}\`) applies them was not seen: when it does, none is pending afterwards.`;
}

/** A config var can be set alone; those of an earlier release come back only together with its code. */
function configRollback(app: string, switches: readonly EnvironmentSwitch[]): Commands {
  const [first] = switches;
  if (first === undefined) {
    return {
      kind: 'unavailable',
      reason:
        'Config vars belong to a release: no command brings back those of an earlier one alone. Level 3 restores them together with the code.',
    };
  }
  const { when, validation } = switchedOff('heroku', switches);
  return {
    kind: 'steps',
    steps: [
      step(
        'switch-off',
        `Turn ${switchKeys(switches)} off for everybody`,
        `heroku config:set ${switches.map(({ off }) => off).join(' ')} --app ${app}`,
        {
          expect: 'A new release with the same code; every dyno starts again with it.',
          ...(first.source === undefined ? {} : { source: { ...first.source } }),
        },
      ),
    ],
    validations: [validation],
    when,
  };
}
