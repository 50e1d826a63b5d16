import { shellWord } from '../../../plan/blanks';
import { folderOf } from '../../paths';
import type { PlatformFinding } from '../../schema';
import { answersFrom } from '../answers';
import { atOnceSpeech, pipelineCaveats, placeText, stepsFor } from '../atOnce';
import { onlyRunning, strictJq, strictJqText } from '../kubernetes/voice';
import { choices } from '../namedIn';
import type { Commands, PlatformSpeech, SpeechRequest } from '../platform';
import { pushedImage } from '../pushedImage';
import type { FlyApp } from './describe';

const step = stepsFor('fly');

/** The images of all Machines as `registry/repository@digest`. */
const images = '[.[].image_ref | "\\(.registry)/\\(.repository)@\\(.digest)"] | unique';

/**
 * Fly.io replaces Machines by its own strategy and holds no share of the traffic. Commands:
 * https://fly.io/docs/flyctl/deploy/ (`--build-only`, `--push`, `--image-label`, `--image`, `--config`, `--app`),
 * https://fly.io/docs/flyctl/console/ (`--image`, `--command`), https://fly.io/docs/flyctl/machine-list/, https://fly.io/docs/flyctl/auth-whoami/, https://fly.io/docs/flyctl/status/;
 * `image_ref`: https://fly.io/docs/machines/api/machines-resource/.
 */
