import { shellWord } from '../../../plan/blanks';
import type { Step } from '../../../plan/schema';
import type { Facts, PlatformFinding } from '../../schema';
import { baseName } from '../../paths';
import { answersFrom } from '../answers';
import { atOnceSpeech, pipelineCaveats, stepsFor } from '../atOnce';
import { onlyRunning, recordName, strictJq, strictJqText } from '../kubernetes/voice';
import { choices, onlyOne } from '../namedIn';
import type { PlatformSpeech, SpeechRequest } from '../platform';
import { pushedImage } from '../pushedImage';
import type { SwarmStack } from './describe';

const step = stepsFor('docker-swarm');

/** What `docker service inspect` says of one service, in jq. */
const ofOne = {
  live: '.[0].Spec.TaskTemplate.ContainerSpec.Image',
  settled: '(.[0].UpdateStatus.State // "completed") == "completed"',
  atRest: '(.[0].UpdateStatus.State // "completed") | IN("completed", "rollback_completed")',
};
/** What it says of several that run one image. */
const ofAll = {
  live: `(map(.Spec.TaskTemplate.ContainerSpec.Image) | unique | ${onlyRunning})`,
  settled: 'all(.[]; (.UpdateStatus.State // "completed") == "completed")',
  atRest: 'all(.[]; (.UpdateStatus.State // "completed") | IN("completed", "rollback_completed"))',
};

/**
 * A swarm replaces the tasks of a service by the service's own `update_config` and goes on by itself. What ran before is kept in
 * a config object of the swarm, which never changes and which every manager has; `docker service rollback` would go to whatever
 * was changed last. Commands: https://docs.docker.com/reference/cli/docker/service/update/ (`--image`, `--with-registry-auth`,
 * `--detach`), https://docs.docker.com/reference/cli/docker/service/inspect/, https://docs.docker.com/reference/cli/docker/config/create/,
 * https://docs.docker.com/reference/cli/docker/config/inspect/, https://docs.docker.com/reference/cli/docker/stack/deploy/
 * (`--compose-file`, `--with-registry-auth`, `--detach`), https://docs.docker.com/reference/cli/docker/stack/services/,
 * https://docs.docker.com/reference/cli/docker/node/ls/; `--context`: https://docs.docker.com/reference/cli/docker/.
 */
