import { shellWord } from '../../../plan/blanks';
import type { PlatformFinding } from '../../schema';
import { answersFrom } from '../answers';
import { awsIdentity, awsRegion } from '../aws';
import { atOnceSpeech, pipelineCaveats, placeText, stepsFor } from '../atOnce';
import { strictJq } from '../kubernetes/voice';
import { isPipeline } from '../deployLines';
import { choices } from '../namedIn';
import type { PlatformSpeech, SpeechRequest } from '../platform';
import { imageRepository, pushedImage } from '../pushedImage';
import type { EcsService } from './describe';
import { backByDefinition, backByDigest, type ToldService } from './wayBack';

const step = stepsFor('ecs');

/** What `describe-task-definition` prints and `register-task-definition` does not take. */
const readOnly =
  '.taskDefinitionArn, .revision, .status, .requiresAttributes, .compatibilities, .registeredAt, .registeredBy, .deregisteredAt';
const replaceImage = `if any(.containerDefinitions[]; .name == $container) then . else error("there is no such container") end | (.containerDefinitions[] | select(.name == $container) | .image) = $image | del(${readOnly})`;

/**
 * Amazon ECS replaces tasks in a rolling update. A revision of a task definition never changes, so its ARN is the record;
 * where only the image behind a tag changes, the digest of the image is.
 * Commands: https://docs.aws.amazon.com/cli/latest/reference/ecs/ (describe-services, describe-task-definition,
 * register-task-definition, update-service, wait services-stable). The waiter gives up after 10 minutes. Strategies and the circuit
 * breaker: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html.
 */
export function ecsSpeech(
  target: EcsService,
  candidates: readonly string[],
  finding: PlatformFinding,
  request: SpeechRequest,
): PlatformSpeech {
  const answers = answersFrom(request.profile);
  const { newVersion, baselineVersion } = request;
  const service = answers.word({
    id: 'ecs-service',
    question: `Which ECS service carries the release${choices(candidates)}?`,
    profileKey: 'service',
    found: target.service,
  });
  const cluster = answers.word({
    id: 'ecs-cluster',
    question: 'In which ECS cluster does the service run in production?',
    profileKey: 'cluster',
    found: target.cluster,
  });
  const region = awsRegion(answers, 'the service', target.region);
  const container = answers.word({
    id: 'ecs-container',
    question: `Which container of the task runs this repository's code${choices(target.containers ?? [])}?`,
    profileKey: 'container',
    found: target.container,
  });
  const image = pushedImage(answers, request, target.image);
  const recorded = answers.word({
    id: 'ecs-task-definition',
    question:
      'Which task definition, as ARN with its revision, does the service run before this rollout (the first step of "Record" prints it)?',
  });
  const describe = `aws ecs describe-services --cluster ${cluster} --services ${service} --region ${region}`;
  const running = `${describe} --query 'services[0].taskDefinition' --output text`;
  const is = (program: string): string =>
    `${describe} --output json | ${strictJq(`.services[0] | ${program}`, `--arg task ${recorded}`)}`;
  const settle = `aws ecs wait services-stable --cluster ${cluster} --services ${service} --region ${region}`;
  const update = (task: string): string =>
    `aws ecs update-service --cluster ${cluster} --service ${service} --region ${region} --task-definition ${task} --query service.taskDefinition --output text && ${settle}`;
  const { definition } = target;
  const changed = request.facts.release.files.some(({ path, status }) => path === definition && status !== 'deleted');
  const register = (named: string, file?: string): string => {
    const given = `--arg container ${container} --arg image ${named}`;
    const task =
      file === undefined
        ? `aws ecs describe-task-definition --task-definition ${recorded} --region ${region} --output json | ${strictJq(`.taskDefinition | ${replaceImage}`, given)}`
        : `${strictJq(replaceImage, given)} ${shellWord(file)}`;
    return `task="$(${task})" && new="$(aws ecs register-task-definition --region ${region} --cli-input-json "$task" --query taskDefinition.taskDefinitionArn --output text)" && ${update('"$new"')}`;
  };
  const told: ToldService = { service, cluster, region, container, recorded, newVersion, baselineVersion };
  const way =
    target.keepsDefinition === true
      ? backByDigest(told, answers, imageRepository(answers, target.image), { is, register })
      : backByDefinition(told, { image, is, running, update });
  const source =
    target.file === undefined
      ? {}
      : { source: target.line === undefined ? { file: target.file } : { file: target.file, line: target.line } };
  const stack = finding.evidence.find(({ file }) => /\.tf$|\.ya?ml$|\.template$/u.test(file) && !isPipeline(file));
  const why =
    'ECS replaces the tasks of the service in a rolling update and goes on by itself: no share of the traffic can be held.';
  return atOnceSpeech({
    id: 'ecs',
    targetName: `service ${service}`,
    servesHttp: 'unknown',
    why,
    identity: [
      awsIdentity(step, answers),
      step(
        'identity-service',
        'Show the service',
        `${describe} --query 'services[0].[status,desiredCount,runningCount,taskDefinition]'`,
        {
          expect: 'ACTIVE, as many tasks running as desired.',
          ...source,
        },
      ),
    ],
    record: [
      step('record-live', 'Show which task definition the service runs', running, {
        expect: `${recorded}, the one of ${baselineVersion}.`,
      }),
      ...way.record,
      step(
        'record-check',
        'Check that it is the one that every rollback here goes to, and that ECS rolls the tasks',
        is(
          '.taskDefinition == $task and (.deployments | length) == 1 and (.deploymentController.type // "ECS") == "ECS" and (.deploymentConfiguration.strategy // "ROLLING") == "ROLLING"',
        ),
        {
          expect:
            'true. Otherwise answer the question about the task definition anew; a service that CodeDeploy or ECS moves blue/green or by canary is deployed in its own way, not by the commands here.',
        },
      ),
    ],
    prepare: { kind: 'unavailable', reason: `${why} The first new task that is healthy serves at once.` },
    promote: [
      step('promote', `Register ${newVersion} and bring it out`, register(image, changed ? definition : undefined), {
        expect:
          'The new task definition, then the prompt after at most 10 minutes. A failed waiter: look at the events of the service.',
        undo: way.command,
        ...source,
      }),
    ],
    verify: way.verify,
    back: (id) => [step(id, way.title, way.command, { expect: way.expect })],
    backChecks: way.checks,
    configRollback: {
      kind: 'unavailable',
      reason: 'Environment and secrets are named in the task definition: level 3 brings the recorded one back whole.',
    },
    ...([
      target.service,
      target.cluster,
      request.profile.platform?.['service'],
      request.profile.platform?.['cluster'],
    ].every((each) => each === undefined)
      ? { isUnnamed: true as const }
      : {}),
    caveats: [
      ...way.caveats,
      'Where the circuit breaker of the service rolls back, ECS goes back by itself when tasks do not start: the command then ends well, and only the check tells that the recorded version runs.',
      'Tags of a task definition are not carried over to the new revision.',
      'A task reads the values of secrets and parameters when it starts: changed values do not go back with the task definition.',
      ...(stack === undefined
        ? []
        : [
            `${placeText(stack)} declares ECS resources as code: unless it ignores the task definition, its next run puts back what it declares.`,
          ]),
    ],
    caveatsByHand: pipelineCaveats(finding, request),
    blanks: answers.blanks(),
  });
}