export function flySpeech(
  app: FlyApp,
  candidates: readonly string[],
  finding: PlatformFinding,
  request: SpeechRequest,
): PlatformSpeech {
  const answers = answersFrom(request.profile);
  const { head, base, files } = request.facts.release;
  const name = answers.word({
    id: 'fly-app',
    question: `What is the name of the production app on Fly.io${choices(candidates)}?`,
    profileKey: 'app',
    found: app.app,
  });
  const file = answers.word({
    id: 'fly-config',
    question: `Which file configures that app, such as fly.toml?`,
    profileKey: 'config',
    found: app.config === undefined ? undefined : shellWord(app.config),
  });
  const recorded = answers.word({
    id: 'fly-image',
    question: `Which image do all Machines of the app run before this rollout, as registry/repository@sha256:… (the first step of "Record" prints it)?`,
  });
  const label = `release-${head.commit.slice(0, 12)}`;
  const newImage =
    app.builtElsewhere === true ? pushedImage(answers, request, undefined) : `registry.fly.io/${name}:${label}`;
  const deploy = (image: string, config = file): string =>
    `fly deploy --app ${name} --config ${config} --image ${image}`;
  const changed = files.find(({ path, status }) => path === app.config && status === 'modified');
  // The old configuration belongs to the old image, also where the checkout already has the new one.
  const old =
    app.config === undefined || changed === undefined ? undefined : shellWord(`${base.commit}:./${app.config}`);
  const withOld = (image: string): string =>
    old === undefined
      ? deploy(image)
      : `config="$(mktemp -d)/fly.toml" && git show ${old} > "$config" && ${deploy(image, '"$config"')}`;
  const back = withOld(recorded);
  const list = `fly machine list --app ${name} --json`;
  const runs = (image: string): string => `${list} | ${strictJq(`${images} == [$image]`, `--arg image ${image}`)}`;
  const source = app.config === undefined ? {} : { source: { file: app.config, line: app.line } };
  const strategy = app.strategy ?? 'rolling';
  const why = `Fly.io replaces the Machines of the app by the strategy "${strategy}"${app.config === undefined ? '' : ` (${app.config})`} and goes on by itself: no share of the traffic can be held.`;
  const consoleIn = (image: string): string =>
    `fly console --app ${name} --config ${file}${image} --command "sh -c 'cd ${app.workdir ?? '/'} && `;
  const elsewhere =
    app.builtElsewhere === true
      ? `no Dockerfile is there for ${app.config ?? 'fly.toml'}`
      : `[build] image in ${app.config ?? 'fly.toml'}`;
  const prepare: Commands =
    app.readyImage || app.builtElsewhere === true
      ? { kind: 'unavailable', reason: `${why} The image is built elsewhere (${elsewhere}).` }
      : {
          kind: 'steps',
          steps: [
            step(
              'build',
              `Build ${request.newVersion} and push it; no Machine takes it`,
              `fly deploy --app ${name} --config ${file} --build-only --push --image-label ${label}`,
              {
                expect: `${newImage} is pushed. Run it in a clean checkout of ${head.commit.slice(0, 12)}.`,
                ...source,
              },
            ),
          ],
          validations: [],
        };
  const configRollback: Commands =
    old === undefined || app.readyImage
      ? {
          kind: 'unavailable',
          reason:
            app.readyImage && changed !== undefined
              ? `${app.config ?? 'fly.toml'} names image and configuration together: they go back with level 3.`
              : 'The release does not change fly.toml. Secrets are kept by Fly.io alone and no command shows their former values.',
        }
      : {
          kind: 'steps',
          steps: [
            step(
              'config-restore',
              `Deploy the image that runs with ${app.config ?? 'fly.toml'} of ${request.baselineVersion}`,
              `image="$(${list} | ${strictJqText(`${images} | ${onlyRunning}`)})" && ${withOld('"$image"')}`,
              {
                expect: 'Every Machine is updated and healthy.',
                ...source,
              },
            ),
          ],
          validations: [
            { id: 'fly-config-behaviour', text: 'The system behaves as before the release.', kind: 'manual' },
          ],
        };
  return atOnceSpeech({
    id: 'fly',
    targetName: `app ${name}`,
    servesHttp: app.http ? 'yes' : 'unknown',
    why,
    identity: [
      step('identity-user', 'Show who you are on Fly.io', 'fly auth whoami', { expect: 'Your own address.' }),
      step('identity-app', 'Show the app, its owner and its Machines', `fly status --app ${name}`, {
        expect: 'The production app, every Machine started.',
        ...source,
      }),
    ],
    record: [
      step(
        'record-live',
        'Show which image every Machine runs',
        `${list} | ${strictJqText(`${images} | join("\\n")`)}`,
        {
          expect: `One line: ${recorded}. Several lines: a deployment did not finish; settle that first.`,
        },
      ),
      step('record-check', 'Check that it is the image that every rollback here goes to', runs(recorded), {
        expect: 'true. Otherwise answer the question about the running image anew.',
      }),
    ],
    prepare,
    promote: [
      step(
        'promote',
        `Deploy ${request.newVersion}`,
        app.readyImage ? `fly deploy --app ${name} --config ${file}` : deploy(newImage),
        { expect: 'Every Machine is updated and healthy.', undo: back, ...source },
      ),
    ],
    verify: [
      {
        id: 'fly-verify-image',
        text: 'All Machines run one image, and no longer the recorded one.',
        kind: 'command',
        expr: `${list} | ${strictJq(`${images} | length == 1 and .[0] != $image`, `--arg image ${recorded}`)}`,
      },
      {
        id: 'fly-verify-started',
        text: 'Machines are started and their checks pass.',
        kind: 'command',
        expr: `${list} | ${strictJq('any(.[]; .state == "started") and all(.[] | select(.state == "started") | .checks // [] | .[]; .status == "passing")')}`,
      },
    ],
    ...(app.workdir === undefined || app.config === undefined || app.readyImage
      ? {}
      : {
          oneOff: {
            prepared: {
              before: consoleIn(` --image ${newImage}`),
              caveat:
                'Migrations run in a Machine of their own that `fly console` starts from the new image, without volumes, and removes afterwards; the running version meets the new schema at once.',
            },
            deployed: {
              before: consoleIn(''),
              caveat:
                '`fly console` starts a Machine of its own from the image that was deployed last, so migrations of a new one wait until it is deployed. Until then the new version serves without them: where it cannot, have `release_command` in fly.toml apply them, which runs before any Machine is updated.',
            },
            after: `'"`,
            root: folderOf(app.config),
          },
        }),
    back: (id) => [
      step(id, `Deploy the recorded image${old === undefined ? '' : ' with its configuration'}`, back, {
        expect: 'Every Machine is updated and healthy.',
        ...source,
      }),
    ],
    backChecks: [
      { id: 'fly-rollback-image', text: 'All Machines run the recorded image.', kind: 'command', expr: runs(recorded) },
    ],
    configRollback,
    caveats: [
      ...(app.release === undefined
        ? []
        : [
            `The release command (${placeText(app.release)}: \`${app.release.text}\`) runs in a Machine of its own before any other is updated, at every \`fly deploy\`, so at a rollback too, then from the recorded image.`,
          ]),
      ...(app.strategy === 'canary'
        ? [
            'The strategy "canary" starts one Machine, checks its health and goes on to all by itself: it is no stage to watch.',
          ]
        : []),
      'A rollback leaves secrets, volumes and the database as they are.',
    ],
    caveatsByHand: pipelineCaveats(finding, request),
    blanks: answers.blanks(),
  });
}
