import type { Step, Validation } from '../../../plan/schema';
import type { Answers } from '../answers';
import { stepsFor } from '../atOnce';
import { onlyRunning, strictJq, strictJqText } from '../kubernetes/voice';

const step = stepsFor('ecs');

/** Words of commands, and the two versions. */
export interface ToldService {
  readonly service: string;
  readonly cluster: string;
  readonly region: string;
  readonly container: string;
  /** The task definition before the rollout. */
  readonly recorded: string;
  readonly newVersion: string;
  readonly baselineVersion: string;
}

/** How the version that runs before the rollout is recorded, told from the new one, and brought back. */
export interface WayBack {
  readonly record: readonly Step[];
  readonly title: string;
  readonly command: string;
  readonly expect: string;
  readonly verify: readonly Validation[];
  readonly checks: readonly Validation[];
  readonly caveats: readonly string[];
}

interface Commands {
  /** A condition on the service: exit code 0 where the program of jq says true. `$task` is the recorded task definition. */
  readonly is: (program: string) => string;
}

const isSettled = '(.deployments | length) == 1 and .runningCount == .desiredCount';

/** Where each version is a revision of the task definition, which never changes. */
export function backByDefinition(
  { region, recorded, newVersion }: ToldService,
  {
    image,
    is,
    running,
    update,
  }: Commands & {
    readonly image: string;
    readonly running: string;
    readonly update: (task: string) => string;
  },
): WayBack {
  return {
    record: [],
    title: 'Bring the recorded task definition back',
    command: update(recorded),
    expect: 'The recorded task definition, then the prompt.',
    verify: [
      {
        id: 'ecs-verify-image',
        text: `The service runs ${newVersion}.`,
        kind: 'command',
        expr: `task="$(${running})" && aws ecs describe-task-definition --task-definition "$task" --region ${region} --output json | ${strictJq('any(.taskDefinition.containerDefinitions[]; .image == $image)', `--arg image ${image}`)}`,
      },
      {
        id: 'ecs-verify-settled',
        text: 'One deployment is left, and every desired task runs.',
        kind: 'command',
        expr: is(`.taskDefinition != $task and ${isSettled}`),
      },
    ],
    checks: [
      {
        id: 'ecs-rollback-settled',
        text: 'The service runs the recorded task definition, and nothing else.',
        kind: 'command',
        expr: is(`.taskDefinition == $task and ${isSettled}`),
      },
    ],
    caveats: [
      'The recorded task definition starts the image that its tag points to: where a tag is pushed anew, such as latest, going back needs the digest of the image that runs now.',
    ],
  };
}

/**
 * Where images are pushed under one tag: the recorded task definition would start the new image, so the digest is the record.
 * Containers tell the digest that they run:
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Container.html
 */
export function backByDigest(
  { service, cluster, region, container, recorded, baselineVersion }: ToldService,
  answers: Answers,
  repository: string,
  { is, register }: Commands & { readonly register: (image: string) => string },
): WayBack {
  const digest = answers.word({
    id: 'ecs-image-digest',
    question:
      'Which digest (sha256:…) has the image that the service runs before this rollout (the step "Show which image the tasks run" prints it)?',
  });
  const digests = `aws ecs list-tasks --cluster ${cluster} --service-name ${service} --region ${region} --query 'taskArns[]' --output text | xargs aws ecs describe-tasks --cluster ${cluster} --region ${region} --output json --tasks`;
  const ofContainer = '[.tasks[].containers[] | select(.name == $container) | .imageDigest] | unique';
  const given = `--arg container ${container} --arg digest ${digest}`;
  const settled = is(isSettled);
  return {
    record: [
      step(
        'record-image',
        'Show which image the tasks run',
        `${digests} | ${strictJqText(`${ofContainer} | ${onlyRunning}`, `--arg container ${container}`)}`,
        { expect: `${digest}, the image of ${baselineVersion}.` },
      ),
    ],
    title: 'Register a task definition that names the recorded image by its digest, and bring it out',
    command: register(`${repository}@${digest}`),
    expect: 'The new task definition, then the prompt.',
    verify: [
      {
        id: 'ecs-verify-image',
        text: 'Every task runs another image than the recorded one.',
        kind: 'command',
        expr: `${digests} | ${strictJq(`${ofContainer} | length == 1 and .[0] != $digest`, given)}`,
      },
      {
        id: 'ecs-verify-settled',
        text: 'One deployment is left, and every desired task runs.',
        kind: 'command',
        expr: settled,
      },
    ],
    checks: [
      {
        id: 'ecs-rollback-image',
        text: 'Every task runs the recorded image.',
        kind: 'command',
        expr: `${digests} | ${strictJq(`${ofContainer} == [$digest]`, given)}`,
      },
      {
        id: 'ecs-rollback-settled',
        text: 'One deployment is left, and every desired task runs.',
        kind: 'command',
        expr: settled,
      },
    ],
    caveats: [
      `Images are pushed under one tag and the task definition stays, so ${recorded} would start the new image: going back names the recorded image by its digest. As long as the service runs that task definition, deploying in the usual way starts the recorded image again: bring ${recorded} back first.`,
    ],
  };
}
