import { shellWord } from '../../../plan/blanks';
import { saysElsewhere, saysProduction } from '../../paths';
import type { PlatformFinding } from '../../schema';
import { answersFrom } from '../answers';
import { atOnceSpeech, pipelineCaveats, stepsFor } from '../atOnce';
import { choices, onlyOne } from '../namedIn';
import { inCheckout } from '../places';
import type { PlatformSpeech, SpeechRequest } from '../platform';
import type { KamalService } from './describe';

const step = stepsFor('kamal');

/**
 * Kamal boots the new container on every server and moves the proxy to it. A version is the full commit that was deployed.
 * Commands: https://kamal-deploy.org/docs/commands/deploy/ (`--skip-push`), https://kamal-deploy.org/docs/commands/build/
 * (`deliver`), https://kamal-deploy.org/docs/commands/app/ (`version`, `containers`, `details`),
 * https://kamal-deploy.org/docs/commands/rollback/; options of all: `--config-file`, `--destination`, `--version`.
 * A rollback boots the old image with the configuration of the checkout (`Kamal::Cli::Main#rollback` calls `app:boot`).
 */
export function kamalSpeech(
  service: KamalService,
  candidates: readonly string[],
  finding: PlatformFinding,
  request: SpeechRequest,
): PlatformSpeech {
  const answers = answersFrom(request.profile);
  const { head, base, files } = request.facts.release;
  const { newVersion, baselineVersion } = request;
  const config = answers.word({
    id: 'kamal-config',
    question: `Which Kamal configuration deploys the service, such as config/deploy.yml${choices(candidates)}?`,
    profileKey: 'config',
    found: service.config === undefined ? undefined : shellWord(service.config),
  });
  const flags = `--config-file=${config}${destinationFlag(service, request, answers.word)}`;
  const kamal = (command: string): string => `${service.program} ${command} ${flags}`;
  const changed = files.some(
    ({ path }) =>
      path === service.config ||
      path.includes('.kamal/') ||
      service.destinations.some((name) => path.endsWith(`deploy.${name}.yml`)),
  );
  const rollback = kamal(`rollback ${base.commit}`);
  const back = changed ? inCheckout(base.commit, rollback) : rollback;
  const runs = (is: string, isNot: string): string =>
    `versions="$(${kamal('app version')})" && grep --fixed-strings --quiet ${is} <<< "$versions" && ! grep --fixed-strings --quiet ${isNot} <<< "$versions"`;
  const source = service.config === undefined ? {} : { source: { file: service.config, line: service.line } };
  const why =
    'Kamal moves the proxy of every server to the new container at once: no share of the traffic can be held.';
  return atOnceSpeech({
    id: 'kamal',
    targetName: `service ${service.service ?? ''}`.trim(),
    servesHttp: service.proxied ? 'yes' : 'unknown',
    why,
    identity: [
      step(
        'identity-checkout',
        'Show which commit would be deployed',
        'git rev-parse HEAD && git status --porcelain --untracked-files=no',
        {
          expect: `${head.commit} and nothing else.`,
        },
      ),
      ...(service.environment.length > 0
        ? [
            step(
              'identity-environment',
              'Show that this shell has what the configuration and the secrets take from it',
              `: ${service.environment.map((name) => `"\${${name}?}"`).join(' ')}`,
              {
                expect:
                  'No output, exit code 0. A name that is printed has to be exported first, with the value of production.',
                ...source,
              },
            ),
          ]
        : []),
      step('identity-servers', 'Show the servers and what runs there', kamal('app details'), {
        expect: 'The production servers, one running container for each role.',
        ...source,
      }),
    ],
    record: [
      step('record-live', 'Show which version every server runs', kamal('app version'), {
        expect: `${base.commit} (${baselineVersion}) on every server. Anything else: plan again with that commit as base, since the rollback goes to it.`,
      }),
      step(
        'record-check',
        'Check that no server runs anything but the recorded version',
        runs(base.commit, head.commit),
        {
          expect: 'No output, exit code 0.',
        },
      ),
    ],
    prepare: {
      kind: 'steps',
      steps: [
        step(
          'build',
          `Build ${newVersion}, push it and pull it on every server; no container starts`,
          `${kamal('build deliver')} --version=${head.commit}`,
          {
            expect: 'The image is pulled on every server.',
            ...source,
          },
        ),
      ],
      validations: [],
    },
    promote: [
      step('promote', `Deploy ${newVersion}`, `${kamal('deploy --skip-push')} --version=${head.commit}`, {
        expect: 'Every server boots the new container, and the proxy moves to it.',
        undo: back,
        ...source,
      }),
    ],
    verify: [
      {
        id: 'kamal-verify-version',
        text: `Every server runs ${newVersion}.`,
        kind: 'command',
        expr: runs(head.commit, base.commit),
      },
    ],
    back: (id) => [
      step(id, `Boot the recorded version ${baselineVersion} again`, back, {
        expect: `Every server boots the container of ${base.commit.slice(0, 12)}. "not available as a container": it was pruned; then deploy --skip-push with --version=${base.commit} does the same from the registry.`,
        ...source,
      }),
    ],
    backChecks: [
      {
        id: 'kamal-rollback-version',
        text: 'Every server runs the recorded version.',
        kind: 'command',
        expr: runs(base.commit, head.commit),
      },
    ],
    configRollback: {
      kind: 'unavailable',
      reason: 'Kamal gives a container its configuration when it boots: level 3 brings both back together.',
    },
    caveats: [
      ...(productionOf(service, request).length > 1
        ? [
            'Each destination has servers of its own: this plan deploys to the one that the question names, and to no other. Where several are production, make a plan for each.',
          ]
        : []),
      `A rollback boots the recorded image with the configuration and the secrets of the checkout it runs in${changed ? '; the release changes them, so it runs in a checkout of the recorded commit' : ''}.`,
      ...(service.stops === undefined
        ? []
        : [
            `${service.stops} stops what runs before the new containers start: nobody is served in between, at a rollback neither.`,
          ]),
      ...(service.hooks.length > 0
        ? [`Kamal runs ${service.hooks.join(', ')} by itself; pre-deploy and post-deploy run at a rollback too.`]
        : []),
    ],
    caveatsByHand: pipelineCaveats(finding, request),
    blanks: answers.blanks(),
  });
}

/** Destinations are environments: the one that says production, else the question. */
function destinationFlag(
  service: KamalService,
  request: SpeechRequest,
  word: ReturnType<typeof answersFrom>['word'],
): string {
  const { destinations } = service;
  if (destinations.length === 0 && request.profile.platform?.['destination'] === undefined) return '';
  const destination = word({
    id: 'kamal-destination',
    question: `Which Kamal destination is production${choices(destinations)}?`,
    profileKey: 'destination',
    found: onlyOne(destinations.filter((name) => saysProduction(name))),
  });
  return ` --destination=${destination}`;
}

/** The destinations that may be production: those that say so, else all that name no other environment. */
function productionOf({ destinations }: KamalService, { profile }: SpeechRequest): readonly string[] {
  if (profile.platform?.['destination'] !== undefined) return [];
  const production = destinations.filter((name) => saysProduction(name));
  return production.length > 0 ? production : destinations.filter((name) => !saysElsewhere(name));
}
