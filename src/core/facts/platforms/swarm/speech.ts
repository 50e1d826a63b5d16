import { shellWord } from '../../../plan/blanks';
import type { Step } from '../../../plan/schema';
import type { PlatformFinding } from '../../schema';
import { answersFrom } from '../answers';
import { atOnceSpeech, pipelineCaveats, stepsFor } from '../atOnce';
import { recordName, strictJq, strictJqText } from '../kubernetes/voice';
import { choices, onlyOne } from '../namedIn';
import type { PlatformSpeech, SpeechRequest } from '../platform';
import { pushedImage } from '../pushedImage';
import type { SwarmStack } from './describe';

const step = stepsFor('docker-swarm');

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
  const known = services.find(({ name }) => name === request.profile.platform?.['service']) ?? services[0];
  const one = services.length === 1 || request.profile.platform?.['service'] !== undefined ? known : undefined;
  const service = answers.word({
    id: 'swarm-service',
    question: `Which service of the stack runs this repository's code${choices(services.map(({ name }) => name))}?`,
    profileKey: 'service',
    found: one?.name,
  });
  const image = pushedImage(answers, newVersion, one?.repository);
  const docker = `docker --context ${context}`;
  const full = `${stack}_${service}`;
  const inspect = `${docker} service inspect ${full}`;
  const record = recordName(deployment, 'image').slice(0, 64);
  const live = '.[0].Spec.TaskTemplate.ContainerSpec.Image';
  const recorded = `image="$(${docker} config inspect ${record} | ${strictJqText('.[0].Spec.Data | @base64d')})"`;
  const settled = '(.[0].UpdateStatus.State // "completed") == "completed"';
  const atRest = '(.[0].UpdateStatus.State // "completed") | IN("completed", "rollback_completed")';
  const update = (which: string): string =>
    `${docker} service update --image ${which} --with-registry-auth --detach=false ${full}`;
  const { file } = target;
  const changed = facts.release.files.some(({ path, status }) => path === file && status === 'modified');
  const isAdded = facts.release.files.some(({ path, status }) => path === file && status === 'added');
  const deployFile = file !== undefined && (changed || isAdded);
  const source = file === undefined ? {} : { source: { file, line: one?.line ?? target.line } };
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
    targetName: `service ${full}`,
    servesHttp: 'unknown',
    why,
    identity: [
      step('identity-swarm', 'Show which swarm the context means', `${docker} node ls`, {
        expect: 'The nodes of production, all Ready.',
      }),
      step('identity-stack', 'Show the services of the stack', `${docker} stack services ${stack}`, {
        expect: `${full}, as many replicas running as wanted.`,
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
      ...(deployFile && target.variables.length > 0
        ? [
            `${file} takes ${target.variables.join(', ')} from the environment: set what production was last deployed with, or the stack gets empty values.`,
          ]
        : []),
      ...pipelineCaveats(finding),
    ],
    blanks: answers.blanks(),
  });
}