export function swarmSpeech(
  target: SwarmStack,
  candidates: readonly string[],
  finding: PlatformFinding,
  unit: string,
  request: SpeechRequest,
): PlatformSpeech {
  const answers = answersFrom(request.profile);
  const { newVersion, baselineVersion, deployment, facts } = request;
  const context = answers.word({
    id: 'docker-context',
    question:
      'Which Docker context reaches a manager of the production swarm (`docker context ls`; "default" on the manager)?',
    profileKey: 'context',
  });
  const stack = answers.word({
    id: 'swarm-stack',
    question: `What is the stack called in production${choices(target.stacks)} (\`docker stack ls\` shows it there)?`,
    profileKey: 'stack',
    found: onlyOne(target.stacks),
  });
  const { services } = target;
  const told =
    services.find(({ name }) => name === request.profile.platform?.['service']) ??
    services.find(({ name }) => unit !== '.' && name === baseName(unit));
  // Services with the same image are one release.
  const together = new Set(services.map(({ image: written }) => written)).size === 1 ? services : [];
  const chosen = told !== undefined && together.length < 2 ? [told] : together;
  const [one] = chosen;
  const service = answers.word({
    id: 'swarm-service',
    question: `Which service of the stack runs this repository's code${choices(services.map(({ name }) => name))}?`,
    profileKey: 'service',
    found: one?.name,
  });
  const image = pushedImage(answers, request, one?.repository);
  const docker = `docker --context ${context}`;
  const full = chosen.length > 1 ? chosen.map(({ name }) => `${stack}_${name}`) : [`${stack}_${service}`];
  const named = `service${full.length > 1 ? 's' : ''} ${full.join(', ')}`;
  const inspect = `${docker} service inspect ${full.join(' ')}`;
  const record = recordName(deployment, 'image').slice(0, 64);
  const { live, settled, atRest } = full.length > 1 ? ofAll : ofOne;
  const recorded = `image="$(${docker} config inspect ${record} | ${strictJqText('.[0].Spec.Data | @base64d')})"`;
  const update = (which: string): string =>
    full
      .map((each) => `${docker} service update --image ${which} --with-registry-auth --detach=false ${each}`)
      .join(' && ');
  const { file } = target;
  const changed = facts.release.files.some(({ path, status }) => path === file && status === 'modified');
  const isAdded = facts.release.files.some(({ path, status }) => path === file && status === 'added');
  const deployFile = file !== undefined && (changed || isAdded);
  const place = one?.file ?? file;
  const source = place === undefined ? {} : { source: { file: place, line: one?.line ?? target.line } };
  const back = `${recorded} && ${update('"$image"')}`;
  const deploy = (compose: string): string =>
    `${docker} stack deploy --compose-file ${compose} --with-registry-auth --detach=false ${stack}`;
  const old =
    file === undefined || !changed
      ? []
      : [
          `old="$(mktemp)" && git show ${shellWord(`${facts.release.base.commit}:./${file}`)} > "$old" && ${deploy('"$old"')}`,
        ];
  const backSteps = (id: string): readonly Step[] => [
    ...old.map((run) =>
      step(`${id}-file`, `Bring the stack file of ${baselineVersion} back`, run, {
        expect: 'Every service of the stack is updated.',
        ...source,
      }),
    ),
    step(id, 'Put the recorded image back', back, { expect: 'Service … converged' }),
  ];
  const why =
    'A swarm replaces the tasks of a service by its update_config and goes on by itself: no share of the traffic can be held.';
  return atOnceSpeech({
    id: 'docker-swarm',
    targetName: named,
    servesHttp: 'unknown',
    why,
    identity: [
      step('identity-swarm', 'Show which swarm the context means', `${docker} node ls`, {
        expect: 'The nodes of production, all Ready.',
      }),
      step('identity-stack', 'Show the services of the stack', `${docker} stack services ${stack}`, {
        expect: `${full.join(', ')}, as many replicas running as wanted.`,
        ...source,
      }),
    ],
    record: [
      step(
        'record',
        'Record the image that the service runs, with its digest',
        `${inspect} | ${strictJqText(`if ${atRest} then ${live} else error("an update is under way") end`)} | tr -d '\\n' | ${docker} config create ${record} -`,
        {
          expect: `An id. "already exists" means that ${record} was recorded before: keep that. It is the image of ${baselineVersion}.`,
        },
      ),
    ],
    prepare: { kind: 'unavailable', reason: `${why} The first new task serves at once.` },
    promote: [
      ...(deployFile
        ? [
            step('promote-file', `Bring the stack file of ${newVersion} out`, deploy(shellWord(file)), {
              expect: 'Every service of the stack is updated. Run it in a checkout of the release head.',
              ...source,
            }),
          ]
        : []),
      step('promote', `Give every task the image of ${newVersion}`, update(image), {
        expect: 'Service … converged',
        undo: back,
        ...source,
      }),
    ],
    verify: [
      {
        id: 'docker-swarm-verify-image',
        text: `The service runs ${newVersion}, and the update is complete.`,
        kind: 'command',
        expr: `${inspect} | ${strictJq(`${settled} and (${live} | sub("@.*$"; "")) == $image`, `--arg image ${image}`)}`,
      },
    ],
    back: backSteps,
    backChecks: [
      {
        id: 'docker-swarm-rollback-image',
        text: 'The service runs the recorded image.',
        kind: 'command',
        expr: `${recorded} && ${inspect} | ${strictJq(`${live} == $image`, '--arg image "$image"')}`,
      },
    ],
    configRollback: {
      kind: 'unavailable',
      reason:
        file !== undefined && changed
          ? `${file} changes configuration and service together: it goes back with level 3.`
          : 'Configs and secrets of a swarm never change in place: a service is given others by its stack file, which goes back with level 3.',
    },
    caveats: [
      'Where `failure_action` of update_config is rollback, the swarm goes back by itself when tasks fail: the check of the image tells. Where it is pause, it stops half way until somebody updates the service.',
      'Without `order: start-first` in update_config a task stops before its successor starts: with one replica nobody is served in between.',
      ...(candidates.length > 0 ? [`Several stack files could be production's: ${candidates.join(', ')}.`] : []),
      ...mergedCaveats(target, facts.release.files),
      ...(deployFile && target.variables.length > 0
        ? [
            `${file} takes ${target.variables.join(', ')} from the environment: set what production was last deployed with, or the stack gets empty values.`,
          ]
        : []),
    ],
    caveatsByHand: pipelineCaveats(finding, request),
    blanks: answers.blanks(),
  });
}

/** Of a stack that is put together from several files, which no command here does. */
function mergedCaveats({ merged }: SwarmStack, released: Facts['release']['files']): readonly string[] {
  if (merged === undefined) return [];
  const changed = merged.files.filter((each) => released.some(({ path }) => path === each));
  return [
    `${merged.place} puts the stack together from ${merged.files.join(', ')}: the commands here change the image alone, so never deploy one of these files by itself.`,
    ...(changed.length === 0
      ? []
      : [
          `The release changes ${changed.join(', ')}: that goes out only where the stack is put together and deployed anew, and back only by doing so from the commit that ran before.`,
        ]),
  ];
}
